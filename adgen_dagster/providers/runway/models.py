"""Runway's models that a film can be made with: their sizes, lengths and abilities.

From the types of the package `runwayml` 5.24 (2026-11).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError

PROVIDER = "runway"


@dataclass(frozen=True)
class PictureModel:
    """A model that draws."""

    sizes: Mapping[Ratio, str]
    needs_photo: bool = False
    """It only works from a reference image."""


@dataclass(frozen=True)
class ClipModel:
    """A model that sets a picture in motion."""

    sizes: Mapping[Ratio, str]
    seconds: int
    """The shortest length that fills a slot of 5 s."""
    has_sound: bool = False
    """It makes sound unless told not to; that costs more, and nobody would hear it."""


@dataclass(frozen=True)
class SpeechModel:
    """A model that speaks."""

    takes_language: bool = True
    takes_neighbours: bool = False
    """It is told what is said before and after, so that lines flow."""
    takes_seed: bool = True
    takes_tags: bool = True
    """It reads directions in square brackets, such as `[whispers]`, and does not speak them."""


_HD = {Ratio.WIDE: "1280:720", Ratio.TALL: "720:1280"}
_DRAWN = {**_HD, Ratio.SQUARE: "1080:1080"}
_MOVED = {**_HD, Ratio.SQUARE: "960:960"}

PICTURE_MODELS = {
    "gen4_image": PictureModel(_DRAWN),
    "gen4_image_turbo": PictureModel(_DRAWN, needs_photo=True),
}
CLIP_MODELS = {
    "gen4_turbo": ClipModel(_MOVED, seconds=5),
    "gen4.5": ClipModel(_MOVED, seconds=5),
    "veo3.1": ClipModel(_HD, seconds=6, has_sound=True),
    "veo3.1_fast": ClipModel(_HD, seconds=6, has_sound=True),
}
SPEECH_MODELS = {
    "eleven_v4": SpeechModel(takes_neighbours=True),
    "eleven_v3": SpeechModel(),
    "eleven_multilingual_v2": SpeechModel(takes_language=False, takes_seed=False, takes_tags=False),
}

_Model = TypeVar("_Model")


def model_named(name: str, models: Mapping[str, _Model]) -> _Model:
    """Return the model of this name.

    Raises:
        ProviderError: no film can be made with it; the text lists those that can be used.
    """
    if name not in models:
        raise ProviderError(
            ErrorKind.UNSUPPORTED,
            f"Runway's model {name[:40]!r} cannot be used here; there are {', '.join(models)}.",
        )
    return models[name]


def size_for(model: str, sizes: Mapping[Ratio, str], ratio: Ratio) -> str:
    """Return the size that a model makes in this ratio.

    Raises:
        ProviderError: it makes none.
    """
    if ratio not in sizes:
        raise ProviderError(
            ErrorKind.UNSUPPORTED,
            f"Runway's model {model} makes nothing in {ratio}; there are {', '.join(sizes)}.",
        )
    return sizes[ratio]
