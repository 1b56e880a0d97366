"""What a person may have at once holds also when all of it comes at once, and by forged buttons."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adgen_dagster.domain.words import Product
from adgen_dagster.providers.selection import made_here
from adgen_dagster.settings import Settings
from telegram_gateway.content.callback_data import segments_of
from tests.stand_ins.telegram.seen import Button
from tests.telegram_gateway.house import Customer, House

NewCustomer = Callable[..., Customer]
GROUPS = 12
ALLOWED = 3


def test_orders_in_many_groups_at_once_are_no_more_than_are_allowed(
    house: House, customer: NewCustomer
) -> None:
    ann = customer().person
    house.worker.hold(Product.SEGMENTS)
    teams = [house.tg.group(f"Команда {n}", [ann], bot_is_admin=True) for n in range(GROUPS)]

    for n, team in enumerate(teams):
        ann.says(f"@AdgenBot Реклама: Кофейня {n}", chat=team)
    house.tg.wait_for_confirmation()
    house.tg.wait_until(lambda: len(house.studio.recent_jobs(50)) >= ALLOWED, "the orders", 60)
    house.tg.wait_until(
        lambda: not house.studio.notebook.read("telegram/inbox") or _is_empty(house), "the rest", 60
    )

    assert len(house.studio.recent_jobs(50)) == ALLOWED


def _is_empty(house: House) -> bool:
    return '"waiting":{}' in (house.studio.notebook.read("telegram/inbox") or "")


def test_forged_buttons_are_answered_and_do_nothing(house: House, customer: NewCustomer) -> None:
    ann = customer()
    house.may_be_refused = True  # "drop" and its like edit what stands there no more
    ann.orders()
    ann.gets_pictures()
    job = ann.job()
    before = house.studio.status(job)

    for data in (
        f"plain_images:{job}:800",
        f"plain_images:{job}:{'f' * 15}",
        f"redo_images:{job}:{'f' * 15}",
        f"pick:{job}:-1.99999",
        f"again:{job}",
        "set_voice:<b>anybody</b>",
    ):
        answer = _forges(ann, data)
        assert "сломалось" not in answer, data

    assert house.studio.status(job) == before
    assert len(house.studio.recent_jobs()) == 1
    assert "anybody" not in (house.studio.notebook.read(f"telegram/chat/{ann.chat.id}") or "")


def _forges(ann: Customer, data: str) -> str:
    room = ann.person._room(None)
    newest = list(room.messages.values())[-1]
    return ann.person._tap(newest, Button("x", data)).wait_for_answer().text


@pytest.mark.parametrize("mask", ["-1", "0x1", "1_0", "f" * 13, "9" * 4301, " 1", ""])
def test_a_mask_of_no_film_chooses_nothing(mask: str) -> None:
    assert segments_of(mask) == ()


def test_what_this_machine_makes_is_said_where_only_one_key_is_set() -> None:
    openai, runway = {"OPENAI_API_KEY": "x" * 20}, {"RUNWAYML_API_SECRET": "y" * 20}

    assert made_here(Settings(**openai)) == ("pictures",)  # type: ignore[arg-type]
    assert made_here(Settings(**runway)) == ("words",)  # type: ignore[arg-type]
    assert made_here(Settings(**openai, **runway)) == ()  # type: ignore[arg-type]
    assert made_here(Settings(provider="offline", **openai)) == ()  # type: ignore[arg-type]


class TestWithTheKeyOfTheWriterAlone:
    @pytest.fixture
    def studio_settings(self) -> Settings:
        key = {"OPENAI_API_KEY": "sk-test-" + "x" * 20}
        return Settings(spot_acts="1+1+1", **key)  # type: ignore[arg-type]

    def test_the_chat_says_that_pictures_are_simple_before_they_are_approved(
        self, customer: NewCustomer
    ) -> None:
        script = customer().orders()

        assert "сервис, который рисует, не подключён" in script.text
        assert "по шаблону" not in script.text
