"""Runway: pictures, motion and a voice, over https://docs.dev.runwayml.com/api."""

from adgen_dagster.providers.runway.account import CreditAccount, account_of
from adgen_dagster.providers.runway.animator import RunwayAnimator
from adgen_dagster.providers.runway.client import RunwayClient
from adgen_dagster.providers.runway.factory import Runway, RunwaySettings, runway_from
from adgen_dagster.providers.runway.narrator import RunwayNarrator
from adgen_dagster.providers.runway.painter import RunwayPainter
from adgen_dagster.providers.runway.task_poller import RetryPolicy
from adgen_dagster.providers.runway.tasks import TaskRunner

__all__ = [
    "CreditAccount",
    "RetryPolicy",
    "Runway",
    "RunwayAnimator",
    "RunwayClient",
    "RunwayNarrator",
    "RunwayPainter",
    "RunwaySettings",
    "TaskRunner",
    "account_of",
    "runway_from",
]
