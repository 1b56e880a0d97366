"""An approval counts only for what it was given for, even if a run is started by hand."""

from collections.abc import Iterable, Sequence

import dagster as dg

from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.instance.run_requests import CAUSE_TAG


class GateClosedError(AdgenError):
    """The work is behind an approval that nobody gave for it; nothing was spent."""

    kind = ErrorKind.GATE_CLOSED


def require_approval(
    context: dg.AssetExecutionContext,
    status: JobStatus,
    product: Product,
    segments: Sequence[int],
) -> None:
    """Let work begin only where somebody approved what it stands on.

    Args:
        context: of the run at work.
        status: of its job.
        product: what is made.
        segments: of which segments; none: for the whole job.

    Raises:
        GateClosedError: nobody did, or what they approved is made again.
    """
    is_by_hand = CAUSE_TAG not in context.run.tags
    if is_by_hand:
        _require_one_side(_selected(context))
    step = PIPELINE[product]
    behind = step.behind
    if behind is None:
        return
    if behind not in status.approved:
        raise GateClosedError(
            f"The {behind} stage of job {status.job} is not approved. {product} costs money and is"
            f" made only after {behind.gate} is materialized while the job waits for that decision."
        )
    # The film costs nothing; who starts it by hand has made its clips by hand.
    if is_by_hand and not step.is_local:
        _require_fresh(status, product, segments, behind)


def _selected(context: dg.AssetExecutionContext) -> frozenset[Product]:
    keys = {key.to_user_string() for key in context.job_def.asset_layer.selected_asset_keys}
    return frozenset(product for product in Product if product in keys)


def _require_one_side(selected: frozenset[Product]) -> None:
    """Reject a run that makes both what is decided on and what follows from the decision."""
    for stage in PIPELINE.stages:
        before, behind = PIPELINE.leading_to(stage) & selected, PIPELINE.behind(stage) & selected
        if before and behind:
            raise GateClosedError(
                f"This run makes {_named(before)} anew, and {_named(behind)} of it, with nobody's"
                f" approval in between ({stage.gate}). Nothing was spent. Use `adgen redo`, or"
                " materialize them one after the other."
            )


def _require_fresh(
    status: JobStatus, product: Product, segments: Sequence[int], behind: Stage
) -> None:
    """Refuse to spend on an approval that is older than what it was given for.

    An operator who has made one picture again by hand may make its one clip as well: that is their
    decision. A backfill over many is nobody's.
    """
    for stage in PIPELINE.until(behind):
        is_one_by_hand = PIPELINE.is_per_segment(stage) and len(segments) == 1
        decided_on = PIPELINE.leading_to(stage)
        made = (
            event.id
            for (each, segment), event in status.latest.items()
            if each in decided_on and (segment in segments or not segment)
        )
        if not is_one_by_hand and max(made, default=0) > status.approvals.get(stage, 0):
            raise GateClosedError(
                f"What was approved at the {stage} stage of job {status.job} was made again since:"
                f" that approval does not count for {product}. Nothing was spent. Use `adgen redo"
                f" {status.job} {stage}`, and approve what comes of it."
            )


def _named(products: Iterable[Product]) -> str:
    return ", ".join(product for product in Product if product in set(products))
