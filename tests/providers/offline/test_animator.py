"""Stills set in motion by FFmpeg, as the prompt says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.errors import ErrorKind
from adgen_dagster.media.ffmpeg import find_ffmpeg
from adgen_dagster.media.motion import Move
from adgen_dagster.media.probe import probe
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.offline import OfflineAnimator
from adgen_dagster.providers.offline.animator import move_for
from adgen_dagster.storage.artifacts import StoppedError, Take


@pytest.mark.parametrize(
    ("prompt", "move"),
    [
        ("Slow push in: a cup", Move.PUSH_IN),
        ("The camera pulls back from the table", Move.PULL_OUT),
        ("Slow pan to the left: a street", Move.PAN_LEFT),
        ("tracking right along the shelf", Move.PAN_RIGHT),
        ("tilt up to the sky", Move.TILT_UP),
        ("наезд на чашку", Move.PUSH_IN),
        ("Zoom out, please. Slow push in: a cup", Move.PULL_OUT),
        ("Push in, please. Slow pull out: a cup", Move.PUSH_IN),
    ],
)
def test_the_camera_does_what_is_said_first(prompt: str, move: Move) -> None:
    assert move_for(prompt, seed=1) is move


def test_where_nothing_is_said_the_seed_chooses() -> None:
    chosen = {move_for("steam rises from the cup", seed) for seed in range(20)}

    assert move_for("a cup", 3) is move_for("a cup", 3)
    assert len(chosen) >= 1
    assert len({move_for("a cup", seed) for seed in range(40)}) == len(Move)


def test_a_clip_fills_its_slot(take: Take, folder: Path) -> None:
    ffmpeg = find_ffmpeg()
    picture = folder / "picture.png"
    Image.linear_gradient("L").save(picture)

    made = OfflineAnimator(ffmpeg, 24).animate(
        picture, "Slow push in", ratio=Ratio.SQUARE, seed=1, take=take, folder=folder
    )

    found = probe(ffmpeg, made.path)
    assert (found.width, found.height, found.frames) == (960, 960, 120)
    assert made.provider == "offline"
    assert (take.read("request") or {})["move"] == "push_in"


def test_a_picture_that_is_none_is_refused(take: Take, folder: Path) -> None:
    picture = folder / "picture.png"
    picture.write_text("not a picture")

    with pytest.raises(ProviderError) as refused:
        OfflineAnimator(find_ffmpeg(), 24).animate(
            picture, "", ratio=Ratio.WIDE, seed=1, take=take, folder=folder
        )

    assert refused.value.kind is ErrorKind.BAD_INPUT


def test_a_stopped_run_animates_nothing(take: Take, folder: Path) -> None:
    take.stop.set()

    with pytest.raises(StoppedError):
        OfflineAnimator(find_ffmpeg(), 24).animate(
            folder / "none.png", "", ratio=Ratio.WIDE, seed=1, take=take, folder=folder
        )
