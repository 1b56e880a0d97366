"""Everything that Dagster loads."""

import dagster as dg

from adgen_dagster.assets.audio import audio
from adgen_dagster.assets.clips import clips
from adgen_dagster.assets.final_mp4 import final_mp4
from adgen_dagster.assets.gates import gates
from adgen_dagster.assets.images import images
from adgen_dagster.assets.script import script, segments, transcript
from adgen_dagster.providers.resources import Workshop
from adgen_dagster.sensors.approval_timeouts import approval_timeouts
from adgen_dagster.sensors.decisions import decisions
from adgen_dagster.sensors.failures import failures, interruptions
from adgen_dagster.sensors.retention import retention

ASSETS = [*gates, transcript, script, segments, audio, images, clips, final_mp4]

defs = dg.Definitions(
    assets=ASSETS,
    sensors=[decisions, approval_timeouts, failures, interruptions, retention],
    resources={"workshop": Workshop()},
    executor=dg.in_process_executor,
)
