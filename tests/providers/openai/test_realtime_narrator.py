"""The realtime voice is held to the words, line by line, and nothing is paid twice."""

from __future__ import annotations

import threading
import time
import wave
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from adgen_dagster.domain.brief import Brief, Language
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import Narrator, ProviderError, Spoken
from adgen_dagster.providers.offline import OfflineNarrator
from adgen_dagster.providers.openai import OpenAIStudio, RealtimeNarrator
from adgen_dagster.storage.artifacts import StoppedError, Take
from tests.providers.openai.conftest import Bill, brief_in
from tests.stand_ins.providers import media
from tests.stand_ins.providers.faults import Fault, FaultKind
from tests.stand_ins.providers.openai_api import OpenAIServer

LINE = "Fresh oranges, cold glass, one sip of summer."
MODEL = "gpt-realtime-2.1-mini"
ANSWERS = "*/response.create"
ENGLISH = brief_in(Language.ENGLISH)


def speak(
    narrator: Narrator, take: Take, folder: Path, line: str = LINE, brief: Brief = ENGLISH
) -> Spoken:
    return narrator.speak(
        line, before="The city sleeps.", after="Taste it.", brief=brief, take=take, folder=folder
    )


def failure_of(narrator: Narrator, take: Take, folder: Path) -> ProviderError:
    with pytest.raises(ProviderError) as failed:
        speak(narrator, take, folder)
    return failed.value


def cost_of(server: OpenAIServer) -> float:
    """What the ledger's readings cost at the prices of the model."""
    usage = server.ledger.usage("realtime")
    text = usage["output_tokens"] - usage["output_audio_tokens"]
    cents = usage["input_tokens"] * 0.60 + text * 2.40 + usage["output_audio_tokens"] * 20
    return cents / 1_000_000


def test_a_line_is_read_as_a_sound_file(
    openai_api: OpenAIServer, studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    spoken = speak(studio.realtime_narrator(), take, folder)

    with wave.open(str(spoken.path)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (24000, 1, 2)
        assert sound.readframes(sound.getnframes()) == media.speech_pcm(LINE)
    assert spoken.model == f"{MODEL} marin"
    assert spoken.cost_usd == pytest.approx(cost_of(openai_api))


def test_a_russian_line_is_read(studio: OpenAIStudio, take: Take, folder: Path) -> None:
    brief = brief_in(Language.RUSSIAN, voice="male", tone="тепло")

    spoken = speak(studio.realtime_narrator(), take, folder, "Ещё холоднее: скидка 50%!", brief)

    assert spoken.model == f"{MODEL} cedar"
    assert spoken.path.stat().st_size > 1000


def test_a_voice_model_that_does_not_think_is_not_asked_to(
    studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    narrator = RealtimeNarrator(studio.client, "gpt-realtime-1.5", "ash")

    assert speak(narrator, take, folder).cost_usd > 0


def test_a_voice_that_openai_does_not_have_is_replaced_by_the_usual_one(
    studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    brief = brief_in(Language.ENGLISH, voice="Eleanor")

    assert speak(studio.realtime_narrator(), take, folder, brief=brief).model == f"{MODEL} marin"


def test_a_usual_voice_that_does_not_exist_is_told_at_once(studio: OpenAIStudio) -> None:
    with pytest.raises(ProviderError, match=r"no voice 'nobody'.*marin"):
        RealtimeNarrator(studio.client, MODEL, "nobody")


def test_a_line_that_was_reworded_is_asked_for_again(
    openai_api: OpenAIServer, studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    openai_api.faults.add(Fault(kind="other_words", path=ANSWERS))

    spoken = speak(studio.realtime_narrator(), take, folder)

    said = [record.text for record in openai_api.ledger.paid_for("realtime")]
    assert said == [f"Sure! Here it is: {LINE}", LINE]
    assert spoken.cost_usd == pytest.approx(cost_of(openai_api))


def test_only_letter_case_and_signs_may_differ(
    openai_api: OpenAIServer, studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    openai_api.faults.add(
        Fault(
            kind="other_words", path=ANSWERS, words="fresh oranges – cold glass; one sip of summer"
        )
    )

    speak(studio.realtime_narrator(), take, folder)

    assert len(openai_api.ledger.paid_for("realtime")) == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("We open at 5 every day.", "Something else entirely."),
        ("Only $19.99 today.", "I'm sorry, I can't help with that."),
        ("Only $19.99 today.", "Only nineteen dollars and ninety cents today."),
        ("Call 1-800-555-0199.", "Call one eight hundred five five five oh one nine eight."),
        ("Order at example.com.", "Order at example dot org."),
    ],
)
def test_a_line_with_a_figure_is_held_to_its_words_too(
    openai_api: OpenAIServer, studio: OpenAIStudio, take: Take, folder: Path, line: str, words: str
) -> None:
    openai_api.faults.add(Fault(kind="other_words", path=ANSWERS, words=words))

    speak(studio.realtime_narrator(), take, folder, line)

    said = [record.text for record in openai_api.ledger.paid_for("realtime")]
    assert said == [words, line]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Only $19.99 today.", "Only nineteen dollars and ninety-nine cents today."),
        ("Call 1-800-555-0199.", "Call one eight hundred, five five five, oh one nine nine."),
        ("Order at www.example.com.", "Order at example dot com."),
        ("Dr. Smith, 2.5 percent.", "Doctor Smith, two and a half percent."),
    ],
)
def test_figures_that_were_read_right_are_not_paid_for_again(
    openai_api: OpenAIServer, studio: OpenAIStudio, take: Take, folder: Path, line: str, words: str
) -> None:
    openai_api.faults.add(Fault(kind="other_words", path=ANSWERS, words=words))

    speak(studio.realtime_narrator(), take, folder, line)

    assert len(openai_api.ledger.paid_for("realtime")) == 1


@pytest.mark.parametrize("kind", ["other_words", "incomplete"])
def test_a_line_that_is_never_read_as_written_is_a_bad_output(
    openai_api: OpenAIServer,
    studio: OpenAIStudio,
    take: Take,
    bill: Bill,
    folder: Path,
    kind: FaultKind,
) -> None:
    openai_api.faults.add(Fault(kind=kind, path=ANSWERS, times=9))

    failure = failure_of(studio.realtime_narrator(), take, folder)

    assert failure.kind is ErrorKind.BAD_OUTPUT
    assert failure.is_over
    assert bill.usd == pytest.approx(cost_of(openai_api))
    assert len(openai_api.ledger.paid_for("realtime")) == 3


def test_another_narrator_reads_what_the_voice_rewords(
    openai_api: OpenAIServer, studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    openai_api.faults.add(Fault(kind="other_words", path=ANSWERS, times=3))
    narrator = studio.realtime_narrator(fallback=OfflineNarrator())

    spoken = speak(narrator, take, folder)
    again = speak(narrator, take, folder)

    assert spoken.provider == "offline"
    assert spoken.cost_usd == pytest.approx(cost_of(openai_api))
    assert again.cost_usd == spoken.cost_usd
    assert len(openai_api.ledger.paid_for("realtime")) == 3


def test_the_same_take_does_not_pay_for_a_line_again(
    openai_api: OpenAIServer, studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    first = speak(studio.realtime_narrator(), take, folder)
    again = speak(studio.realtime_narrator(), take, folder)
    shorter = speak(studio.realtime_narrator(), take, folder, "Fresh oranges.")

    assert again == first
    assert shorter.path != first.path
    assert [record.text for record in openai_api.ledger.paid] == [LINE, "Fresh oranges."]


@pytest.mark.parametrize(
    ("fault", "requests"),
    [
        (Fault(kind="status", status=503, path="/v1/realtime", times=2), 3),
        (Fault(kind="status", status=429, path="/v1/realtime", retry_after=0.05), 2),
        (Fault(kind="cut_after_body", path="/v1/realtime"), 2),
        (Fault(kind="status", status=429, path=ANSWERS), 2),
    ],
)
def test_a_session_that_fails_in_passing_is_begun_again(
    openai_api: OpenAIServer,
    studio: OpenAIStudio,
    take: Take,
    folder: Path,
    fault: Fault,
    requests: int,
) -> None:
    openai_api.faults.add(fault)

    spoken = speak(studio.realtime_narrator(), take, folder)

    assert spoken.path.is_file()
    assert len(openai_api.ledger.requests_like("GET", "/v1/realtime")) == requests


@pytest.mark.parametrize(
    ("fault", "kind", "requests"),
    [
        (Fault(kind="status", status=503, path="/v1/realtime"), ErrorKind.UNAVAILABLE, 4),
        (Fault(kind="status", status=401, path="/v1/realtime"), ErrorKind.UNAUTHORIZED, 1),
        (Fault(kind="out_of_credits", path="/v1/realtime"), ErrorKind.OUT_OF_CREDIT, 1),
        (
            Fault(kind="status", path=ANSWERS, code="insufficient_quota"),
            ErrorKind.OUT_OF_CREDIT,
            1,
        ),
    ],
)
def test_a_session_that_cannot_be_had_is_told_by_its_kind(
    openai_api: OpenAIServer,
    studio: OpenAIStudio,
    take: Take,
    folder: Path,
    fault: Fault,
    kind: ErrorKind,
    requests: int,
) -> None:
    openai_api.faults.add(fault.model_copy(update={"times": 9}))

    failure = failure_of(studio.realtime_narrator(fallback=OfflineNarrator()), take, folder)

    assert failure.kind is kind
    assert not failure.is_over
    assert openai_api.key not in str(failure)
    assert len(openai_api.ledger.requests_like("GET", "/v1/realtime")) == requests


def test_a_model_that_is_not_there_is_a_bad_request(
    studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    failure = failure_of(RealtimeNarrator(studio.client, "gpt-nothing", "marin"), take, folder)

    assert failure.kind is ErrorKind.BAD_REQUEST
    assert "gpt-nothing" in str(failure)


def test_a_voice_that_keeps_silent_is_timed_out(
    openai_api: OpenAIServer, studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    openai_api.faults.add(Fault(kind="stall", path=ANSWERS, seconds=20, times=9))
    studio.client.waits_s = ()
    narrator = RealtimeNarrator(studio.client, MODEL, "marin", limit_s=0.3)

    assert failure_of(narrator, take, folder).kind is ErrorKind.UNKNOWN_OUTCOME


def test_a_reading_that_breaks_off_is_not_asked_for_again_unasked(
    openai_api: OpenAIServer,
    studio: OpenAIStudio,
    take: Take,
    bill: Bill,
    folder: Path,
) -> None:
    openai_api.faults.add(Fault(kind="cut_mid_answer", path=ANSWERS))

    for _ in range(2):
        assert failure_of(studio.realtime_narrator(), take, folder).kind is (
            ErrorKind.UNKNOWN_OUTCOME
        )

    assert len(openai_api.ledger.paid) == 1
    assert bill.usd < cost_of(openai_api) < bill.usd + bill.unknown_usd
    assert speak(studio.realtime_narrator(), replace(take, cause="try again"), folder)
    assert len(openai_api.ledger.paid) == 2


def test_a_run_that_has_to_end_hangs_up(
    openai_api: OpenAIServer, studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    openai_api.faults.add(Fault(kind="stall", path=ANSWERS, seconds=20, times=9))
    ended: list[BaseException] = []

    def read() -> None:
        try:
            speak(studio.realtime_narrator(), take, folder)
        except StoppedError as error:
            ended.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    wait_for(lambda: openai_api.ledger.requests_like("GET", "/v1/realtime"))
    take.stop.set()
    reader.join(60)

    assert len(ended) == 1
    assert len(openai_api.ledger.requests) == 1


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_price_is_about_what_a_line_costs(
    studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    narrator = studio.realtime_narrator()

    spoken = speak(narrator, take, folder)

    assert spoken.cost_usd / 2 < narrator.price_usd(LINE) < spoken.cost_usd * 3


def test_a_line_is_data_however_it_is_worded(
    openai_api: OpenAIServer, studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    prompts: list[list[str]] = []
    openai_api.speaker = lambda asked: (prompts.append(asked), LINE)[1]

    speak(studio.realtime_narrator(), take, folder, brief=replace_tone("sing {language}"))

    instructions, message = prompts[0]
    assert "in English" in instructions
    assert LINE not in instructions
    assert "<tone>sing {language}</tone>" in message
    assert message.endswith(f"<line>{LINE}</line>")


def replace_tone(tone: str) -> Brief:
    return brief_in(Language.ENGLISH, tone=tone)
