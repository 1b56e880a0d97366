"""A provider is asked for one thing: timed, told in the log, its failure kept in the take."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from structlog.contextvars import bound_contextvars

from adgen_dagster.artifacts import Take
from adgen_dagster.errors import AdgenError
from adgen_dagster.logs import log_of
from adgen_dagster.providers.base import ProviderError

_LOG = log_of(__name__)


@dataclass
class Asked:
    """How long a provider took, once it has answered."""

    seconds: float = 0.0


@contextmanager
def asking(take: Take) -> Generator[Asked]:
    """Have a provider at work on a take; one that it failed for good is closed."""
    asked, began = Asked(), time.monotonic()
    with bound_contextvars(take=take.number):
        _LOG.info("provider is asked")
        try:
            yield asked
        except AdgenError as error:
            cost_usd = error.cost_usd if isinstance(error, ProviderError) else 0.0
            seconds = round(time.monotonic() - began, 2)
            _LOG.warning("provider failed", kind=error.kind, seconds=seconds, cost_usd=cost_usd)
            if isinstance(error, ProviderError) and error.is_over:
                take.fail(error.kind, str(error))
            raise
        asked.seconds = round(time.monotonic() - began, 2)
        _LOG.info("provider answered", seconds=asked.seconds)
