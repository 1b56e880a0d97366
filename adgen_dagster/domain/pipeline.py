"""The pipeline: what is made, in which order, behind which approvals.

Everything that depends on this order reads it here (docs/add-an-asset.md).
"""

from adgen_dagster.domain.steps import Gate, Pipeline, Step
from adgen_dagster.domain.words import JobState, PriceUnit, Product, Slot, Stage

PIPELINE = Pipeline(
    steps=(
        Step(
            Product.TRANSCRIPT,
            JobState.PENDING,
            JobState.GENERATING_SCRIPT,
            stage=Stage.SCRIPT,
            written_with=Product.SEGMENTS,
        ),
        Step(
            Product.SCRIPT,
            JobState.PENDING,
            JobState.GENERATING_SCRIPT,
            made_of=(Product.TRANSCRIPT,),
            stage=Stage.SCRIPT,
            is_redone=True,
            written_with=Product.SEGMENTS,
            price=PriceUnit.STORY,
        ),
        Step(
            Product.SEGMENTS,
            JobState.PENDING,
            JobState.GENERATING_SCRIPT,
            made_of=(Product.SCRIPT,),
            stage=Stage.SCRIPT,
            is_shown=True,
            is_redone=True,
        ),
        Step(
            Product.AUDIO,
            JobState.GENERATING_AUDIO,
            JobState.GENERATING_AUDIO,
            made_of=(Product.SEGMENTS,),
            behind=Stage.SCRIPT,
            slot=Slot.AUDIO,
            price=PriceUnit.LINE,
            is_spoken=True,
        ),
        Step(
            Product.IMAGES,
            JobState.SCRIPT_APPROVED,
            JobState.GENERATING_IMAGES,
            made_of=(Product.SEGMENTS,),
            behind=Stage.SCRIPT,
            stage=Stage.IMAGES,
            is_shown=True,
            is_redone=True,
            per_segment=True,
            price=PriceUnit.PICTURE,
        ),
        Step(
            Product.CLIPS,
            JobState.IMAGES_APPROVED,
            JobState.ANIMATING_VIDEOS,
            made_of=(Product.IMAGES,),
            behind=Stage.IMAGES,
            stage=Stage.VIDEOS,
            is_shown=True,
            is_redone=True,
            per_segment=True,
            price=PriceUnit.CLIP,
        ),
        Step(
            Product.FINAL_MP4,
            JobState.VIDEOS_APPROVED,
            JobState.ASSEMBLING_VIDEO,
            made_of=(Product.AUDIO, Product.CLIPS),
            behind=Stage.VIDEOS,
            is_shown=True,
            is_local=True,
        ),
    ),
    gates=(
        Gate(Stage.SCRIPT, JobState.AWAITING_SCRIPT_APPROVAL),
        Gate(Stage.IMAGES, JobState.AWAITING_IMAGES_APPROVAL),
        Gate(Stage.VIDEOS, JobState.AWAITING_VIDEOS_APPROVAL),
    ),
)
