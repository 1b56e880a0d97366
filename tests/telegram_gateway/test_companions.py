"""What a phone sends in pieces: long texts that are cut, and albums."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.stand_ins.telegram.views import message_json
from tests.telegram_gateway.house import APPROVE, Customer, House

NewCustomer = Callable[..., Customer]
PIECE = "Кофейня у моря и свежая обжарка. "
FIRST = "Реклама: " + PIECE * 80


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{name}.jpg" for name in "abc"]
    for path in paths:
        Image.new("RGB", (320, 240), "brown").save(path)
    return paths


def test_a_text_that_was_cut_is_refused_as_one(house: House, customer: NewCustomer) -> None:
    ann = customer()

    ann.person.says("я" * 6000)

    told = ann.chat.wait_for("Слишком длинно")
    assert "6\xa0000 знаков, а помещается 4\xa0000" in told.text
    house.tg.wait_for_confirmation()
    assert [m.text for m in ann.chat.messages if m.is_from_bot and "Слишком" not in m.text] == []
    assert house.studio.recent_jobs() == []


def test_a_text_that_was_cut_is_ordered_as_one(house: House, customer: NewCustomer) -> None:
    ann = customer()
    first, second = FIRST.strip(), (PIECE * 30).strip()

    ann.person.says(first)
    ann.person.says(second)
    ann.chat.wait_for(button=APPROVE)

    assert house.studio.status(ann.job()).brief.text == f"{first} {second}"
    house.restarts()
    assert len(house.studio.recent_jobs()) == 1


def test_what_others_say_belongs_to_nobodys_cut_text(house: House, customer: NewCustomer) -> None:
    ann, bob = customer("Аня").person, customer("Боб").person
    team = house.tg.group("Команда", [ann, bob])

    ann.says("@AdgenBot " + FIRST, chat=team)
    bob.says("@AdgenBot спасибо", chat=team)
    team.wait_for("Пожалуйста")
    team.wait_for(button=APPROVE)

    assert "спасибо" not in house.studio.status(house.studio.recent_jobs(1)[0]).brief.text


@pytest.mark.parametrize("captioned", [0, 2])
def test_an_album_is_one_order_wherever_its_caption_stands(
    captioned: int, house: House, customer: NewCustomer, photos: list[Path]
) -> None:
    ann = customer()
    captions = ["Реклама: наш горячий шоколад" if at == captioned else "" for at in range(3)]

    ann.person.sends_album(photos, captions)
    ann.chat.wait_for("одна фотография из альбома")
    ann.chat.wait_for("шоколад", button=APPROVE)

    assert len(house.studio.recent_jobs()) == 1
    assert house.studio.status(ann.job()).brief.photo
    assert not [m for m in ann.chat.messages if "Напишите, о чём" in m.text]


def test_an_album_without_words_is_one_question(
    house: House, customer: NewCustomer, photos: list[Path]
) -> None:
    ann = customer()

    ann.person.sends_album(photos, ["", "", ""])
    ann.chat.wait_for("одна фотография из альбома")
    house.restarts()
    ann.person.says("Наш горячий шоколад")
    ann.chat.wait_for("шоколад", button=APPROVE)

    assert len([m for m in ann.chat.messages if "Напишите, о чём" in m.text]) == 1
    assert len(house.studio.recent_jobs()) == 1


def test_pieces_that_wait_for_the_gateway_are_one(
    house: House, customer: NewCustomer, photos: list[Path]
) -> None:
    ann, bob = customer("Аня"), customer("Боб")
    house.closes()
    ann.person.says(FIRST)
    ann.person.says("И последняя строка")
    bob.person.sends_album(photos, ["", "", "Реклама: наш горячий шоколад"])

    house.opens()
    ann.chat.wait_for(button=APPROVE)
    bob.chat.wait_for(button=APPROVE)

    texts = [house.studio.status(job).brief.text for job in house.studio.recent_jobs()]
    assert sorted(text.rsplit(maxsplit=1)[-1] for text in texts) == ["строка", "шоколад"]


def test_pieces_that_come_once_more_are_nothing_new(house: House, customer: NewCustomer) -> None:
    ann = customer()
    ann.person.says(FIRST)
    last = ann.person.says("И последняя строка")
    ann.chat.wait_for(button=APPROVE)

    house.restarts()
    world, chat = ann.chat.world, ann.chat.chat
    for number in (last.message_id - 1, last.message_id):
        world.updates.add("message", chat.id, message_json(world, chat.messages[number]))
    house.tg.wait_for_confirmation()
    ann.person.says("спасибо")
    ann.chat.wait_for("Пожалуйста")

    assert len(house.studio.recent_jobs()) == 1
    assert not [m for m in ann.chat.messages if "Это новый ролик" in m.text]
