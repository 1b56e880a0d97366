"""Thirty people at once, against a Telegram that refuses whoever is too fast."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adgen_dagster.domain.words import Product
from telegram_gateway.transport.rate_limiter import Speed
from tests.stand_ins.telegram import PATIENT, TelegramServer
from tests.telegram_gateway.house import APPROVE, House

PEOPLE = 30


@pytest.fixture
def tg() -> Iterator[TelegramServer]:
    with TelegramServer(limits=PATIENT) as server:
        yield server


@pytest.mark.slow
def test_thirty_jobs_at_once_stay_within_telegrams_limits(house: House) -> None:
    house.closes()
    house.speed = Speed()
    house.opens()
    people = [house.tg.person(f"Person {n}", language="en") for n in range(PEOPLE)]

    for n, person in enumerate(people):
        person.says(f"Ad: coffee shop number {n}")
    for person in people:
        person.private_chat().wait_for("Do you like the script?", button="✅ Approve", timeout_s=90)
    taps = [person.taps("✅ Approve") for person in people]
    for tap in taps:
        assert tap.wait_for_answer(60).text.startswith("Approved!")

    assert house.tg.flood_hits == 0


def test_one_busy_chat_keeps_its_own_pace(house: House) -> None:
    house.closes()
    house.speed = Speed()
    house.opens()
    ann = house.tg.person("Аня")
    chat = ann.private_chat()

    names = ("Кофейня у моря", "Пекарня на углу", "Цветы у дома")
    house.worker.hold(Product.SEGMENTS)  # while a question is open, a text is asked about
    for name in names:
        ann.says(f"Реклама: {name}")
    for name in names:
        chat.wait_for(f"🎬 Реклама: {name}")
    house.worker.let_go()
    for name in names:
        chat.wait_for(name, button=APPROVE)
    for _ in range(5):
        ann.says("/status")
    house.tg.wait_for_confirmation()
    chat.wait_until(
        lambda c: sum("Цветы" in m.text and "Кофейня" in m.text for m in c.messages) >= 5 or None,
        "five answers",
        40,
    )

    assert house.tg.flood_hits == 0


def test_a_group_gets_no_more_than_twenty_messages_a_minute(house: House) -> None:
    house.closes()
    house.speed = Speed()
    house.opens()
    ann = house.tg.person("Аня")
    team = house.tg.group("Команда", [ann])
    ann.says("@AdgenBot Реклама: Кофейня у моря", chat=team)
    team.wait_for(button=APPROVE)

    ann.taps(APPROVE, chat=team).wait_for_answer()
    team.wait_for("Вот ", button=APPROVE)
    ann.taps(APPROVE, chat=team).wait_for_answer()
    team.wait_for("Нравится анимация", button=APPROVE)

    assert house.tg.flood_hits == 0
