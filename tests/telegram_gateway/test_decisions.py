"""Every way a person, a stranger, an operator or the clock can decide."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adgen_dagster.domain.brief import Person as StudioPerson
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.errors import ErrorKind
from adgen_dagster.settings import Settings
from adgen_dagster.stack.processes import wait_until
from adgen_dagster.studio.orders import Order
from telegram_gateway.persistence.cards import Card
from tests.telegram_gateway.house import APPROVE, CANCEL, Customer, House, is_after, now

OPERATOR = StudioPerson(gateway="dagster", id="ui", is_operator=True)
NOTED_S = 60.0
BELOW = "Этот вопрос обновился, новый ниже 👇"
NewCustomer = Callable[..., Customer]


def cancels(ann: Customer) -> None:
    """Tap "cancel" under the open question; everything that has to follow follows."""
    question = ann.chat.wait_for(button=CANCEL)

    assert ann.cancels() == "Заказ отменён."

    end = ann.chat.wait_for("отменён", button="Начать заново", since=question)
    assert "больше не уйдёт" in end.text
    ann.chat.wait_until(lambda _: not now(ann, question).buttons, "the buttons to leave")
    assert "❌ Отменено." in now(ann, question).text
    assert ann.house.studio.status(ann.job()).state is JobState.CANCELLED


def test_a_script_can_be_cancelled(customer: NewCustomer) -> None:
    ann = customer()

    ann.orders()

    cancels(ann)


def test_pictures_can_be_cancelled(customer: NewCustomer) -> None:
    ann = customer()
    ann.orders()

    ann.gets_pictures()

    cancels(ann)


def test_clips_can_be_cancelled(customer: NewCustomer) -> None:
    ann = customer()
    ann.orders()
    ann.gets_pictures()

    ann.gets_clips()

    cancels(ann)


def test_work_under_way_can_be_cancelled(house: House, customer: NewCustomer) -> None:
    ann = customer()
    house.worker.hold(Product.IMAGES)
    ann.orders()
    ann.approves()

    ann.person.says("/cancel")
    ann.chat.wait_for("Отменить «Кофейня у моря»?", button="Да, отменить")
    assert ann.taps("Нет, продолжать") == "Хорошо, продолжаю."
    since = ann.chat.moment()
    ann.person.says("/cancel")
    ann.chat.wait_for("Отменить «", button="Да, отменить", since=since)
    assert ann.taps("Да, отменить") == "Заказ отменён."

    ann.chat.wait_for("отменён", button="Начать заново")
    assert house.studio.status(ann.job()).state is JobState.CANCELLED


def test_a_cancelled_job_can_begin_again(house: House, customer: NewCustomer) -> None:
    ann = customer()
    script = ann.orders("Реклама: Кофейня у моря")
    cancels(ann)
    first = ann.job()

    assert ann.taps("Начать заново") == "Начинаю заново."

    again = ann.chat.wait_for("Кофейня", button=APPROVE, where=is_after(script))
    assert again
    assert ann.job() != first
    assert house.studio.status(ann.job()).brief.text == "Реклама: Кофейня у моря"


def taps_twice(ann: Customer, button: str, *, told: str, told_again: str) -> None:
    """A double tap; of its two answers one says that it was done."""
    first, second = ann.person.double_taps(button)

    answers = {first.wait_for_answer().text, second.wait_for_answer().text}
    assert told in answers
    assert answers <= {told, told_again, "Здесь уже всё решено."}


def test_a_double_tap_approves_once(house: House, customer: NewCustomer) -> None:
    ann = customer()
    ann.orders()

    taps_twice(
        ann,
        APPROVE,
        told="Утверждено! Рисую картинки.",
        told_again="Уже утверждено, работа идёт.",
    )

    ann.chat.wait_for("Вот ", button=APPROVE)
    albums = {m.album_id for m in ann.chat.messages if m.photo}
    assert len(albums) == 1


def test_a_double_tap_cancels_once(house: House, customer: NewCustomer) -> None:
    ann = customer()
    house.may_be_refused = True  # the second tap finds the question gone
    ann.orders()

    first, second = ann.person.double_taps(CANCEL)
    assert {first.wait_for_answer().text, second.wait_for_answer().text} == {""}
    asked = ann.chat.wait_for("Уже потрачено 0,01\xa0$", button="Да, отменить")
    taps_twice(ann, "Да, отменить", told="Заказ отменён.", told_again="Этот заказ уже отменён.")

    ann.chat.wait_for("отменён", button="Начать заново")
    assert ann.chat.now(asked) is None
    assert len([m for m in ann.chat.messages if "Отменить «" in m.text]) == 0
    ends = [m for m in ann.chat.messages if "больше не уйдёт" in m.text]
    assert len(ends) == 1


def test_a_question_that_was_not_noted_before_a_crash_loses_its_buttons_when_tapped(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    unnoted = ann.orders()
    house.closes()
    note = f"telegram/job/{ann.job()}"

    def card() -> Card:
        return Card.model_validate_json(house.studio.notebook.read(note) or "")

    forgetful = card().but(questions={}, settled=())
    house.studio.notebook.write(note, forgetful.model_dump_json())
    house.opens()
    ann.chat.wait_for(button=APPROVE, where=is_after(unnoted))
    assert wait_until(lambda: bool(card().questions), NOTED_S)

    tap = ann.person.taps(APPROVE, message=unnoted)

    assert tap.wait_for_answer().text == BELOW
    ann.chat.wait_until(lambda _: not now(ann, unnoted).buttons, "the buttons to leave")
    assert house.studio.status(ann.job()).approved == frozenset()


def test_a_tap_on_an_old_message_does_nothing(house: House, customer: NewCustomer) -> None:
    ann = customer()
    script = ann.orders()
    ann.gets_pictures()

    late = ann.person.taps(CANCEL, message=script, stale=True)

    assert late.wait_for_answer().text == "Здесь уже всё решено."
    assert house.studio.status(ann.job()).state is JobState.AWAITING_IMAGES_APPROVAL


def test_a_question_that_was_asked_anew_counts_only_below(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    old = ann.orders()
    ann.taps("✏️ Изменить")
    ann.chat.wait_for("Что изменить")
    ann.person.says("Короче")
    ann.chat.wait_for("Короче", button=APPROVE, where=is_after(old))

    late = ann.person.taps(APPROVE, message=old, stale=True)

    assert late.wait_for_answer().text == BELOW
    assert house.studio.status(ann.job()).approved == frozenset()


def test_in_a_group_only_the_owner_decides(house: House, customer: NewCustomer) -> None:
    ann, bob = customer("Аня").person, customer("Боб").person
    team = house.tg.group("Команда", [ann, bob])

    ann.says("@AdgenBot Реклама: Кофейня у моря", chat=team)
    script = team.wait_for(button=APPROVE)
    strange = bob.taps(APPROVE, chat=team)
    assert strange.wait_for_answer().text == "Решает только заказчик ролика."
    untouched = team.now(script)
    assert untouched
    assert untouched.button(APPROVE)
    assert script.reply_to

    own = ann.taps(APPROVE, chat=team)
    assert "Утверждено" in own.wait_for_answer().text
    team.wait_for("Вот ", button=APPROVE, since=script)


def test_an_admin_decides_on_everybodys_jobs(house: House, customer: NewCustomer) -> None:
    ann, chief = customer("Аня").person, customer("Шеф").person
    house.closes()
    house.opens(admins=frozenset({chief.id}))
    team = house.tg.group("Команда", [ann, chief])
    ann.says("@AdgenBot Реклама: Кофейня у моря", chat=team)
    team.wait_for(button=APPROVE)

    tap = chief.taps(APPROVE, chat=team)

    assert "Утверждено" in tap.wait_for_answer().text


class TestWhenNobodyDecides:
    @pytest.fixture
    def studio_settings(self) -> Settings:
        return Settings(provider="offline", spot_acts="1+1+1", approval_timeout_s=15)  # type: ignore[arg-type]

    def test_a_person_is_reminded_once_and_then_told(
        self, house: House, customer: NewCustomer
    ) -> None:
        ann = customer()
        script = ann.orders()

        reminder = ann.chat.wait_for("ждёт вашего решения", since=script)
        end = ann.chat.wait_for("не дождался решения", button="Начать заново", since=script)

        assert reminder.reply_to == script.message_id
        assert end.at > reminder.at
        ann.chat.wait_until(lambda _: not now(ann, script).buttons, "the buttons to leave")
        assert "Время вышло" in now(ann, script).text
        reminders = [m for m in ann.chat.messages if "ждёт вашего решения" in m.text]
        assert len(reminders) == 1

    def test_a_late_approval_is_answered(self, house: House, customer: NewCustomer) -> None:
        ann = customer()
        script = ann.orders()
        ann.chat.wait_for("не дождался решения")

        late = ann.person.taps(APPROVE, message=script, stale=True)

        answer = late.wait_for_answer().text
        assert answer in {"Здесь уже всё решено.", "Этот заказ уже отменён."}


class TestFailures:
    def test_a_failure_is_told_and_tried_again(self, house: House, customer: NewCustomer) -> None:
        ann = customer()
        house.worker.fail(Product.IMAGES, ErrorKind.RATE_LIMITED, 2)
        ann.orders()
        ann.approves()

        failure = ann.chat.wait_for("⏳ Сервис временно перегружен.", button="Попробовать ещё раз")
        assert "Пожалуйста, попробуйте через несколько минут." in failure.text
        assert "Не получился кадр 2; остальное готово" in failure.text
        assert ann.taps("Попробовать ещё раз") == "Пробую ещё раз."

        ann.chat.wait_for("Вот ", button=APPROVE, since=failure)
        assert now(ann, failure).buttons == []

    def test_what_was_rejected_can_be_said_differently(
        self, house: House, customer: NewCustomer
    ) -> None:
        ann = customer()
        house.worker.fail(Product.IMAGES, ErrorKind.REJECTED, 2)
        ann.orders()
        ann.approves()

        failure = ann.chat.wait_for("Правила сервиса", button="Сформулировать иначе")
        assert "A word is not allowed: <war>." in failure.text
        ann.taps("Сформулировать иначе")
        asked = ann.chat.wait_for("Что должно быть на картинке 2? Опишите другими словами")
        assert [button.text for button in asked.buttons] == ["↩️ Не надо"]
        ann.person.says("Мирное утро")

        ann.chat.wait_for("Вот ", button=APPROVE, since=failure)
        notes = house.studio.status(ann.job()).notes
        assert notes[Stage.IMAGES, 2] == ("Мирное утро",)

    def test_a_failed_job_can_be_cancelled(self, house: House, customer: NewCustomer) -> None:
        ann = customer()
        house.worker.fail(Product.SEGMENTS, ErrorKind.OUT_OF_CREDIT)
        ann.person.says("Реклама: Кофейня у моря")
        failure = ann.chat.wait_for("закончились деньги", button="Отменить заказ")

        assert ann.taps("Отменить заказ") == "Заказ отменён."

        ann.chat.wait_for("отменён", button="Начать заново", since=failure)


class TestWhatAnOperatorDoesInTheDagsterUI:
    def test_an_approval_there_takes_the_buttons_here(
        self, house: House, customer: NewCustomer
    ) -> None:
        ann = customer()
        script = ann.orders()

        house.studio.approve(ann.job(), Stage.SCRIPT, OPERATOR)

        ann.chat.wait_for("Вот ", button=APPROVE)
        assert now(ann, script).buttons == []
        assert "Сценарий утверждён" in now(ann, script).text

    def test_a_picture_made_there_is_shown_here(self, house: House, customer: NewCustomer) -> None:
        ann = customer()
        ann.orders()
        pictures = ann.gets_pictures()

        house.worker.report_made(ann.job(), Product.IMAGES, 3)

        ann.chat.wait_for("Вот ", button=APPROVE, where=is_after(pictures))
        new = [m for m in ann.chat.messages if m.photo and is_after(pictures)(m)]
        assert [message.text[0] for message in new] == ["3"]

    def test_a_film_cut_there_is_delivered_here(self, house: House, customer: NewCustomer) -> None:
        ann = customer()
        first = ann.gets_to_film()

        house.worker.report_made(ann.job(), Product.FINAL_MP4)

        ann.chat.wait_for(where=lambda m: bool(m.video) and is_after(first)(m))
        assert now(ann, first).buttons == []

    def test_a_job_of_another_gateway_is_nobodys_business_here(
        self, house: House, customer: NewCustomer
    ) -> None:
        ann = customer()
        house.studio.submit(Order(OPERATOR, "An order from the terminal"))

        ann.orders()

        assert "terminal" not in house.tg.transcript()
