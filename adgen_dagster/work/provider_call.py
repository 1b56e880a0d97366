"""Calls a provider for one thing: timed, logged, its failure kept in the take.

What it delivers is judged at once. A take that holds something unusable is closed: a retry
has it made again, instead of fetching the same thing for ever.
"""

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from structlog.contextvars import bound_contextvars

from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.logs import log_of
from adgen_dagster.media.errors import UnreadableMediaError
from adgen_dagster.media.line import LineTooLongError
from adgen_dagster.providers.base import Provenance, ProviderError
from adgen_dagster.storage.artifacts import Take

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
        _LOG.info("provider_asked")
        try:
            yield asked
        except AdgenError as error:
            cost_usd = error.cost_usd if isinstance(error, ProviderError) else 0.0
            seconds = round(time.monotonic() - began, 2)
            _LOG.warning("provider_failed", kind=error.kind, seconds=seconds, cost_usd=cost_usd)
            if isinstance(error, ProviderError):
                _leave_out_what_is_told(error, take)
                if error.is_over:
                    take.fail(error.kind, str(error))
            raise
        asked.seconds = round(time.monotonic() - began, 2)
        _LOG.info("provider_answered", seconds=asked.seconds)


@contextmanager
def judging(take: Take, made: Provenance, again_usd: float) -> Generator[None]:
    """Judge what a provider delivered for a take.

    Args:
        take: closed, when it cannot be used.
        made: what was delivered, and what it cost.
        again_usd: what it will cost to have it made again.

    Raises:
        ProviderError: BAD_OUTPUT, with the cost, where the judgement is `UnreadableMediaError` or
            `LineTooLongError`.
    """
    try:
        yield
    except (UnreadableMediaError, LineTooLongError) as error:
        useless = unusable(made, str(error), again_usd)
        _leave_out_what_is_told(useless, take)
        take.fail(useless.kind, str(useless))
        _LOG.warning("delivery_refused", take=take.number, why=str(error))
        raise useless from None


def _leave_out_what_is_told(error: ProviderError, take: Take) -> None:
    """Let a failure tell only what its calls have not told."""
    error.cost_usd = max(0.0, error.cost_usd - take.told_usd)


def unusable(made: Provenance, why: str, again_usd: float) -> ProviderError:
    """Build the error for a delivery that was perhaps paid for and cannot be used."""
    price = ""
    if made.cost_usd or again_usd:
        price = f", and costs about {again_usd:.2f} USD again"
    paid = f" It was paid ({made.cost_usd:.2f} USD)." if made.cost_usd else ""
    return ProviderError(
        ErrorKind.BAD_OUTPUT,
        f"What {made.provider} delivered cannot be used: {why}{paid}"
        f" Trying again has it made anew{price}.",
        cost_usd=made.cost_usd,
    )
