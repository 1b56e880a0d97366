"""What is found in a person's request, without a model."""

from __future__ import annotations

import pytest

from adgen_dagster.domain.brief import Language
from adgen_dagster.providers.offline.words.grammar import Form
from adgen_dagster.providers.offline.words.request import read_request
from tests.providers.offline.briefs import (
    BAKERY,
    BARBER,
    COFFEE,
    COURSE,
    HEADPHONES,
    PIZZA,
    ROCKETS,
    figure_of,
    said_of,
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
    ("text", "form", "subject"),
    [
        (COFFEE, Form.NAMED, "кофейня «Утро» в центре Казани"),
        (BARBER, Form.OF, "нашего барбершопа на Лиговском"),
        (PIZZA, Form.OF, "доставки пиццы Pizza Mia"),
        ("Сними видео про мою кофейню на углу", Form.SEEN, "нашу кофейню на углу"),
        ("Расскажи об онлайн-школе «Старт»", Form.ABOUT, "об онлайн-школе «Старт»"),
        ("Ветклиника «Лапа» открылась в Химках!", Form.NAMED, "ветклиника «Лапа»"),
        ("Сделай рекламу кофе, чая и пирожных, скидка 5%", Form.OF, "кофе, чая и пирожных"),
        ("Продаём мёд с алтайской пасеки. Без сахара.", Form.NAMED, ""),
        (BAKERY, Form.NAMED, "a bakery called Sunny Crust in Bristol"),
        ("Make an ad for my tailor shop: suits in a week", Form.NAMED, "our tailor shop"),
        ("Tyre change in 25 minutes, no queue", Form.BARE, "tyre change in 25 minutes"),
    ],
)
def test_the_subject_is_quoted_in_the_form_in_which_it_stands(
    text: str, form: Form, subject: str
) -> None:
    read = read_request(text, Language.of_text(text)).subject

    assert (read.form, read.text) == (form, subject)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PIZZA, "Привозим за 30 минут, тесто на закваске"),
        ("Реклама смартфона с акцентом на камеру", "Всё внимание на камеру"),
        ("Реклама лавки. Упомяни, что у нас живёт кот.", "у нас живёт кот"),
        ("Реклама лавки. Покажи, как мы моем окна.", "Посмотрите, как мы моем окна"),
        ("Кафе «Дом». Целевая аудитория: студенты", "Для кого это? Студенты"),
        ("Реклама кафе, где варят кофе на песке", "здесь варят кофе на песке"),
        ("Make an ad for a phone with a focus on the camera", "It is all about the camera"),
        ("An ad for a cafe. Mention that we open at six.", "we open at six"),
    ],
)
def test_what_a_brief_asks_to_be_said_is_put_into_words_around_its_own(
    text: str, said: str
) -> None:
    assert said in said_of(read_request(text, Language.of_text(text)))


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

    told = " ".join(said_of(request)).lower()
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
    assert figure_of(read_request(text, Language.of_text(text))) == number


def test_the_slogan_is_found() -> None:
    assert found(COURSE, "slogan") == "Говори смело"


@pytest.mark.parametrize(
    ("text", "theme"),
    [(COFFEE, "coffee"), (PIZZA, "food"), (HEADPHONES, "tech"), ("Просто привет", "general")],
)
def test_the_kind_of_business_is_told_from_its_words(text: str, theme: str) -> None:
    assert found(text, "theme") == theme
