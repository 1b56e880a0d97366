"""An update that was handed over is handled, once, in its turn, whatever happens to the process."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pytest
from telegram import CallbackQuery, Chat, Message, Update, User

from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.studio import Studio
from telegram_gateway.persistence.chats import Persistence
from telegram_gateway.studio_client import StudioClient
from telegram_gateway.transport.turns import AT_ONCE, PerChatUpdateProcessor
from telegram_gateway.transport.update_queue import UpdateQueue

ANN, BOB = User(1, "Ann", is_bot=False), User(2, "Bob", is_bot=False)


@pytest.fixture
def persistence(own_instance: dg.DagsterInstance, store: ArtifactStore) -> Persistence:
    return Persistence(StudioClient(Studio(own_instance, store, Settings())))


def message(number: int, chat: int = 1, by: User = ANN) -> Update:
    sent = Message(number, datetime.now(UTC), Chat(chat, "private"), from_user=by, text="hi")
    return Update(number, message=sent)


def tap(number: int) -> Update:
    under = Message(9, datetime.now(UTC), Chat(1, "private"), from_user=ANN, text="?")
    query = CallbackQuery(str(number), ANN, "x", message=under, data="x")
    return Update(number, callback_query=query)


def run(work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401
    return asyncio.run(work)


async def taken(update_queue: UpdateQueue) -> list[int]:
    """The updates that are in a queue now."""
    found: list[int] = []
    while not update_queue.empty():
        update = await update_queue.get()
        assert isinstance(update, Update)
        found.append(update.update_id)
    return found


def test_what_a_killed_process_was_handed_is_taken_up_by_the_next(persistence: Persistence) -> None:
    async def story() -> list[int]:
        killed = UpdateQueue(persistence)
        await killed.take(message(1).to_dict())
        await killed.take(message(2).to_dict())
        await killed.strike(message(1))
        next_one = UpdateQueue(persistence)
        await next_one.restore(None)
        return await taken(next_one)

    assert run(story()) == [2]


def test_what_is_delivered_again_is_not_handled_again(persistence: Persistence) -> None:
    async def story() -> list[int]:
        first = UpdateQueue(persistence)
        await first.take(message(1).to_dict())
        await first.take(message(1).to_dict())
        found = await taken(first)
        await first.strike(message(1))
        after_restart = UpdateQueue(persistence)
        await after_restart.restore(None)
        await after_restart.take(message(1).to_dict())
        return [*found, *await taken(after_restart)]

    assert run(story()) == [1]


async def dies_over(persistence: Persistence, *numbers: int) -> list[list[int]]:
    """A process that takes up what is left, and is killed while it handles some of it."""
    update_queue = UpdateQueue(persistence)
    aside = await update_queue.restore(None)
    found = await taken(update_queue)
    for number in numbers:
        await update_queue.begin(message(number))
    return [found, [each.number for each in aside]]


def test_what_was_in_hand_at_two_deaths_in_a_row_is_set_aside(persistence: Persistence) -> None:
    async def story() -> list[list[list[int]]]:
        update_queue = UpdateQueue(persistence)
        await update_queue.take(message(1).to_dict())
        await update_queue.take(message(2).to_dict())
        return [
            await dies_over(persistence, 1),
            await dies_over(persistence),
            await dies_over(persistence),
        ]

    assert run(story()) == [[[1, 2], []], [[2], [1]], [[2], []]]


def test_an_end_in_order_is_no_death(persistence: Persistence) -> None:
    async def story() -> list[list[int]]:
        await UpdateQueue(persistence).take(message(1).to_dict())
        for _ in range(3):
            update_queue = UpdateQueue(persistence)
            await update_queue.restore(None)
            await update_queue.begin(message(1))
            await update_queue.close()
        return await dies_over(persistence)

    assert run(story()) == [[1], []]


def test_one_persons_many_updates_leave_room_for_others(persistence: Persistence) -> None:
    async def story() -> str:
        processor, gate = PerChatUpdateProcessor(UpdateQueue(persistence)), asyncio.Event()
        done = asyncio.Event()

        async def other() -> None:
            done.set()

        crowd = [
            asyncio.create_task(processor.process_update(message(n, chat=n % 90), gate.wait()))
            for n in range(3 * AT_ONCE)
        ]
        await asyncio.sleep(0)
        asked = asyncio.create_task(processor.process_update(message(999, 1000, BOB), other()))
        async with asyncio.timeout(10):
            await done.wait()
        gate.set()
        await asyncio.gather(asked, *crowd)
        return "answered"

    assert run(story()) == "answered"


def test_one_chats_updates_are_handled_in_their_order(persistence: Persistence) -> None:
    async def story() -> list[str]:
        processor, log, gate = (
            PerChatUpdateProcessor(UpdateQueue(persistence)),
            list[str](),
            asyncio.Event(),
        )

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


def test_while_the_database_is_away_telegram_keeps_what_comes(persistence: Persistence) -> None:
    class Away(Persistence):
        failures = 1

        async def keep_inbox(self, note: Any) -> None:  # noqa: ANN401
            if self.failures:
                self.failures -= 1
                raise OSError("the database is away")
            await super().keep_inbox(note)

    async def story() -> tuple[bool, list[int]]:
        update_queue = UpdateQueue(Away(persistence._desk))
        putting = asyncio.create_task(update_queue.take(message(1).to_dict()))
        await asyncio.sleep(0.1)
        is_confirmed = putting.done()
        await putting
        return is_confirmed, await taken(update_queue)

    assert run(story()) == (False, [1])
