"""What a person can ask for beside a film, and what they are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from adgen_dagster.domain.words import Product
from adgen_dagster.settings import Settings
from tests.stand_ins.telegram import PATIENT, TelegramServer
from tests.telegram_gateway.house import APPROVE, Customer, House, now

NewCustomer = Callable[..., Customer]


@pytest.mark.parametrize("command", ["/start", "/help", "/whatever"])
def test_help_is_four_lines_and_an_example(command: str, customer: NewCustomer) -> None:
    ann = customer()

    ann.person.says(command)

    said = ann.chat.wait_for("Опишите, что рекламируем").text.split("\n")
    assert [bool(line) for line in said] == [True, True, True, True, False, True]
    assert said[-1].startswith("Например")


def test_status_tells_of_every_open_job(house: House, customer: NewCustomer) -> None:
    ann = customer()
    ann.person.says("/status")
    ann.chat.wait_for("Сейчас заказов в работе нет")
    house.worker.hold(Product.IMAGES)
    ann.orders("Реклама: Кофейня у моря")
    ann.approves()
    ann.orders("Реклама: Пекарня на углу")

    since = ann.chat.moment()
    ann.person.says("/status")

    told = ann.chat.wait_for("Пекарня", since=since, where=lambda m: "Кофейня" in m.text)
    assert "0 из 3" in told.text
    assert "Сценарий готов" in told.text


def test_jobs_are_listed_with_their_films(house: House, customer: NewCustomer) -> None:
    ann = customer()
    ann.person.says("/jobs")
    ann.chat.wait_for("Роликов пока нет")
    ann.orders("Реклама: Кофейня у моря")
    ann.gets_pictures()
    ann.gets_clips()
    film = ann.gets_film()
    ann.chat.wait_for("✅ Готово")

    ann.person.says("/jobs")
    listed = ann.chat.wait_for("Последние ролики", button="🎬 Кофейня у моря")
    ann.taps("🎬 Кофейня у моря")

    again = ann.chat.wait_for_video(since=listed)
    assert "готово ✅" in listed.text
    assert again.video
    assert film.video
    assert again.video.file_id == film.video.file_id
    assert [call.method for call in house.tg.calls("sendVideo")] == ["sendVideo"]


def test_the_language_can_be_changed_at_any_time(customer: NewCustomer) -> None:
    ann = customer()

    ann.person.says("/lang")
    ann.chat.wait_for("На каком языке")
    ann.taps("English")
    ann.chat.wait_for("Which language", button="✓ English")
    ann.person.says("/help")

    ann.chat.wait_for("Tell me what to advertise")


def test_a_command_asks_for_a_description_or_begins_at_once(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    for wished in ("/new", "/new ролик"):
        since = ann.chat.moment()
        ann.person.says(wished)
        ann.chat.wait_for("Опишите, что рекламируем", since=since)
    assert house.studio.recent_jobs() == []
    ann.orders("Пекарня на углу")

    # A question is open, and the words say no film: behind the command they are one all the same.
    ann.orders("/NEW Хлеб к семи утра")

    texts = [house.studio.status(job).brief.text for job in house.studio.recent_jobs()]
    assert texts == ["Хлеб к семи утра", "Пекарня на углу"]


def test_an_order_by_command_can_be_changed(house: House, customer: NewCustomer) -> None:
    ann = customer()
    house.worker.hold(Product.SCRIPT)
    said = ann.person.says("/new Хлеб к семи утра")
    ann.chat.wait_for("▱")

    ann.person.edits(said, "/new Хлеб к шести утра")
    ann.chat.wait_for("Взял исправленный текст")
    house.worker.let_go()

    ann.chat.wait_for("Хлеб к шести утра", button=APPROVE)
    assert house.studio.status(ann.job()).brief.text == "Хлеб к шести утра"


def test_nothing_to_cancel_is_said(customer: NewCustomer) -> None:
    ann = customer()

    ann.person.says("/cancel")

    ann.chat.wait_for("Отменять нечего")


def test_of_several_jobs_one_is_chosen_to_be_cancelled(customer: NewCustomer) -> None:
    ann = customer()
    ann.orders("Реклама: Кофейня у моря")
    ann.orders("Новый ролик: Пекарня на углу")

    ann.person.says("/cancel")
    ann.chat.wait_for("Какой заказ отменить?")
    ann.taps("Кофейня у моря")
    ann.chat.wait_for("Отменить «Кофейня у моря»?", button="Да, отменить")
    assert ann.taps("Да, отменить") == "Заказ отменён."

    ann.chat.wait_for("«Кофейня у моря» отменён", button="Начать заново")


@pytest.mark.parametrize(
    ("text", "answer"),
    [("…", "Здесь нечего рекламировать"), ("\u200b\u200b", "Здесь нечего рекламировать")],
)
def test_a_brief_that_says_nothing_is_refused(
    text: str, answer: str, house: House, customer: NewCustomer
) -> None:
    ann = customer()

    ann.person.says(text)

    ann.chat.wait_for(answer)
    assert house.studio.recent_jobs() == []


def test_what_is_neither_words_nor_voice_nor_photo_is_answered(
    customer: NewCustomer, media: object, tmp_path: Path
) -> None:
    ann = customer()
    note = tmp_path / "note.txt"
    note.write_text("hello")

    ann.person.sends_document(note)

    ann.chat.wait_for("Я понимаю текст, голосовые и фото")


def test_foreign_text_is_shown_as_it_was_written(customer: NewCustomer) -> None:
    ann = customer()

    script = ann.orders("Новый ролик: <b>Кофе</b> & чай <script>")

    assert "<b>Кофе</b> & чай <script>" in script.text
    assert "Слышно <1> & more." in script.text


def test_only_those_who_are_named_may_use_the_bot(house: House, customer: NewCustomer) -> None:
    ann, bob = customer("Аня"), customer("Боб")
    house.closes()
    house.opens(allowed_users=frozenset({ann.person.id}))

    bob.person.says("Реклама: Пекарня")
    refused = bob.chat.wait_for("только для своих")
    for _ in range(5):
        bob.person.says("Реклама: Пекарня!")
    house.tg.wait_for_confirmation()
    ann.orders()

    assert str(bob.person.id) in refused.text
    assert len([m for m in bob.chat.messages if m.is_from_bot]) == 3
    assert len(house.studio.recent_jobs()) == 1


def test_too_many_briefs_a_minute_are_refused_with_a_word(
    house: House, customer: NewCustomer
) -> None:
    house.closes()
    house.opens(briefs_per_minute=1)
    ann = customer()
    ann.orders("Реклама: Кофейня у моря")

    ann.person.says("Новый ролик: пекарня")

    ann.chat.wait_for("Не больше 1 заказа в минуту")
    assert len(house.studio.recent_jobs()) == 1


def test_too_many_open_jobs_are_refused_with_the_way_on(
    house: House, customer: NewCustomer
) -> None:
    house.closes()
    house.opens(open_jobs=1)
    ann = customer()
    ann.orders("Реклама: Кофейня у моря")

    ann.person.says("Новый ролик: пекарня")
    ann.chat.wait_for("У вас уже 1 открытый заказ")
    ann.cancels()
    ann.chat.wait_for("отменён", button="Начать заново")

    assert ann.orders("Реклама: Пекарня на углу").button(APPROVE)


def test_in_a_group_only_what_is_meant_for_the_bot_is_a_brief(
    house: House, customer: NewCustomer
) -> None:
    ann = customer().person
    team = house.tg.group("Команда", [ann], bot_is_admin=True)

    ann.says("Пойдём обедать?", chat=team)
    ann.says("@AdgenBot Реклама: Кофейня у моря", chat=team)
    script = team.wait_for(button=APPROVE)

    assert len(house.studio.recent_jobs()) == 1
    assert "@AdgenBot" not in script.text


class TestAFilmOfFortyEightSegments:
    @pytest.fixture
    def studio_settings(self) -> Settings:
        return Settings(provider="offline", spot_acts="14+24+10")  # type: ignore[arg-type]

    def test_a_long_script_and_many_pictures_are_shown_in_parts(
        self, house: House, customer: NewCustomer
    ) -> None:
        ann = customer()

        ann.orders("Реклама: Кофейня " + "у самого синего моря " * 100)
        ann.gets_pictures()
        ann.taps("Переделать кадры")
        grid = ann.chat.wait_for(button="48")

        albums = [m.album_id for m in ann.chat.messages if m.photo]
        assert len(albums) == 48
        assert len(set(albums)) == 5
        assert len(grid.keyboard) == 7
        assert now(ann, grid).button("Назад")


class TestLargeFiles:
    @pytest.fixture
    def tg(self) -> Iterator[TelegramServer]:
        limits = replace(PATIENT, flood_control=False, download_bytes=1000)
        with TelegramServer(limits=limits) as server:
            yield server

    def test_what_telegram_does_not_hand_out_is_refused_with_a_word(
        self, house: House, customer: NewCustomer, spoken: Path, tmp_path: Path
    ) -> None:
        house.may_be_refused = True
        ann = customer()
        photo = tmp_path / "photo.png"
        Image.effect_noise((300, 300), 90).save(photo)

        ann.person.sends_photo(photo, "Реклама: Кофейня")

        ann.chat.wait_for("Файл слишком большой")
        assert house.studio.recent_jobs() == []
