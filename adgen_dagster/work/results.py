"""The result of a take: kept in it, and shown in the Dagster UI."""

import base64
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from adgen_dagster.domain.sizes import MEGABYTE
from adgen_dagster.logs import log_of
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.media.film import thumbnail
from adgen_dagster.partitions import segment_partition
from adgen_dagster.providers.base import Provenance
from adgen_dagster.storage.artifacts import Json, Take
from adgen_dagster.work.job_work import JobWork

THUMBNAIL_PX = 240
"""Wide enough to recognise; about 6 kB, as it is stored in the event itself."""

_MEASURED = ("provider", "model", "cost_usd", "seconds", "provider_s", "size_mb")


_LOG = log_of(__name__)


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Elapsed, to the hundredth."""
        return round(time.monotonic() - self._began, 2)


def finish(take: Take, path: str, work: Provenance, seconds: float, **more: object) -> Json:
    """Close a take: from here on it counts, and is never made again."""
    result: Json = {
        "path": path,
        "take": take.number,
        "provider": work.provider,
        "model": work.model,
        "cost_usd": work.cost_usd,
        "seconds": seconds,
        **more,
    }
    if work.seed is not None:
        result["seed"] = work.seed
    take.write("result", result)
    _LOG.info(
        "take_made",
        take=take.number,
        path=path,
        **{name: fact for name, fact in result.items() if name in _MEASURED},
    )
    return result


def reused(take: Take) -> Json | None:
    """Return what an earlier run has made and paid for; None if it is still to be made."""
    result = take.result
    if result is not None:
        _LOG.info("take_reused", take=take.number, path=result.get("path"))
    return result


def size_mb(local: Path) -> float:
    """Return a file's size, for a plot over time."""
    return round(local.stat().st_size / MEGABYTE, 3)


def segment_materialization(
    work: JobWork, segment: int, result: Mapping[str, Any]
) -> dg.AssetMaterialization:
    """Report one finished segment to the graph."""
    return dg.AssetMaterialization(
        str(work.product),
        partition=segment_partition(work.job, segment),
        metadata=metadata_of(result),
    )


def metadata_of(result: Mapping[str, Any]) -> dict[str, dg.MetadataValue[Any]]:
    """Turn a take's result into Dagster metadata; its `thumbnail` is shown as a picture."""
    shown: dict[str, dg.MetadataValue[Any]] = {}
    for name, fact in result.items():
        if name == "thumbnail":
            shown["picture"] = dg.MetadataValue.md(f"![]({fact})")
        elif isinstance(fact, bool):
            shown[name] = dg.MetadataValue.bool(fact)
        elif isinstance(fact, int):
            shown[name] = dg.MetadataValue.int(fact)
        elif isinstance(fact, float):
            shown[name] = dg.MetadataValue.float(fact)
        elif isinstance(fact, str):
            shown[name] = dg.MetadataValue.text(fact)
        else:
            shown[name] = dg.MetadataValue.json(fact)
    return shown


def picture_of(ffmpeg: FFmpeg, source: Path, folder: Path, at_s: float = 0.0) -> str:
    """Return a small version of a picture or clip, as a data URI."""
    target = folder / f"{source.parent.name}-{source.stem}-small.jpg"
    jpeg = thumbnail(ffmpeg, source, target, at_s=at_s, width=THUMBNAIL_PX).read_bytes()
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
