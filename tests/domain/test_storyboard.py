"""Time slots, what fits into one, and how a line is shortened to fit."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from adgen_dagster.domain.brief import Act, Brief, Language, Person
from adgen_dagster.domain.storyboard import (
    PROMPT_MAX_UTF16,
    SLOT_S,
    Line,
    Script,
    Segment,
    act_of_each,
    cut_into_segments,
    narration_budget,
    shorten,
    slot,
)
from adgen_dagster.domain.utf16 import utf16_units
from tests.prices import prices

WORDS = st.text(st.sampled_from("абвгдежзийклмноЮЯЁёabcdefgXYZ0123456789"), min_size=1, max_size=14)
LINES = st.lists(
    st.tuples(WORDS, st.sampled_from(["", ".", "!", "?", "…", ",", ";", ":", " —", ".»"])),
    min_size=1,
    max_size=20,
).map(lambda parts: " ".join(word + mark for word, mark in parts))
BUDGETS = st.integers(min_value=1, max_value=120)


def brief_of(*counts: int, language: Language = Language.ENGLISH) -> Brief:
    return Brief(
        text="Coffee",
        language=language,
        acts=tuple(zip(Act, counts, strict=True)),
        owner=Person(gateway="test", id="1"),
        created_at=datetime.now(UTC),
    )


def script_of(brief: Brief, narration: str = "Fresh coffee.") -> Script:
    return Script(
        title="Dawn",
        promise="It is fresh.",
        world="Warm light.",
        lines=tuple(
            Line(act=act, narration=narration, scene="A cup.") for act in act_of_each(brief)
        ),
    )


@given(st.integers(min_value=1, max_value=48))
def test_slots_are_five_seconds_and_follow_each_other(index: int) -> None:
    start, end = slot(index)

    assert end - start == SLOT_S == 5.0
    assert slot(index + 1)[0] == end
    assert slot(1)[0] == 0


def test_a_slot_holds_about_sixty_characters() -> None:
    assert 55 <= narration_budget(Language.ENGLISH) <= narration_budget(Language.RUSSIAN) <= 65


@given(st.text(max_size=300), BUDGETS)
def test_any_text_is_shortened_into_its_budget(line: str, budget: int) -> None:
    shortened = shorten(line, budget)

    assert len(shortened) <= budget
    assert shorten(shortened, budget) == shortened


@given(LINES, BUDGETS)
def test_a_line_that_fits_stays_as_it_is(line: str, room: int) -> None:
    assert shorten(line, len(line) + room) == line


@given(LINES, BUDGETS)
def test_a_shortened_line_is_the_beginning_of_the_line(line: str, budget: int) -> None:
    kept = shorten(line, budget)

    assert line.startswith(kept) or (kept.endswith(".") and line.startswith(kept[:-1]))


@given(LINES, BUDGETS)
def test_no_word_is_cut_unless_the_first_one_alone_is_too_long(line: str, budget: int) -> None:
    first = line.split(maxsplit=1)[0]

    kept = shorten(line, budget)

    if len(first) <= budget and not re.search(r"\d \d", line):
        words = re.findall(r"\w+", line)
        assert re.findall(r"\w+", kept) == words[: len(re.findall(r"\w+", kept))]


@given(LINES, BUDGETS)
def test_something_is_always_left(line: str, budget: int) -> None:
    assert shorten(line, budget)


@pytest.mark.parametrize(
    ("line", "budget", "kept"),
    [
        ("Roasted this morning. Come in and smell it.", 30, "Roasted this morning."),
        ("Roasted this morning, ground before your eyes", 30, "Roasted this morning."),
        ("Roasted this morning in our own little house", 20, "Roasted this morning"),
        ("Roasted this morning in our own little house", 30, "Roasted this morning."),
        ("Всего 149 990 ₽ до конца октября и ни днём дольше", 20, "Всего 149 990 ₽."),
        ("До", 10, "До"),
        ("Сейчас — самое время выпить кофе. Заходи!", 36, "Сейчас — самое время выпить кофе."),
        ("«Свежий!» — кричат все вокруг и спешат к нам", 20, "«Свежий!» — кричат."),
        ("Непроизносимодлинноеслово", 10, "Непроизнос"),
        ("a  line\n with   spaces", 80, "a line with spaces"),
    ],
)
def test_a_line_is_cut_where_it_hurts_least(line: str, budget: int, kept: str) -> None:
    assert shorten(line, budget) == kept


@pytest.mark.parametrize(
    ("line", "budget", "kept"),
    [
        ("Now only 3.5 percent a year and nothing else", 14, "Now."),
        ("Now only 3.5 percent a year and nothing else", 21, "Now only 3.5 percent."),
        ("Just 1,000 beans a day, all roasted here", 12, "Just 1,000."),
        ("Open until 12:30 every single day", 18, "Open until 12:30."),
        ("Всего за 1 000 рублей в месяц", 12, "Всего."),
        ("Подарок за 1 299,90 ₽ каждому гостю", 19, "Подарок."),
        ("Подарок за 1 299,90 ₽ каждому гостю", 23, "Подарок за 1 299,90 ₽."),
        ("Звоните: 8 800 555 35 35, мы всегда рядом", 20, "Звоните."),
        ("Мы ждём на ул. Ленина, д. 5, во дворе", 16, "Мы ждём."),
        ("Купите у нас 250 г. сахара сегодня", 22, "Купите у нас 250 г."),
        ("Пишите на hello@example.com скорее", 20, "Пишите."),
        ("Только 1\u00a0000\u00a0рублей сегодня", 15, "Только."),
        ("Visit example.com today and taste", 18, "Visit example.com."),
    ],
)
def test_a_number_or_an_address_is_never_cut_in_two(line: str, budget: int, kept: str) -> None:
    assert shorten(line, budget) == kept


@given(prices(), st.sampled_from(["8 800 555 35 35", "ул. Ленина", "a-b.ru/x?y=1"]), BUDGETS)
def test_of_an_amount_a_cut_leaves_all_or_nothing(
    price: tuple[str, Decimal, str], other: str, budget: int
) -> None:
    line = f"Кофе {price[0]} сегодня: {other} и скидка"

    kept = shorten(line, max(budget, 5))

    for figure in (" ".join(price[0].split(" ")), other):
        place = line.index(figure)
        assert not place < len(kept.rstrip(".")) < place + len(figure.rstrip(".")), kept


@given(st.text(max_size=50))
def test_utf16_units_count_what_is_outside_the_basic_plane_twice(text: str) -> None:
    assert utf16_units(text) == sum(2 if ord(letter) > 0xFFFF else 1 for letter in text)


def test_a_script_must_have_the_acts_of_its_brief() -> None:
    brief = brief_of(3, 5, 2)

    assert script_of(brief).require_acts(brief).title == "Dawn"
    with pytest.raises(ValueError, match="intro, intro, intro, main"):
        script_of(brief_of(3, 4, 3)).require_acts(brief)
    with pytest.raises(ValueError, match="acts"):
        script_of(brief_of(3, 5, 1)).require_acts(brief)


@given(st.lists(st.integers(min_value=1, max_value=16), min_size=3, max_size=3))
def test_a_storyboard_fills_the_film_without_gaps(counts: list[int]) -> None:
    brief = brief_of(*counts)
    prompts = [(f"picture {n}", f"motion {n}") for n in range(brief.segment_count)]

    board = cut_into_segments(brief, script_of(brief), prompts)

    assert [segment.index for segment in board.segments] == list(range(1, sum(counts) + 1))
    assert [segment.act for segment in board.segments] == list(act_of_each(brief))
    assert all(one.end_s == other.start_s for one, other in pairwise(board.segments))
    assert board.segments[-1].end_s == 5.0 * sum(counts)
    assert board.segment(1).image_prompt == "picture 0"
    assert board.segment(brief.segment_count) is board.segments[-1]


def test_a_line_too_long_for_its_slot_is_shortened_in_the_storyboard() -> None:
    brief = brief_of(1, 1, 1, language=Language.RUSSIAN)
    script = script_of(brief, "Кофе, обжаренный этим утром. " * 6)

    board = cut_into_segments(brief, script, [("p", "m")] * 3)

    assert {segment.narration for segment in board.segments} == {
        "Кофе, обжаренный этим утром. Кофе, обжаренный этим утром."
    }


def test_a_storyboard_needs_a_prompt_for_every_line() -> None:
    brief = brief_of(1, 1, 1)

    with pytest.raises(ValueError, match="argument"):
        cut_into_segments(brief, script_of(brief), [("p", "m")] * 2)


def test_a_prompt_longer_than_runway_takes_is_no_segment() -> None:
    facts = {"index": 1, "act": "main", "narration": "n", "start_s": 0, "end_s": 5}
    fits = "🙂" * (PROMPT_MAX_UTF16 // 2)

    Segment.model_validate({**facts, "image_prompt": fits, "animation_prompt": fits})
    for long in ("image_prompt", "animation_prompt"):
        prompts = {"image_prompt": fits, "animation_prompt": fits, long: f"{fits}."}
        with pytest.raises(ValidationError, match="1000 UTF-16"):
            Segment.model_validate({**facts, **prompts})
