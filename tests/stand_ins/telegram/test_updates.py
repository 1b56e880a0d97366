"""How updates reach a bot: getUpdates, the webhook, and never both."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from telegram import Update
from telegram.error import BadRequest, Conflict
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from . import TelegramServer
from .conftest import AnyApplication, Client, Loop, new_bot, running


def numbers(updates: tuple[Update, ...]) -> list[int]:
    return [update.update_id for update in updates]


def test_updates_come_again_until_they_are_confirmed(tg: TelegramServer, client: Client) -> None:
    ann = tg.person("Аня")
    for text in ("one", "two", "three"):
        ann.says(text)

    first = client("get_updates")

    assert [update.message.text for update in first] == ["one", "two", "three"]
    assert numbers(client("get_updates")) == numbers(first)
    assert numbers(client("get_updates", offset=first[1].update_id)) == numbers(first)[1:]
    assert numbers(client("get_updates", limit=1)) == numbers(first)[1:2]
    assert numbers(client("get_updates", offset=-1)) == numbers(first)[2:]
    assert client("get_updates", offset=first[2].update_id + 1) == ()


def test_a_long_poll_returns_the_moment_something_happens(
    tg: TelegramServer, client: Client, loop: Loop
) -> None:
    async def poll() -> tuple[Update, ...]:
        waiting = asyncio.create_task(client.bot.get_updates(timeout=20))
        await asyncio.to_thread(_until_polled, tg, 0)
        tg.person("Аня").says("hello")
        return await waiting

    [update] = loop.run(poll())

    assert update.message
    assert update.message.text == "hello"


def _until_polled(tg: TelegramServer, before: int) -> None:
    tg.wait_until(lambda: tg.world.updates.polls > before, "a getUpdates call")


def test_a_second_poller_ends_the_first(tg: TelegramServer, client: Client, loop: Loop) -> None:
    async def poll_twice() -> list[object]:
        first = asyncio.create_task(client.bot.get_updates(timeout=20))
        await asyncio.to_thread(_until_polled, tg, 0)
        second = asyncio.create_task(new_bot(tg).get_updates(timeout=0))
        return [*await asyncio.gather(first, second, return_exceptions=True)]

    first, second = loop.run(poll_twice())

    assert isinstance(first, Conflict)
    assert "terminated by other getupdates request" in str(first).lower()
    assert second == ()


def test_only_wanted_kinds_of_updates_come(tg: TelegramServer, client: Client) -> None:
    ann = tg.person("Аня")
    client("get_updates", allowed_updates=["my_chat_member"])

    ann.says("hello")
    ann.blocks_bot()

    [update] = client("get_updates")
    assert update.my_chat_member.new_chat_member.status == "kicked"


def test_a_webhook_excludes_polling(client: Client) -> None:
    client("set_webhook", "https://example.com/hook", max_connections=5)

    with pytest.raises(Conflict, match="while webhook is active; use deleteWebhook"):
        client("get_updates")
    info = client("get_webhook_info")
    assert (info.url, info.max_connections) == ("https://example.com/hook", 5)
    client("delete_webhook")
    assert client("get_updates") == ()


@pytest.mark.parametrize(
    ("url", "secret", "reason"),
    [
        ("http://example.com/hook", "", "An https url must be provided for webhook"),
        ("https://example.com:8000/hook", "", "can be set up only on ports 80, 88, 443 or 8443"),
        ("https://example.com/hook", "no spaces", "Secret token contains unallowed characters"),
    ],
)
def test_a_bad_webhook_is_refused(client: Client, url: str, secret: str, reason: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){reason}"):
        client("set_webhook", url, secret_token=secret or None)


def test_pending_updates_can_be_dropped(tg: TelegramServer, client: Client) -> None:
    tg.person("Аня").says("old")

    client("delete_webhook", drop_pending_updates=True)

    assert client("get_updates") == ()


class Hook(ThreadingHTTPServer):
    """A webhook that answers with the next of the given statuses, then with 200."""

    def __init__(self, statuses: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), HookHandler)
        self.statuses = statuses
        self.received: list[tuple[str | None, str]] = []
        self.arrived = threading.Condition()
        self.may_answer = threading.Event()
        self.may_answer.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook"

    def wait_for(self, count: int) -> list[str]:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.received) >= count, 15)
            return [text for _, text in self.received]


class HookHandler(BaseHTTPRequestHandler):
    server: Hook  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        secret = self.headers.get("X-Telegram-Bot-Api-Secret-Token")
        with self.server.arrived:
            status = self.server.statuses.pop(0) if self.server.statuses else 200
            self.server.received.append((secret, body["message"]["text"]))
            self.server.arrived.notify_all()
        self.server.may_answer.wait(15)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def hook(request: pytest.FixtureRequest) -> Iterator[Hook]:
    with Hook(list(getattr(request, "param", []))) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def test_a_webhook_is_called_with_its_secret(
    tg: TelegramServer, client: Client, hook: Hook
) -> None:
    client("set_webhook", hook.url, secret_token="s3cret")  # noqa: S106

    tg.person("Аня").says("hello")

    hook.wait_for(1)
    assert hook.received == [("s3cret", "hello")]
    tg.wait_for_confirmation()


@pytest.mark.parametrize("hook", [[500, 503]], indirect=True)
def test_a_failing_webhook_gets_the_update_again_and_a_chats_updates_stay_in_order(
    tg: TelegramServer, client: Client, hook: Hook
) -> None:
    client("set_webhook", hook.url)

    for text in ("one", "two"):
        tg.person("Аня").says(text)

    assert hook.wait_for(4) == ["one", "one", "one", "two"]
    tg.wait_for_confirmation()
    info = client("get_webhook_info")
    assert info.last_error_message.startswith("Wrong response from the webhook: 503")
    assert info.pending_update_count == 0


def test_chats_do_not_wait_for_each_other_at_a_slow_webhook(
    tg: TelegramServer, client: Client, hook: Hook
) -> None:
    hook.may_answer.clear()
    client("set_webhook", hook.url)

    tg.person("Аня").says("Аня 1")
    hook.wait_for(1)
    tg.person("Аня").says("Аня 2")
    tg.person("Боря").says("Боря 1")

    assert hook.wait_for(2) == ["Аня 1", "Боря 1"]
    hook.may_answer.set()
    assert hook.wait_for(3) == ["Аня 1", "Боря 1", "Аня 2"]
    tg.wait_for_confirmation()


def test_updates_wait_for_a_webhook_that_is_away(
    tg: TelegramServer, client: Client, hook: Hook
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        client("set_webhook", f"http://127.0.0.1:{nobody.getsockname()[1]}/hook")
        tg.person("Аня").says("anyone?")
        tg.wait_until(lambda: client("get_webhook_info").last_error_message, "an error")

    client("set_webhook", hook.url)

    assert hook.wait_for(1) == ["anyone?"]


async def _echo(update: Update, _: object) -> None:
    if update.effective_message:
        await update.effective_message.reply_text(f"echo {update.effective_message.text}")


def echo_bot(tg: TelegramServer) -> AnyApplication:
    application = ApplicationBuilder().bot(new_bot(tg)).build()
    application.add_handler(MessageHandler(filters.TEXT, _echo))
    return application


def test_python_telegram_bot_runs_on_polling(tg: TelegramServer, loop: Loop) -> None:
    ann = tg.person("Аня")

    with running(loop, echo_bot(tg)):
        ann.says("раз")

        ann.private_chat().wait_for("echo раз")


def test_python_telegram_bot_runs_on_a_webhook(tg: TelegramServer, loop: Loop) -> None:
    ann = tg.person("Аня")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with running(loop, echo_bot(tg), webhook_port=port):
        ann.says("два")

        ann.private_chat().wait_for("echo два")


def test_what_comes_while_the_bot_is_away_waits_for_it(tg: TelegramServer, loop: Loop) -> None:
    ann = tg.person("Аня")
    with running(loop, echo_bot(tg)):
        ann.says("раз")
        ann.private_chat().wait_for("echo раз")

    ann.says("два")

    with running(loop, echo_bot(tg)):
        ann.private_chat().wait_for("echo два")
    assert len(tg.calls("sendMessage")) == 2
