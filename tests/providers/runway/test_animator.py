"""Clips: what is asked for and what is delivered."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.runway import RunwayAnimator
from tests.providers.runway.bench import Bench, large_photo, photo
from tests.stand_ins.providers.media import tool

PROMPT = "the camera pushes in slowly"


@pytest.mark.parametrize(
    ("model", "ratio", "size", "usd"),
    [
        ("gen4_turbo", Ratio.WIDE, "1280,720", 0.25),
        ("gen4_turbo", Ratio.SQUARE, "960,960", 0.25),
        ("gen4.5", Ratio.TALL, "720,1280", 0.60),
        ("veo3.1_fast", Ratio.WIDE, "1280,720", 0.60),
        ("veo3.1", Ratio.TALL, "720,1280", 1.20),
    ],
)
def test_a_picture_is_set_in_motion(
    bench: Bench, tmp_path: Path, model: str, ratio: Ratio, size: str, usd: float
) -> None:
    animator = RunwayAnimator(bench.task_runner, model, at_once=1)

    made = animator.animate(
        photo(tmp_path / "picture.png", (128, 128)),
        PROMPT,
        ratio=ratio,
        seed=5,
        take=bench.take(),
        folder=bench.folder,
    )

    seen, seconds = _probed(made.path)
    assert seen == size
    assert seconds >= 5.0
    assert made.cost_usd == animator.price_usd() == usd
    assert (made.model, made.seed) == (model, 5)


def test_a_large_picture_is_lent_first(bench: Bench, tmp_path: Path) -> None:
    made = bench.animator.animate(
        large_photo(tmp_path / "picture.png"),
        PROMPT,
        ratio=Ratio.WIDE,
        seed=5,
        take=bench.take(),
        folder=bench.folder,
    )

    assert made.path.suffix == ".mp4"
    assert len(bench.server.ledger.requests_like("POST", "/v1/uploads")) == 1


def test_a_take_with_a_known_task_lends_nothing_again(bench: Bench, tmp_path: Path) -> None:
    picture = large_photo(tmp_path / "picture.png")
    asked = {"ratio": Ratio.WIDE, "seed": 5, "take": bench.take(), "folder": bench.folder}
    bench.animator.animate(picture, PROMPT, **asked)

    bench.animator.animate(picture, PROMPT, **asked)

    ledger = bench.server.ledger
    assert len(ledger.requests_like("POST", "/v1/uploads")) == 1
    assert len(ledger.paid) == 1


def test_a_ratio_that_a_model_has_not_is_refused_beforehand(bench: Bench, tmp_path: Path) -> None:
    animator = RunwayAnimator(bench.task_runner, "veo3.1", at_once=1)

    with pytest.raises(ProviderError, match="16:9, 9:16") as refused:
        animator.animate(
            photo(tmp_path / "picture.png"),
            PROMPT,
            ratio=Ratio.SQUARE,
            seed=5,
            take=bench.take(),
            folder=bench.folder,
        )

    assert refused.value.kind is ErrorKind.UNSUPPORTED
    assert bench.server.ledger.requests == []


def test_segments_at_the_same_time_each_get_their_own(bench: Bench, tmp_path: Path) -> None:
    bench.server.settings.concurrency = 2
    picture = photo(tmp_path / "picture.png")
    animator = bench.animator

    def animate(index: int) -> float:
        folder = bench.folder / str(index)
        folder.mkdir()
        made = animator.animate(
            picture,
            f"segment {index:02d}",
            ratio=Ratio.WIDE,
            seed=index,
            take=bench.take(place=f"jobs/film/clips/{index:02d}"),
            folder=folder,
        )
        return made.cost_usd

    with ThreadPoolExecutor(10) as pool:
        costs = list(pool.map(animate, range(1, 11)))

    assert costs == [0.25] * 10
    assert set(bench.server.ledger.times_paid("image_to_video").values()) == {1}


def _probed(clip: Path) -> tuple[str, float]:
    command = [tool("ffprobe"), "-v", "error", "-select_streams", "v:0", "-of", "csv=p=0"]
    told = subprocess.run(
        [*command, "-show_entries", "stream=width,height:format=duration", str(clip)],
        capture_output=True,
        text=True,
        check=True,
    )
    size, duration = told.stdout.split()
    return size, float(duration)
