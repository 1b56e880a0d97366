"""Logs that never show the bot's token, whoever writes them."""

import logging
import sys
import threading
from types import TracebackType
from urllib.parse import quote

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_HIDDEN = "<token>"
# httpx logs every address at INFO, and Telegram's addresses hold the token.
_CHATTY = ("httpx", "httpcore", "apscheduler", "tornado.access")

log = logging.getLogger("telegram_gateway")


class ScrubbingFormatter(logging.Formatter):
    """Takes secrets out of whole records: message, arguments and traceback."""

    def __init__(self, *secrets: str) -> None:
        super().__init__(_FORMAT)
        parts = {part for secret in secrets for part in (secret, *secret.split(":")[1:]) if part}
        forms = parts | {quote(part, safe="") for part in parts}
        # The longest first: a part replaced early would leave the rest of the whole.
        self._forms = sorted(forms, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The record's text without any secret."""
        return self.scrub(super().format(record))

    def scrub(self, text: str) -> str:
        """`text` without any secret."""
        for form in self._forms:
            text = text.replace(form, _HIDDEN)
        return text


def set_up_logging(*secrets: str, level: str = "INFO") -> None:
    """Log to standard error, scrubbed; what nobody caught goes there as well."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ScrubbingFormatter(*secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
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
    log.critical("The gateway ends: nobody caught this.", exc_info=(kind, error, trace))


def _log_lost_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        log.error(
            "A thread has ended.", exc_info=(args.exc_type, args.exc_value, args.exc_traceback)
        )
