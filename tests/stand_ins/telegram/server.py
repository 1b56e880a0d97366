"""The loopback Telegram: a Bot API server on this machine and the people who use it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar

from . import methods_bot, methods_media, methods_texts
from .admin import administer
from .chats import Call, Chat, User
from .conversation import PATIENCE_S, Conversation, wait_until
from .faults import Faults
from .group import Group, new_group
from .http_server import BotApiServer
from .limits import Limits
from .methods import BotApi
from .person import Person, Tap
from .transcript import Edits, transcript
from .webhook import Webhook
from .world import World

Found = TypeVar("Found")

EXAMPLE_TOKEN = "7000000001:AAHloopback-token-for-tests-0123456789"  # noqa: S105
# Imported for what they register: the methods of the Bot API.
METHOD_MODULES = (methods_bot, methods_media, methods_texts)


class TelegramServer:
    """A Telegram of one's own.

    ```python
    with TelegramServer() as tg:
        ann = tg.person("Аня", language="ru")
        chat = ann.private_chat()
        ann.says("/start")
        chat.wait_for("Привет")
    ```

    Args:
        token: the bot's token; all others are refused.
        bot_name: the bot's name; its user name is this with "Bot" behind it.
        limits: Telegram's numbers, smaller where a test must not wait.
        port: where to listen on 127.0.0.1; 0 takes a free one.
        privacy_mode: whether the bot sees only what is meant for it in groups.
    """

    def __init__(
        self,
        token: str = EXAMPLE_TOKEN,
        *,
        bot_name: str = "Adgen",
        limits: Limits | None = None,
        port: int = 0,
        privacy_mode: bool = True,
    ) -> None:
        self.world = World(token, bot_name, limits or Limits())
        self.world.privacy_mode = privacy_mode
        self.token = token
        self.faults = Faults()
        self.people: dict[str, Person] = {}
        self._port = port
        self._http: BotApiServer | None = None
        self._place: socket.socket | None = None
        self._bugs: list[str] = []
        self._api = BotApi(self.world, Webhook(self.world))

    def __enter__(self) -> Self:
        """Start listening."""
        self.comes_back()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop; a mistake inside the server fails the test that met it."""
        self.close()
        if kind is None and self._bugs:
            raise AssertionError("the loopback server itself broke:\n" + "\n".join(self._bugs))

    def close(self) -> None:
        """Stop for good."""
        self.faults.end()
        with self.world.changed:
            self.world.updates.is_closing = True
            self.world.changed.notify_all()
        self._api.webhook.close()
        self.goes_down()
        self._free_place()

    @property
    def url(self) -> str:
        """Where the server is."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls `base_url`."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot calls `base_file_url`."""
        return f"{self.url}/file/bot"

    def environment(self) -> dict[str, str]:
        """The settings that point a gateway here."""
        return {
            "TELEGRAM_BOT_TOKEN": self.token,
            "TELEGRAM_API_BASE_URL": self.base_url,
            "TELEGRAM_API_BASE_FILE_URL": self.base_file_url,
        }

    def person(
        self, name: str, *, language: str = "ru", username: str = "", has_started: bool = False
    ) -> Person:
        """A new person, or the one of this name.

        Args:
            name: the first name.
            language: the app's language.
            username: without "@".
            has_started: whether the bot may write although the person has not written yet.
        """
        with self.world.changed:
            if name not in self.people:
                user_id = 100_001 + len(self.people)
                user = User(user_id, name, language, username, has_started_bot=has_started)
                self.world.users[user_id] = user
                self.world.chats[user_id] = Chat(user_id, "private")
                self.people[name] = Person(self.world, user)
            return self.people[name]

    def group(
        self,
        title: str,
        members: Sequence[Person],
        *,
        supergroup: bool = False,
        bot_is_admin: bool = False,
    ) -> Group:
        """A new group with these people and the bot."""
        with self.world.changed:
            number = sum(chat.is_group for chat in self.world.chats.values()) + 1
            group_id = -1_000_000_000_000 - number if supergroup else -4_000_000 - number
            kind = "supergroup" if supergroup else "group"
            group = new_group(self.world, group_id, kind, title, list(members))
            group.chat.bot_is_admin = bot_is_admin
            return group

    def goes_down(self) -> None:
        """Break all connections and refuse new ones."""
        if self._http is None:
            return
        self._http.shutdown()
        self._http.server_close()
        self._http.cut_connections()
        self._bugs += self._http.bugs
        self._http = None
        # Bound but not listening: connections are refused, and nobody else takes the port.
        self._place = socket.socket()
        self._place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._place.bind(("127.0.0.1", self._port))

    def comes_back(self) -> None:
        """Listen (again), at the same address."""
        if self._http is None:
            self._free_place()
            self._http = BotApiServer(self._port, self._api, self.faults, self._administer)
            self._port = self._http.server_address[1]
            threading.Thread(
                target=self._http.serve_forever, args=(0.02,), name="telegram", daemon=True
            ).start()

    def _free_place(self) -> None:
        if self._place:
            self._place.close()
            self._place = None

    @contextmanager
    def down(self) -> Generator[None]:
        """Be down for the length of a `with` block."""
        self.goes_down()
        try:
            yield
        finally:
            self.comes_back()

    def calls(self, method: str = "") -> list[Call]:
        """What the bot called, oldest first; of one method, or all."""
        with self.world.changed:
            wanted = method.lower()
            return [call for call in self.world.calls if wanted in {"", call.method.lower()}]

    def refusals(self) -> list[Call]:
        """The calls that Telegram refused: a well-behaved bot has none."""
        return [call for call in self.calls() if call.status != 200]

    @property
    def flood_hits(self) -> int:
        """How often the bot was told to slow down."""
        return self.world.flood.hits

    def unanswered_taps(self) -> list[Tap]:
        """Taps whose buttons still show a spinner."""
        with self.world.changed:
            return [Tap(self.world, q) for q in self.world.queries.values() if not q.answer]

    @property
    def commands(self) -> dict[tuple[str, str], list[dict[str, str]]]:
        """The bot's menus, by scope and language code."""
        return self.world.profile.commands

    def wait_until(
        self, look: Callable[[], Found | None], what: str, timeout_s: float = PATIENCE_S
    ) -> Found:
        """Wait for anything on this server; on failure show all chats."""
        return wait_until(self.world, look, what, timeout_s, lambda: self.transcript(Edits.SHOWN))

    def wait_for_call(
        self, method: str, *, times: int = 1, timeout_s: float = PATIENCE_S
    ) -> list[Call]:
        """Wait until a method was called so many times."""
        return self.wait_until(
            lambda: self.calls(method) if len(self.calls(method)) >= times else None,
            f"{times} × {method}",
            timeout_s,
        )

    def wait_for_confirmation(self, timeout_s: float = PATIENCE_S) -> None:
        """Wait until the bot has taken every update there is."""
        self.wait_until(
            lambda: not self.world.updates.pending(), "the bot to take all updates", timeout_s
        )

    def transcript(self, edits: Edits | str = Edits.FOLDED) -> str:
        """All chats, one after the other."""
        with self.world.changed:
            return "\n\n".join(
                f"── {chat.title or self.world.users[chat.id].first_name} ──\n"
                f"{transcript(self.world, chat, Edits(edits))}"
                for chat in self.world.chats.values()
                if chat.events
            )

    def conversations(self) -> list[Conversation]:
        """Every chat in which something happened."""
        with self.world.changed:
            chats = [chat for chat in self.world.chats.values() if chat.events]
            return [Conversation(self.world, chat) for chat in chats]

    def _administer(self, name: str, request: dict[str, Any]) -> object:
        return administer(self, name, request)
