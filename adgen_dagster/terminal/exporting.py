"""`adgen exporter`: serve metrics to Prometheus, until it is asked to stop."""

import logging
import os

from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.exporter.serving import Numbers, keep_reading, serving
from adgen_dagster.logs import log_of, set_up_logging
from adgen_dagster.secrecy import secrets_of
from adgen_dagster.settings import load_log_settings
from adgen_dagster.stack.interrupts import pause
from adgen_dagster.terminal.workplace import Workplace

_LOG = log_of(__name__)


class PortTakenError(AdgenError):
    """Another process listens on the exporter's address."""

    kind = ErrorKind.UNAVAILABLE


def export(here: Workplace) -> None:
    """Read the instance's events, and hand out what they add up to.

    Raises:
        PortTakenError
    """
    logs, chosen = load_log_settings(), here.settings
    root = logging.getLogger("adgen_dagster")
    set_up_logging(root, logs.log_format, logs.log_level, secrets_of(os.environ))
    host, port = chosen.metrics_listen, chosen.metrics_port
    numbers = Numbers(here.instance, here.store, chosen)
    try:
        with serving(numbers, host, port):
            _LOG.info("exporter_listening", address=f"http://{host}:{port}/metrics")
            keep_reading(numbers, pause)
    except OSError as error:
        reason = error.strerror or "it cannot be used"
        raise PortTakenError(f"{host}:{port} (ADGEN_METRICS_PORT): {reason}") from error
