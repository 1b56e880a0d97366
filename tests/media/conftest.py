import os
from pathlib import Path

import pytest

from adgen_dagster.media.clip import FrameSize
from adgen_dagster.media.ffmpeg import FFmpeg, find_ffmpeg


@pytest.fixture(scope="session")
def ffmpeg() -> FFmpeg:
    named = [os.environ.get(name) for name in ("FFMPEG_PATH", "FFPROBE_PATH")]
    return find_ffmpeg(*(Path(path) if path else None for path in named))


@pytest.fixture(scope="session")
def small() -> FrameSize:
    return FrameSize(320, 180)
