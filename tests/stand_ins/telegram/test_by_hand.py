"""The terminal to try a bot by hand, and the way in for other processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from . import TelegramServer
from .conftest import Client, Loop

ROOT = Path(__file__).parents[3]


class Terminal:
    """The program, typed into and read."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.stand_ins.telegram", "--port", "0", "--name", "Ann"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONUTF8": "1"},
        )
        lines = [self.read() for _ in range(3)]
        self.environment = dict(line.removeprefix("export ").split("=", 1) for line in lines)

    def read(self, containing: str = "") -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            if containing in line:
                return line.rstrip("\n")
        raise AssertionError(f"the program ended without {containing!r}")

    def type(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    running = Terminal()
    yield running
    running.process.kill()
    running.process.communicate()


def test_a_chat_by_hand(terminal: Terminal, loop: Loop) -> None:
    bot = telegram.Bot(
        terminal.environment["TELEGRAM_BOT_TOKEN"],
        terminal.environment["TELEGRAM_API_BASE_URL"],
        terminal.environment["TELEGRAM_API_BASE_FILE_URL"],
    )
    client = Client(loop, bot)
    terminal.type("/start")
    [update] = client("get_updates", timeout=10)
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Да", callback_data="yes")]])

    client("send_message", update.message.chat.id, "Начнём?", reply_markup=markup)
    terminal.read("Начнём?")
    terminal.read("1 [Да]")
    terminal.type("/tap 1")
    [tapped] = client("get_updates", offset=update.update_id + 1, timeout=10)
    client("answer_callback_query", tapped.callback_query.id, "Хорошо")
    terminal.read("(Хорошо)")
    terminal.type("/tap 9")
    terminal.read("!")
    terminal.type("/chat")
    terminal.read("Ann taps [Да]")
    terminal.type("/quit")

    assert terminal.process.wait(15) == 0


def ask(tg: TelegramServer, name: str, **request: object) -> Any:  # noqa: ANN401
    body = json.dumps(request).encode()
    with urllib.request.urlopen(f"{tg.url}/_loopback/{name}", body) as answer:  # noqa: S310
        return json.load(answer)["result"]


def test_another_process_can_play_a_person(
    tg: TelegramServer, client: Client, picture: Path
) -> None:
    said = ask(tg, "says", person="Аня", text="/start")
    ask(tg, "sends", person="Аня", kind="photo", path=str(picture), caption="кофе")
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Да", callback_data="yes")]])
    client("send_message", said["chat_id"], "Начнём?", reply_markup=markup)

    ask(tg, "taps", person="Аня", label="Да")

    kinds = [update.to_dict().keys() - {"update_id"} for update in client("get_updates")]
    assert kinds == [{"message"}, {"message"}, {"callback_query"}]
    assert [m["media"] for m in ask(tg, "messages", person="Аня")] == [
        "", "🖼 photo 1280×720", ""
    ]  # fmt: skip
    assert "Аня taps [Да]" in ask(tg, "transcript")
    assert [call["method"] for call in ask(tg, "calls")] == ["sendMessage", "getUpdates"]


def test_what_another_process_cannot_ask_is_refused(tg: TelegramServer) -> None:
    with pytest.raises(HTTPError, match="400"):
        ask(tg, "taps", person="Аня", label="nothing")
    with pytest.raises(HTTPError, match="400"):
        ask(tg, "dances")
