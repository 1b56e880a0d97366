"""What Telegram can show beside the words: colours, a cover, an effect; none is worth a film."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from telegram.constants import KeyboardButtonStyle

from adgen_dagster.domain.brief import Language, Ratio
from telegram_gateway.content.texts import catalogue
from telegram_gateway.views.delivery import CONFETTI
from telegram_gateway.views.showing import chosen_text
from tests.story import BRIEF
from tests.telegram_gateway.house import APPROVE, CANCEL, Customer, House

NewCustomer = Callable[..., Customer]


def test_the_script_says_what_the_film_will_be_like_and_leads_to_the_settings(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()

    script = ann.orders()
    ann.taps("⚙️ Настройки")

    assert "⚙️ 16:9 · 15 с · по-русски · субтитры" in script.text
    assert (
        "Ролик, о котором я сейчас спрашиваю"
        in ann.chat.wait_for("Настройки", button="▯ 9:16").text
    )
    ann.taps("9:16")
    ann.chat.wait_for(button="✓ ▯ 9:16")
    ann.approves()
    ann.chat.wait_for("Вот ", button=APPROVE)
    assert house.studio.status(ann.job()).brief.ratio is Ratio.WIDE


def test_what_was_chosen_is_told_in_words() -> None:
    chosen = {"ratio": Ratio.TALL, "voice": "female", "has_captions": False}
    brief = BRIEF.model_copy(update={**chosen, "language": Language.ENGLISH})
    named = brief.model_copy(update={"voice": "Eleanor"})

    said = chosen_text(catalogue(Language.RUSSIAN), brief)

    assert said == "⚙️ 9:16 · 20 с · по-английски · без субтитров · женский голос"
    assert chosen_text(catalogue(Language.ENGLISH), named).endswith("no captions · voice Eleanor")


def test_going_on_is_green_and_ending_red(customer: NewCustomer) -> None:
    ann = customer()

    script = ann.orders()

    styles = {button.text: button.style for button in script.buttons}
    assert styles[APPROVE] == KeyboardButtonStyle.SUCCESS
    assert styles[CANCEL] == KeyboardButtonStyle.DANGER
    assert styles["✏️ Изменить"] == ""


def test_a_film_has_its_first_picture_before_it_plays_and_comes_with_confetti(
    customer: NewCustomer,
) -> None:
    ann = customer()
    ann.orders()
    ann.gets_pictures()
    first = ann.chat.wait_for_album(3)[0]
    ann.gets_clips()

    film = ann.gets_film()

    copy = film.button("Скопировать")
    assert copy
    assert copy.copies == "Кофейня у моря\nСвежее утро"
    assert film.effect == CONFETTI
    assert film.video
    assert first.photo
    assert film.video.cover == first.photo.content


def test_a_film_comes_without_what_telegram_refuses(
    house: House, customer: NewCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("telegram_gateway.views.delivery.CONFETTI", "1")
    house.may_be_refused = True
    ann = customer()
    ann.orders()
    ann.gets_pictures()
    ann.gets_clips()
    house.tg.faults.answer(400, "Bad Request: PHOTO_INVALID", method="editMessageMedia", times=1)

    film = ann.gets_film()

    assert film.effect == ""
    assert film.video
    assert film.video.cover == b""
    assert film.button("Переделать кадры")
    refused = [call.method for call in house.tg.refusals() if call.method != "getUpdates"]
    assert refused == ["sendMessage"]
