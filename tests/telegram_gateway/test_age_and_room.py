"""What a person is told when the studio has deleted old files, or has no room for new ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product
from adgen_dagster.errors import ErrorKind
from adgen_dagster.instance.journal import Journal
from adgen_dagster.settings import Settings
from tests.telegram_gateway.house import Customer, House, now

NewCustomer = Callable[..., Customer]


REMAKE, RETRY = "🔁 Переделать кадры", "🔁 Попробовать ещё раз"
GONE = "Материалы этого заказа уже удалены. Пришлите его, пожалуйста, заново."


def test_an_old_film_offers_no_change_and_a_late_tap_is_told_why(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    film = ann.gets_to_film()
    ann.chat.wait_for("✅ Готово")

    Journal(house.studio._instance).report(ann.job(), EventKind.EMPTIED)

    ann.chat.wait_until(lambda _: not now(ann, film).buttons, "the button to leave")
    late = ann.person.taps(REMAKE, stale=True)
    assert late.wait_for_answer().text == GONE


def test_an_old_failure_offers_no_second_try(house: House, customer: NewCustomer) -> None:
    house.worker.fail(Product.SEGMENTS, ErrorKind.TIMED_OUT)
    ann = customer()
    ann.person.says("Реклама: Кофейня у моря")
    failure = ann.chat.wait_for(button=RETRY)

    Journal(house.studio._instance).report(ann.job(), EventKind.EMPTIED)

    ann.chat.wait_until(lambda _: not now(ann, failure).buttons, "the buttons to leave")
    assert "Материалы уже удалены" in now(ann, failure).text
    late = ann.person.taps(RETRY, stale=True)
    assert late.wait_for_answer().text == GONE
    assert house.studio.status(ann.job()).state is JobState.FAILED


@pytest.mark.parametrize(
    "studio_settings", [Settings(provider="offline", spot_acts="1+1+1", min_free_mb=1e12)]
)
def test_a_full_disk_takes_no_new_order(house: House, customer: NewCustomer) -> None:
    ann = customer()

    ann.person.says("Реклама: Кофейня у моря")

    ann.chat.wait_for("почти закончилось место на диске")
    assert house.studio.recent_jobs() == []
    assert house.gateway
    assert house.gateway._notifier.open_jobs(str(ann.person.id)) == 0
