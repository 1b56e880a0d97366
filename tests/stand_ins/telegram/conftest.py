"""A server, a client that is python-telegram-bot itself, and small real media."""

from __future__ import annotations

import asyncio
import subprocess
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

import pytest
import telegram
from PIL import Image
from telegram.ext import Application
from telegram.request import HTTPXRequest

from . import Limits, TelegramServer
from .media import tool

Result = TypeVar("Result")
AnyApplication = Application[Any, Any, Any, Any, Any, Any]

# Most tests are about other things than the pace.
UNHURRIED = Limits(flood_control=False, webhook_retry_s=0.05)


class Loop:
    """An event loop in a thread, so that tests stay plain functions."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Wait for a coroutine."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)


class Client:
    """The methods of `telegram.Bot`, called and waited for."""

    def __init__(self, loop: Loop, bot: telegram.Bot) -> None:
        self._loop = loop
        self.bot = bot

    def __call__(self, method: str, *args: object, **kwargs: object) -> Any:  # noqa: ANN401
        return self._loop.run(getattr(self.bot, method)(*args, **kwargs))


def new_bot(tg: TelegramServer, read_timeout_s: float = 20, token: str = "") -> telegram.Bot:
    return telegram.Bot(
        token or tg.token,
        tg.base_url,
        tg.base_file_url,
        request=HTTPXRequest(read_timeout=read_timeout_s),
        get_updates_request=HTTPXRequest(read_timeout=read_timeout_s),
    )


@contextmanager
def running(loop: Loop, application: AnyApplication, webhook_port: int = 0) -> Iterator[None]:
    """A bot at work, polling or behind a webhook of its own."""
    updater = application.updater
    assert updater

    async def start() -> None:
        await application.initialize()
        await application.start()
        if not webhook_port:
            await updater.start_polling(timeout=5)
            return
        url = f"http://127.0.0.1:{webhook_port}/hook"
        await updater.start_webhook(
            "127.0.0.1",
            webhook_port,
            "hook",
            webhook_url=url,
            secret_token="s3cret",  # noqa: S106
        )

    async def stop() -> None:
        await updater.stop()
        await application.stop()
        await application.shutdown()

    loop.run(start())
    try:
        yield
    finally:
        loop.run(stop())


@pytest.fixture
def tg() -> Iterator[TelegramServer]:
    with TelegramServer(limits=UNHURRIED) as server:
        yield server


@pytest.fixture
def loop() -> Iterator[Loop]:
    with Loop() as running:
        yield running


@pytest.fixture
def client(tg: TelegramServer, loop: Loop) -> Client:
    return Client(loop, new_bot(tg))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    Image.new("RGB", (1280, 720), "teal").save(path)
    return path


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("media") / "clip.mp4"
    source = "color=teal:size=320x180:rate=10:duration=2"
    _ffmpeg("-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", "-movflags", "+faststart", path)
    return path


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("media") / "recording.wav"
    _ffmpeg("-f", "lavfi", "-i", "sine=frequency=300:duration=1.5", path)
    return path


def _ffmpeg(*arguments: str | Path) -> None:
    subprocess.run([tool("ffmpeg"), "-v", "error", "-y", *arguments], check=True)
