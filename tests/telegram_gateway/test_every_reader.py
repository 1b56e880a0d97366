"""Nothing that comes from Telegram, and nothing that a note holds, silences the chats.

What the gateways read of the instance's events is in `tests/instance/test_every_reader.py`.
"""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from telegram.error import TelegramError

from adgen_dagster.storage.unreadable import UNREADABLE
from telegram_gateway.asking import AskingBot, PageRequest, Poller, UnreadablePageError
from telegram_gateway.persistence.chats import Persistence
from telegram_gateway.studio_client import StudioClient
from telegram_gateway.transport.update_queue import UpdateQueue
from tests.production.ports import free_port
from tests.stand_ins.telegram import EXAMPLE_TOKEN
from tests.telegram_gateway.house import Customer, House
from tests.telegram_gateway.test_process import Process, process

__all__ = ["process"]

NewCustomer = Callable[..., Customer]
CHAT = {"id": 4_000_001, "type": "private"}
EVE = {"id": 4_000_001, "is_bot": False, "first_name": "Eve"}
GONE = {"message_id": 5, "date": 0, "chat": CHAT}


def message(**parts: object) -> dict[str, Any]:
    return {"message_id": 6, "date": 1_800_000_000, "chat": CHAT, "from": EVE, **parts}


def deep(levels: int) -> object:
    found: object = 1
    for _ in range(levels):
        found = {"x": found}
    return found


RUBBISH: list[tuple[str, Any]] = [
    ("message", message(pinned_message=GONE)),
    ("message", message(reply_to_message=GONE)),
    ("message", message(poll={"id": "1", "question": "?", "options": []})),
    ("message", message(text=7, entities=[7])),
    ("message", message(date="tomorrow")),
    ("message", message(date=10**30)),
    ("message", {"message_id": 7}),
    ("message", 7),
    ("message", []),
    ("message", message(text="\ud800 \x00", chat={"id": 10**40, "type": "private"})),
    ("message", message(checklist={"tasks": None}, text="/help")),
    ("callback_query", {"id": "1"}),
    (
        "callback_query",
        {"id": "1", "from": EVE, "chat_instance": "x", "message": GONE, "data": "x"},
    ),
    ("my_chat_member", {"chat": CHAT}),
    ("message", message(something_new=deep(400))),
]


def feed(house: House) -> None:
    for kind, payload in RUBBISH:
        house.tg.world.updates.add(kind, CHAT["id"], payload)  # type: ignore[arg-type]


def test_rubbish_in_updates_is_stepped_over_and_kept(house: House, customer: NewCustomer) -> None:
    ann = customer()
    house.may_be_refused = True  # Eve never opened the chat
    feed(house)
    polls = house.tg.world.updates.polls

    ann.person.says("/help")

    ann.chat.wait_for("Опишите")
    house.tg.wait_until(lambda: not house.tg.world.updates.pending(), "the last to be confirmed")
    assert house.tg.world.updates.polls - polls < 10
    note = json.loads(house.studio.notebook.read("telegram/aside") or "{}")
    assert UNREADABLE.counts()["update"] >= len(note["updates"])
    assert len(note["updates"]) >= 5
    assert all(each["update"] for each in note["updates"])


def test_a_webhook_confirms_rubbish_that_has_an_id(house: House, customer: NewCustomer) -> None:
    port, ann = free_port(), customer()
    house.closes()
    house.may_be_refused = True
    house.opens(webhook_url=f"http://127.0.0.1:{port}/hook", port=port)
    feed(house)

    ann.person.says("/help")

    ann.chat.wait_for("Опишите")
    house.tg.wait_until(lambda: not house.tg.world.updates.pending(), "the last to be confirmed")


NOTES = [
    "",
    "{",
    "[]",
    "7",
    '{"language": 7, "jobs": "x", "choices": {"ratio": "1:1000"}}',
    "[" * 9999,
]


@pytest.mark.parametrize("note", NOTES)
def test_notes_that_cannot_be_read_are_begun_anew(
    house: House, customer: NewCustomer, note: str
) -> None:
    ann = customer()
    house.closes()
    keys = ("inbox", "notifier", "aside", f"chat/{ann.chat.id}")
    for key in keys:
        house.studio.notebook.write(f"telegram/{key}", note)

    house.opens()
    ann.person.says("/help")

    ann.chat.wait_for("Опишите")


def test_of_a_chats_note_only_what_cannot_be_read_is_lost(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    house.closes()
    kept = {"language": "en", "choices": {"ratio": "1:1000"}, "jobs": ["01J"], "from": "later"}
    house.studio.notebook.write(f"telegram/chat/{ann.chat.id}", json.dumps(kept))

    house.opens()
    chat = house.loop.run(Persistence(StudioClient(house.studio)).chat(ann.chat.id))

    assert (chat.language, chat.jobs, chat.choices.ratio) == ("en", ("01J",), "16:9")
    unread = house.studio.notebook.read(f"telegram/unread/chat/{ann.chat.id}")
    assert json.loads(unread or "") == kept


def test_who_sent_what_was_in_hand_at_two_deaths_is_told(
    house: House, customer: NewCustomer
) -> None:
    ann = customer()
    ann.person.says("/help")
    ann.chat.wait_for("Опишите")
    house.closes()
    sent = {"message_id": 6, "date": 1_800_000_000, "chat": {"id": ann.chat.id, "type": "private"}}
    killer = {"update": json.dumps({"update_id": 7, "message": sent}), "tries": 1}
    note = {"waiting": {"7": {**killer, "is_begun": True}, "8": {"update": "{}", "is_begun": True}}}
    house.studio.notebook.write("telegram/inbox", json.dumps(note))

    house.opens()

    ann.chat.wait_for("дважды")
    kept = json.loads(house.studio.notebook.read("telegram/aside") or "{}")["updates"]
    assert [each["number"] for each in kept] == [8, 7]


@contextmanager
def telegram_that_says(pages: Callable[[int, int], bytes]) -> Iterator[str]:
    """A Bot API server with one method, whose answer depends on the offset and the limit."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = dict(part.split("=") for part in asked.split("&"))
            body = pages(int(fields.get("offset", 0)), int(fields["limit"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/bot"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("bad", [b"9" * 4301, b"[" * 100_000 + b"]" * 100_000, b"\x01"])
def test_a_page_that_is_no_json_is_taken_one_by_one(house: House, bad: bytes) -> None:
    def pages(offset: int, limit: int) -> bytes:
        rows = {
            n: b'{"update_id": %d, "x": %s}' % (n, bad if n == 3 else b"1") for n in range(1, 6)
        }
        rest = [row for number, row in rows.items() if number >= offset][:limit]
        if not rest:
            time.sleep(0.2)
        return b'{"ok": true, "result": [' + b", ".join(rest) + b"]}"

    async def story(url: str) -> list[int]:
        update_queue, request = UpdateQueue(Persistence(StudioClient(house.studio))), PageRequest()
        async with AskingBot(EXAMPLE_TOKEN, url, get_updates_request=request) as bot:
            polling = asyncio.create_task(Poller(bot, update_queue, ["message"]).run())
            async with asyncio.timeout(20):
                found = [(await update_queue.get()).update_id for _ in range(4)]  # type: ignore[attr-defined]
            polling.cancel()
        return found

    house.closes()
    with telegram_that_says(pages) as url, pytest.MonkeyPatch.context() as patch:
        patch.setattr(AskingBot, "initialize", _without_asking)
        assert asyncio.run(story(url)) == [1, 2, 4, 5]


async def _without_asking(bot: AskingBot) -> None:
    await asyncio.gather(*(request.initialize() for request in bot._request))


def test_what_is_no_json_and_has_no_ids_is_a_trouble_of_telegrams() -> None:
    with pytest.raises(TelegramError):
        PageRequest.parse_json_payload(b"<html>Bad gateway</html>")
    with pytest.raises(UnreadablePageError):
        PageRequest.parse_json_payload(b'{"result": [{"update_id": 7, "x": ')


def test_a_poller_that_ended_turns_health_red_and_ends_the_process(house: House) -> None:
    house.closes()
    house.opens(port=free_port())
    gateway = house.gateway
    assert gateway
    assert gateway._polling

    house.loop.run(_cancel(gateway._polling))

    assert "nobody asks Telegram" in house.loop.run(gateway._say_alive())
    assert "nobody asks Telegram" in house.loop.run(asyncio.wait_for(gateway.watch(), 10))


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})


def test_updates_that_nobody_takes_up_turn_health_red(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = house.gateway
    assert gateway
    monkeypatch.setattr("telegram_gateway.app.STUCK_S", 0.05)
    house.loop.run(_cancel(gateway._application._Application__update_fetcher_task))  # type: ignore[attr-defined]
    house.tg.person("Аня", language="ru").says("/help")

    house.tg.wait_until(
        lambda: "updates wait" in house.loop.run(gateway._say_alive()), "red health"
    )


def test_an_end_does_not_wait_for_work_that_does_not_end(house: House) -> None:
    gate, gateway = threading.Event(), house.gateway
    assert gateway

    async def occupy() -> None:
        for _ in range(12):
            work.add(asyncio.create_task(gateway._desk.do(gate.wait)))

    work = set[asyncio.Task[bool]]()
    house.loop.run(occupy())

    house.closes()  # It returns.

    assert not any(each.done() and not each.cancelled() for each in work)
    gate.set()


def test_a_process_whose_poller_ended_does_not_live_on(process: Process) -> None:
    process.starts()
    log_of_start = "gateway_started"
    process.house.tg.wait_until(lambda: log_of_start in process.log, log_of_start, 60)
    process.house.tg.faults.answer(401, "Unauthorized", method="getUpdates")
    process.house.tg.person("Аня", language="ru").says("/help")

    assert process.running
    assert process.running.wait(60) == os.EX_CONFIG
