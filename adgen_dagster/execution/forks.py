"""A fork server that is itself a fork, of a process that has imported everything already."""

import multiprocessing.forkserver
import multiprocessing.util
import os
import socket
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import NoReturn

PRELOADED = "adgen_dagster.execution.preload"
"""What a process imports before runs, or what starts them, are forked from it."""

_FORK_SERVER = "adgen-forks"
_RUN = "adgen-run"


def call_itself(name: str) -> None:
    """Give this process the name under which `ps` and `top` show it (at most 15 characters).

    A fork has the command line of what it was forked from.
    """
    Path("/proc/self/comm").write_text(name, encoding="ascii")


def fork_the_fork_server() -> None:
    """Have `multiprocessing` fork runs from a copy of this process as it is now.

    Call it while there is one thread. Python's own start of a fork server is a new Python that
    imports everything anew, 2.4 s of processor time before the first run. It still is what follows
    once this one has ended.
    """
    if sys.version_info >= (3, 14):
        return  # It wants to be shown a key, which only its own start hands on.
    server = multiprocessing.forkserver._forkserver  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    address = Path(multiprocessing.util.get_temp_dir()) / "runs"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
        address.chmod(0o600)
        listener.listen()
        is_wanted, wanted = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(wanted)
            _serve(listener.detach(), is_wanted)
        os.close(is_wanted)
    vars(server).update(
        _forkserver_address=str(address), _forkserver_alive_fd=wanted, _forkserver_pid=pid
    )


def _serve(listener: int, is_wanted: int) -> NoReturn:
    """Be the fork server, until nobody holds the other end of `is_wanted`."""
    code = 1
    try:
        call_itself(_FORK_SERVER)
        os.register_at_fork(after_in_child=partial(call_itself, _RUN))
        multiprocessing.forkserver.main(listener, is_wanted, [])
    except SystemExit:
        code = 0
    except BaseException:  # noqa: BLE001 - a fork never goes on as what it was forked from
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)
