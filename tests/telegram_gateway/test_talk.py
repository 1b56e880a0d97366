"""Not every text is an order: small talk, notes without a button, and what is asked about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from adgen_dagster.domain.words import JobState, Product, Stage
from tests.telegram_gateway.house import APPROVE, Customer, House, is_after, now

NewCustomer = Callable[..., Customer]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Привет!", "Здравствуйте!"),
        ("Спасибо", "Пожалуйста"),
        ("Сколько это стоит?", "/help"),
        ("Нужен ролик", "Опишите, что рекламируем"),
    ],
)
def test_small_talk_gets_a_word_and_no_job(
    text: str, answer: str, house: House, customer: NewCustomer
) -> None:
    ann = customer()

    ann.person.says(text)

    ann.chat.wait_for(answer)
    assert house.studio.recent_jobs() == []


def test_a_greeting_before_a_brief_is_a_brief(house: House, customer: NewCustomer) -> None:
    ann = customer()

    ann.orders("Привет! Нужна реклама пекарни")

    assert house.studio.status(ann.job()).brief.text == "Привет! Нужна реклама пекарни"


@pytest.mark.parametrize("asked", ["/start", "Привет"])
def test_what_was_asked_for_is_a_brief_once(
    asked: str, house: House, customer: NewCustomer
) -> None:
    ann = customer()
    ann.person.says(asked)
    ann.person.says("спасибо")
    ann.chat.wait_for("Пожалуйста")
    assert house.studio.recent_jobs() == []

    ann.orders("Пекарня на углу")
    assert ann.cancels() == "Заказ отменён."
    ann.person.says("Хлеб к семи утра")

    ann.chat.wait_for("Сделать ролик по этому описанию?", button="🎬 Снять об этом ролик")
    assert len(house.studio.recent_jobs()) == 1


def test_no_answer_to_what_was_asked_is_asked_about(house: House, customer: NewCustomer) -> None:
    ann = customer()
    ann.person.says("/start")

    ann.person.says("А вы снимаете свадьбы?")
    ann.chat.wait_for("Сделать ролик по этому описанию?", button="🎬 Снять об этом ролик")
    assert house.studio.recent_jobs() == []

    ann.orders("Пекарня на углу")


def test_in_a_group_only_who_was_asked_describes(house: House, customer: NewCustomer) -> None:
    ann, bob = customer("Аня").person, customer("Боб").person
    team = house.tg.group("Команда", [ann, bob])
    ann.says("@AdgenBot хочу ролик", chat=team)
    told = team.wait_for("Ответьте на это сообщение и опишите, что рекламируем")

    bob.says("Пекарня на углу", chat=team, reply_to=told)
    bob.says("@AdgenBot Пекарня на углу", chat=team)
    asked = team.wait_for("Пекарня на углу", button="🎬 Снять об этом ролик")
    ann.says("Кофейня у моря", chat=team, reply_to=told)

    team.wait_for("Кофейня у моря", button=APPROVE, where=is_after(asked))
    assert len(house.studio.recent_jobs()) == 1


def test_a_photo_whose_caption_is_no_order_is_asked_about(
    house: House, customer: NewCustomer, tmp_path: Path
) -> None:
    ann = customer()
    Image.new("RGB", (320, 240), "brown").save(tmp_path / "photo.jpg")

    ann.person.sends_photo(tmp_path / "photo.jpg", "Наш горячий шоколад")
    ann.chat.wait_for("Наш горячий шоколад", button="🎬 Снять об этом ролик")
    assert house.studio.recent_jobs() == []
    ann.taps("🎬 Снять об этом ролик")
    ann.chat.wait_for("шоколад", button=APPROVE)

    brief = house.studio.status(ann.job()).brief
    assert (brief.text, brief.photo is not None) == ("Наш горячий шоколад", True)


def test_an_unclear_text_is_asked_about_and_ordered_by_a_tap(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()

    ann.person.says("Пекарня")
    asked = ann.chat.wait_for("Сделать ролик по этому описанию?", button="🎬 Снять об этом ролик")
    assert house.studio.recent_jobs() == []
    house.restarts()
    assert ann.taps("🎬 Снять об этом ролик") == "Начинаю новый ролик."

    ann.chat.wait_for("Пекарня", button=APPROVE)
    assert ann.chat.now(asked) is None
    late = ann.person.taps("🎬 Снять об этом ролик", message=asked, stale=True)
    assert late.wait_for_answer().text == "Здесь уже всё решено."
    assert len(house.studio.recent_jobs()) == 1


def test_what_is_no_film_is_left_alone(house: House, customer: NewCustomer) -> None:
    ann = customer()
    ann.person.says("смешнее")
    asked = ann.chat.wait_for(button="↩️ Не надо")

    ann.taps("↩️ Не надо")

    ann.chat.wait_until(lambda _: ann.chat.now(asked) is None, "the question to leave")
    assert house.studio.recent_jobs() == []


def test_a_stranger_does_not_decide_what_a_text_is(house: House, customer: NewCustomer) -> None:
    ann, eve = customer("Аня").person, customer("Ева").person
    team = house.tg.group("Команда", [eve, ann])
    ann.says("@AdgenBot смешнее", chat=team)
    asked = team.wait_for(button="🎬 Снять об этом ролик")

    tap = eve.taps("🎬 Снять об этом ролик", chat=team)

    assert tap.wait_for_answer().text == "Это решает тот, кто написал сообщение."
    assert team.now(asked)
    assert house.studio.recent_jobs() == []


def test_a_reply_to_the_script_is_its_note(house: House, customer: NewCustomer) -> None:
    ann = customer()
    script = ann.orders()

    ann.person.says("Поменяй первую фразу", reply_to=script)

    ann.chat.wait_for("Поменяй первую фразу", button=APPROVE, where=is_after(script))
    notes = house.studio.status(ann.job()).notes
    assert notes[Stage.SCRIPT, 0] == ("Поменяй первую фразу",)
    assert len(house.studio.recent_jobs()) == 1


def test_of_a_photo_that_replies_the_caption_is_a_note_and_it_begins_no_film(
    house: House, customer: NewCustomer, tmp_path: Path
) -> None:
    ann, photo = customer(), tmp_path / "photo.jpg"
    Image.new("RGB", (320, 240), "brown").save(photo)
    script = ann.orders()

    ann.person.sends_photo(photo, "Реклама: больше юмора", reply_to=script)
    second = ann.chat.wait_for("больше юмора", button=APPROVE, where=is_after(script))
    ann.chat.wait_for("Добавить фото в начатый ролик нельзя, смотрю только на подпись")
    ann.person.sends_photo(photo, reply_to=second)
    ann.chat.wait_for("Напишите словами, что изменить")

    # What a photo by itself waits for is no answer to a film's question, nor the other way about.
    ann.person.sends_photo(photo)
    asked = ann.chat.wait_for("Напишите, о чём ролик")
    ann.person.says("Короче", reply_to=second)
    ann.chat.wait_for("Короче", button=APPROVE, where=is_after(second))
    assert len(house.studio.recent_jobs()) == 1
    ann.person.sends_photo(photo, "Реклама: Пекарня", reply_to=asked)
    ann.chat.wait_for("Пекарня", button=APPROVE, where=is_after(asked))
    assert house.studio.status(ann.job()).brief.photo


def test_a_line_is_corrected_by_its_number(house: House, customer: NewCustomer) -> None:
    ann = customer()
    script = ann.orders()

    ann.person.says("9: Такой нет")
    ann.chat.wait_for("Такого кадра нет")
    ann.person.says("2: Хлеб к семи утра")

    ann.chat.wait_for(button=APPROVE, where=is_after(script))
    notes = house.studio.status(ann.job()).notes
    assert notes[Stage.SCRIPT, 0] == ("Реплика 2: Хлеб к семи утра",)


def test_a_text_while_one_question_is_open_is_asked_about(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    script = ann.orders()

    ann.person.says("Пекарня на углу")
    ann.chat.wait_for("Это новый ролик или правка?", button="Правка: «Кофейня у моря»")
    assert len(house.studio.recent_jobs()) == 1
    assert ann.taps("Правка") == "Переделываю."

    ann.chat.wait_for("Пекарня на углу", button=APPROVE, where=is_after(script))
    notes = house.studio.status(ann.job()).notes
    assert notes[Stage.SCRIPT, 0] == ("Пекарня на углу",)


def test_numbers_while_pictures_are_open_ask_for_these(house: House, customer: NewCustomer) -> None:
    ann = customer()
    ann.orders()
    pictures = ann.gets_pictures()

    ann.person.says("1, 3 теплее")
    ann.chat.wait_for("Переделать кадры 1, 3?", button="Новая картинка")
    assert house.studio.status(ann.job()).state is JobState.AWAITING_IMAGES_APPROVAL
    assert ann.taps("Новая картинка") == "Переделываю."

    ann.chat.wait_for("Вот ", button=APPROVE, where=is_after(pictures))
    notes = house.studio.status(ann.job()).notes
    assert {key: said for key, said in notes.items() if key[0] is Stage.IMAGES} == {
        (Stage.IMAGES, 1): ("теплее",),
        (Stage.IMAGES, 3): ("теплее",),
    }


def test_a_reply_to_one_picture_is_about_that_picture(house: House, customer: NewCustomer) -> None:
    ann = customer()
    ann.orders()
    ann.gets_pictures()
    second = next(m for m in ann.chat.messages if m.photo and m.text.startswith("2"))

    ann.person.says("ярче", reply_to=second)

    ann.chat.wait_for("Переделать кадр 2?", button="Новая картинка")


def test_a_note_without_numbers_names_them_all(house: House, customer: NewCustomer) -> None:
    ann = customer()
    ann.orders()
    ann.gets_pictures()

    ann.person.says("ярче")
    ann.chat.wait_for("Это новый ролик или правка?")
    ann.taps("Правка")

    ann.chat.wait_for("Переделать все кадры, 1–3?", button="Новая картинка")
    assert house.studio.status(ann.job()).notes == {}


def test_a_reply_to_the_film_makes_its_pictures_or_clips_again(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    film = ann.gets_to_film()

    ann.person.says("Пекарня на углу", reply_to=film)
    ann.chat.wait_for("Переделать все кадры", button="🎬 Новый ролик")
    ann.taps("↩️ Не надо")
    ann.person.says("9 быстрее", reply_to=film)
    ann.chat.wait_for("Такого кадра нет")
    ann.person.says("2 быстрее", reply_to=film)
    ann.chat.wait_for("Переделать кадр 2?", button="Новая картинка")
    ann.taps("Новая анимация")

    ann.chat.wait_for("Нравится анимация", button=APPROVE, where=is_after(film))
    assert house.studio.status(ann.job()).notes[Stage.VIDEOS, 2] == ("быстрее",)


def test_what_is_said_after_a_film_begins_none_unasked(house: House, customer: NewCustomer) -> None:
    ann = customer()
    ann.gets_to_film()

    ann.person.says("Телефон в конце указан неверный")
    ann.chat.wait_for("Сделать ролик по этому описанию?", button="🎬 Снять об этом ролик")
    assert len(house.studio.recent_jobs()) == 1
    ann.orders("Реклама пекарни на углу")

    assert len(house.studio.recent_jobs()) == 2


def test_a_reply_while_work_goes_on_begins_nothing(house: House, customer: NewCustomer) -> None:
    ann = customer()
    script = ann.orders()
    house.worker.hold(Product.IMAGES)
    ann.approves()

    ann.person.says("без людей", reply_to=now(ann, script))

    ann.chat.wait_for("Сейчас идёт работа")
    assert len(house.studio.recent_jobs()) == 1


def test_thanks_while_a_note_is_asked_for_are_no_note(house: House, customer: NewCustomer) -> None:
    ann = customer()
    script = ann.orders()
    ann.taps("✏️ Изменить")
    ann.chat.wait_for("Что изменить")

    ann.person.says("спасибо!")
    ann.chat.wait_for("Пожалуйста")
    ann.person.says("Больше юмора")

    ann.chat.wait_for("Больше юмора", button=APPROVE, where=is_after(script))


@pytest.mark.parametrize("button", ["✏️ Изменить", ""])
def test_a_late_note_is_no_film_and_can_still_count(
    button: str, house: House, customer: NewCustomer
) -> None:
    ann = customer()
    ann.orders()
    if button:
        ann.taps(button)
        ann.chat.wait_for("Что изменить")
    house.worker.time_out(ann.job())
    ended = ann.chat.wait_for("не дождался")

    ann.person.says("смешнее")
    ann.chat.wait_for("уже отменён. Продолжить", button="Продолжить с этой правкой")
    assert len(house.studio.recent_jobs()) == 1
    ann.taps("Продолжить с этой правкой")

    ann.chat.wait_for("смешнее", button=APPROVE, where=is_after(ended))
    assert len(house.studio.recent_jobs()) == 1
