"""The time to decide: it moves when its person is at it, and a film outlives its end."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from adgen_dagster.domain.brief import Person as StudioPerson
from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.instance import clocks
from adgen_dagster.settings import Settings
from telegram_gateway.handlers import handing
from tests.telegram_gateway.house import APPROVE, Customer, House, is_after, now

OPERATOR = StudioPerson(gateway="dagster", id="ui", is_operator=True)
NewCustomer = Callable[..., Customer]


class TestTheTimeToDecide:
    @pytest.fixture
    def studio_settings(self) -> Settings:
        return Settings(provider="offline", spot_acts="1+1+1", approval_timeout_s=30)  # type: ignore[arg-type]

    def test_more_of_it_is_given_with_the_reminder(
        self, house: House, customer: NewCustomer
    ) -> None:
        ann = customer()
        ann.orders()
        reminder = ann.chat.wait_for("ждёт вашего решения", button="⏳ Ещё час")

        assert ann.taps("⏳ Ещё час") == "Хорошо, подожду ещё час."

        ann.chat.wait_until(lambda _: not now(ann, reminder).buttons, "the button to leave")
        assert "«Кофейня у моря» подождёт" in now(ann, reminder).text
        status = house.studio.status(ann.job())
        assert (house.studio.decide_before(status) or 0) > time.time() + 3000

    def test_who_was_handed_the_gate_is_reminded_and_can_have_more_of_it(
        self, house: House, customer: NewCustomer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(handing, "VALID_S", 30.0)
        monkeypatch.setattr(clocks, "HANDED_S", 30.0)
        ann, client = customer("Аня"), customer("Клиент")
        ann.orders("Нужна реклама кофейни у моря")
        ann.taps("🤝 Передать решение")
        link = ann.chat.wait_for("?start=")
        payload = link.text.partition("?start=")[2].split()[0]

        client.person.says(f"/start {payload}")
        asked = client.chat.wait_for(button=APPROVE)
        reminder = client.chat.wait_for("ждёт вашего решения", button="⏳ Ещё час")

        assert reminder.reply_to == asked.message_id
        assert client.taps("⏳ Ещё час") == "Хорошо, подожду ещё час."
        client.chat.wait_until(lambda _: not now(client, reminder).buttons, "the button to leave")
        status = house.studio.status(ann.job())
        assert (house.studio.decide_before(status) or 0) > time.time() + 3000


class TestTheTimeIsShort:
    @pytest.fixture
    def studio_settings(self) -> Settings:
        return Settings(provider="offline", spot_acts="1+1+1", approval_timeout_s=15)  # type: ignore[arg-type]

    def test_who_writes_what_to_change_is_waited_for(
        self, house: House, customer: NewCustomer
    ) -> None:
        ann = customer()
        script = ann.orders()
        ann.taps("✏️ Изменить")
        ann.chat.wait_for("Что изменить")
        opened = house.studio.status(ann.job()).since
        house.tg.wait_until(lambda: time.time() > opened + 16, "the usual time to pass")

        ann.person.says("Смешнее")

        ann.chat.wait_for("Смешнее", button=APPROVE, where=is_after(script))
        assert len(house.studio.recent_jobs()) == 1

    def test_a_film_whose_change_nobody_decides_on_stays_a_film(
        self, house: House, customer: NewCustomer
    ) -> None:
        ann = customer()
        film = ann.gets_to_film()
        house.studio.redo(ann.job(), Stage.VIDEOS, [1], "", OPERATOR)
        question = ann.chat.wait_for("останется прежний ролик", button=APPROVE)
        ann.chat.wait_until(
            lambda _: "Ролик остался прежним" in now(ann, question).text, "the time to pass"
        )

        ann.person.says("/jobs")

        listed = ann.chat.wait_for("Последние ролики", button="🎬 Кофейня у моря")
        assert "готово ✅" in listed.text
        ann.chat.wait_until(lambda _: bool(now(ann, film).buttons), "the film's button to return")
        assert house.studio.status(ann.job()).state is JobState.COMPLETED
