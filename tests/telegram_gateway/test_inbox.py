"""An update that was handed over is handled, once, in its turn, whatever happens to the process."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pytest
from telegram import CallbackQuery, Chat, Message, Update, User

from adgen_dagster.artifacts import ArtifactStore
from adgen_dagster.settings import Settings
from adgen_dagster.studio import Studio
from telegram_gateway.desk import Desk
from telegram_gateway.inbox import TRIES, Inbox, InOrder
from telegram_gateway.memory import Memory

ANN = User(1, "Ann", is_bot=False)


@pytest.fixture
def memory(own_instance: dg.DagsterInstance, store: ArtifactStore) -> Memory:
    return Memory(Desk(Studio(own_instance, store, Settings())))


def message(number: int, chat: int = 1) -> Update:
    sent = Message(number, datetime.now(UTC), Chat(chat, "private"), from_user=ANN, text="hi")
    return Update(number, message=sent)


def tap(number: int) -> Update:
    under = Message(9, datetime.now(UTC), Chat(1, "private"), from_user=ANN, text="?")
    query = CallbackQuery(str(number), ANN, "x", message=under, data="x")
    return Update(number, callback_query=query)


def run(work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401
    return asyncio.run(work)


async def taken(inbox: Inbox) -> list[int]:
    """The updates that are in a queue now."""
    found: list[int] = []
    while not inbox.empty():
        update = await inbox.get()
        assert isinstance(update, Update)
        found.append(update.update_id)
    return found


def test_what_a_killed_process_was_handed_is_taken_up_by_the_next(memory: Memory) -> None:
    async def story() -> list[int]:
        killed = Inbox(memory)
        await killed.put(message(1))
        await killed.put(message(2))
        await killed.strike(message(1))
        next_one = Inbox(memory)
        await next_one.restore(None)
        return await taken(next_one)

    assert run(story()) == [2]


def test_what_is_delivered_again_is_not_handled_again(memory: Memory) -> None:
    async def story() -> list[int]:
        first = Inbox(memory)
        await first.put(message(1))
        await first.put(message(1))
        found = await taken(first)
        await first.strike(message(1))
        after_restart = Inbox(memory)
        await after_restart.restore(None)
        await after_restart.put(message(1))
        return [*found, *await taken(after_restart)]

    assert run(story()) == [1]


def test_an_update_that_ends_the_process_each_time_is_let_go(memory: Memory) -> None:
    async def story() -> list[list[int]]:
        await Inbox(memory).put(message(1))
        found: list[list[int]] = []
        for _ in range(TRIES):
            inbox = Inbox(memory)
            await inbox.restore(None)
            found.append(await taken(inbox))
        return found

    assert run(story()) == [[1]] * (TRIES - 1) + [[]]


def test_one_chats_updates_are_handled_in_their_order(memory: Memory) -> None:
    async def story() -> list[str]:
        processor, log, gate = InOrder(Inbox(memory)), list[str](), asyncio.Event()

        async def first() -> None:
            log.append("first begins")
            await gate.wait()
            log.append("first ends")

        async def note(what: str) -> None:
            log.append(what)

        tasks = [
            asyncio.create_task(processor.process_update(message(1), first())),
            asyncio.create_task(processor.process_update(message(2), note("second"))),
            asyncio.create_task(processor.process_update(message(3, chat=2), note("other chat"))),
            asyncio.create_task(processor.process_update(tap(4), note("tap"))),
        ]
        while "tap" not in log or "other chat" not in log:
            await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(*tasks)
        return log

    log = run(story())

    assert sorted(log[1:3]) == ["other chat", "tap"]
    assert log[3:] == ["first ends", "second"]


def test_while_the_database_is_away_telegram_keeps_what_comes(memory: Memory) -> None:
    class Away(Memory):
        failures = 1

        async def keep_inbox(self, note: Any) -> None:  # noqa: ANN401
            if self.failures:
                self.failures -= 1
                raise OSError("the database is away")
            await super().keep_inbox(note)

    async def story() -> tuple[bool, list[int]]:
        inbox = Inbox(Away(memory._desk))
        putting = asyncio.create_task(inbox.put(message(1)))
        await asyncio.sleep(0.1)
        is_confirmed = putting.done()
        await putting
        return is_confirmed, await taken(inbox)

    assert run(story()) == (False, [1])
