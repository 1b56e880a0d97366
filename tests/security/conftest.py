from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adgen_dagster.media.ffmpeg import FFmpeg
from tests.assets.conftest import sketches, stage
from tests.media.conftest import ffmpeg
from tests.security.hostile import Prize, hostile_files, prize

__all__ = ["ffmpeg", "sketches", "stage"]


@pytest.fixture(scope="module")
def aim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prize]:
    """What the hostile files try to reach."""
    with prize(tmp_path_factory.mktemp("inside")) as found:
        yield found


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, ffmpeg: FFmpeg, aim: Prize) -> list[Path]:
    """Every hostile file that we have."""
    return hostile_files(tmp_path_factory.mktemp("hostile") / "files", ffmpeg, aim)
