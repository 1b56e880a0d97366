"""An order that ended goes on, and a film that was opened again is not lost."""

from __future__ import annotations

from collections.abc import Callable

from adgen_dagster.domain.brief import Person as StudioPerson
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.errors import ErrorKind
from tests.telegram_gateway.house import APPROVE, Customer, House, is_after, now

OPERATOR = StudioPerson(gateway="dagster", id="ui", is_operator=True)
NewCustomer = Callable[..., Customer]


def cancels(ann: Customer) -> None:
    assert ann.cancels() == "Заказ отменён."
    ann.chat.wait_for("отменён", button="Начать заново")


def test_a_cancelled_job_goes_on_where_it_was(house: House, customer: NewCustomer) -> None:
    ann = customer()
    script = ann.orders()
    cancels(ann)
    end = ann.chat.wait_for("можно продолжить с того же места", button="Продолжить")

    assert ann.taps("Продолжить") == "Хорошо, продолжаю."

    again = ann.chat.wait_for("Кофейня", button=APPROVE, where=is_after(end))
    assert again.message_id != script.message_id
    ann.chat.wait_until(lambda _: not now(ann, end).buttons, "the buttons to leave")
    assert ann.gets_pictures()


def test_a_cancelled_job_goes_on_from_the_list(house: House, customer: NewCustomer) -> None:
    ann = customer()
    ann.orders()
    cancels(ann)
    end = ann.chat.wait_for("можно продолжить с того же места")
    ann.person.says("/jobs")
    ann.chat.wait_for("Последние ролики", button="↩️ Кофейня у моря")

    assert ann.taps("↩️ Кофейня у моря") == "Хорошо, продолжаю."

    assert ann.chat.wait_for("Кофейня", button=APPROVE, where=is_after(end))


def test_no_more_jobs_go_on_than_may_be_open(house: House, customer: NewCustomer) -> None:
    house.closes()
    house.opens(open_jobs=1)
    ann = customer()
    ann.orders()
    cancels(ann)
    ann.chat.wait_for("можно продолжить с того же места", button="Продолжить")
    ann.orders()

    said = ann.taps("Продолжить")

    assert "1 открытый заказ" in said


def test_a_voice_that_failed_is_replaced(house: House, customer: NewCustomer) -> None:
    ann = customer()
    house.worker.fail(Product.AUDIO, ErrorKind.BAD_REQUEST)
    ann.orders()
    ann.approves()
    ann.chat.wait_for("Кое-что уже не получилось", button=APPROVE)

    assert ann.taps("🗣 Голос: Мужской") == "Пробую ещё раз."

    ann.gets_clips()
    assert house.studio.status(ann.job()).brief.voice == "male"


def test_a_change_that_is_given_up_leaves_the_film_and_its_buttons(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    film = ann.gets_to_film()
    house.studio.redo(ann.job(), Stage.VIDEOS, [1], "", OPERATOR)
    question = ann.chat.wait_for("останется прежний ролик", button=APPROVE, where=is_after(film))
    assert not now(ann, film).buttons

    ann.cancels()

    ann.chat.wait_until(lambda _: bool(now(ann, film).buttons), "the film's buttons to come back")
    assert "Ролик остался прежним" in now(ann, question).text
    assert house.studio.status(ann.job()).state is JobState.COMPLETED
