"""Each segment's picture set in motion, exactly one slot long."""

import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg

from adgen_dagster.assets.gates import images_approval
from adgen_dagster.assets.images import images
from adgen_dagster.domain.storyboard import SLOT_S, Segment, Storyboard
from adgen_dagster.domain.words import Product
from adgen_dagster.media.clip import frame_size, make_uniform
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.partitions import job_segments, per_job
from adgen_dagster.providers.base import Animator
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
    deps=[images, dg.AssetDep(images_approval, partition_mapping=per_job)],
    backfill_policy=dg.BackfillPolicy.single_run(),
    output_required=False,
    kinds={"runway", "ffmpeg"},
)
def clips(context: dg.AssetExecutionContext, workshop: Workshop) -> Generator[dg.Output[None]]:
    """Each segment's picture set in motion: 5.000 s, uniform, its caption burned in."""
    with work_on(context, Product.CLIPS, workshop.store) as work:
        board = Storyboard.model_validate(work.document(Product.SEGMENTS))
        providers = workshop.providers()
        animator, prices = providers.animator, providers.prices(work.brief)
        work.require_money_for_each(prices.clip_usd, prices, animator)
        with work.store.scratch_folder(work.job) as folder:
            bench = CuttingBench(work, animator, workshop.ffmpeg, workshop.settings.fps, folder)
            make_each(
                work,
                work.segments,
                min(animator.at_once, workshop.settings.at_once),
                lambda index: (index, bench.animate(board.segment(index))),
                lambda made: context.log_event(segment_materialization(work, *made)),
            )
    yield from ()


@dataclass(frozen=True)
class CuttingBench:
    """Where raw clips become uniform ones, one after another.

    The others are still at the provider meanwhile; two encoders at once would only share the
    same processor.
    """

    work: JobWork
    animator: Animator
    ffmpeg: FFmpeg
    fps: int
    folder: Path
    encoder: threading.Lock = field(default_factory=threading.Lock)

    def animate(self, segment: Segment) -> Json:
        """Animate one segment; return the result of its take."""
        take, watch = self.work.take(segment.index), Stopwatch()
        if done := reused(take):
            return done
        own = self.folder / f"{segment.index:02d}"
        own.mkdir()
        brief = self.work.brief
        picture = self.work.newest(Product.IMAGES, segment.index)
        prompt = reworded(segment.animation_prompt, self.work.notes(segment.index))
        with asking(take) as asked:
            made = self.animator.animate(
                self.work.store.local(picture, own),
                prompt,
                ratio=brief.ratio,
                seed=seed_of(brief, segment.index, take.number),
                take=take,
                folder=own,
            )
        uniform = own / "clip.mp4"
        with self.encoder, judging(take, made, self.animator.price_usd()):
            probe = make_uniform(
                self.ffmpeg,
                made.path,
                uniform,
                size=frame_size(brief.ratio),
                fps=self.fps,
                seconds=SLOT_S,
                caption=segment.narration if brief.has_captions else None,
                stop=self.work.stop,
            )
        return finish(
            take,
            take.keep(uniform, "clip.mp4"),
            made,
            watch.seconds,
            provider_s=asked.seconds,
            size_mb=size_mb(uniform),
            prompt=prompt,
            duration_s=probe.duration_s,
            of_picture=picture,
            thumbnail=picture_of(self.ffmpeg, uniform, own, at_s=SLOT_S / 2),
        )
