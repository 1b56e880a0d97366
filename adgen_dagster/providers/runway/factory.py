"""Builds every Runway role from the settings."""

from dataclasses import dataclass
from typing import Protocol

from pydantic import SecretStr

from adgen_dagster.domain.sizes import MEBIBYTE
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.runway.animator import RunwayAnimator
from adgen_dagster.providers.runway.client import RunwayClient
from adgen_dagster.providers.runway.downloads import FILE_HOSTS, FileRules
from adgen_dagster.providers.runway.narrator import RunwayNarrator
from adgen_dagster.providers.runway.painter import RunwayPainter
from adgen_dagster.providers.runway.task_poller import RetryPolicy
from adgen_dagster.providers.runway.tasks import TaskRunner


class RunwaySettings(Protocol):
    """The settings that Runway goes by; providers know of no others."""

    runway_api_key: SecretStr | None
    runway_base_url: str
    runway_image_model: str
    runway_video_model: str
    runway_speech_model: str
    runway_voice: str
    runway_poll_s: float
    runway_task_limit_s: float
    runway_queue_limit_s: float
    runway_retry_waits_s: tuple[float, ...]
    runway_file_hosts: tuple[str, ...]
    runway_file_max_mb: float
    at_once: int


@dataclass(frozen=True)
class Runway:
    """All that Runway does for a film."""

    client: RunwayClient
    painter: RunwayPainter
    animator: RunwayAnimator
    narrator: RunwayNarrator


def runway_from(settings: RunwaySettings) -> Runway:
    """Build every Runway role from these settings; no request is sent yet.

    Raises:
        ProviderError: there is no key, the address is not safe, or a model is not known.
    """
    if settings.runway_api_key is None:
        raise ProviderError(ErrorKind.UNAUTHORIZED, "Runway needs a key: set RUNWAYML_API_SECRET.")
    client = RunwayClient(
        settings.runway_api_key.get_secret_value(),
        settings.runway_base_url,
        FileRules(
            (*FILE_HOSTS, *settings.runway_file_hosts),
            int(settings.runway_file_max_mb * MEBIBYTE),
        ),
    )
    task_runner = TaskRunner(
        client,
        RetryPolicy(
            settings.runway_poll_s,
            settings.runway_task_limit_s,
            settings.runway_queue_limit_s,
            settings.runway_retry_waits_s,
        ),
    )
    at_once = settings.at_once
    return Runway(
        client,
        RunwayPainter(task_runner, settings.runway_image_model, at_once),
        RunwayAnimator(task_runner, settings.runway_video_model, at_once),
        RunwayNarrator(task_runner, settings.runway_speech_model, settings.runway_voice, at_once),
    )
