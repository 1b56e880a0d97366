"""Briefs as people write them."""

from __future__ import annotations

from datetime import UTC, datetime

from adgen_dagster.domain.brief import Act, Brief, Language, Person
from adgen_dagster.providers.offline.words.parts import price_shown
from adgen_dagster.providers.offline.words.request import Request

COFFEE = "Кофейня „Утро“ в центре Казани: свежая обжарка, скидка 20% до восьми утра"
BARBER = "Сделай рекламу моего барбершопа на Лиговском, первый визит бесплатно"
PIZZA = (
    "Нужен ролик для доставки пиццы Pizza Mia. Привозим за 30 минут, тесто на закваске."
    " Сайт pizzamia.ru, тел. +7 (900) 123-45-67. Музыка спокойная."
)
COURSE = "Реклама курса английского. Занятия по вечерам, цена 4 990 ₽. Слоган: «Говори смело»"
BAKERY = (
    "A bakery called Sunny Crust in Bristol. We bake sourdough every morning,"
    " and our croissants are famous."
)
HEADPHONES = "Aurora: noise-cancelling headphones. 40 hours of battery. Only $79.99"
ROCKETS = "Please create a 50 second video for Acme Rockets: fast, reliable delivery to orbit."


def said_of(request: Request) -> tuple[str, ...]:
    """What a brief has to be said besides its subject."""
    return tuple(quote.text for quote in request.quotes)


def figure_of(request: Request) -> str:
    """The price or discount that a picture shows."""
    told = (request.subject.text, *said_of(request))
    return next((figure for figure in map(price_shown, told) if figure), "")


def brief_of(text: str, counts: tuple[int, int, int] = (3, 5, 2), **more: object) -> Brief:
    """A brief in the text's language with so many segments in its three acts."""
    asked: dict[str, object] = {
        "text": text,
        "language": Language.of_text(text),
        "acts": tuple(zip(Act, counts, strict=True)),
        "owner": Person(gateway="terminal", id="1"),
        "created_at": datetime(2026, 11, 24, tzinfo=UTC),
    }
    return Brief.model_validate(asked | more)
