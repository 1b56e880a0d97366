"""Telegram refuses a call that is an ornament only: what was asked for is done all the same."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from adgen_dagster.domain.words import Product
from tests.stand_ins.telegram import Answer
from tests.telegram_gateway.house import APPROVE, Customer, House, is_after

NewCustomer = Callable[..., Customer]
REFUSALS = [(400, "Bad Request: query is too old"), (403, "Forbidden"), (404, "Not Found")]


def test_an_answer_a_reaction_and_a_chat_action_that_are_refused_hold_nothing_up(
    house: House, customer: NewCustomer, caplog: pytest.LogCaptureFixture
) -> None:
    house.may_be_refused = True
    ann, faults = customer(), house.tg.faults
    script = ann.orders("Нужна реклама кофейни у моря")

    for status, description in REFUSALS:
        refused = [
            faults.answer(status, description, method=method)
            for method in ("answerCallbackQuery", "setMessageReaction", "sendChatAction")
        ]
        since = ann.chat.moment()
        tap = ann.person.taps("✏️ Изменить")
        ann.chat.wait_for("Что изменить в сценарии", since=since)
        ann.person.says(f"Смешнее, раз {status}")
        script = ann.chat.wait_for(f"раз {status}", button=APPROVE, where=is_after(script))
        for fault in refused:
            faults.end(fault)
        # The loopback keeps what no bot answered; the person's app lets go by itself.
        tap.query.answer = tap.query.answer or Answer("", is_alert=False, url="", after_s=0.0)

    assert not any("сломалось" in message.text for message in ann.chat.messages)
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(("status", "description"), REFUSALS)
def test_a_chat_action_that_is_refused_does_not_make_a_chat_one_that_is_gone(
    house: House, customer: NewCustomer, status: int, description: str
) -> None:
    house.may_be_refused = True
    ann = customer()
    house.worker.hold(Product.IMAGES)
    ann.orders()
    fault = house.tg.faults.answer(status, description, method="sendChatAction")
    ann.approves()
    ann.chat.wait_until(lambda _: fault.met, "the refused chat action")

    house.worker.let_go()

    ann.chat.wait_for("Вот ", button=APPROVE)
