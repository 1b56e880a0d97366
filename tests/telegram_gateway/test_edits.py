"""A message that is changed counts as changed, or its person is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.stack.processes import wait_until
from tests.telegram_gateway.house import APPROVE, Customer, House, is_after

NewCustomer = Callable[..., Customer]


def test_a_brief_that_is_changed_at_once_is_the_changed_one(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    house.worker.hold(Product.SEGMENTS)
    said = ann.person.says("Реклама: Кофейня у горя")
    ann.chat.wait_for("Кофейня у горя", where=lambda m: m.is_from_bot)
    typo = ann.job()

    ann.person.edits(said, "Реклама: Кофейня у моря, вертикальное видео")
    ann.chat.wait_for("Взял исправленный текст")
    house.worker.let_go()
    ann.chat.wait_for("Кофейня у моря", button=APPROVE)

    brief = house.studio.status(ann.job()).brief
    assert (brief.text, brief.ratio) == ("Реклама: Кофейня у моря, вертикальное видео", Ratio.TALL)
    assert house.studio.status(typo).state is JobState.CANCELLED
    assert not [m for m in ann.chat.messages if "«Кофейня у горя» отменён" in m.text]


def test_a_caption_that_is_changed_keeps_its_photo(
    house: House, customer: NewCustomer, tmp_path: Path
) -> None:
    ann = customer()
    Image.new("RGB", (320, 240), "brown").save(tmp_path / "photo.jpg")
    house.worker.hold(Product.SEGMENTS)
    sent = ann.person.sends_photo(tmp_path / "photo.jpg", "Реклама: Наш шоклад зимой")
    ann.chat.wait_for("шоклад", where=lambda m: m.is_from_bot)

    ann.person.edits(sent, "Наш шоколад зимой")
    ann.chat.wait_for("Взял исправленный текст")
    house.worker.let_go()
    ann.chat.wait_for("шоколад", button=APPROVE)

    brief = house.studio.status(ann.job()).brief
    assert (brief.text, brief.photo is not None) == ("Наш шоколад зимой", True)


def test_once_the_script_is_written_it_is_asked_whether_to_write_it_again(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    said = ann.person.says("Реклама: Кофейня у горя")
    script = ann.chat.wait_for(button=APPROVE)

    ann.person.edits(said, "Кофейня у моря")
    ann.chat.wait_for("сценарий уже написан", button="Переписать сценарий")
    assert ann.taps("Переписать сценарий") == "Переделываю."

    ann.chat.wait_for(button=APPROVE, where=is_after(script))
    notes = house.studio.status(ann.job()).notes[Stage.SCRIPT, 0]
    assert notes == ("Исправленное описание: Кофейня у моря",)
    assert len(house.studio.recent_jobs()) == 1


def test_a_note_that_is_changed_is_told_of(house: House, customer: NewCustomer) -> None:
    ann = customer()
    script = ann.orders()
    note = ann.person.says("Больше юмора", reply_to=script)
    ann.chat.wait_for("Больше юмора", button=APPROVE, where=is_after(script))

    ann.person.edits(note, "Меньше юмора")

    ann.chat.wait_for("отдельным сообщением")
    assert len(house.studio.recent_jobs()) == 1


def test_a_text_that_is_asked_about_is_ordered_as_it_is_now(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    said = ann.person.says("Пекраня")
    ann.chat.wait_for(button="🎬 Снять об этом ролик")

    ann.person.edits(said, "Пекарня на углу")
    note = f"telegram/chat/{ann.chat.id}"
    assert wait_until(lambda: "на углу" in (house.studio.notebook.read(note) or ""), 60)
    ann.taps("🎬 Снять об этом ролик")
    ann.chat.wait_for(button=APPROVE)

    assert house.studio.status(ann.job()).brief.text == "Пекарня на углу"


def test_small_talk_that_is_changed_gets_no_second_word(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    said = ann.person.says("спосибо")
    ann.chat.wait_for(button="🎬 Снять об этом ролик")
    hello = ann.person.says("Привет")
    ann.chat.wait_for("Здравствуйте")

    ann.person.edits(hello, "Приветик")
    ann.person.edits(said, "спасибо")
    house.tg.wait_for_confirmation()
    ann.person.says("/jobs")
    ann.chat.wait_for("Роликов пока нет")

    assert len([m for m in ann.chat.messages if "Здравствуйте" in m.text]) == 1


def test_a_refused_message_that_is_changed_is_read_anew(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    said = ann.person.says("…")
    ann.chat.wait_for("Здесь нечего рекламировать")

    ann.person.edits(said, "Кофейня у моря")

    ann.chat.wait_for("Кофейня у моря", button=APPROVE)
    assert len(house.studio.recent_jobs()) == 1
