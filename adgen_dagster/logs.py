"""Structured log lines: what happened, its facts, the work it belongs to, and never a secret.

Lines are written by `log_of(__name__)`; what they have in common for a while (job, segment, take,
run) is bound once, with structlog's `bound_contextvars`. Dagster's own logging is left as it is.
"""

import logging
import sys
from collections.abc import Iterable
from enum import StrEnum
from typing import cast

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter
from structlog.typing import Processor

from adgen_dagster.plaintext import plain
from adgen_dagster.secrecy import Scrubber

_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


class LogFormat(StrEnum):
    """How a line is written: for people, or for machines."""

    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """From which weight on a line is written."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


def log_of(name: str) -> BoundLogger:
    """Return a module's log; its lines take facts: `_LOG.info("work_due", job=job)`.

    An event's name is in snake case and stays as it is: operators search for it. All of them stand
    in `docs/operations.md`.

    Configured by itself: structlog's own, global configuration belongs to Dagster.
    """
    logger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=BoundLogger,
        context_class=dict,
    )
    return cast("BoundLogger", logger)


class ScrubbingFormatter(ProcessorFormatter):
    """Writes a whole record, message, facts and traceback, and takes the secrets out of it."""

    def __init__(self, log_format: LogFormat, secrets: Iterable[str]) -> None:
        render: list[Processor] = (
            [
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ]
            if log_format is LogFormat.JSON
            # The default shows the values of all variables in a traceback.
            else [
                structlog.dev.ConsoleRenderer(
                    colors=False,
                    pad_event_to=0,
                    pad_level=False,
                    exception_formatter=structlog.dev.plain_traceback,
                )
            ]
        )
        super().__init__(
            foreign_pre_chain=_SHARED,
            processors=[ProcessorFormatter.remove_processors_meta, *render],
        )
        self._scrubber = Scrubber(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """Format the record without any secret, and without commands to a terminal."""
        return self._scrubber.scrub(plain(super().format(record)))


def set_up_logging(
    logger: logging.Logger,
    log_format: LogFormat,
    level: LogLevel,
    secrets: Iterable[str],
) -> None:
    """Let a logger, and all below it, write to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ScrubbingFormatter(log_format, secrets))
    logger.handlers[:] = [handler]
    logger.setLevel(level)
    logger.propagate = False
