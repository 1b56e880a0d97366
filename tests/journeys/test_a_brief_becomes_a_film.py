"""The main job, as a person has it done: a brief in, three approvals, a finished film out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.media.ffmpeg import FFmpeg, find_ffmpeg
from adgen_dagster.media.film import thumbnail
from adgen_dagster.media.probe import measure_loudness, probe
from tests.journeys.running import RunningStudio

AUDIBLE_LUFS = -35.0


def frame(ffmpeg: FFmpeg, source: Path, at_s: float, target: Path) -> Image.Image:
    return Image.open(thumbnail(ffmpeg, source, target, at_s=at_s, width=160)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two frames, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


@pytest.mark.slow
def test_a_brief_becomes_a_narrated_50_second_film(
    start: Callable[..., RunningStudio], tmp_path: Path
) -> None:
    running = start()
    job = running.submit("Кофейня «Утро» в центре Казани: свежая обжарка, скидка 20 % до восьми")

    status = running.bring_to(job, JobState.COMPLETED)

    states = [phase.state for phase in status.phases]
    assert states == [state for state in JobState if state in set(states)]
    assert {PIPELINE.open_stage(state) for state in states} >= set(Stage)

    film, ffmpeg = running.studio.film(job), find_ffmpeg()
    assert film is not None
    film_file = Path(str(film))
    facts = probe(ffmpeg, film_file)
    assert facts.duration_s == pytest.approx(50.0, abs=0.1)
    assert (facts.width, facts.height) == (1280, 720)
    assert (facts.video_codec, facts.video_profile, facts.pix_fmt) == ("h264", "High", "yuv420p")
    assert facts.audio_codec == "aac"
    assert facts.size_bytes <= 50e6
    loudness = measure_loudness(ffmpeg, film_file)
    assert loudness.integrated_lufs == pytest.approx(-16, abs=1)
    assert loudness.true_peak_dbtp <= -1

    clips = [
        Path(str(running.store.path(status.latest[Product.CLIPS, index].path)))
        for index in range(1, 11)
    ]
    middles = [frame(ffmpeg, clip, 2.5, tmp_path / f"clip-{clip.parts[-3]}.jpg") for clip in clips]
    for index in range(10):
        shown = frame(ffmpeg, film_file, index * 5 + 2.5, tmp_path / f"film-{index}.jpg")
        nearest = min(range(10), key=lambda other: difference(shown, middles[other]))
        assert nearest == index, f"slot {index + 1} shows clip {nearest + 1}"
        heard = measure_loudness(ffmpeg, film_file, start_s=index * 5, seconds=5)
        assert heard.integrated_lufs > AUDIBLE_LUFS, f"slot {index + 1} is silent"
