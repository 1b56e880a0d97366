"""What Runway is paid for and nobody can use: counted, told as Runway's fault, and made anew.

Runway on loopback hands out the file; the graph runs in this process.
"""

import struct
import wave
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from adgen_dagster.domain.stages import Failure
from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.providers.offline import OfflineTranscriber
from adgen_dagster.providers.runway import (
    RunwayAnimator,
    RunwayClient,
    RunwayNarrator,
    RunwayPainter,
    TaskRunner,
)
from adgen_dagster.providers.selection import Providers
from adgen_dagster.resources import Workshop
from tests.assets.sketches import Sketches
from tests.assets.stage import ANN, InProcessStage
from tests.media.scenes import film
from tests.providers.runway.bench import QUICK
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.runway_api import RunwayServer

PICTURES, CLIPS, SPEECH = "text_to_image", "image_to_video", "text_to_speech"
HTML = b"<!doctype html><title>Sign in</title>"


@pytest.fixture
def runway() -> Iterator[RunwayServer]:
    with RunwayServer() as server:
        yield server


@pytest.fixture
def paid(stage: InProcessStage, sketches: Sketches, runway: RunwayServer) -> InProcessStage:
    """The stage, where Runway draws and animates; it speaks only where a test asks for it."""
    task_runner = TaskRunner(RunwayClient(runway.key, runway.url, timeout_s=(2.0, 5.0)), QUICK)
    painter = RunwayPainter(task_runner, "gen4_image", at_once=4)
    animator = RunwayAnimator(task_runner, "gen4_turbo", at_once=4)

    class PaidWorkshop(Workshop):
        def providers(self) -> Providers:
            return Providers(OfflineTranscriber(), sketches, sketches, painter, animator)

    stage.workshop = PaidWorkshop()
    return stage


@pytest.fixture
def spoken(paid: InProcessStage, sketches: Sketches, runway: RunwayServer) -> InProcessStage:
    """The stage, where Runway speaks, and nothing else."""
    task_runner = TaskRunner(RunwayClient(runway.key, runway.url, timeout_s=(2.0, 5.0)), QUICK)
    narrator = RunwayNarrator(task_runner, "eleven_v4", "Eleanor", at_once=4)

    class SpokenWorkshop(Workshop):
        def providers(self) -> Providers:
            return Providers(OfflineTranscriber(), sketches, narrator, sketches, sketches)

    paid.workshop = SpokenWorkshop()
    return paid


def png(size: tuple[int, int] = (1280, 720)) -> bytes:
    content = BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(content, "PNG")
    return content.getvalue()


def a_film(ffmpeg: FFmpeg, folder: Path) -> bytes:
    return film(ffmpeg, folder / "a.mp4", "color=navy:s=320x180:d=1").read_bytes()


def sound(samples: list[int]) -> bytes:
    content = BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return content.getvalue()


def test_pictures_that_cannot_be_used_are_counted_and_made_anew(
    paid: InProcessStage, runway: RunwayServer, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    job = paid.submit()
    paid.bring_to(job, JobState.SCRIPT_APPROVED)
    upright = png((720, 1280))
    runway.hand_out(PICTURES, png()[:200_000], a_film(ffmpeg, tmp_path), upright)

    assert_counted_and_made_anew(paid, job, JobState.AWAITING_IMAGES_APPROVAL, runway)

    assert sorted(runway.ledger.times_paid(PICTURES).values()) == [2, 2, 2]


@pytest.mark.parametrize("half", [0, 1])
def test_clips_that_cannot_be_used_are_counted_and_made_anew(
    paid: InProcessStage, runway: RunwayServer, ffmpeg: FFmpeg, tmp_path: Path, half: int
) -> None:
    job = paid.submit()
    paid.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)
    paid.approve(job, Stage.IMAGES)
    whole = a_film(ffmpeg, tmp_path)
    promise = b"\0\0\0\x20ftypisom" + bytes(5000)
    rubbish = [whole[: len(whole) // 2], promise, HTML, sound([9000, -9000] * 24_000), png(), HTML]
    runway.hand_out(CLIPS, *rubbish[3 * half : 3 * half + 3])

    assert_counted_and_made_anew(paid, job, JobState.AWAITING_VIDEOS_APPROVAL, runway)

    assert len(runway.ledger.paid_for(CLIPS)) == 6


def test_readings_in_which_nothing_is_said_are_counted_and_spoken_anew(
    spoken: InProcessStage, runway: RunwayServer
) -> None:
    job = spoken.submit()
    spoken.bring_to(job, JobState.SCRIPT_APPROVED)
    runway.hand_out(SPEECH, sound([0] * 48_000), sound([9000, -9000] * 600), png())

    assert_counted_and_made_anew(spoken, job, JobState.AWAITING_IMAGES_APPROVAL, runway)

    assert sorted(runway.ledger.times_paid(SPEECH).values()) == [2, 2, 2]


def test_a_download_that_fails_is_taken_up_again_for_nothing(
    paid: InProcessStage, runway: RunwayServer
) -> None:
    job = paid.submit()
    paid.bring_to(job, JobState.SCRIPT_APPROVED)
    runway.faults.add(Fault(kind="truncated", path="/outputs/*", text="Scene 2", times=3))

    failure = failed(paid, job)
    paid.studio.retry(job, ANN)
    paid.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)

    assert failure.kind == "unavailable"
    assert "costs nothing" in failure.message
    assert sorted(runway.ledger.times_paid(PICTURES).values()) == [1, 1, 1]


def test_a_task_without_a_file_is_looked_at_again_before_it_is_given_up(
    paid: InProcessStage, runway: RunwayServer
) -> None:
    job = paid.submit()
    paid.bring_to(job, JobState.SCRIPT_APPROVED)
    runway.faults.add(Fault(kind="no_output", method="GET", path="/v1/tasks/*", times=4))

    paid.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)

    assert sorted(runway.ledger.times_paid(PICTURES).values()) == [1, 1, 1]


def test_a_task_that_never_has_a_file_is_paid_again_only_after_its_price_was_said(
    paid: InProcessStage, runway: RunwayServer
) -> None:
    job = paid.submit()
    paid.bring_to(job, JobState.SCRIPT_APPROVED)
    without = Fault(kind="no_output", method="GET", path="/v1/tasks/*", text="Scene 2", times=99)
    runway.faults.add(without)

    failure = failed(paid, job)
    runway.faults.clear()
    told = paid.studio.status(job).cost_usd
    paid.studio.retry(job, ANN)
    paid.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)

    assert failure.kind == "bad_output"
    assert "costs about 0.05 USD again" in failure.message
    assert told == pytest.approx(0.15 + 0.03)  # three pictures and the sketched narration
    assert sorted(runway.ledger.times_paid(PICTURES).values()) == [1, 1, 2]


def assert_counted_and_made_anew(
    stage: InProcessStage, job: str, aim: JobState, runway: RunwayServer
) -> None:
    failure = failed(stage, job)
    stage.studio.retry(job, ANN)
    assert stage.work(job)
    stage.bring_to(job, aim)
    status = stage.studio.status(job)

    assert failure.kind == "bad_output"
    assert "USD again" in failure.message
    sketched = sum(event.cost_usd for event in status.latest.values() if event.provider == "sketch")
    assert status.cost_usd - sketched == pytest.approx(runway.ledger.credits() / 100)


def failed(stage: InProcessStage, job: str) -> Failure:
    """Work until something fails, which is then told to the job as the sensor does."""
    assert not stage.work(job)
    (failure,) = stage.studio.status(job).failures
    return failure
