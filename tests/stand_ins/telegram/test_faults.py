"""Everything that can go wrong on the line, as python-telegram-bot meets it."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Update
from telegram.error import NetworkError, RetryAfter, TimedOut

from . import Person, TelegramServer
from .conftest import Client, Loop, new_bot


@pytest.fixture
def ann(tg: TelegramServer) -> Person:
    return tg.person("Аня", has_started=True)


def test_a_server_that_is_down_refuses_and_later_answers_at_the_same_address(
    tg: TelegramServer, client: Client, ann: Person
) -> None:
    client("send_message", ann.id, "before")

    with tg.down(), pytest.raises(NetworkError):
        client("send_message", ann.id, "meanwhile")

    client("send_message", ann.id, "after")
    assert [message.text for message in ann.private_chat().messages] == ["before", "after"]


def test_a_poll_breaks_when_the_server_goes_down_and_no_update_is_lost(
    tg: TelegramServer, client: Client, loop: Loop, ann: Person
) -> None:
    async def poll() -> tuple[Update, ...]:
        return await client.bot.get_updates(timeout=20)

    waiting = asyncio.run_coroutine_threadsafe(poll(), loop._loop)
    tg.wait_until(lambda: tg.world.updates.polls, "a poll")
    with tg.down():
        assert isinstance(waiting.exception(15), NetworkError)
        ann.says("is anyone there?")

    [update] = client("get_updates")
    assert update.message.text == "is anyone there?"


def test_bad_gateways_are_answered_as_often_as_asked(
    tg: TelegramServer, client: Client, ann: Person
) -> None:
    fault = tg.faults.answer(502, times=2)

    for _ in range(2):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            client("send_message", ann.id, "hello")
    client("send_message", ann.id, "hello")

    assert fault.met == 2
    assert len(ann.private_chat().messages) == 1


def test_a_fault_can_concern_one_method_only(
    tg: TelegramServer, client: Client, ann: Person
) -> None:
    tg.faults.answer(429, "Too Many Requests: retry after 7", method="sendChatAction",
                     retry_after=7)  # fmt: skip

    with pytest.raises(RetryAfter):
        client("send_chat_action", ann.id, "typing")
    client("send_message", ann.id, "hello")


def test_a_cut_before_the_call_did_nothing(tg: TelegramServer, client: Client, ann: Person) -> None:
    tg.faults.cut_before(method="sendMessage", times=1)

    with pytest.raises(NetworkError):
        client("send_message", ann.id, "hello")

    assert ann.private_chat().messages == []


def test_a_cut_after_the_call_leaves_the_bot_in_doubt(
    tg: TelegramServer, client: Client, ann: Person
) -> None:
    tg.faults.cut_after(method="sendMessage", times=1)

    with pytest.raises(NetworkError):
        client("send_message", ann.id, "hello")

    assert [message.text for message in ann.private_chat().messages] == ["hello"]


def test_a_stalled_call_times_out_and_is_still_done_in_the_end(
    tg: TelegramServer, loop: Loop, ann: Person
) -> None:
    impatient = Client(loop, new_bot(tg, read_timeout_s=0.2))
    stall = tg.faults.stall(60, method="sendMessage")

    with pytest.raises(TimedOut):
        impatient("send_message", ann.id, "hello")

    assert ann.private_chat().messages == []
    tg.faults.end(stall)
    ann.private_chat().wait_for("hello")


def test_a_slow_line_takes_the_upload_all_the_same(
    tg: TelegramServer, client: Client, ann: Person
) -> None:
    with tg.faults.during(tg.faults.slow_upload(200_000, method="sendDocument")) as fault:
        client("send_document", ann.id, bytes(40_000), filename="a.bin")

    assert fault.met == 1
    assert str(ann.private_chat().messages[-1].media) == "📎 a.bin 0.0 MB"


def test_fetching_a_file_can_fail_too(
    tg: TelegramServer, client: Client, ann: Person, loop: Loop, recording: object
) -> None:
    sent = client("send_document", ann.id, b"content", filename="a.txt")
    file = client("get_file", sent.document.file_id)
    tg.faults.answer(502, method="file", times=1)

    with pytest.raises(NetworkError):
        loop.run(file.download_as_bytearray())

    assert loop.run(file.download_as_bytearray()) == b"content"
