"""What is found in a person's request, without a model."""

from __future__ import annotations

import pytest

from adgen_dagster.domain.brief import Language
from adgen_dagster.providers.offline.words.request import read_request
from tests.providers.offline.briefs import (
    BAKERY,
    BARBER,
    COFFEE,
    COURSE,
    HEADPHONES,
    PIZZA,
    ROCKETS,
)


def found(text: str, what: str) -> object:
    return getattr(read_request(text, Language.of_text(text)), what)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (COFFEE, "Утро"),
        (PIZZA, "Pizza Mia"),
        ("Аврора — наушники с шумоподавлением, которые держат заряд 40 часов.", "Аврора"),
        (BAKERY, "Sunny Crust"),
        (HEADPHONES, "Aurora"),
        (ROCKETS, "Acme Rockets"),
        ("Morning Coffee, a coffee shop in downtown Kazan", "Morning Coffee"),
    ],
)
def test_the_product_s_name_is_found(text: str, name: str) -> None:
    assert found(text, "name") == name


@pytest.mark.parametrize(
    "text",
    [
        BARBER,
        "Кофейня: свежая обжарка",
        "Handmade ceramic mugs from Lisbon. Each one is unique.",
        "We teach Spanish in Berlin on Monday",
    ],
)
def test_no_name_is_made_up(text: str) -> None:
    assert found(text, "name") == ""


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (COFFEE, "кофейня «Утро» в центре Казани"),
        (BARBER, "барбершоп на Лиговском"),
        (PIZZA, "«Pizza Mia»"),
        ("Продаём мёд с алтайской пасеки. Без сахара.", ""),
        (BAKERY, "a bakery called Sunny Crust in Bristol"),
    ],
)
def test_the_product_is_introduced_in_the_nominative_or_not_at_all(text: str, subject: str) -> None:
    assert found(text, "subject") == subject


def test_what_the_person_says_for_it_is_kept_word_for_word() -> None:
    assert found(PIZZA, "points") == ("Привозим за 30 минут", "Тесто на закваске")


def test_what_an_order_has_declined_is_not_used() -> None:
    request = read_request("Сделай рекламу кофе, чая и пирожных, скидка 5%", Language.RUSSIAN)

    assert request.points == ()
    assert request.offers == ("Скидка 5%",)


@pytest.mark.parametrize(
    ("language", "wanted", "text"),
    [
        (Language.RUSSIAN, "Реклама: ", "кофейня «Утро» у моря"),
        (Language.RUSSIAN, "Нужен короткий ролик: ", "пекарня на углу, хлеб к семи утра"),
        (Language.ENGLISH, "Ad: ", "lemonade of oranges pressed this morning"),
        (Language.ENGLISH, "I need a video: ", "a bakery called Sunny Crust in Bristol"),
    ],
)
def test_that_a_film_is_wanted_says_nothing_of_its_subject(
    language: Language, wanted: str, text: str
) -> None:
    assert read_request(wanted + text, language) == read_request(text, language)


def test_orders_to_us_are_not_told_to_the_viewer() -> None:
    request = read_request(f"{PIZZA} Хочу, чтобы голос был женский.", Language.RUSSIAN)

    told = " ".join((*request.points, *request.offers)).lower()
    assert "голос" not in told
    assert "музык" not in told
    assert "ролик" not in told


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (COFFEE, "−20%"),
        (COURSE, "4 990 ₽"),
        (HEADPHONES, "$79.99"),
        ("Mugs. Free shipping over $50.", ""),
        ("Квартиры у реки, ипотека от 3%", "3%"),
    ],
)
def test_only_a_discount_or_a_price_becomes_a_figure(text: str, number: str) -> None:
    assert found(text, "number") == number


def test_place_site_and_slogan_are_found() -> None:
    assert found(COFFEE, "place") == "в центре Казани"
    assert found("Отель. Приезжайте в Новый год!", "place") == ""
    assert found(PIZZA, "contact") == "pizzamia.ru"
    assert found(COURSE, "slogan") == "Говори смело"


@pytest.mark.parametrize(
    ("text", "theme"),
    [(COFFEE, "coffee"), (PIZZA, "food"), (HEADPHONES, "tech"), ("Просто привет", "general")],
)
def test_the_kind_of_business_is_told_from_its_words(text: str, theme: str) -> None:
    assert found(text, "theme") == theme
