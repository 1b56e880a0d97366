"""The external assets that users make: the brief, and an approval for each stage."""

import dagster as dg

from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.words import Stage
from adgen_dagster.partitions import jobs

brief = dg.AssetSpec(
    "brief",
    description="What a person asked for. Reported by a gateway; its partition is the job.",
    partitions_def=jobs,
    kinds={"person"},
)


def _gate(stage: Stage) -> dg.AssetSpec:
    return dg.AssetSpec(
        stage.gate,
        deps=[str(product) for product in PIPELINE.shown_at(stage)],
        description=(
            f"A person approves the {stage} stage: report a materialization of the job's partition"
            " to approve it here. Nothing that costs money runs before. A materialization that is"
            " reported before the stage waits for a decision does not count."
        ),
        partitions_def=jobs,
        kinds={"person"},
    )


script_approval = _gate(Stage.SCRIPT)
images_approval = _gate(Stage.IMAGES)
videos_approval = _gate(Stage.VIDEOS)

gates = [brief, script_approval, images_approval, videos_approval]
