"""Nothing in a chat is a dead end: what waits for a person can always be brought back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from adgen_dagster.domain.brief import Language
from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.errors import ErrorKind
from adgen_dagster.settings import Settings
from adgen_dagster.stack.processes import wait_until
from telegram_gateway.content import listing
from telegram_gateway.content.callback_data import Action, CallbackData
from telegram_gateway.content.listing import Known, list_buttons, page_of
from telegram_gateway.content.texts import catalogue
from telegram_gateway.persistence.cards import Card
from tests.story import JOB, Story
from tests.telegram_gateway.house import APPROVE, Customer, House, is_after, now

NewCustomer = Callable[..., Customer]
NOTED_S = 60.0


def test_status_brings_the_open_question_back(house: House, customer: NewCustomer) -> None:
    ann = customer()
    first = ann.orders()

    ann.person.says("/status")

    told = ann.chat.wait_for("Сценарий готов", where=is_after(first))
    again = ann.chat.wait_for("Кофейня", button=APPROVE, where=is_after(told))
    ann.chat.wait_until(lambda _: not now(ann, first).buttons, "the buttons to leave the old one")
    late = ann.person.taps(APPROVE, message=first, stale=True)
    assert "новый ниже" in late.wait_for_answer().text
    assert house.studio.status(ann.job()).approved == frozenset()
    assert "Утверждено" in ann.person.taps(APPROVE, message=again).wait_for_answer().text


def test_a_late_tap_while_its_question_is_being_asked_below_says_so(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    first = ann.orders()
    note = f"telegram/job/{ann.job()}"

    def card() -> Card:
        return Card.model_validate_json(house.studio.notebook.read(note) or "")

    # Noted, and the live message gone: the gateway writes nothing more.
    assert wait_until(lambda: bool(card().questions) and not card().status_message, NOTED_S)
    house.studio.notebook.write(note, card().deciding(Stage.SCRIPT).model_dump_json())

    late = ann.person.taps(APPROVE, message=first)

    assert "новый ниже" in late.wait_for_answer().text
    assert house.studio.status(ann.job()).approved == frozenset()


def test_a_stopped_order_is_there_for_status_and_cancel(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    house.worker.fail(Product.SEGMENTS, ErrorKind.OUT_OF_CREDIT)
    ann.person.says("Реклама: Кофейня у моря")
    failure = ann.chat.wait_for("закончились деньги", button="Попробовать ещё раз")

    ann.person.says("/status")

    told = ann.chat.wait_for("Остановлен", where=is_after(failure))
    ann.chat.wait_for("закончились деньги", button="Попробовать", where=is_after(told))
    ann.chat.wait_until(lambda _: not now(ann, failure).buttons, "the buttons to leave")
    ann.person.says("/cancel")
    ann.chat.wait_for("Отменить «Кофейня у моря»?", button="Да, отменить")
    assert ann.taps("Да, отменить") == "Заказ отменён."
    assert house.studio.status(ann.job()).state is JobState.CANCELLED


def test_the_list_leads_to_the_open_question(house: House, customer: NewCustomer) -> None:
    ann = customer()
    ann.orders()
    ann.person.says("/jobs")
    listed = ann.chat.wait_for("Последние ролики", button="👇 Кофейня у моря")

    assert ann.taps("👇 Кофейня у моря") == "Вот он, ниже 👇"

    ann.chat.wait_for("Кофейня", button=APPROVE, where=is_after(listed))
    assert now(ann, listed).buttons


def test_all_clips_lead_back_to_their_question(house: House, customer: NewCustomer) -> None:
    house.closes()
    house.opens(preview_clips=1)
    ann = customer()
    ann.orders()
    ann.gets_pictures()
    question = ann.gets_clips()

    ann.taps("Показать все клипы")

    clips = ann.chat.wait_for_album(3, since=question)
    again = ann.chat.wait_for("Нравится анимация", button=APPROVE, where=is_after(clips[-1]))
    assert again.button("Показать все клипы")


def test_the_list_goes_on_to_its_end(
    house: House, customer: NewCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "LISTED", 2)
    ann = customer()
    for name in ("Первая кофейня", "Вторая кофейня", "Третья кофейня"):
        ann.orders(f"Новый ролик: {name}")
    ann.person.says("/jobs")
    listed = ann.chat.wait_for("Последние ролики", button="Дальше")
    assert ("Третья" in listed.text, "Первая" in listed.text) == (True, False)

    ann.taps("Дальше")
    last = ann.chat.wait_for("Первая", button="Новее")
    ann.taps("Новее")

    back = ann.chat.wait_for("Третья", button="Дальше")
    assert last.message_id == back.message_id == listed.message_id


def test_a_list_takes_no_other_messages_place(house: House, customer: NewCustomer) -> None:
    ann = customer()
    script = ann.orders()

    tap = ann.person.forges(str(CallbackData(Action.JOBS, ann.job())), message=script)

    assert tap.wait_for_answer().text == "Здесь уже всё решено."
    assert now(ann, script).button(APPROVE)


@pytest.mark.parametrize(
    ("first", "page"),
    [
        ("", (range(10), "", "10")),
        ("10", (range(10, 20), "0", "20")),
        ("20", (range(20, 25), "10", "")),
        ("gone", (range(10), "", "10")),
        ("3", (range(3, 13), "0", "13")),
    ],
)
def test_pages_begin_where_they_are_said_to(first: str, page: tuple[range, str, str]) -> None:
    numbers, newer, older = page

    assert page_of([str(each) for each in range(25)], first) == (
        [str(each) for each in numbers],
        newer,
        older,
    )


@pytest.mark.parametrize(
    ("story", "action"),
    [
        (Story().to_pictures(), None),
        (Story().to_pictures().failed(Product.IMAGES, 2, kind="timed_out"), Action.SHOW),
        (Story().to_clips().tell(EventKind.CANCELLED), Action.CONTINUE),
        (Story().to_clips().tell(EventKind.CANCELLED).tell(EventKind.EMPTIED), Action.AGAIN),
    ],
    ids=["at work", "stopped", "cancelled", "its files are gone"],
)
def test_each_job_in_the_list_leads_on(story: Story, action: Action | None) -> None:
    known = Known(story.status, Card(job=JOB, chat=1, title="Утро"))

    keyboard = list_buttons(catalogue(Language.RUSSIAN), [known], "", "")

    rows = keyboard.inline_keyboard if keyboard else ()
    carried = [str(each.callback_data) for row in rows for each in row]
    assert carried == ([f"{action}:{JOB}"] if action else [])


def test_what_is_forged_is_refused_in_words(
    house: House, customer: NewCustomer, caplog: pytest.LogCaptureFixture
) -> None:
    ann = customer()
    ann.orders()
    pictures = ann.gets_pictures()
    job, before = ann.job(), house.studio.newest_event()
    forged = {
        f"plain_images:{job}:800": "Здесь уже всё решено.",
        f"redo_images:{job}:fff": "Эта кнопка больше не работает.",
        f"redo_images:{job}:zz": "Эта кнопка больше не работает.",
        f"back_images:{job}:800": "Другого варианта нет.",
        f"revoice:{job}:nobody": "Здесь уже всё решено.",
        f"again:{job}": "Здесь уже всё решено.",
        "set_voice:anybody": "Эта кнопка больше не работает.",
    }

    said = {
        data: ann.person.forges(data, message=pictures).wait_for_answer().text for data in forged
    }

    assert said == forged
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    assert house.studio.newest_event() == before
    assert len(house.studio.recent_jobs()) == 1


def test_what_is_new_after_a_redo_is_named(house: House, customer: NewCustomer) -> None:
    ann = customer()
    ann.orders()
    pictures = ann.gets_pictures()
    ann.picks(1, 3)
    ann.taps("Новая картинка")
    ann.chat.wait_for("Что изменить", button="Просто ещё раз")

    ann.taps("Просто ещё раз")

    ann.chat.wait_for("Вот новые варианты картинок 1, 3.", button=APPROVE, where=is_after(pictures))
    assert "3 клипа" in ann.gets_clips().text


def test_a_film_that_is_lost_leads_to_a_new_one(house: House, customer: NewCustomer) -> None:
    house.closes()
    house.opens(max_upload_mb=0.0)
    ann = customer()
    ann.orders()
    ann.gets_pictures()
    ann.gets_clips()
    ann.approves()
    ann.chat.wait_for("готов, но файл больше")
    film = house.studio.film(ann.job())
    assert film is not None
    film.unlink()
    ann.person.says("/jobs")
    listed = ann.chat.wait_for("Последние ролики")

    ann.taps("🎬 Кофейня у моря")
    ann.chat.wait_for("уже удалён", button="Начать заново")
    assert ann.taps("Начать заново") == "Начинаю заново."

    ann.chat.wait_for("Нравится сценарий", button=APPROVE, where=is_after(listed))


class TestAVoiceBrief:
    @pytest.fixture
    def studio_settings(self) -> Settings:
        hearing = {"openai_api_key": SecretStr("sk-nobody")}
        return Settings(spot_acts="1+1+1").model_copy(update=hearing)  # type: ignore[arg-type]

    def test_what_was_heard_is_asked_again_and_corrected_there(
        self, house: House, customer: NewCustomer, spoken: Path
    ) -> None:
        ann = customer()
        ann.person.sends_voice(spoken)
        first = ann.chat.wait_for("Я расслышал", button="Всё верно")

        ann.person.says("/status")

        again = ann.chat.wait_for("Я расслышал", button="Всё верно", where=is_after(first))
        ann.chat.wait_until(lambda _: not now(ann, first).buttons, "the buttons to leave")
        ann.person.says("Кофейня у моря", reply_to=again)
        ann.chat.wait_for("Кофейня у моря", button=APPROVE, where=is_after(again))
        assert len(house.studio.recent_jobs()) == 1
