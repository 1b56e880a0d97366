"""What a chat is told of money, and when; which messages make a sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from adgen_dagster.domain.words import Stage
from adgen_dagster.settings import Settings
from tests.telegram_gateway.house import Customer, House
from tests.telegram_gateway.worker import HEARD

NewCustomer = Callable[..., Customer]


def dollars(text: str) -> str:
    """Amounts with a plain space, as they are read."""
    return text.replace("\xa0", " ")


class TestWithPaidProviders:
    @pytest.fixture
    def studio_settings(self) -> Settings:
        keys = {"openai_api_key": SecretStr("sk-test"), "runway_api_key": SecretStr("key-test")}
        return Settings(spot_acts="1+1+1").model_copy(update={**keys, "moderation": False})  # type: ignore[arg-type]

    def test_each_question_says_what_was_spent_and_what_comes(
        self, house: House, customer: NewCustomer
    ) -> None:
        ann = customer()

        script = dollars(ann.orders().text)
        pictures = dollars(ann.gets_pictures().text)
        clips = dollars(ann.gets_clips().text)

        quote = house.studio.quote(ann.job())
        assert "Потрачено 0,01 $." in script
        assert "Весь ролик ≈ 0,9" in script
        assert "Переписать сценарий" in script
        assert "Потрачено 0,27 $." in pictures
        assert "Дальше — анимация: 0,75 $." in pictures
        assert "Переделать картинку: 0,05 $." in pictures
        assert "Весь ролик" not in pictures
        assert "Потрачено 1,02 $." in clips
        assert "Переделать клип: 0,25 $." in clips
        assert "Новая картинка и клип к ней: 0,30 $." in clips
        assert quote.rest_usd == 0

    def test_who_asks_for_the_price_is_told_before_anything_is_ordered(
        self, house: House, customer: NewCustomer
    ) -> None:
        ann = customer()

        ann.person.says("Сколько это стоит?")

        told = dollars(ann.chat.wait_for("Ролик обойдётся примерно").text)
        assert house.studio.recent_jobs() == []
        ann.orders()
        quote = house.studio.quote(ann.job())
        rest = f"{quote.rest_usd + quote.redo_each_usd[Stage.SCRIPT]:.2f}".replace(".", ",")
        assert f"примерно в {rest} $." in told

    def test_what_was_heard_says_what_its_script_costs(
        self, customer: NewCustomer, spoken: Path
    ) -> None:
        ann = customer()

        ann.person.sends_voice(spoken)

        heard = ann.chat.wait_for(HEARD, button="Всё верно")
        assert "Дальше — сценарий: 0,0" in dollars(heard.text)

    def test_making_again_names_its_price_before_it_spends(
        self, house: House, customer: NewCustomer
    ) -> None:
        ann = customer()
        ann.orders()
        ann.taps("✏️ Изменить")
        ann.chat.wait_for("Переписать сценарий: 0,0", button="Оставить как есть")
        ann.taps("Оставить как есть")
        ann.gets_pictures()

        ann.picks(1, 2, 3)
        ann.taps("Новая картинка")

        asked = ann.chat.wait_for("Что изменить на картинках 1–3?")
        assert "Переделать 3 картинки: 0,15 $." in dollars(asked.text)

    def test_a_film_is_forwarded_without_its_price(
        self, house: House, customer: NewCustomer
    ) -> None:
        ann = customer()
        film = ann.gets_to_film()

        assert "$" not in film.text
        cost = ann.chat.wait_for("✅ Готово", where=lambda m: "Потрачено" in m.text)
        assert "1,02 $" in dollars(cost.text)


def test_where_all_is_free_no_amount_is_said(house: House, customer: NewCustomer) -> None:
    ann = customer()
    script = ann.orders()

    ann.taps("✏️ Изменить")

    asked = ann.chat.wait_for("Что изменить в сценарии «")
    assert "бесплатно" in script.text
    assert "Весь ролик" not in script.text
    assert "$" not in asked.text


def test_a_stage_makes_one_sound_and_the_film_one(house: House, customer: NewCustomer) -> None:
    ann = customer()
    ann.gets_to_film()

    heard = [m for m in ann.chat.messages if m.is_from_bot and not m.is_silent]

    assert len(heard) == 4
    assert [bool(m.photo) for m in heard] == [False] * 4
    assert "Слышно" in heard[0].text
    assert heard[-1].video
