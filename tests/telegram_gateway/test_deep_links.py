"""Briefs in links: they open the chat with a question, and order nothing by themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from telegram_gateway.content.deep_links import PAYLOAD_MAX, brief_of, payload_of
from tests.telegram_gateway.house import APPROVE, Customer, House


@pytest.mark.parametrize("brief", ["Кофейня у моря", "Bakery: bread at seven, every day"])
def test_a_brief_fits_into_a_link_and_comes_out_of_it(brief: str) -> None:
    assert len(payload_of(brief)) <= PAYLOAD_MAX
    assert brief_of(payload_of(brief)) == brief


@pytest.mark.parametrize(
    "payload", ["", "b_", "b_!", "b_\u0433", "b_AAAA", "b_gICA", "c_SGVsbG8", "x"]
)
def test_what_holds_no_brief_is_none(payload: str) -> None:
    assert brief_of(payload) == ""


def test_a_brief_too_long_for_a_link_is_refused() -> None:
    with pytest.raises(ValueError, match="46 bytes"):
        payload_of("Кофейня у самого синего моря")


def test_who_comes_with_a_brief_is_asked_and_then_gets_the_film(
    house: House, customer: Callable[..., Customer]
) -> None:
    ann = customer()
    ann.person.says(f"/start {payload_of('Кофейня у моря')}")

    ann.chat.wait_for("Кофейня у моря", button="Снять об этом ролик")
    assert house.studio.recent_jobs() == []
    ann.taps("Снять об этом ролик")

    ann.chat.wait_for("Нравится сценарий", button=APPROVE)
    assert house.studio.status(ann.job()).brief.text == "Кофейня у моря"
