"""Sets segments' pictures in motion with Runway."""

from pathlib import Path
from typing import Any

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.providers.base import MadeFile
from adgen_dagster.providers.runway.models import CLIP_MODELS, PROVIDER, model_named, size_for
from adgen_dagster.providers.runway.prices import clip_usd
from adgen_dagster.providers.runway.reference_pictures import ReferencePicture
from adgen_dagster.providers.runway.tasks import TaskRequest, TaskRunner
from adgen_dagster.storage.artifacts import Take


class RunwayAnimator:
    """Animates with one of Runway's models.

    Args:
        task_runner: where orders are placed.
        model: one of `CLIP_MODELS`.
        at_once: clips of one job at the same time; Runway itself queues what is too much.

    Raises:
        ProviderError: there is no such model.
    """

    def __init__(self, task_runner: TaskRunner, model: str, at_once: int) -> None:
        self._task_runner = task_runner
        self._name = model
        self._model = model_named(model, CLIP_MODELS)
        self.at_once = at_once

    def animate(
        self, picture: Path, prompt: str, *, ratio: Ratio, seed: int, take: Take, folder: Path
    ) -> MadeFile:
        """Make a clip in `folder` that begins with the picture and fills a slot (5 s).

        Raises:
            ProviderError: with the kind that says whether to wait, reword or pay.
            StoppedError: the run was asked to stop.
        """
        body: dict[str, Any] = {
            "model": self._name,
            "promptImage": ReferencePicture.of(picture),
            "promptText": prompt,
            "ratio": size_for(self._name, self._model.sizes, ratio),
            "duration": self._model.seconds,
            "seed": seed,
        }
        if self._model.has_sound:
            body["audio"] = False
        made = self._task_runner.fulfil(
            TaskRequest("/v1/image_to_video", body, self.price_usd()), take, folder
        )
        return MadeFile(PROVIDER, self._name, made.cost_usd, seed, made.path)

    def price_usd(self) -> float:
        """Return the price of one clip."""
        return clip_usd(self._name, self._model.seconds)

    def require_funds(self, usd: float) -> None:
        """Raise `ProviderError` (OUT_OF_CREDIT) if the account cannot pay `usd`."""
        self._task_runner.require_funds(usd)
