"""What a gateway is shown of a job's files."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from adgen_dagster.domain.stages import EventKind, JobEvent
from adgen_dagster.domain.words import Product
from adgen_dagster.media.errors import UnreadableMediaError
from adgen_dagster.storage.artifacts import ArtifactError, ArtifactStore
from adgen_dagster.studio.studio import Studio

JOB = "01JADGENADGENADGENADGENADG"
MADE = JobEvent(
    id=1,
    at=1.0,
    job=JOB,
    kind=EventKind.MADE,
    product=Product.IMAGES,
    path=f"jobs/{JOB}/images/1.png",
)


def test_a_picture_becomes_a_jpeg_that_fits(
    studio: Studio, store: ArtifactStore, tmp_path: Path
) -> None:
    Image.new("RGBA", (4000, 2000), (1, 2, 3, 4)).save(tmp_path / "large.png")
    store.keep(tmp_path / "large.png", MADE.path)

    shown = studio.picture(JOB, MADE, 1280)

    with Image.open(io.BytesIO(shown)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1280, 640))


def test_a_picture_that_cannot_be_shown_is_an_error_of_ours(
    studio: Studio, store: ArtifactStore, tmp_path: Path
) -> None:
    (tmp_path / "none.png").write_bytes(b"none")
    store.keep(tmp_path / "none.png", MADE.path)

    with pytest.raises(UnreadableMediaError):
        studio.picture(JOB, MADE, 1280)
    with pytest.raises(ArtifactError):
        studio.picture(JOB, replace(MADE, path=f"jobs/{JOB}/images/2.png"), 1280)
