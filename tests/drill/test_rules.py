"""The drill's rules can be broken: a payment too many and an end that nobody was told are seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from adgen_dagster.domain.words import Product
from adgen_dagster.errors import ErrorKind
from adgen_dagster.instance.journal import Journal
from bench.drill.customers import Customer, Ending
from bench.drill.production import Production
from bench.drill.rules import broken_by, payments_of
from tests.graph import Graph
from tests.stand_ins.providers.ledger import LedgerView, PaidRecord
from tests.stand_ins.telegram import TelegramServer

Begin = Callable[[], Graph]
WORD = "Zbadefi"


def paid(text: str, what: str = "text_to_image") -> PaidRecord:
    return PaidRecord(id=text, service="runway", what=what, model="gen4_image", at=0.0, text=text)


def production_of(graph: Graph, *records: PaidRecord) -> Production:
    """As much of a production as the rules look at."""
    runway = SimpleNamespace(ledger=LedgerView(paid=list(records)))
    return SimpleNamespace(  # type: ignore[return-value]
        runway=runway, studio=graph.studio, journal=Journal(graph.instance)
    )


@pytest.fixture
def customer() -> Iterator[Customer]:
    with TelegramServer() as telegram:
        person = telegram.person(WORD)
        yield Customer(WORD, person, person.private_chat(), ending=Ending.FILM)


def test_what_was_paid_twice_breaks_a_rule(begin: Begin, customer: Customer) -> None:
    graph = begin().to_the_end()
    twice = [paid(f"Close-up of {WORD}, number 1.")] * 2
    once = [paid(f"Close-up of {WORD}, number 2.")]

    assert payments_of(production_of(graph, *once), customer, graph.job).again == ()
    assert broken_by(customer, production_of(graph, *once), graph.job) == []
    assert payments_of(production_of(graph, *twice, *once), customer, graph.job).pictures == 3
    (broken,) = broken_by(customer, production_of(graph, *twice, *once), graph.job)
    assert "text_to_image" in broken


def test_what_a_person_wished_to_pay_again_breaks_none(begin: Begin, customer: Customer) -> None:
    graph = begin().to_pictures()
    graph.starts(Product.IMAGES, *graph.every_segment)
    graph.fails(Product.IMAGES, 1, kind=str(ErrorKind.UNKNOWN_OUTCOME))
    graph.studio.retry(graph.job, graph.owner)
    production = production_of(graph, *[paid(f"Close-up of {WORD}, number 1.")] * 2)

    found = payments_of(production, customer, graph.job)

    assert (found.again, found.by_wish) == ((), 1)


def test_an_end_that_the_chat_does_not_tell_breaks_a_rule(begin: Begin, customer: Customer) -> None:
    graph = begin().to_clips()
    graph.studio.cancel(graph.job, None, graph.owner)

    (wrong,) = broken_by(customer, production_of(graph), graph.job)
    customer.ending = Ending.CANCELLED

    assert "the chat says film" in wrong
    assert broken_by(customer, production_of(graph), graph.job) == []
