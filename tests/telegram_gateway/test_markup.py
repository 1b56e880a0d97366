"""Telegram's HTML is escaped, and cut where it is too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adgen_dagster.domain.utf16 import utf16_units
from telegram_gateway.content.markup import Html, clipped, escaped, joined, plain, split
from tests.stand_ins.telegram.entities import format_text

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="<&>\"' \n"),
    max_size=80,
)


@st.composite
def marked_up(draw: st.DrawFn) -> Html:
    """Foreign texts inside our own markup, nested as our messages nest it."""
    pieces: list[str] = []
    for text in draw(st.lists(WORDS, min_size=1, max_size=8)):
        inside: str = escaped(text)
        for tag in draw(st.lists(st.sampled_from(["b", "i", "code", "blockquote"]), max_size=2)):
            inside = f"<{tag}>{inside}</{tag}>"
        pieces.append(inside)
    return Html("\n".join(pieces))


def seen(text: str) -> str:
    """What Telegram shows of a message; refuses what Telegram refuses."""
    return format_text(text, "HTML").text


def without_spaces(text: str) -> str:
    return "".join(text.split())


@given(marked_up(), st.integers(4, 60))
def test_every_part_fits_and_nothing_is_lost(text: Html, most: int) -> None:
    parts = split(text, most)

    assert all(utf16_units(plain(part)) <= most for part in parts)
    shown = "".join(seen(part) for part in parts)
    assert without_spaces(shown) == without_spaces(plain(text))


@given(marked_up())
def test_what_fits_is_not_cut(text: Html) -> None:
    assert len(split(text, 100_000)) <= 1


@given(st.text(max_size=50))
def test_foreign_text_is_shown_as_it_is(text: str) -> None:
    assert plain(escaped(text)) == text


def test_a_text_is_cut_after_a_line_where_it_can_be() -> None:
    parts = split(Html("one two\nthree four\nfive"), 12)

    assert parts == ["one two", "three four", "five"]


def test_tags_are_closed_at_a_cut_and_opened_again() -> None:
    parts = split(Html("<b>one <i>two three</i></b> four"), 8)

    assert parts == ["<b>one <i>two</i></b>", "<b><i>three</i></b>", "four"]


def test_a_word_longer_than_a_message_is_cut_between_letters() -> None:
    parts = split(Html("😀" * 10), 6)

    assert all(part == "😀" * (len(part)) for part in parts)
    assert "".join(parts) == "😀" * 10


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("short", 10, "short"),
        ("two\nlines", 20, "two lines"),
        ("a long title that does not fit", 10, "a long ti…"),
        ("😀😀😀", 4, "😀…"),
    ],
)
def test_a_title_is_cut_with_an_ellipsis(text: str, most: int, cut: str) -> None:
    assert clipped(text, most) == cut
    assert utf16_units(clipped(text, most)) <= most


def test_empty_texts_leave_no_gap() -> None:
    assert joined(["a", "", "<b>"]) == "a\n\n&lt;b&gt;"
