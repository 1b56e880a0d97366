"""Draw pictures with resvg and Pillow: flat shapes, soft light, the film's own palette."""

import hashlib
import os
from pathlib import Path

import PIL
import resvg_py

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.errors import ErrorKind
from adgen_dagster.media.clip import frame_size
from adgen_dagster.media.errors import MediaError
from adgen_dagster.providers.base import MadeFile, ProviderError
from adgen_dagster.providers.offline.pictures.composition import compose
from adgen_dagster.providers.offline.pictures.subjects import read_prompt
from adgen_dagster.providers.offline.terms import PROVIDER, Free, require_running
from adgen_dagster.storage.artifacts import Take

# Nothing is lost that an eye could find, and it is ten times quicker than a grainy PNG.
JPEG_QUALITY = 95


class OfflinePainter(Free):
    """Composes a picture from a prompt's words."""

    # Pillow draws on one processor; more pictures at once than processors gain nothing.
    at_once = max(2, os.cpu_count() or 2)

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
        """Draw a JPEG in `folder`, of the film's size in pixels.

        Raises:
            ProviderError: the reference photo cannot be read.
            StoppedError: the run was asked to stop.
        """
        subject = read_prompt(prompt)
        take.write(
            "request",
            {
                "prompt": prompt,
                "ratio": ratio,
                "seed": seed,
                "reference": reference.name if reference else None,
                "things": list(subject.things),
                "light": subject.light,
                "palette": subject.hues.name,
            },
        )
        require_running(take)
        size = frame_size(ratio)
        try:
            picture = compose(subject, (size.width, size.height), _mixed(seed, prompt), reference)
        except MediaError as error:
            raise ProviderError(ErrorKind.BAD_INPUT, str(error)) from error
        require_running(take)
        path = folder / "picture.jpg"
        picture.save(path, quality=JPEG_QUALITY, subsampling=0)
        drawn_by = f"pillow {PIL.__version__}, resvg {resvg_py.__resvg_version__}"
        return MadeFile(PROVIDER, drawn_by, seed=seed, path=path)

    def price_usd(self, ratio: Ratio) -> float:  # noqa: ARG002 - it is free, whatever its shape
        """Return 0: Pillow runs here."""
        return 0.0


def _mixed(seed: int, prompt: str) -> int:
    digest = hashlib.sha256(f"{seed} {prompt}".encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8])
