"""A brief is checked once, where it enters."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from adgen_dagster.domain.brief import (
    BRIEF_MAX_CHARS,
    Act,
    Brief,
    BriefError,
    Language,
    Person,
    clean_text,
)

FACTS = {
    "text": "Coffee at dawn",
    "language": "en",
    "acts": [["intro", 3], ["main", 5], ["outro", 2]],
    "owner": {"gateway": "test", "id": "1"},
    "created_at": datetime.now(UTC),
}


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\t", "\x00\x01\x02", "\u200b\u200e\ufeff", "...", "— !"]
)
def test_a_text_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(BriefError, match="empty"):
        clean_text(text)


def test_a_text_may_be_as_long_as_the_setting_and_no_longer() -> None:
    assert len(clean_text("я" * BRIEF_MAX_CHARS)) == BRIEF_MAX_CHARS
    assert clean_text("coffee", max_chars=6) == "coffee"
    with pytest.raises(BriefError, match="4001 characters; at most 4000"):
        clean_text("я" * (BRIEF_MAX_CHARS + 1))


def test_white_space_around_a_text_does_not_count() -> None:
    assert clean_text("  \n coffee \x00", max_chars=6) == "coffee"


@pytest.mark.parametrize(
    "bytes_", ["Кофейня «Утро», 990 ₽".encode("cp1251", "replace"), b"\xff", b"\xed\xa0\x80"]
)
def test_bytes_of_another_encoding_are_refused_and_not_left_out(bytes_: bytes) -> None:
    with pytest.raises(BriefError, match="UTF-8"):
        clean_text(f"Coffee {bytes_.decode('utf-8', 'surrogateescape')} 990")


def test_a_text_keeps_its_lines_letters_and_pictures() -> None:
    assert clean_text("Кофе\r\n\tдля всех ☕\x07, 5 €") == "Кофе\n\tдля всех ☕, 5 €"


@given(st.text(st.characters(exclude_categories=[]), max_size=200))
def test_a_cleaned_text_has_no_control_characters_and_stays_as_it_is(text: str) -> None:
    try:
        cleaned = clean_text(text)
    except BriefError:
        return

    assert clean_text(cleaned) == cleaned == cleaned.strip()
    assert all(unicodedata.category(letter)[0] != "C" or letter in "\n\t" for letter in cleaned)
    assert cleaned.encode()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Кофейня на углу", Language.RUSSIAN),
        ("Реклама для Coffee Shop на углу", Language.RUSSIAN),
        ("A coffee shop named Кофе", Language.ENGLISH),
        ("", Language.ENGLISH),
        ("123 !!!", Language.ENGLISH),
        ("Реклама для Blue Bottle Coffee", Language.RUSSIAN),
    ],
)
def test_a_third_of_cyrillic_letters_makes_a_text_russian(text: str, language: Language) -> None:
    assert Language.of_text(text) is language


def test_a_brief_counts_its_segments_and_cleans_its_text() -> None:
    brief = Brief.model_validate({**FACTS, "text": " Coffee\x00 "})

    assert brief.segment_count == 10
    assert brief.text == "Coffee"
    assert brief.acts[0] == (Act.INTRO, 3)


def test_a_voice_message_alone_is_a_brief() -> None:
    brief = Brief.model_validate({**FACTS, "text": "", "voice_file": "jobs/a/brief/voice.ogg"})

    assert brief.text == ""


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"text": ""}, "empty"),
        ({"text": "\x00\x01"}, "empty"),
        ({"text": "x" * 4001}, "at most 4000"),
        ({"acts": []}, "at least one segment"),
        ({"acts": [["intro", 0], ["main", 5]]}, "at least one segment"),
        ({"acts": [["intro", 3], ["main", -5]]}, "at least one segment"),
    ],
)
def test_a_brief_that_cannot_become_a_film_is_refused(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(BriefError, match=told):
        Brief.model_validate({**FACTS, **wrong})


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "klingon"},
        {"ratio": "4:3"},
        {"format": "opera"},
        {"acts": [["epilogue", 3]]},
        {"owner": {"gateway": "", "id": "1"}},
        {"owner": {"gateway": "test", "id": ""}},
        {"created_at": datetime(2026, 1, 1)},  # noqa: DTZ001 - a time without a zone is the point
        {"colour": "blue"},
    ],
)
def test_a_brief_is_typed_strictly(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Brief.model_validate({**FACTS, **wrong})


def test_a_brief_survives_its_way_through_json() -> None:
    brief = Brief.model_validate({**FACTS, "music": "jobs/a/brief/music.mp3", "seed": 7})

    assert Brief.model_validate(brief.model_dump(mode="json")) == brief


def test_a_person_is_known_by_gateway_and_id_not_by_name() -> None:
    person = Person(gateway="telegram", id="7", name="Anna")

    assert person.is_same(Person(gateway="telegram", id="7", name="Anna Maria"))
    assert not person.is_same(Person(gateway="terminal", id="7", name="Anna"))
    assert not person.is_same(Person(gateway="telegram", id="8", name="Anna"))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("длинное\u200bслово", "длинное слово"),
        ("длинное\u200b слово", "длинное слово"),
        ("one\rtwo", "one\ntwo"),
        ("one\x0btwo\x85three", "one\ntwo\nthree"),
        ("со\u00adгла\u2060сен", "согласен"),
        ("1\u00a0299\u202f₽", "1\u00a0299\u202f₽"),
    ],
)
def test_what_parts_two_words_unseen_does_not_join_them(text: str, kept: str) -> None:
    assert clean_text(text) == kept
