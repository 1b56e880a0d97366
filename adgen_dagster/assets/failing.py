"""What a failure leaves behind in the run."""

from collections.abc import Mapping

import dagster as dg

from adgen_dagster.artifacts import Stopped
from adgen_dagster.errors import AdgenError
from adgen_dagster.providers.base import ProviderError


def failure_of(failed: Mapping[int, AdgenError]) -> dg.Failure:
    """What a run fails with: which segments (0: none), what kind, what it cost nevertheless."""
    told = [error for error in failed.values() if not isinstance(error, Stopped)]
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
