"""What goes wrong in the drill: each fault strikes, lasts, and ends."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import psutil

from bench.drill.production import Production
from bench.drill.services import kill, stop_for_a_while

AWAY_S = 6.0
"""How long a killed process stays away: about what a container engine takes."""
STOPPED_S = 20.0
DOWN_S = 25.0
FULL_S = 20.0
TWO_S = 60.0
BETWEEN_S = 1.0
OURS = ("code server", "daemon", "webserver", "gateway")


@dataclass(frozen=True)
class Fault:
    """One way to break a running production."""

    name: str
    strike: Callable[[Production], None]
    is_quick: bool = False
    """Whether the short drill has it too."""
    is_early: bool = False
    """Whether it begins before the orders go on, not in the middle of the work."""


def _nothing(production: Production) -> None:
    """For comparison."""
    del production


def _killed(name: str) -> Callable[[Production], None]:
    def strike(production: Production) -> None:
        service = production.services[name]
        pid, service.is_wanted = service.pid, False
        kill([pid])
        time.sleep(AWAY_S)
        service.is_wanted = True

    return strike


def _stopped(name: str) -> Callable[[Production], None]:
    return lambda production: stop_for_a_while([production.services[name].pid], STOPPED_S)


def _down(name: str) -> Callable[[Production], None]:
    def strike(production: Production) -> None:
        service = production.services[name]
        service.is_wanted = False
        kill([service.pid])
        time.sleep(DOWN_S)
        service.is_wanted = True

    return strike


def _runs_killed(production: Production) -> None:
    kill(production.run_workers())


def _runs_stopped(production: Production) -> None:
    stop_for_a_while(production.run_workers(), STOPPED_S)


def _database_killed(production: Production) -> None:
    production.database.kill()
    time.sleep(AWAY_S)
    production.database.start()


def _database_stopped(production: Production) -> None:
    stop_for_a_while(production.database_pids(), STOPPED_S)


def _everything_killed(production: Production) -> None:
    """As when the machine loses its power; what the disks hold is there again afterwards."""
    pids = [production.services[name].pid for name in OURS]
    for name in OURS:
        production.services[name].is_wanted = False
    kill([*pids, *production.run_workers()])
    time.sleep(AWAY_S)
    for name in OURS:
        production.services[name].is_wanted = True


def _tree_killed(production: Production) -> None:
    """One after another, with whatever they have started: nobody has to know what there is."""
    for name in OURS:
        with suppress(psutil.NoSuchProcess):
            root = psutil.Process(production.services[name].pid)
            for process in [*reversed(root.children(recursive=True)), root]:
                kill([process.pid])
                time.sleep(BETWEEN_S)


def _disk_full(production: Production) -> None:
    filler = production.scratch / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"\0" * (1 << 12)):
            pass
    time.sleep(FULL_S)
    filler.unlink()


def _telegram_down(production: Production) -> None:
    with production.telegram.down():
        time.sleep(DOWN_S)


def _two_daemons(production: Production) -> None:
    second = production.second_daemon()
    time.sleep(TWO_S)
    second.end()


FAULTS = (
    Fault("nothing (for comparison)", _nothing),
    Fault("code server killed", _killed("code server"), is_quick=True),
    Fault("run processes killed", _runs_killed, is_quick=True),
    Fault("PostgreSQL killed", _database_killed, is_quick=True),
    Fault("S3 killed", _killed("S3"), is_quick=True),
    Fault("disk full", _disk_full, is_quick=True),
    Fault("gateway killed", _killed("gateway"), is_quick=True),
    Fault("daemon killed", _killed("daemon"), is_quick=True),
    Fault("webserver killed", _killed("webserver")),
    Fault("all our processes killed at once", _everything_killed),
    Fault("each process of the tree killed", _tree_killed),
    Fault("code server stopped", _stopped("code server")),
    Fault("run processes stopped", _runs_stopped),
    Fault("PostgreSQL stopped", _database_stopped),
    Fault("S3 stopped", _stopped("S3")),
    Fault("gateway stopped", _stopped("gateway")),
    Fault("daemon stopped", _stopped("daemon")),
    Fault("webserver stopped", _stopped("webserver")),
    Fault("two daemons by mistake", _two_daemons, is_early=True),
    Fault("Telegram down", _telegram_down),
    Fault("OpenAI down", _down("OpenAI")),
    Fault("Runway down", _down("Runway")),
)
