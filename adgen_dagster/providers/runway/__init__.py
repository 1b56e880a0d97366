"""Runway: pictures, motion and a voice, over https://docs.dev.runwayml.com/api."""

from adgen_dagster.providers.runway.account import Account, account_of
from adgen_dagster.providers.runway.animator import RunwayAnimator
from adgen_dagster.providers.runway.choice import Runway, RunwaySettings, runway_from
from adgen_dagster.providers.runway.client import RunwayClient
from adgen_dagster.providers.runway.narrator import RunwayNarrator
from adgen_dagster.providers.runway.painter import RunwayPainter
from adgen_dagster.providers.runway.tasks import TaskDesk
from adgen_dagster.providers.runway.watch import Patience

__all__ = [
    "Account",
    "Patience",
    "Runway",
    "RunwayAnimator",
    "RunwayClient",
    "RunwayNarrator",
    "RunwayPainter",
    "RunwaySettings",
    "TaskDesk",
    "account_of",
    "runway_from",
]
