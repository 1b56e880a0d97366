"""What goes wrong between a gateway and Telegram, and that no job is lost by it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from adgen_dagster.domain.words import JobState, Product, Stage
from tests.stand_ins.telegram.conversation import PATIENCE_S
from tests.telegram_gateway.house import APPROVE, CANCEL, Customer, House, is_after, now

NewCustomer = Callable[..., Customer]


class TestARestart:
    """The gateway ends at each stage; what happens meanwhile is told afterwards."""

    def test_a_brief_sent_meanwhile_is_taken(self, house: House, customer: NewCustomer) -> None:
        ann = customer()
        house.closes()
        ann.person.says("Реклама: Кофейня у моря")

        house.opens()

        ann.chat.wait_for("Кофейня", button=APPROVE)
        assert len(house.studio.recent_jobs()) == 1

    def test_while_the_script_is_written(self, house: House, customer: NewCustomer) -> None:
        ann = customer()
        house.worker.hold(Product.SEGMENTS)
        ann.person.says("Реклама: Кофейня у моря")
        ann.chat.wait_for("🎬")
        house.closes()
        house.worker.let_go()

        house.opens()

        ann.chat.wait_for("Кофейня", button=APPROVE)
        ann.chat.wait_until(lambda _: _count(ann, "▱") == 0, "the progress to leave")

    def test_while_the_script_waits(self, house: House, customer: NewCustomer) -> None:
        ann = customer()
        script = ann.orders()
        house.closes()
        tap = ann.person.taps(APPROVE)

        house.opens()

        assert "Утверждено" in tap.wait_for_answer().text
        ann.chat.wait_for("Вот ", button=APPROVE)
        assert now(ann, script).buttons == []

    def test_while_the_pictures_are_drawn(self, house: House, customer: NewCustomer) -> None:
        ann = customer()
        house.worker.hold((Product.IMAGES, 3))
        ann.orders()
        ann.approves()
        ann.chat.wait_for("2 из 3")
        house.closes()
        house.worker.let_go()
        _wait_for_state(house, ann, JobState.AWAITING_IMAGES_APPROVAL)

        house.opens()

        ann.chat.wait_for("Вот ", button=APPROVE)
        assert len([m for m in ann.chat.messages if m.photo]) == 3

    def test_while_the_pictures_wait(self, house: House, customer: NewCustomer) -> None:
        ann = customer()
        ann.orders()
        ann.gets_pictures()

        house.restarts()

        assert ann.gets_clips().buttons
        assert len([m for m in ann.chat.messages if m.photo]) == 3

    def test_while_the_clips_wait(self, house: House, customer: NewCustomer) -> None:
        ann = customer()
        ann.orders()
        ann.gets_pictures()
        clips = ann.gets_clips()
        house.closes()
        house.studio.approve(ann.job(), Stage.VIDEOS, house.studio.status(ann.job()).brief.owner)
        _wait_for_state(house, ann, JobState.COMPLETED)

        house.opens()

        assert ann.chat.wait_for_video(since=clips)
        assert now(ann, clips).buttons == []

    def test_after_the_end_nothing_is_repeated(self, house: House, customer: NewCustomer) -> None:
        ann = customer()
        ann.gets_to_film()
        ann.chat.wait_for("✅ Готово")
        before = ann.chat.transcript("shown")

        house.restarts()
        ann.person.says("/help")
        ann.chat.wait_for("Опишите, что рекламируем")

        assert ann.chat.transcript("shown").startswith(before)

    def test_a_question_survives_it(self, house: House, customer: NewCustomer) -> None:
        ann = customer()
        script = ann.orders()
        ann.taps("✏️ Изменить")
        ann.chat.wait_for("Что изменить в сценарии «")

        house.restarts()
        ann.person.says("Больше юмора")

        ann.chat.wait_for("Больше юмора", button=APPROVE, where=is_after(script))
        assert len(house.studio.recent_jobs()) == 1


class TestTheFilm:
    """It is delivered once, whatever happens meanwhile."""

    @pytest.fixture
    def ann(self, customer: NewCustomer) -> Customer:
        ann = customer()
        ann.orders()
        ann.gets_pictures()
        ann.gets_clips()
        return ann

    def test_an_answer_that_is_lost_makes_no_second_one(self, house: House, ann: Customer) -> None:
        house.tg.faults.cut_after(method="editMessageMedia", times=1)

        ann.gets_film()

        ann.chat.wait_for("✅ Готово")
        assert len(house.tg.calls("editMessageMedia")) == 2
        assert _count_films(ann) == 1
        house.may_be_refused = True  # the second time, nothing is left to change

    def test_a_gateway_that_ends_in_the_middle_makes_no_second_one(
        self, house: House, ann: Customer
    ) -> None:
        stalled = house.tg.faults.stall(60, method="editMessageMedia", times=1)
        ann.approves()
        ann.chat.wait_for("готов, отправляю…")
        house.tg.wait_until(lambda: stalled.met, "the film to be under way")
        house.loop.run(house.gateway.stop())  # type: ignore[union-attr]
        house.tg.faults.end()

        house.opens()

        ann.chat.wait_for("✅ Готово")
        assert _count_films(ann) == 1
        assert _count(ann, "отправляю") == 0
        house.may_be_refused = True

    def test_a_server_that_cannot_put_it_there_gets_it_sent(
        self, house: House, ann: Customer
    ) -> None:
        house.may_be_refused = True
        house.tg.faults.answer(
            400, "Bad Request: message media can't be edited", method="editMessageMedia"
        )

        film = ann.gets_film()

        assert film.video
        assert film.video.supports_streaming
        ann.chat.wait_for("✅ Готово")
        assert (_count_films(ann), _count(ann, "отправляю")) == (1, 0)


def test_telegram_is_down_for_a_while(house: House, customer: NewCustomer) -> None:
    house.may_be_refused = True
    ann = customer()
    ann.orders()
    house.worker.hold(Product.IMAGES)
    ann.approves()

    with house.tg.down():
        house.worker.let_go()
        _wait_for_state(house, ann, JobState.AWAITING_IMAGES_APPROVAL)

    ann.chat.wait_for("Вот ", button=APPROVE)
    assert len([m for m in ann.chat.messages if m.photo]) == 3
    ann.gets_clips()


def test_broken_connections_and_bad_gateways_lose_nothing(
    house: House, customer: NewCustomer
) -> None:
    house.may_be_refused = True
    ann = customer()
    house.tg.faults.answer(502, times=2)
    house.tg.faults.cut_before(times=2)

    ann.orders()
    house.tg.faults.answer(502, times=1, method="sendMediaGroup")
    ann.gets_pictures()

    assert len([m for m in ann.chat.messages if m.photo]) == 3


def test_a_flood_is_waited_out(house: House, customer: NewCustomer) -> None:
    house.may_be_refused = True
    ann = customer()
    flood = house.tg.faults.answer(
        429, "Too Many Requests: retry after 1", method="sendMessage", times=1, retry_after=1
    )

    script = ann.orders()

    assert flood.met == 1
    assert script.button(APPROVE)


def test_a_blocked_bot_goes_on_when_it_is_let_in_again(house: House, customer: NewCustomer) -> None:
    house.may_be_refused = True
    ann = customer()
    house.worker.hold(Product.IMAGES)
    ann.orders()
    ann.approves()
    ann.person.blocks_bot()
    house.tg.wait_for_confirmation()
    house.worker.let_go()
    _wait_for_state(house, ann, JobState.AWAITING_IMAGES_APPROVAL)

    ann.person.unblocks_bot()

    ann.chat.wait_for("Вот ", button=APPROVE)

    # The film that came meanwhile is there, too, although its job has ended.
    house.worker.hold(Product.FINAL_MP4)
    ann.gets_clips()
    ann.approves()
    ann.person.blocks_bot()
    house.tg.wait_for_confirmation()
    house.worker.let_go()
    _wait_for_state(house, ann, JobState.COMPLETED)
    ann.person.unblocks_bot()

    ann.chat.wait_for_video()


def test_a_deleted_account_disturbs_nobody_else(house: House, customer: NewCustomer) -> None:
    house.may_be_refused = True
    ann, bob = customer("Аня"), customer("Боб")
    house.worker.hold(Product.SEGMENTS)
    ann.person.says("Реклама: Кофейня у моря")
    ann.chat.wait_for("🎬")
    ann.person.deletes_account()
    house.worker.let_go()

    script = bob.orders("Реклама: Пекарня на углу")

    assert script.button(CANCEL)


def test_a_group_that_becomes_a_supergroup_keeps_its_job(
    house: House, customer: NewCustomer
) -> None:
    house.may_be_refused = True
    ann = customer().person
    team = house.tg.group("Команда", [ann])
    house.worker.hold(Product.SEGMENTS)
    ann.says("@AdgenBot Реклама: Кофейня у моря", chat=team)
    team.wait_for("🎬")

    grown = team.becomes_supergroup(ann)
    house.worker.let_go()

    grown.wait_for("Кофейня", button=APPROVE)
    tap = ann.taps(APPROVE, chat=grown)
    assert "Утверждено" in tap.wait_for_answer().text


def test_a_bot_that_is_thrown_out_and_let_in_again_goes_on(
    house: House, customer: NewCustomer
) -> None:
    house.may_be_refused = True
    ann = customer().person
    team = house.tg.group("Команда", [ann])
    house.worker.hold(Product.SEGMENTS)
    ann.says("@AdgenBot Реклама: Кофейня у моря", chat=team)
    team.wait_for("🎬")
    team.kicks_bot(ann)
    house.tg.wait_for_confirmation()
    house.worker.let_go()

    team.lets_bot_in(ann)

    team.wait_for("Кофейня", button=APPROVE)


def _count(ann: Customer, text: str) -> int:
    return sum(text in message.text for message in ann.chat.messages if message.is_from_bot)


def _count_films(ann: Customer) -> int:
    return sum(bool(message.video and not message.album_id) for message in ann.chat.messages)


def _wait_for_state(house: House, ann: Customer, state: JobState) -> None:
    """Look again and again: Telegram, whose news others wait for, hears nothing of it."""
    job, deadline = ann.job(), time.monotonic() + PATIENCE_S
    while house.studio.status(job).state is not state:
        assert time.monotonic() < deadline, f"waited in vain for the job to be {state}"
        time.sleep(0.05)
