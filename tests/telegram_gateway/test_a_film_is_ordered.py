"""The whole job in one chat."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.settings import Settings
from tests.telegram_gateway.house import APPROVE, CANCEL, Customer, House, is_after, now


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (640, 480), "brown").save(path)
    return path


class TestWithTenSegments:
    @pytest.fixture
    def studio_settings(self) -> Settings:
        return Settings(provider="offline")  # type: ignore[arg-type]

    def test_a_brief_becomes_a_film(self, house: House, customer: Callable[..., Customer]) -> None:
        ann = customer()

        script = ann.orders("Реклама: Кофейня у моря")
        pictures = ann.gets_pictures()
        ann.gets_clips()
        film = ann.gets_film()

        assert "0:45 Слышно <10> & more." in script.text
        assert len(ann.chat.wait_for_album(10)) == 10
        assert [button.text for button in pictures.buttons][:2] == [APPROVE, CANCEL]
        assert [button.data for button in pictures.buttons][:2] == [
            f"approve_images:{ann.job()}",
            f"cancel_images:{ann.job()}",
        ]
        assert film.video
        declared = (film.video.declared_width, film.video.declared_height)
        assert declared == (film.video.width, film.video.height)
        assert film.video.declared_duration == round(film.video.duration)
        assert film.video.supports_streaming
        assert film.video.thumbnail == b""
        assert "Кофейня у моря" in film.text
        assert "0:02" in film.text
        assert "$" not in film.text
        assert film.button("Переделать кадры")


def test_a_photo_with_words_is_the_product(
    house: House, customer: Callable[..., Customer], photo: Path
) -> None:
    ann = customer()

    ann.person.sends_photo(photo, "Реклама: Наш горячий шоколад")
    ann.chat.wait_for("шоколад", button=APPROVE)

    assert house.studio.status(ann.job()).brief.photo is not None


def test_a_photo_without_words_waits_for_them(
    house: House, customer: Callable[..., Customer], photo: Path
) -> None:
    ann = customer()

    ann.person.sends_photo(photo)
    ann.chat.wait_for("Напишите, о чём ролик")
    ann.person.says("Наш горячий шоколад")
    ann.chat.wait_for("шоколад", button=APPROVE)

    brief = house.studio.status(ann.job()).brief
    assert (brief.text, brief.photo is not None) == ("Наш горячий шоколад", True)


def test_the_script_is_written_again_as_the_person_wants(
    house: House, customer: Callable[..., Customer]
) -> None:
    ann = customer()
    script = ann.orders("Реклама: Кофейня у моря")

    ann.taps("✏️ Изменить")
    ann.chat.wait_for("Что изменить в сценарии «")
    ann.person.says("Больше юмора")

    again = ann.chat.wait_for("Больше юмора", button=APPROVE, since=script)
    decided = ann.chat.now(script)
    assert decided
    assert decided.buttons == []
    assert "Переделываю" in decided.text
    assert again.message_id > script.message_id


def test_single_pictures_are_made_again(house: House, customer: Callable[..., Customer]) -> None:
    ann = customer()
    ann.orders()
    pictures = ann.gets_pictures()

    ann.picks(2)
    ann.taps("Новая картинка")
    ann.chat.wait_for("на картинке 2")
    ann.person.says("Без людей")

    again = ann.chat.wait_for("Вот ", button=APPROVE, since=pictures, where=is_after(pictures))
    remade = [m for m in ann.chat.messages if m.photo and m.message_id > pictures.message_id]
    assert [message.text[0] for message in remade] == ["2"]
    assert house.studio.status(ann.job()).notes[Stage.IMAGES, 2] == ("Без людей",)
    assert again.button(APPROVE)


def test_the_picture_before_can_be_had_back(
    house: House, customer: Callable[..., Customer]
) -> None:
    ann = customer()
    ann.orders()
    pictures = ann.gets_pictures()
    ann.picks(2)
    ann.taps("Новая картинка")
    ann.chat.wait_for("на картинке 2")
    ann.taps("Просто ещё раз")
    remade = ann.chat.wait_for("Вот ", button=APPROVE, where=is_after(pictures))

    ann.picks(2)
    ann.chat.wait_for(button="↩️ Прежняя картинка")
    assert ann.taps("↩️ Прежняя картинка") == "Вернул прежний вариант."

    ann.chat.wait_for("Вот ", button=APPROVE, where=is_after(remade))
    status = house.studio.status(ann.job())
    assert status.latest[Product.IMAGES, 2].take == 1
    shown = [m.text[0] for m in ann.chat.messages if m.photo and is_after(remade)(m)]
    assert shown == ["2"]


def test_two_clips_are_made_again_without_a_word(
    house: House, customer: Callable[..., Customer]
) -> None:
    ann = customer()
    ann.orders()
    ann.gets_pictures()
    clips = ann.gets_clips()

    ann.picks(1, 3)
    ann.taps("Новая анимация")
    ann.chat.wait_for("кадры 1, 3")
    ann.taps("Просто ещё раз")

    ann.chat.wait_for("Нравится анимация", button=APPROVE, where=is_after(clips))
    album = ann.chat.wait_for_album(2, since=clips)
    assert [message.text[0] for message in album] == ["1", "3"]


def test_quick_taps_on_numbers_all_count(house: House, customer: Callable[..., Customer]) -> None:
    ann = customer()
    ann.orders()
    ann.gets_pictures()
    ann.picks()

    taps = [ann.person.taps(number) for number in ("1", "2", "3")]

    for tap in taps:
        tap.wait_for_answer()
    ann.chat.wait_for(where=lambda m: {"✓ 1", "✓ 2", "✓ 3"} <= {b.text for b in m.buttons})


def test_all_clips_are_shown_on_request(house: House, customer: Callable[..., Customer]) -> None:
    ann = customer()
    ann.orders()
    ann.gets_pictures()
    clips = ann.gets_clips()

    ann.taps("Показать все клипы")

    assert len(ann.chat.wait_for_album(3, since=clips)) == 3


def test_a_finished_film_is_cut_again(house: House, customer: Callable[..., Customer]) -> None:
    ann = customer()
    first = ann.gets_to_film()

    ann.picks(2)
    ann.taps("Новая анимация")
    ann.chat.wait_for("кадр 2")
    ann.taps("Просто ещё раз")
    ann.chat.wait_for("Нравится анимация", button=APPROVE, where=is_after(first))
    second = ann.gets_film()

    ann.chat.wait_until(lambda _: not now(ann, first).buttons, "the button to leave")
    assert second.message_id > first.message_id
    assert second.button("Переделать кадры")


def test_an_english_person_is_spoken_to_in_english(
    house: House, customer: Callable[..., Customer]
) -> None:
    bob = customer("Bob", "en-GB")

    bob.person.says("/start")
    bob.chat.wait_for("Tell me what to advertise")
    bob.person.says("Ad: a coffee shop by the sea")
    script = bob.chat.wait_for("Do you like the script?", button="✅ Approve")

    labels = [button.text for button in script.buttons]
    assert labels[:4] == ["✅ Approve", "❌ Cancel", "✏️ Change", "⚙️ Settings"]
    assert "Heard <1> & more." in script.text
    assert bob.taps("✅ Approve") == "Approved! Drawing the pictures."


def test_two_jobs_in_one_chat_do_not_mix(house: House, customer: Callable[..., Customer]) -> None:
    ann = customer()
    ann.orders("Реклама: Кофейня у моря")
    bakery = ann.orders("Ещё один ролик: Пекарня на углу")

    coffee = next(m for m in ann.chat.messages if "Кофейня" in m.text and m.buttons)
    ann.person.taps(APPROVE, message=coffee).wait_for_answer()
    pictures = ann.chat.wait_for("Вот ", button=APPROVE)

    assert "Кофейня у моря" in pictures.text
    untouched = ann.chat.now(bakery)
    assert untouched
    assert untouched.button(APPROVE)
    assert len(house.studio.recent_jobs()) == 2


def test_what_was_chosen_in_the_settings_holds_for_the_next_film(
    house: House, customer: Callable[..., Customer]
) -> None:
    ann = customer()

    ann.person.says("/settings")
    ann.chat.wait_for("Настройки этого чата")
    ann.taps("9:16")
    ann.chat.wait_for(button="✓ ▯ 9:16")
    ann.taps("Без субтитров")
    ann.chat.wait_for(button="✓ Без субтитров")
    ann.taps("Женский")
    ann.chat.wait_for(button="✓ Женский")
    ann.orders("Реклама: Кофейня у моря")

    brief = house.studio.status(ann.job()).brief
    assert (brief.ratio, brief.has_captions, brief.voice) == (Ratio.TALL, False, "female")
