"""Everything that Dagster loads."""

import logging
import os

import dagster as dg

from adgen_dagster.assets.audio import audio
from adgen_dagster.assets.clips import clips
from adgen_dagster.assets.final_mp4 import final_mp4
from adgen_dagster.assets.gates import gates
from adgen_dagster.assets.images import images
from adgen_dagster.assets.script import script, segments, transcript
from adgen_dagster.logs import set_up_logging
from adgen_dagster.resources import Workshop
from adgen_dagster.secrecy import secrets_of
from adgen_dagster.sensors.approval_timeouts import approval_timeouts
from adgen_dagster.sensors.decisions import decisions
from adgen_dagster.sensors.failures import failures, interruptions
from adgen_dagster.sensors.retention import retention
from adgen_dagster.settings import load_log_settings

ASSETS = [*gates, transcript, script, segments, audio, images, clips, final_mp4]

# Dagster imports this module in every process that runs our code.
_log = load_log_settings()
set_up_logging(
    logging.getLogger("adgen_dagster"), _log.log_format, _log.log_level, secrets_of(os.environ)
)

defs = dg.Definitions(
    assets=ASSETS,
    sensors=[decisions, approval_timeouts, failures, interruptions, retention],
    resources={"workshop": Workshop()},
    executor=dg.in_process_executor,
)
