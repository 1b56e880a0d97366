"""Reports a failure in the run: its own words, without any secret.

Dagster stores an error with all that led to it, and shows it to everyone who reads the UI. What a
library or a server has said stays in our log, which is scrubbed; the chain is cut here.
"""

import traceback
from collections.abc import Mapping

import dagster as dg

from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.plaintext import plain
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.secrecy import scrubbed
from adgen_dagster.storage.artifacts import StoppedError

UNFORESEEN = "Something went wrong that nobody foresaw; the run's log tells it."
"""The words of a library's error may hold what people wrote, or an address."""


def failure_of(failed: Mapping[int, AdgenError]) -> dg.Failure:
    """Build a run's failure: which segments (0: none), what kind, and what it cost."""
    told = [error for error in failed.values() if not isinstance(error, StoppedError)]
    first = next(iter(told or failed.values()))
    segments = sorted(index for index in failed if index)
    where = f"Segment {', '.join(map(str, segments))}: " if segments else ""
    cost = sum(error.cost_usd for error in failed.values() if isinstance(error, ProviderError))
    return dg.Failure(
        f"{where}{first}",
        metadata={
            "failure_kind": str(first.kind),
            "segments": dg.MetadataValue.json(segments),
            "cost_usd": cost,
        },
        allow_retries=False,
    )


def unforeseen(error: Exception) -> dg.Failure:
    """Build a run's failure from an error that is not an `AdgenError`."""
    trace = scrubbed(plain("".join(traceback.format_exception(error))))
    return dg.Failure(
        UNFORESEEN,
        metadata={
            "failure_kind": str(ErrorKind.CRASHED),
            "traceback": dg.MetadataValue.md(f"```\n{trace}\n```"),
        },
        allow_retries=False,
    )
