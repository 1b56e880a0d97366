"""`adgen up` with a bot's token: the real stack, and the chat beside it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest

from adgen_dagster.resources import open_store
from adgen_dagster.settings import settings
from adgen_dagster.stack.home import prepare_home
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.studio import Studio
from tests.stand_ins.telegram import PATIENT, Conversation, Person, TelegramServer

ENDS_S = 60.0


@dataclass
class ChatStack:
    """A studio that runs, and the loopback Telegram that its gateway talks to."""

    tg: TelegramServer
    studio: Studio
    instance: dg.DagsterInstance
    store: ArtifactStore
    home: Path
    log: Path

    def person(self, name: str = "Аня") -> tuple[Person, Conversation]:
        """Somebody with a Russian phone, and the chat with the bot."""
        person = self.tg.person(name, language="ru")
        return person, person.private_chat()


@contextmanager
def chat_stack(folder: Path, chosen: Mapping[str, str]) -> Generator[ChatStack]:
    """Run everything in an empty folder, and end it as Ctrl-C does.

    Args:
        folder: where the stack keeps all it has.
        chosen: settings of its own.
    """
    environment = {
        "DAGSTER_HOME": str(folder / "home"),
        "ADGEN_SCRATCH_DIR": str(folder / "scratch"),
        "ADGEN_PROVIDER": "offline",
        **chosen,
    }
    log = folder / "up.log"
    with TelegramServer(limits=PATIENT) as tg, pytest.MonkeyPatch.context() as here:
        for name, value in {**environment, **tg.environment()}.items():
            here.setenv(name, value)
        settings.cache_clear()
        home = prepare_home()
        with dg.DagsterInstance.get() as instance, _up(log):
            store = open_store(settings())
            studio = Studio(instance, store, settings())
            yield ChatStack(tg, studio, instance, store, home, log)
    settings.cache_clear()


@contextmanager
def _up(log: Path) -> Generator[None]:
    with log.open("wb") as written:
        up = subprocess.Popen(
            [sys.executable, "-m", "adgen_dagster.terminal", "up"],
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
    try:
        yield
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(ENDS_S)
