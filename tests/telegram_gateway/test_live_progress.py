"""Where a job stands, at the bottom of its chat and at the top of the screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._daemon.types import DaemonHeartbeat
from pydantic import SecretStr

from adgen_dagster.domain.brief import Language
from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.instance.queue import is_anybody_at_work
from telegram_gateway.content.job_progress import progress_of, status_text, told_by_the_clock
from telegram_gateway.content.texts import catalogue
from telegram_gateway.settings import TelegramSettings
from telegram_gateway.views import live
from tests.stand_ins.telegram import EXAMPLE_TOKEN, PATIENT, SeenMessage, TelegramServer
from tests.story import Story
from tests.telegram_gateway.house import APPROVE, Customer, House, now

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
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

    live = ann.chat.wait_for("0 из 3")

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


def test_a_stack_that_is_away_is_told_and_that_it_is_back(
    house: House, customer: NewCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "WORK_LOOK_S", 0.5)
    ann = customer()
    house.worker.hold(Product.IMAGES)
    script = ann.orders()
    house.worker.falls_asleep()

    ann.approves()

    asleep = ann.chat.wait_for("Студия спит, ваш заказ сохранён")
    assert asleep.message_id == script.message_id
    assert "✅ Сценарий утверждён." in asleep.text
    house.worker.wakes_up()
    awake = ann.chat.wait_for("0 из 3")
    assert awake.message_id == script.message_id


class TestAfterTwoDays:
    @pytest.fixture
    def tg(self) -> Iterator[TelegramServer]:
        limits = replace(PATIENT, flood_control=False, deletable_s=-1)
        with TelegramServer(limits=limits) as server:
            yield server

    def test_what_cannot_be_deleted_says_nothing_that_holds_no_more(
        self, house: House, customer: NewCustomer
    ) -> None:
        house.may_be_refused = True
        ann = customer()

        script = ann.orders()

        ann.chat.wait_until(lambda _: not with_bars(ann), "the progress to leave")
        first = next(m for m in ann.chat.messages if m.is_from_bot)
        assert first.message_id < script.message_id
        assert first.text == "🎬 Кофейня у моря"


def test_a_daemon_is_missed_within_a_minute(own_instance: dg.DagsterInstance) -> None:
    assert not is_anybody_at_work(own_instance, 1000.0)

    for part, at in (("SENSOR", 900.0), ("BACKFILL", 960.0)):
        own_instance.add_daemon_heartbeat(DaemonHeartbeat(at, part, "one", []))

    assert is_anybody_at_work(own_instance, 1000.0)
    assert not is_anybody_at_work(own_instance, 1020.0)


class TestTheTimeOfDay:
    def test_it_stands_until_it_slips_by_more_than_two_minutes(self) -> None:
        now, told, said = NOON.timestamp(), 0.0, list[object]()
        for left_s in (600.0, 660.0, 545.0, 800.0):
            waiting = progress_of(Story().status, 3, now, left_s)
            told_now, told = told_by_the_clock(waiting, in_moscow, now, told)
            said.append(told_now.facts["clock"])

        assert said == ["15:10", "15:10", "15:10", "15:13"]

    def test_what_is_far_away_is_told_in_steps_of_five_minutes(self) -> None:
        waiting = progress_of(Story().status, 3, 0.0, 3460.0)

        told, _ = told_by_the_clock(waiting, in_moscow, NOON.timestamp(), 0.0)

        said = status_text(catalogue(Language.RUSSIAN), "t", told)
        assert said.endswith("ваше место — 3, начну около 16:00")

    @pytest.mark.parametrize("left_s", [None, 20.0, 170.0])
    def test_what_is_soon_is_told_in_minutes(self, left_s: float | None) -> None:
        waiting = progress_of(Story().status, 3, 0.0, left_s)

        assert told_by_the_clock(waiting, in_moscow, 0.0, 5.0) == (waiting, 0.0)

    def test_nobody_is_told_the_time_of_a_container(self, monkeypatch: pytest.MonkeyPatch) -> None:
        waiting = progress_of(Story().status, 3, 0.0, 900.0)
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()
        try:
            chosen = settings_of()
            assert chosen.clock(0.0) is None
            assert told_by_the_clock(waiting, chosen.clock, 0.0, 0.0) == (waiting, 0.0)
            monkeypatch.setenv("TZ", "Asia/Tokyo")
            time.tzset()
            assert f"{chosen.clock(0.0):%H:%M}" == "09:00"
        finally:
            monkeypatch.undo()
            time.tzset()

    def test_a_zone_can_be_chosen(self) -> None:
        assert f"{settings_of(time_zone='Europe/Moscow').clock(NOON.timestamp()):%H:%M}" == "15:00"
        with pytest.raises(ValueError, match="Europe/Moscow"):
            settings_of(time_zone="../etc/passwd")

    def test_before_the_first_is_done_others_tell_how_long_it_takes(self) -> None:
        status = Story().to_pictures().started(Product.IMAGES).status

        assert progress_of(status, None, status.since, 130.0).facts["minutes"] == 2


def settings_of(**chosen: object) -> TelegramSettings:
    return TelegramSettings(bot_token=SecretStr(EXAMPLE_TOKEN), **chosen)  # type: ignore[arg-type]


def in_moscow(at: float) -> datetime:
    return datetime.fromtimestamp(at, ZoneInfo("Europe/Moscow"))


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
