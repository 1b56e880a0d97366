"""Draws segments' pictures with Runway."""

from pathlib import Path
from typing import Any

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.domain.storyboard import PROMPT_MAX_UTF16
from adgen_dagster.domain.utf16 import cut_utf16
from adgen_dagster.errors import ErrorKind
from adgen_dagster.media.errors import MediaError
from adgen_dagster.media.photos import fitted_photo
from adgen_dagster.providers.base import MadeFile, ProviderError
from adgen_dagster.providers.runway.models import (
    PICTURE_MODELS,
    PROVIDER,
    model_named,
    size_for,
)
from adgen_dagster.providers.runway.prices import picture_usd
from adgen_dagster.providers.runway.reference_pictures import ReferencePicture
from adgen_dagster.providers.runway.tasks import TaskRequest, TaskRunner
from adgen_dagster.storage.artifacts import Take

PHOTO_TAG = "product"
"""By which a prompt speaks of the product's photo: `@product`."""

_OF_THE_PHOTO = f" The product is @{PHOTO_TAG}, exactly as in its photo."


class RunwayPainter:
    """Draws with one of Runway's models.

    Args:
        task_runner: where orders are placed.
        model: one of `PICTURE_MODELS`.
        at_once: pictures of one job at the same time; Runway itself queues what is too much.

    Raises:
        ProviderError: there is no such model.
    """

    def __init__(self, task_runner: TaskRunner, model: str, at_once: int) -> None:
        self._task_runner = task_runner
        self._name = model
        self._model = model_named(model, PICTURE_MODELS)
        self.at_once = at_once

    def paint(
        self,
        prompt: str,
        *,
        ratio: Ratio,
        seed: int,
        reference: Path | None,
        take: Take,
        folder: Path,
    ) -> MadeFile:
        """Draw a PNG or JPEG in `folder`; a reference photo is in the prompt as `@product`.

        Raises:
            ProviderError: with the kind that says whether to wait, reword or pay.
            StoppedError: the run was asked to stop.
        """
        size = size_for(self._name, self._model.sizes, ratio)
        body: dict[str, Any] = {
            "model": self._name,
            "promptText": prompt,
            "ratio": size,
            "seed": seed,
        }
        if reference:
            body["promptText"] = with_photo(prompt)
            try:
                photo = fitted_photo(reference, folder)
            except MediaError as error:
                raise ProviderError(error.kind, str(error)) from error
            body["referenceImages"] = [{"uri": ReferencePicture.of(photo), "tag": PHOTO_TAG}]
        elif self._model.needs_photo:
            raise ProviderError(
                ErrorKind.UNSUPPORTED,
                f"Runway's model {self._name} only draws from a photo, and the brief has none:"
                " set ADGEN_RUNWAY_IMAGE_MODEL to another.",
            )
        order = TaskRequest("/v1/text_to_image", body, picture_usd(self._name, size))
        made = self._task_runner.fulfil(order, take, folder)
        return MadeFile(PROVIDER, self._name, made.cost_usd, seed, made.path)

    def price_usd(self, ratio: Ratio) -> float:
        """Return the price of one picture; a square one is drawn larger, and costs more."""
        return picture_usd(self._name, size_for(self._name, self._model.sizes, ratio))

    def require_funds(self, usd: float) -> None:
        """Raise `ProviderError` (OUT_OF_CREDIT) if the account cannot pay `usd`."""
        self._task_runner.require_funds(usd)


def with_photo(prompt: str) -> str:
    """Mention the photo in a prompt; cut the prompt if there is no room to say so."""
    if f"@{PHOTO_TAG}" in prompt:
        return prompt
    return f"{cut_utf16(prompt, PROMPT_MAX_UTF16 - len(_OF_THE_PHOTO))}{_OF_THE_PHOTO}"
