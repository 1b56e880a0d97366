"""A picture for each segment."""

from collections.abc import Generator
from pathlib import Path

import dagster as dg

from adgen_dagster.assets.gates import script_approval
from adgen_dagster.assets.script import segments
from adgen_dagster.domain.storyboard import Segment, Storyboard
from adgen_dagster.domain.words import Product
from adgen_dagster.media.clip import frame_size
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.media.pictures import judge_picture
from adgen_dagster.partitions import job_segments, per_job
from adgen_dagster.providers.base import Painter
from adgen_dagster.resources import Workshop
from adgen_dagster.storage.artifacts import Json
from adgen_dagster.work.job_work import JobWork, work_on
from adgen_dagster.work.parallel import make_each
from adgen_dagster.work.prompts import reworded, seed_of
from adgen_dagster.work.provider_call import asking, judging
from adgen_dagster.work.results import (
    Stopwatch,
    finish,
    picture_of,
    reused,
    segment_materialization,
    size_mb,
)


@dg.asset(
    partitions_def=job_segments,
    deps=[
        dg.AssetDep(segments, partition_mapping=per_job),
        dg.AssetDep(script_approval, partition_mapping=per_job),
    ],
    backfill_policy=dg.BackfillPolicy.single_run(),
    output_required=False,
    kinds={"runway"},
)
def images(context: dg.AssetExecutionContext, workshop: Workshop) -> Generator[dg.Output[None]]:
    """A picture for each segment: all of a job in one run, each there the moment it is done."""
    with work_on(context, Product.IMAGES, workshop.store) as work:
        board = Storyboard.model_validate(work.document(Product.SEGMENTS))
        providers, ffmpeg = workshop.providers(), workshop.ffmpeg
        painter, prices = providers.painter, providers.prices(work.brief)
        work.require_money_for_each(prices.picture_usd, prices, painter)
        with work.store.scratch_folder(work.job) as folder:
            photo = work.store.local(work.brief.photo, folder) if work.brief.photo else None

            def paint_one(index: int) -> tuple[int, Json]:
                segment = board.segment(index)
                return index, paint(work, segment, painter, ffmpeg, photo, folder)

            make_each(
                work,
                work.segments,
                min(painter.at_once, workshop.settings.at_once),
                paint_one,
                lambda made: context.log_event(segment_materialization(work, *made)),
            )
    yield from ()


def paint(
    work: JobWork,
    segment: Segment,
    painter: Painter,
    ffmpeg: FFmpeg,
    photo: Path | None,
    folder: Path,
) -> Json:
    """Paint one segment's picture; return the result of its take."""
    take, watch = work.take(segment.index), Stopwatch()
    if done := reused(take):
        return done
    prompt = reworded(segment.image_prompt, work.notes(segment.index))
    own = folder / f"{segment.index:02d}"
    own.mkdir()
    with asking(take) as asked:
        made = painter.paint(
            prompt,
            ratio=work.brief.ratio,
            seed=seed_of(work.brief, segment.index, take.number),
            reference=photo,
            take=take,
            folder=own,
        )
    with judging(take, made, painter.price_usd(work.brief.ratio)):
        wanted = frame_size(work.brief.ratio)
        judge_picture(made.path, wanted.width, wanted.height)
    path = take.keep(made.path, f"picture{made.path.suffix}")
    return finish(
        take,
        path,
        made,
        watch.seconds,
        provider_s=asked.seconds,
        size_mb=size_mb(made.path),
        prompt=prompt,
        narration=segment.narration,
        thumbnail=picture_of(ffmpeg, made.path, own),
    )
