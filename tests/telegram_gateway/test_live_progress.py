"""Where a job stands, at the bottom of its chat and at the top of the screen."""

from __future__ import annotations

from collections.abc import Callable

from adgen_dagster.stages import EventKind, JobState, Product, Stage
from telegram_gateway.progress import progress_of
from tests.story import Story
from tests.telegram_api import SeenMessage
from tests.telegram_gateway.house import APPROVE, Customer, House, now

NewCustomer = Callable[..., Customer]


def with_bars(ann: Customer) -> list[SeenMessage]:
    """The messages in which progress is shown now."""
    return [message for message in ann.chat.messages if "▱" in message.text]


def test_the_decided_question_says_how_far_the_work_is(house: House, customer: NewCustomer) -> None:
    ann = customer()
    house.worker.hold((Product.IMAGES, 3))
    script = ann.orders()
    ann.chat.wait_until(lambda _: not with_bars(ann), "the first progress to leave")

    ann.approves()

    live = ann.chat.wait_for("2 из 3")
    assert live.message_id == script.message_id
    assert "✅ Сценарий утверждён." in live.text
    assert live.buttons == []
    folded = live.styled("expandable_blockquote")
    assert "Слышно <1> & more." in folded[0]
    assert [m.message_id for m in with_bars(ann)] == [script.message_id]
    house.worker.let_go()
    ann.chat.wait_for("Вот ", button=APPROVE)
    ann.chat.wait_until(lambda _: not with_bars(ann), "the progress to leave")
    assert "✅ Сценарий утверждён." in now(ann, script).text


def test_it_goes_on_in_the_same_message_after_a_restart(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    house.worker.hold((Product.IMAGES, 2), (Product.IMAGES, 3))
    script = ann.orders()
    ann.approves()
    ann.chat.wait_for("1 из 3")
    house.closes()

    house.worker.let_go()
    house.worker.hold(Product.CLIPS)
    house.opens()

    pictures = ann.chat.wait_for("Вот ", button=APPROVE)
    ann.chat.wait_until(lambda _: not with_bars(ann), "the progress to leave")
    assert now(ann, script).styled("expandable_blockquote")
    ann.approves()
    ann.chat.wait_for("0 из 3")
    assert [m.message_id for m in with_bars(ann)] == [pictures.message_id]


def test_where_the_question_was_deleted_a_new_message_says_it(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    house.worker.hold(Product.IMAGES)
    script = ann.orders()
    house.may_be_refused = True
    tap = ann.person.taps(APPROVE)
    with house.tg.world.changed:
        shown = house.tg.world.chats[ann.chat.id].messages[script.message_id]
        house.tg.world.delete_message(shown, shown.sender)
    tap.wait_for_answer()

    live = ann.chat.wait_for("0 из 3", timeout_s=20)

    assert live.message_id != script.message_id
    assert "Кофейня" in live.text
    assert live.is_silent


def test_a_redo_is_told_in_the_question_that_asked_for_it(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    ann.orders()
    pictures = ann.gets_pictures()
    house.worker.hold(Product.IMAGES)
    ann.picks(2)
    ann.taps("Новая картинка")
    ann.chat.wait_for("Что изменить на картинке 2?")

    ann.person.says("теплее")

    live = ann.chat.wait_for("2 из 3")
    assert live.message_id == pictures.message_id
    assert "🔁 Переделываю." in live.text


def test_the_top_of_the_chat_says_what_is_done(house: House, customer: NewCustomer) -> None:
    ann = customer()
    house.worker.hold(Product.IMAGES, Product.CLIPS)
    ann.orders()
    ann.approves()
    ann.chat.wait_until(lambda chat: chat.action == "upload_photo", "the action")
    house.worker.let_go()
    house.worker.hold(Product.CLIPS)
    ann.chat.wait_for("Вот ", button=APPROVE)
    ann.approves()
    ann.chat.wait_until(lambda chat: chat.action == "record_video", "the action")


class TestTheFirstWords:
    def test_a_script_that_is_written_again_does_not_begin(self) -> None:
        story = Story().written().redo(Stage.SCRIPT, note="shorter")

        assert story.state is JobState.PENDING
        assert progress_of(story.status, None, 0.0).key == "status-writing-again"
        story.started(Product.SEGMENTS)
        assert progress_of(story.status, None, 0.0).key == "status-writing-again"

    def test_a_new_job_begins(self) -> None:
        assert progress_of(Story().status, None, 0.0).key == "status-starting"

    def test_a_cancelled_job_tells_its_cost_once(self, customer: NewCustomer) -> None:
        ann = customer()
        ann.orders()
        ann.cancels()

        end = ann.chat.wait_for("отменён", button="Начать заново")

        assert "💳 Потрачено 0,01\xa0$." in end.text
        assert EventKind.CANCELLED in ann.house.studio.status(ann.job()).ended_by
