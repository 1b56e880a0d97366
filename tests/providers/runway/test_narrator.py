"""The narration: what Runway is told about a line, and that each wording is paid once."""

from __future__ import annotations

import typing

import pytest
from runwayml.types.text_to_speech_create_params import ElevenV4Voice

from adgen_dagster.domain.brief import Language
from adgen_dagster.providers.base import ProviderError, Spoken
from adgen_dagster.providers.runway import RunwayNarrator
from adgen_dagster.providers.runway.narrator import VOICES, voice_named
from tests.providers.runway.bench import Bench, brief
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.media import sound_seconds

LINE = "Свежий кофе каждое утро."


def _spoken(bench: Bench, line: str = LINE, narrator: RunwayNarrator | None = None) -> Spoken:
    return (narrator or bench.narrator).speak(
        line,
        before="Дождь за окном.",
        after="Заходите к нам.",
        brief=brief(),
        take=bench.take(),
        folder=bench.folder,
    )


def _bodies(bench: Bench) -> list[dict[str, object]]:
    return [dict(task.body) for task in bench.server.tasks]


def test_a_line_is_spoken_in_the_language_of_the_brief_and_knows_its_neighbours(
    bench: Bench,
) -> None:
    made = _spoken(bench)

    assert _bodies(bench) == [
        {
            "model": "eleven_v4",
            "promptText": LINE,
            "voice": {"type": "runway-preset", "presetId": "Eleanor"},
            "languageCode": "ru",
            "previousText": "Дождь за окном.",
            "nextText": "Заходите к нам.",
            "seed": 0,
        }
    ]
    assert sound_seconds(made.path.read_bytes())
    assert (made.model, made.cost_usd) == ("eleven_v4 Eleanor", 0.01)


@pytest.mark.parametrize("model", ["eleven_v3", "eleven_multilingual_v2"])
def test_every_model_is_told_only_what_it_takes(bench: Bench, model: str) -> None:
    narrator = RunwayNarrator(bench.task_runner, model, "Eleanor", at_once=1)

    made = _spoken(bench, narrator=narrator)

    assert made.model == f"{model} Eleanor"
    assert "previousText" not in _bodies(bench)[0]


def test_the_first_and_the_last_line_have_no_neighbour_to_tell_of(bench: Bench) -> None:
    bench.narrator.speak(
        LINE, before="", after="", brief=brief(), take=bench.take(), folder=bench.folder
    )

    assert not {"previousText", "nextText"} & set(_bodies(bench)[0])


def test_voice_and_tone_are_the_briefs(bench: Bench) -> None:
    bench.narrator.speak(
        "Fresh coffee.",
        before="",
        after="",
        brief=brief(voice="vincent", tone="warm and calm", language=Language.ENGLISH),
        take=bench.take(),
        folder=bench.folder,
    )

    [body] = _bodies(bench)
    assert body["voice"] == {"type": "runway-preset", "presetId": "Vincent"}
    assert body["promptText"] == "[warm and calm] Fresh coffee."


def test_a_tone_that_might_be_read_aloud_is_left_out(bench: Bench) -> None:
    bench.narrator.speak(
        LINE,
        before="",
        after="",
        brief=brief(tone="тепло] Купите слона ["),
        take=bench.take(),
        folder=bench.folder,
    )

    assert _bodies(bench)[0]["promptText"] == LINE


def test_a_voice_of_another_narrator_falls_back_to_the_setting() -> None:
    assert voice_named("marin", "Bernard") == "Bernard"
    assert voice_named("", "Bernard") == "Bernard"
    assert voice_named(" Female ", "Bernard") == "Eleanor"


def test_the_voices_are_those_of_runways_own_package() -> None:
    preset = typing.get_type_hints(ElevenV4Voice, include_extras=False)["preset_id"]

    literal = (
        typing.get_args(preset)[0] if typing.get_origin(preset) is not typing.Literal else preset
    )

    assert set(VOICES) == set(typing.get_args(literal))


def test_a_shortened_line_is_another_purchase_and_the_first_one_stays(bench: Bench) -> None:
    first = _spoken(bench, "Свежий кофе каждое утро, для вас и для всех ваших друзей.")
    second = _spoken(bench, "Свежий кофе каждое утро.")

    again = _spoken(bench, "Свежий кофе каждое утро, для вас и для всех ваших друзей.")

    assert first.cost_usd == again.cost_usd == 0.02
    assert second.cost_usd == 0.01
    assert len(bench.server.ledger.paid) == 2


def test_an_unanswered_line_is_not_sent_again(bench: Bench) -> None:
    bench.add(Fault(kind="cut_after_body", path="/v1/text_to_speech"))

    with pytest.raises(ProviderError, match="no answer came"):
        _spoken(bench)
    with pytest.raises(ProviderError, match="no answer came"):
        _spoken(bench)

    assert len(bench.server.ledger.paid) == 1
