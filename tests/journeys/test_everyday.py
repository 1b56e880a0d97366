"""What people do beside `adgen up` with a bot: in a chat, in a terminal, and as a gateway does.

All on one stack: none of it breaks it.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.media.ffmpeg import FFmpeg, find_ffmpeg
from adgen_dagster.media.film import thumbnail
from adgen_dagster.media.probe import measure_loudness, probe
from adgen_dagster.settings import Settings
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio
from tests.journeys.chat import ChatStack, chat_stack
from tests.journeys.running import ANN, bring_to
from tests.stand_ins.telegram import EXAMPLE_TOKEN
from tests.terminal.conftest import COMMAND, bare_environment
from tests.terminal.on_a_terminal import talk

pytestmark = pytest.mark.slow
APPROVE = "✅ Утвердить"
BRIEF = "A bakery that opens at five, for people who work nights"
CAFE = "кофейня «Утро» в центре Казани: свежая обжарка, скидка 20 % до восьми"
OPERATOR = Person(gateway="terminal", id="root", is_operator=True)
SHORT = {"ADGEN_SPOT_ACTS": "1+1+1"}
AUDIBLE_LUFS = -35.0
READY_S = 120.0


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatStack]:
    with chat_stack(tmp_path_factory.mktemp("everyday"), SHORT) as started:
        yield started


@pytest.fixture
def newcomer(stack: ChatStack) -> dict[str, str]:
    """The environment of another terminal, with none of the stack's settings but its home."""
    return bare_environment(stack.home) | SHORT


def frame(ffmpeg: FFmpeg, source: Path, at_s: float, target: Path) -> Image.Image:
    return Image.open(thumbnail(ffmpeg, source, target, at_s=at_s, width=160)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two frames, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def test_a_brief_becomes_a_narrated_50_second_film(stack: ChatStack, tmp_path: Path) -> None:
    spot = Settings.model_fields["spot_acts"].default
    studio = Studio(stack.instance, stack.store, Settings(provider="offline", spot_acts=spot))  # type: ignore[arg-type]
    job = studio.submit(Order(owner=ANN, text=CAFE.capitalize()))

    status = bring_to(studio, stack.home, job, JobState.COMPLETED)

    states = [phase.state for phase in status.phases]
    assert states == [state for state in JobState if state in set(states)]
    assert {PIPELINE.open_stage(state) for state in states} >= set(Stage)

    film, ffmpeg = studio.film(job), find_ffmpeg()
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
        Path(str(stack.store.path(status.latest[Product.CLIPS, index].path)))
        for index in range(1, 11)
    ]
    middles = [frame(ffmpeg, clip, 2.5, tmp_path / f"clip-{clip.parts[-3]}.jpg") for clip in clips]
    for index in range(10):
        shown = frame(ffmpeg, film_file, index * 5 + 2.5, tmp_path / f"film-{index}.jpg")
        nearest = min(range(10), key=lambda other: difference(shown, middles[other]))
        assert nearest == index, f"slot {index + 1} shows clip {nearest + 1}"
        heard = measure_loudness(ffmpeg, film_file, start_s=index * 5, seconds=5)
        assert heard.integrated_lufs > AUDIBLE_LUFS, f"slot {index + 1} is silent"


def test_a_brief_becomes_a_film_in_a_chat(stack: ChatStack, tmp_path: Path) -> None:
    anya, chat = stack.person()
    before = set(stack.studio.recent_jobs())
    anya.says(f"Реклама: {CAFE}")

    script = chat.wait_for("Нравится сценарий?", button=APPROVE, timeout_s=READY_S)
    (job,) = set(stack.studio.recent_jobs()) - before
    assert [f"0:{at:02d}" in script.text for at in (0, 5, 10)] == [True] * 3
    assert [button.data for button in script.buttons][:2] == [
        f"approve_script:{job}",
        f"cancel_script:{job}",
    ]
    assert "Утверждено" in anya.taps(APPROVE).wait_for_answer().text

    pictures = chat.wait_for("Вот 3 картинки", button=APPROVE, timeout_s=READY_S)
    album = chat.wait_for_album(3)
    assert all(message.photo for message in album)
    stack.studio.approve(job, Stage.IMAGES, OPERATOR)

    chat.wait_for("3 клипа", button=APPROVE, timeout_s=READY_S)
    decided = chat.now(pictures)
    assert decided
    assert decided.buttons == []
    assert "Картинки утверждены" in decided.text
    anya.taps(APPROVE).wait_for_answer()

    message = chat.wait_for_video("0:15", timeout_s=READY_S)
    chat.wait_for("✅ Готово")

    film, shown = tmp_path / "film.mp4", message.video
    assert shown
    film.write_bytes(shown.content)
    facts = probe(find_ffmpeg(), film)
    assert facts.duration_s == pytest.approx(15.0, abs=0.1)
    assert (shown.declared_width, shown.declared_height) == (facts.width, facts.height)
    assert (shown.declared_duration, shown.supports_streaming) == (15, True)
    assert shown.thumbnail
    assert not [each for each in chat.messages if "▰" in each.text]
    assert len([each for each in chat.messages if each.video and not each.album_id]) == 1
    assert stack.tg.unanswered_taps() == []
    assert EXAMPLE_TOKEN.partition(":")[2] not in stack.log.read_text(encoding="utf-8")


def test_a_person_decides_at_each_stage(newcomer: dict[str, str]) -> None:
    shown, code = talk(
        [*COMMAND, "make", BRIEF],
        newcomer,
        [
            (r"What now\?.*ancel:", "nonsense"),
            (r"Please answer.*\n.*What now\?.*ancel:", "r"),
            (r"What should be different\?.*\)", "make it shorter"),
            (r"What now\?.*ancel:", "a"),
            (r"What now\?.*ancel:", "r"),
            (r"Which of 1-3\?", "4"),
            (r"There is no segment 4[\s\S]*Which of 1-3\?", "2"),
            (r"What should be different\?", "warmer light"),
            (r"What now\?.*ack:", "b"),
            (r"Take 1 of segment 2 counts again[\s\S]*What now\?.*ack:", "b"),
            (r"Take 2 of segment 2 counts again[\s\S]*What now\?.*ack:", "a"),
            (r"What now\?.*ictures:", "a"),
        ],
    )
    film = Path(shown.splitlines()[-1])

    assert code == 0, shown[-2000:]
    assert film.is_file()
    assert (film.parents[2] / "images" / "02" / "take-02" / "result.json").is_file()
    assert not (film.parents[2] / "images" / "01" / "take-02").exists()


def test_a_person_cancels(newcomer: dict[str, str]) -> None:
    shown, code = talk([*COMMAND, "make", BRIEF], newcomer, [(r"What now\?.*ancel:", "c")])

    assert code == 1
    assert "was cancelled" in shown


def test_where_nobody_answers_the_job_waits(newcomer: dict[str, str]) -> None:
    said = subprocess.run(
        [*COMMAND, "make", BRIEF],
        env=newcomer,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert said.returncode == 1
    assert "No input" in said.stderr
    assert "Go on with: adgen make" in said.stderr
