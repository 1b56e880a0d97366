"""Photos that cannot be used are told of at once, and keep nobody waiting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from adgen_dagster.media import decoding
from tests.media.hostile_pictures import decoders_at_work, held, scan_bomb
from tests.stand_ins.telegram import SeenMessage
from tests.telegram_gateway.house import APPROVE, Customer, House

UNREADABLE = "Отправьте её не файлом, а как фото"
HEIC = b"\0\0\0\x28ftypheic\0\0\0\0mif1MiHEmiafMiHBheic" + bytes(4000)


def is_refusal(message: SeenMessage) -> bool:
    return UNREADABLE in message.text


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    Image.new("RGB", (640, 480), "brown").save(tmp_path / "photo.jpg")
    return tmp_path / "photo.jpg"


@pytest.mark.parametrize("name", ["IMG_1.heic", "scan.tif", "picture.bmp"])
def test_a_picture_of_another_format_is_told_of_before_its_words_are_written(
    name: str, house: House, customer: Callable[..., Customer], tmp_path: Path
) -> None:
    ann = customer()
    if name.endswith("heic"):
        (tmp_path / name).write_bytes(HEIC)
    else:
        Image.new("RGB", (64, 48)).save(tmp_path / name)

    ann.person.sends_document(tmp_path / name)

    told = ann.chat.wait_for(UNREADABLE)
    assert "JPEG, PNG, WebP" in told.text
    assert "Текст я запомнил" not in told.text
    assert house.studio.recent_jobs() == []


def test_words_that_came_with_an_unreadable_picture_are_kept_for_the_next(
    house: House, customer: Callable[..., Customer], photo: Path, tmp_path: Path
) -> None:
    ann = customer()
    (tmp_path / "IMG_1.heic").write_bytes(HEIC)

    ann.person.sends_document(tmp_path / "IMG_1.heic", "Реклама: Наш горячий шоколад")
    ann.chat.wait_for("Текст я запомнил")
    assert house.studio.recent_jobs() == []
    ann.person.sends_photo(photo)
    ann.chat.wait_for("шоколад", button=APPROVE)

    brief = house.studio.status(ann.job()).brief
    assert (brief.text, brief.photo is not None) == ("Реклама: Наш горячий шоколад", True)


def test_words_that_were_used_are_not_used_again(
    house: House, customer: Callable[..., Customer], photo: Path, tmp_path: Path
) -> None:
    ann = customer()
    (tmp_path / "IMG_1.heic").write_bytes(HEIC)
    ann.person.sends_document(tmp_path / "IMG_1.heic", "Реклама: Наш горячий шоколад")
    ann.chat.wait_for("Текст я запомнил")
    ann.orders("Реклама: Кофейня у моря")

    ann.person.sends_photo(photo)

    ann.chat.wait_for("Напишите, о чём ролик")


def test_pictures_that_would_take_minutes_keep_nobody_waiting(
    house: House,
    customer: Callable[..., Customer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decoding, "LIMIT_S", 600.0)
    (tmp_path / "photo.jpg").write_bytes(scan_bomb())
    strangers = [customer(f"Незнакомец {n}") for n in range(4)]
    ann = customer()
    ann.orders()

    for stranger in strangers:
        stranger.person.sends_document(tmp_path / "photo.jpg", "Реклама: Мой товар")
    with held(decoders_at_work()):
        monkeypatch.setattr(decoding, "CPU_S", 1)  # of the others
        since = ann.chat.moment()
        ann.person.says("/jobs")
        ann.chat.wait_for("Кофейня", since=since)
        told = [each for each in strangers if any(map(is_refusal, each.chat.messages))]

    assert len(told) < len(strangers)
    for stranger in strangers:
        stranger.chat.wait_for(UNREADABLE)
    assert len(house.studio.recent_jobs()) == 1


def test_a_gateway_ends_in_its_time_among_such_pictures_and_hears_again_afterwards(
    house: House,
    customer: Callable[..., Customer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decoding, "LIMIT_S", 600.0)
    (tmp_path / "photo.jpg").write_bytes(scan_bomb())
    strangers = [customer(f"Незнакомец {n}") for n in range(3)]
    ann = customer()
    ann.orders()
    for stranger in strangers:
        stranger.person.sends_document(tmp_path / "photo.jpg", "Реклама: Мой товар")

    with held(decoders_at_work()):
        house.closes()
        monkeypatch.setattr(decoding, "CPU_S", 1)
        house.opens()
        since = ann.chat.moment()
        ann.person.says("/jobs")
        ann.chat.wait_for("Кофейня", since=since)

    for stranger in strangers:
        stranger.chat.wait_for(UNREADABLE)
