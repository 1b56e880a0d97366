"""The finished advertisement."""

from typing import Any

import dagster as dg

from adgen_dagster.assets.audio import audio
from adgen_dagster.assets.clips import clips
from adgen_dagster.assets.gates import videos_approval
from adgen_dagster.domain.storyboard import SLOT_S
from adgen_dagster.domain.words import Product
from adgen_dagster.media.film import cut_film
from adgen_dagster.partitions import jobs, per_job
from adgen_dagster.providers.base import Provenance
from adgen_dagster.resources import Workshop
from adgen_dagster.work.job_work import JobWork, work_on
from adgen_dagster.work.results import (
    Stopwatch,
    finish,
    metadata_of,
    picture_of,
    reused,
    size_mb,
)


@dg.asset(
    partitions_def=jobs,
    deps=[dg.AssetDep(clips, partition_mapping=per_job), audio, videos_approval],
    kinds={"ffmpeg"},
)
def final_mp4(context: dg.AssetExecutionContext, workshop: Workshop) -> dg.MaterializeResult[Any]:
    """The clips, one after another, with their sound: a stream copy, checked by ffprobe."""
    with work_on(context, Product.FINAL_MP4, workshop.store) as work:
        take = work.take()
        if reused(take) is None:
            _cut(work, workshop)
        return dg.MaterializeResult(metadata=metadata_of(take.result or {}))


def _cut(work: JobWork, workshop: Workshop) -> None:
    take, watch, ffmpeg = work.take(), Stopwatch(), workshop.ffmpeg
    count = work.brief.segment_count
    sources = [work.newest(Product.CLIPS, index) for index in range(1, count + 1)]
    with work.store.scratch_folder(work.job) as folder:
        film = folder / "film.mp4"
        cut = cut_film(
            ffmpeg,
            work.store.local_copies(sources, folder),
            work.store.local(work.newest(Product.AUDIO), folder),
            film,
            seconds=count * SLOT_S,
            max_mb=workshop.settings.film_max_mb,
            stop=work.stop,
        )
        finish(
            take,
            take.keep(film, "film.mp4"),
            Provenance("ffmpeg", "encoded to fit" if cut.was_reencoded else "stream copy"),
            watch.seconds,
            duration_s=cut.probe.duration_s,
            size_mb=size_mb(film),
            width=cut.probe.width,
            height=cut.probe.height,
            clips=sources,
            thumbnail=picture_of(ffmpeg, film, folder, at_s=SLOT_S / 2),
        )
