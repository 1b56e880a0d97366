"""The clock of an approval runs out while the daemon, which watches it, is down."""

import time

from adgen_dagster.domain.words import Stage
from bench.drill.cases import ENDS_S, Case
from bench.drill.customers import Ending, drive
from bench.drill.production import CHOSEN
from bench.drill.services import kill

NAME = "an approval's clock runs out while the daemon is down"
TIMEOUT_S = 20.0
SETTING = "ADGEN_APPROVAL_TIMEOUT_S"
GATEWAYS = ("code server", "gateway")


def clock_runs_out(case: Case) -> float:
    """Three orders wait; one is approved after its time, before anybody says that it is over."""
    production = case.production
    case.customers["script"].orders()
    daemon = production.services["daemon"]
    drive(case.everybody, lambda: case.customers["script"].is_asked(Stage.SCRIPT), ENDS_S)
    pid, daemon.is_wanted = daemon.pid, False
    struck_at = time.monotonic()
    kill([pid])
    daemon.environment[SETTING] = f"{TIMEOUT_S:.0f}"
    production.choose(*GATEWAYS, **{SETTING: f"{TIMEOUT_S:.0f}"})
    drive(case.everybody, lambda: time.monotonic() - struck_at > TIMEOUT_S + 2, ENDS_S)
    late = case.customers["film"]
    late.may_approve = set(Stage)
    drive(case.everybody, lambda: not late.is_asked(Stage.VIDEOS), ENDS_S)
    daemon.is_wanted = True
    case.expected = dict.fromkeys(("script", "pictures", "clips"), Ending.TIMED_OUT)
    case.finish()
    daemon.environment[SETTING] = CHOSEN[SETTING]
    production.choose("daemon", *GATEWAYS, **{SETTING: CHOSEN[SETTING]})
    production.wait_ready()
    return struck_at
