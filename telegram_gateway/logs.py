"""Logs that never show the bot's token or another secret, whatever code writes them."""

import logging
import os
import sys
import threading
from types import TracebackType

from adgen_dagster.logs import log_of
from adgen_dagster.logs import set_up_logging as write_with
from adgen_dagster.secrecy import secrets_of
from adgen_dagster.settings import LogSettings

# httpx logs every address at INFO, and Telegram's addresses hold the token.
_CHATTY = ("httpx", "httpcore", "apscheduler", "tornado.access")

_LOG = log_of(__name__)


def set_up_logging(chosen: LogSettings, *secrets: str) -> None:
    """Log to standard error, scrubbed; what nobody caught goes there as well."""
    hidden = {*secrets, *secrets_of(os.environ)}
    write_with(logging.getLogger(), chosen.log_format, chosen.log_level, hidden)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_lost_thread


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _LOG.critical("error_uncaught", exc_info=(kind, error, trace))


def _log_lost_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _LOG.error("thread_died", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))
