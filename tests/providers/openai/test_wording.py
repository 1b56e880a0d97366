"""A voice is held to its words, and only to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adgen_dagster.providers.openai.numerals import digits_of
from adgen_dagster.providers.openai.wording import says_the_same

SAME = [
    ("Fresh oranges, cold glass!", "fresh oranges — cold glass"),
    ("Ещё раз", "еще раз"),
    ("ice-cream", "ice cream"),
    ("don’t stop", "don't stop"),
    ("Скидка 50%", "Скидка пятьдесят процентов."),
    ("Save $50 today", "Save fifty dollars today"),
    ("500 ₽", "пятьсот рублей"),
    ("Only 1,000 beans", "only one thousand beans"),
    ("Only 1 000 beans", "Only 1,000 beans"),
    ("Работаем 24 часа", "Работаем двадцать четыре часа"),
    ("the first cup", "the 1st cup"),
    ("в две тысячи двадцать шестом году", "в 2026-м году"),
    ("R&D", "R and D"),
    ("Мёд № 1", "мед номер один"),
]
DIFFERENT = [
    ("Fresh oranges", "Sure! Here it is: Fresh oranges"),
    ("Fresh oranges now", "Fresh oranges"),
    ("Fresh oranges", "Fresh apples"),
    ("Fresh oranges", ""),
    ("hello there", "there hello"),
    ("семь", "семья"),
    ("Save $50 today", "Save forty dollars today"),
    ("Save $50 today", "Save fifty today"),
    ("Купите 3 кофе", "Купите четыре кофе"),
    ("Open 24 hours", "Open always hours"),
    ("Скидка 50%", "Скидка пятьдесят рублей"),
]


@pytest.mark.parametrize(("wanted", "said"), SAME)
def test_the_same_words_in_another_spelling_are_the_same(wanted: str, said: str) -> None:
    assert says_the_same(said, wanted)
    assert says_the_same(wanted, said)


@pytest.mark.parametrize(("wanted", "said"), DIFFERENT)
def test_other_words_are_different(wanted: str, said: str) -> None:
    assert not says_the_same(said, wanted)
    assert not says_the_same(wanted, said)


@given(st.text(max_size=80))
def test_every_text_says_the_same_as_itself(text: str) -> None:
    assert says_the_same(text, text)
    assert says_the_same(text.upper().lower(), text.lower().upper().lower())


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("two hundred fifty thousand", "250000"),
        ("one thousand two hundred", "1200"),
        ("twenty twenty six", "2026"),
        ("nineteen hundred", "1900"),
        ("twentieth", "20"),
        ("двести пятьдесят тысяч", "250000"),
        ("одна тысяча двести", "1200"),
        ("сорока семи", "47"),
        ("девятнадцать", "19"),
        ("cats", None),
        ("семейная", None),
    ],
)
def test_a_number_in_words_has_its_digits(words: str, digits: str | None) -> None:
    assert digits_of(words.split()) == digits
