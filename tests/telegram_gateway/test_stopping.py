"""A cancel is asked once where something was paid, and says what is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic import SecretStr

from adgen_dagster.domain.words import Product
from adgen_dagster.errors import ErrorKind
from adgen_dagster.settings import Settings
from tests.telegram_gateway.house import Customer, House

NewCustomer = Callable[..., Customer]


def test_nothing_paid_is_cancelled_at_once(house: House, customer: NewCustomer) -> None:
    ann = customer()
    house.worker.fail(Product.SEGMENTS, ErrorKind.TIMED_OUT)
    ann.person.says("Реклама: Кофейня у моря")
    ann.chat.wait_for(button="Отменить заказ")

    assert ann.taps("Отменить заказ") == "Заказ отменён."


class TestWhatIsPaid:
    @pytest.fixture
    def studio_settings(self) -> Settings:
        keys = {"openai_api_key": SecretStr("sk-test"), "runway_api_key": SecretStr("key-test")}
        return Settings(spot_acts="1+1+1").model_copy(update=keys)  # type: ignore[arg-type]

    def test_work_under_way_is_told_with_what_it_may_cost(
        self, house: House, customer: NewCustomer
    ) -> None:
        house.worker.hold(Product.IMAGES)
        ann = customer()
        ann.orders()
        ann.approves()
        house.tg.wait_until(lambda: bool(house.studio.status(ann.job()).at_work), "work to begin")

        ann.person.says("/cancel")

        asked = ann.chat.wait_for("Отменить «Кофейня у моря»?", button="Да, отменить")
        assert "Уже потрачено" in asked.text
        assert "может списаться ещё до" in asked.text
        assert "можно будет продолжить" in asked.text
