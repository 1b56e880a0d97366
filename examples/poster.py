"""An asset that is shown and paid for: the example of its guide, docs/add-an-asset.md."""

from typing import Any

import dagster as dg

from adgen_dagster.assets.gates import script_approval
from adgen_dagster.assets.script import segments
from adgen_dagster.domain.storyboard import Storyboard
from adgen_dagster.domain.words import Product
from adgen_dagster.media.clip import frame_size
from adgen_dagster.media.pictures import judge_picture
from adgen_dagster.partitions import jobs
from adgen_dagster.resources import Workshop
from adgen_dagster.work.job_work import JobWork, work_on
from adgen_dagster.work.prompts import reworded, seed_of
from adgen_dagster.work.provider_call import asking, judging
from adgen_dagster.work.results import Stopwatch, finish, metadata_of, picture_of, reused


@dg.asset(partitions_def=jobs, deps=[segments, script_approval], kinds={"runway"})
def poster(context: dg.AssetExecutionContext, workshop: Workshop) -> dg.MaterializeResult[Any]:
    """The one picture that stands for the film."""
    with work_on(context, Product.POSTER, workshop.store) as work:
        take = work.take()
        if reused(take) is None:
            _paint(work, workshop)
        return dg.MaterializeResult(metadata=metadata_of(take.result or {}))


def _paint(work: JobWork, workshop: Workshop) -> None:
    providers, take, watch = workshop.providers(), work.take(), Stopwatch()
    painter, prices = providers.painter, providers.prices(work.brief)
    usd = prices.picture_usd
    work.require_money(0.0 if take.is_begun else usd, usd, prices, painter)
    board = Storyboard.model_validate(work.document(Product.SEGMENTS))
    prompt = reworded(board.segment(1).image_prompt, ["A poster, without any letters"])
    size = frame_size(work.brief.ratio)
    with work.store.scratch_folder(work.job) as folder:
        with asking(take) as asked:
            made = painter.paint(
                prompt,
                ratio=work.brief.ratio,
                seed=seed_of(work.brief, 0, take.number),
                reference=None,
                take=take,
                folder=folder,
            )
        with judging(take, made, prices.picture_usd):
            judge_picture(made.path, size.width, size.height)
        finish(
            take,
            take.keep(made.path, f"poster{made.path.suffix}"),
            made,
            watch.seconds,
            provider_s=asked.seconds,
            prompt=prompt,
            thumbnail=picture_of(workshop.ffmpeg, made.path, folder),
        )
