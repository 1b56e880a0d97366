"""Reports a failed tick to Dagster: its trace, without any secret."""

import traceback
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.logs import log_of

_LOG = log_of(__name__)
_Context = TypeVar("_Context")
_Told = TypeVar("_Told")


class TickFailedError(AdgenError):
    """A sensor could not do its work this time; the text is the trace of what went wrong."""

    kind = ErrorKind.CRASHED


def without_secrets(evaluate: Callable[[_Context], _Told]) -> Callable[[_Context], _Told]:
    """Let a sensor fail with a scrubbed trace: Dagster stores an error with all that led to it."""

    @wraps(evaluate)
    def tick(context: _Context) -> _Told:
        try:
            return evaluate(context)
        except Exception as error:  # noqa: BLE001 - the edge: Dagster would store it as it is
            _LOG.exception("tick_failed", sensor=evaluate.__name__)
            raise TickFailedError("".join(traceback.format_exception(error))) from None

    return tick
