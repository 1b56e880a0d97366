"""What is found in a request: the business, the price, the address, the person's own words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adgen_dagster.domain.brief import Language
from adgen_dagster.providers.offline.words.request import read_request
from tests.inputs import texts
from tests.prices import prices
from tests.providers.offline.briefs import figure_of, said_of

THEMES = [
    ("A bakery that opens at five, for people who work nights", "bakery"),
    ("A pastry shop on the corner", "bakery"),
    ("Pastries for your party", "bakery"),
    ("A plumber you can call at night", "repair"),
    ("A jewelry studio with silver rings", "fashion"),
    ("Jewellery made by hand", "fashion"),
    ("A clothing store for tall women", "fashion"),
    ("A knitting circle", "craft"),
    ("A medical centre near you", "health"),
    ("Learning English online", "learning"),
    ("A teacher of maths", "learning"),
    ("An insurance company", "money"),
    ("A driving school", "car"),
    ("A latter day", "general"),
    ("Cards for every occasion", "general"),
    ("Teams that work", "general"),
    ("Eventually you come", "general"),
]


@pytest.mark.parametrize(("text", "theme"), THEMES)
def test_a_business_is_known_by_any_word_of_its_stem(text: str, theme: str) -> None:
    assert read_request(text, Language.ENGLISH).theme == theme


def test_the_readme_s_own_example_is_a_bakery() -> None:
    request = read_request(THEMES[0][0], Language.ENGLISH)

    assert request.kind == "bakery"
    assert request.subject.text == "a bakery that opens at five"
    assert said_of(request) == ("for people who work nights",)


@pytest.mark.parametrize("case", texts("briefs"), ids=lambda case: case["text"])
def test_the_handed_over_briefs_are_read_whole(case: dict[str, Any]) -> None:
    request = read_request(case["text"], Language(case["lang"]))

    said = " | ".join(said_of(request))
    assert figure_of(request) == case.get("number", figure_of(request))
    assert figure_of(request) != case.get("number_not")
    assert case.get("contact", "") in said
    # A whole address may be said, a part of one may not.
    rest = re.sub(r"\w+@\w+\.\w+", "", said)
    assert not any(piece in rest for piece in case.get("no_part_with", ()))


FRAMES = st.sampled_from(["Кофейня «Утро»: капучино за {} каждый день", "A mug: only {} now"])


@given(prices(), FRAMES)
def test_a_price_is_shown_whole_in_whatever_way_it_is_written(
    price: tuple[str, Decimal, str], frame: str
) -> None:
    text = frame.format(price[0])

    assert figure_of(read_request(text, Language.of_text(text))) == price[0]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Магазин «Свет»: скидка 12,5% на всё", "−12,5%"),
        ("Магазин «Свет»: цена 1.299,90 руб.", "1.299,90 руб"),
        ("A salon: 12.5% off all year", "−12.5%"),
        ("Доставка «Мия»: 3 млн ₽ на призы", "3 млн ₽"),
        ("Магазин: скидка при заказе от 5 000 ₽", ""),
    ],
)
def test_the_figure_of_an_offer_is_shown_as_it_is_written(text: str, number: str) -> None:
    assert figure_of(read_request(text, Language.of_text(text))) == number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Имплант: 1 + 1 = 3 всю неделю", ("1 + 1 = 3 всю неделю",)),
        ("<b>Bold</b> coffee &amp; tea every morning", ("Bold coffee & tea every morning",)),
        ("Купи {{name}} за ${price}, вкусный кофе", ("вкусный кофе",)),
        ("Хлеб, булки и т.д. и т.п. Приходите к нам", ("булки", "Приходите к нам")),
        (
            "Заказывайте на ad.example.com/?utm_source=ad&id=5#top чай",
            ("Заказывайте на ad.example.com", "чай"),
        ),
        (
            "Ждём вас каждый день, тел. +7 900 123-45-67",
            ("Ждём вас каждый день", "Звоните: +7 900 123-45-67"),
        ),
        (
            "Мы на ул. Ленина, д. 5. Ждём вас каждый день",
            ("Мы на ул. Ленина, д. 5", "Ждём вас каждый день"),
        ),
        ("Работаем с 2026 г. без выходных", ("Работаем с 2026 г. без выходных",)),
        (
            "We are at 5 Main St.: fresh bread daily",
            ("We are at 5 Main St.: fresh bread daily",),
        ),
        ("Open 24/7, call (212) 555-0199", ("Call us: (212) 555-0199",)),
    ],
)
def test_only_whole_words_of_the_person_are_said(text: str, said: tuple[str, ...]) -> None:
    assert said_of(read_request(text, Language.of_text(text))) == said


def test_ways_to_reach_the_person_are_found_beside_each_other() -> None:
    request = read_request(
        "Кофейня «Утро» на ул. Ленина, 5: звоните по телефону 8 (800) 555-35-35, "
        "сайт www.utro.ru/a?b=1",
        Language.RUSSIAN,
    )

    assert said_of(request) == ("Звоните: 8 (800) 555-35-35", "Все подробности: utro.ru")
    assert all(quote.reaches for quote in request.quotes)
    assert request.subject.text == "кофейня «Утро» на ул. Ленина, 5"
    assert said_of(read_request("Write to hi@a.com", Language.ENGLISH)) == ("Write to hi@a.com",)
