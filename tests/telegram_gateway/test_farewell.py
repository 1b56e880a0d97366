"""People leave: what is theirs is deleted after one question, and nobody writes after them."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from dagster._core.storage.runs.schema import KeyValueStoreTable
from sqlalchemy import select

from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.studio.studio import Studio
from tests.telegram_gateway.house import APPROVE, Customer, House

NewCustomer = Callable[..., Customer]


def notes(studio: Studio) -> dict[str, str]:
    """Everything that the gateway keeps."""
    storage = studio._instance.run_storage
    with storage.connect() as connection:  # type: ignore[attr-defined]
        rows = connection.execute(select(KeyValueStoreTable.c.key, KeyValueStoreTable.c.value))
        found = {str(key): str(value) for key, value in rows.fetchall()}
    return {key: found[key] for key in found if "telegram/" in key}


def test_what_is_kept_is_told_and_deleted_after_one_question(
    house: House, customer: NewCustomer
) -> None:
    house.may_be_refused = True  # what a look changes may be deleted at that moment
    ann, bob = customer("Аня"), customer("Боб")
    ann.person.says("/forget")
    ann.chat.wait_for("только настройки чата. Заказов нет.")
    bob.orders("Реклама: Пекарня у вокзала")
    team = house.tg.group("Команда", [ann.person, bob.person])
    ann.gets_to_film()
    finished = _job(house, "Кофейня у моря")
    ann.person.says("@AdgenBot Реклама: Лавка у метро", chat=team)
    team.wait_for(button=APPROVE)
    running = _job(house, "Лавка у метро")

    ann.person.says("/forget", chat=team)
    team.wait_for("в личных сообщениях")
    ann.person.says("/forget")
    asked = ann.chat.wait_for("2 заказа со всеми материалами")
    assert "1 готовый ролик" in asked.text
    assert "1 заказ ещё не закончен: его я отменю. Потрачено уже 0,01" in asked.text
    assert ann.taps("↩️ Оставить") == "Хорошо, всё на месте."
    assert house.studio.status(running).state is JobState.AWAITING_SCRIPT_APPROVAL

    ann.person.says("/forget")
    ann.chat.wait_for("Удалить?", button="Да, удалить всё")
    assert ann.taps("Да, удалить всё") == "Удаляю."
    ann.chat.wait_for("Готово: заказы, файлы и настройки удалены")

    for job in (finished, running):
        status = house.studio.status(job)
        assert status.is_erased
        assert not house.studio._store.path(f"jobs/{job}").exists()
        assert status.due == ()
    assert house.studio.status(running).state is JobState.CANCELLED
    house.restarts()
    ann.chat.wait_until(lambda _: not _names(house, ann, finished, running), "all notes to go")
    assert len(house.studio.recent_jobs()) == 1
    # What is somebody else's stays.
    assert bob.person.taps(APPROVE).wait_for_answer().text.startswith("Утверждено")


def _job(house: House, words: str) -> str:
    """The job whose brief has these words."""
    studio = house.studio
    return next(job for job in studio.recent_jobs() if words in studio.status(job).brief.text)


def _names(house: House, ann: Customer, *jobs: str) -> list[str]:
    """Notes that still name her or what was hers."""
    wanted = (str(ann.person.id), *jobs)
    kept = notes(house.studio)
    return [key for key in kept if any(name in f"{key} {kept[key]}" for name in wanted)]


def test_who_was_handed_a_gate_gives_it_back_when_leaving(
    house: House, customer: NewCustomer
) -> None:
    ann, client = customer("Аня"), customer("Клиент")
    ann.orders()
    _hands_over(ann, client)

    client.person.says("/forget")
    client.chat.wait_for("Заказов нет.")
    client.taps("Да, удалить всё")
    client.chat.wait_for("Готово: заказы")

    assert house.studio.status(ann.job()).deciders == {}
    ann.approves()
    assert house.studio.status(ann.job()).decided_by[Stage.SCRIPT].name == "Аня"


def test_who_was_handed_a_gate_keeps_nothing_of_who_left(
    house: House, customer: NewCustomer
) -> None:
    house.may_be_refused = True
    ann, client = customer("Аня"), customer("Клиент")
    ann.orders()
    job = ann.job()
    _hands_over(ann, client)
    client.taps("✏️ Изменить")
    client.chat.wait_for("Что изменить")

    ann.person.says("/forget")
    ann.chat.wait_for("Удалить?")
    ann.taps("Да, удалить всё")
    ann.chat.wait_for("Готово: заказы")

    house.restarts()
    ann.chat.wait_until(lambda _: not _names(house, ann, job), "all notes to go")


def _hands_over(ann: Customer, client: Customer) -> None:
    since = ann.chat.moment()
    ann.taps("🤝 Передать решение")
    link = ann.chat.wait_for("решение можно передать", since=since).text
    client.person.says("/start " + link.partition("?start=")[2].split()[0])
    client.chat.wait_for(button=APPROVE)


def test_blocking_the_bot_ends_its_messages_without_an_error(
    house: House, customer: NewCustomer, caplog: pytest.LogCaptureFixture
) -> None:
    house.may_be_refused = True
    ann, bob = customer("Аня"), customer("Боб")
    house.worker.hold(Product.IMAGES)
    ann.orders()
    ann.approves()
    caplog.clear()
    ann.person.blocks_bot()
    house.tg.wait_for_confirmation()
    house.worker.let_go()
    bob.orders()
    bob.gets_pictures()

    asked = [call for call in house.tg.refusals() if call.chat_id == str(ann.person.id)]
    assert len(asked) <= 1
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []
