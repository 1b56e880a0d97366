"""The texts that the writer knows by heart hold what they promise."""

from __future__ import annotations

from itertools import chain

import pytest

from adgen_dagster.domain.brief import Language
from adgen_dagster.domain.storyboard import narration_budget
from adgen_dagster.providers.offline.pictures.colour import palettes
from adgen_dagster.providers.offline.pictures.subjects import named_place, named_things
from adgen_dagster.providers.offline.voice.reading import spoken_length
from adgen_dagster.providers.offline.words.phrases import GENERAL, phrases, shots

WHOLE = ("hook", "story", "promise", "proof", "close", "meet_nameless", "sign_nameless")


def lines_of(language: Language) -> list[str]:
    known = phrases(language)
    themed = chain.from_iterable(
        (*theme.hook, *theme.promise, *theme.proof, *theme.close) for theme in known.themes.values()
    )
    toned = chain.from_iterable((*tone.hook, *tone.close) for tone in known.tones.values())
    general = chain.from_iterable(known.lines[name] for name in WHOLE)
    return [*general, *themed, *toned, *(topic.line for topic in known.topics)]


@pytest.mark.parametrize("language", Language)
def test_every_line_fits_into_its_slot_and_is_a_sentence(language: Language) -> None:
    for line in lines_of(language):
        assert spoken_length(line, language) <= narration_budget(language), line
        assert line[0].isupper(), line
        assert line.endswith((".", "!", "?")), line


def test_both_languages_know_the_same_themes_and_framings() -> None:
    russian, english = phrases(Language.RUSSIAN), phrases(Language.ENGLISH)

    assert russian.themes.keys() == english.themes.keys()
    assert russian.framings.keys() == english.framings.keys()
    assert russian.lights.keys() == english.lights.keys()
    assert {*russian.themes, GENERAL} <= shots().keys()


def test_every_shot_is_something_that_can_be_painted() -> None:
    for name, listed in shots().items():
        assert set(listed.palettes) <= palettes().keys()
        for shot in listed.shots:
            text = shot.words[Language.ENGLISH]
            assert named_things(text) or named_place(text), (name, text)
            assert set(shot.framings) <= phrases(Language.ENGLISH).framings.keys()
