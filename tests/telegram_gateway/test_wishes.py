"""What a brief says of its film: its shape and its language."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.domain.wishes import is_in_another_language, ratio_said
from tests.telegram_gateway.house import APPROVE, Customer, House


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("Кофейня у моря, вертикальный ролик для сторис", Ratio.TALL),
        ("вертикальное видео: барбершоп", Ratio.TALL),
        ("Ролик для тиктока про пекарню", Ratio.TALL),
        ("Видео в формате 9:16", Ratio.TALL),
        ("A vertical video for my bakery", Ratio.TALL),
        ("An ad for Instagram Reels", Ratio.TALL),
        ("Нужен квадратный ролик", Ratio.SQUARE),
        ("a square ad 1:1", Ratio.SQUARE),
        ("горизонтальное видео для сайта", Ratio.WIDE),
        ("16:9, пекарня", Ratio.WIDE),
        ("Вертикальные жалюзи и рулонные шторы", None),
        ("Квадратные метры в центре города", None),
        ("Открыто с 9:16 до 18", None),
        ("Работаем с 19:16", None),
        ("Счёт 21:1 в нашу пользу", None),
        ("Вертикальный и горизонтальный ролик", None),
        ("Кофейня у моря", None),
    ],
)
def test_the_shape_is_heard(text: str, ratio: Ratio | None) -> None:
    assert ratio_said(text) is ratio


@pytest.mark.parametrize(
    "text",
    [
        "Video: Ein Café am Meer mit frischem Kaffee und Kuchen für alle",
        "Une boulangerie pour les gens qui travaillent la nuit",
        "Panadería con pan recién hecho para todos",
        "Кав'ярня біля моря: свіжа обсмажка і тепла зала",
        "Теңіз жағасындағы кофехана",
        "海边的咖啡馆",
        "مقهى على البحر",
        "Кофейня у моря, ролик на немецком",
        "A coffee shop by the sea, video in French please",
    ],
)
def test_a_language_that_we_cannot_make_is_known(text: str) -> None:
    assert is_in_another_language(text)


@pytest.mark.parametrize(
    "text",
    [
        "Кофейня у моря",
        "Уроки на немецком и английском для детей",
        "Ролик на английском про кофейню",
        "A coffee shop by the sea",
        "Café de Paris in the heart of the city, with the best croissants",
        "Nike Air Max",
        "https://pekarnya.example/utro",
        "12345",
        "L'Oréal Paris: новая коллекция",
    ],
)
def test_our_own_languages_are_no_others(text: str) -> None:
    assert not is_in_another_language(text)


def test_a_vertical_film_is_made_and_it_is_said_why(
    house: House, customer: Callable[..., Customer]
) -> None:
    ann = customer()

    script = ann.orders("Реклама: Кофейня у моря, вертикальный ролик для сторис")

    assert "Кадр 9:16, как в описании" in script.text
    assert house.studio.status(ann.job()).brief.ratio is Ratio.TALL


def test_a_film_in_another_language_than_its_brief_says_so(
    house: House, customer: Callable[..., Customer]
) -> None:
    ann = customer()

    ann.person.says("Video: Ein Café am Meer mit frischem Kaffee und Kuchen für alle")

    assert "только на русском и английском" in ann.chat.wait_for(button=APPROVE).text
