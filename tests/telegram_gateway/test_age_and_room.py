"""What a person is told when the studio has deleted old files, or has no room for new ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adgen_dagster.journal import Journal
from adgen_dagster.settings import Settings
from adgen_dagster.stages import EventKind
from tests.telegram_gateway.house import Customer, House

NewCustomer = Callable[..., Customer]


def test_an_old_film_cannot_be_changed_and_its_button_says_why(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    ann.orders()
    ann.gets_pictures()
    ann.gets_clips()
    ann.gets_film()
    ann.chat.wait_for("✅ Готово")
    Journal(house.studio._instance).report(ann.job(), EventKind.EMPTIED)

    said = ann.taps("🔁 Переделать кадры и собрать заново")

    assert said == "Материалы этого заказа уже удалены. Пришлите его, пожалуйста, заново."
    assert house.studio.status(ann.job()).is_emptied


@pytest.mark.parametrize(
    "studio_settings", [Settings(provider="offline", spot_acts="1+1+1", min_free_mb=1e12)]
)
def test_a_full_disk_takes_no_new_order(house: House, customer: NewCustomer) -> None:
    ann = customer()

    ann.person.says("Кофейня у моря")

    ann.chat.wait_for("почти закончилось место на диске")
    assert house.studio.recent_jobs() == []
    assert house.gateway
    assert house.gateway._notifier.open_jobs(str(ann.person.id)) == 0
