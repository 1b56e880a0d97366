"""A chat as a test holds it: what stands in it, and waiting for what is to come."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from .chats import Chat, Happening
from .seen import SeenMessage, see
from .transcript import Edits, transcript
from .world import World

Found = TypeVar("Found")
Since = SeenMessage | float | None

PATIENCE_S = 60.0


def wait_until(
    world: World,
    look: Callable[[], Found | None],
    what: str,
    timeout_s: float,
    shown: Callable[[], str],
) -> Found:
    """Wait until `look` finds something true.

    Args:
        world: it is looked again whenever something changes there.
        look: returns what was found, or nothing yet. It is called without the world's lock.
        what: what is waited for, for the error.
        timeout_s: how long at most.
        shown: what to show in the error.

    Raises:
        AssertionError: it did not come; says what was there instead.
    """
    until = time.monotonic() + timeout_s
    while True:
        count = world.changed.count
        if found := look():
            return found
        left = until - time.monotonic()
        if left <= 0:
            raise AssertionError(f"waited {timeout_s:.1f} s in vain for {what}\n{shown()}")
        world.changed.wait_for_more(count, left)


class Conversation:
    """One chat.

    The `wait_for…` methods look at the messages of the bot that are there now or come in time,
    and return the newest that fits, as it then stands. With `since` (a message seen before, or a
    moment from `moment()`) only what was sent or edited after it counts.
    """

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.chat = chat

    @property
    def id(self) -> int:
        """The chat's id."""
        return self.chat.id

    @property
    def messages(self) -> list[SeenMessage]:
        """All messages as they are now, oldest first, without deleted ones."""
        with self.world.changed:
            return [see(message) for message in self.chat.shown()]

    @property
    def toasts(self) -> list[str]:
        """What the bot answered to taps, oldest first; silent answers are empty."""
        with self.world.changed:
            return [
                event.text.partition(": ")[2]
                for event in self.chat.events
                if event.what is Happening.ANSWERED
            ]

    @property
    def action(self) -> str:
        """What the bot is said to be doing at this moment: "typing", "upload_video" or the like."""
        with self.world.changed:
            current = self.chat.action_until > self.world.clock()
            return self.chat.action if current else ""

    def moment(self) -> float:
        """This moment, to wait for what comes after it."""
        return self.world.clock()

    def transcript(self, edits: Edits | str = Edits.FOLDED) -> str:
        """The whole chat as readable text: edits "folded", "shown" or "hidden"."""
        return transcript(self.world, self.chat, Edits(edits))

    def now(self, message: SeenMessage) -> SeenMessage | None:
        """How a message seen before stands now; nothing if it is deleted."""
        with self.world.changed:
            found = self.chat.messages[message.message_id]
            return None if found.is_deleted else see(found)

    def wait_until(
        self,
        look: Callable[[Conversation], Found | None],
        what: str,
        timeout_s: float = PATIENCE_S,
    ) -> Found:
        """Wait for anything that can be seen in this chat."""
        return wait_until(
            self.world,
            lambda: look(self),
            what,
            timeout_s,
            lambda: self.transcript(Edits.SHOWN),
        )

    def wait_for(
        self,
        text_contains: str = "",
        *,
        button: str = "",
        where: Callable[[SeenMessage], bool] | None = None,
        since: Since = None,
        timeout_s: float = PATIENCE_S,
    ) -> SeenMessage:
        """Wait for a message of the bot.

        Args:
            text_contains: a piece of its text or caption.
            button: a piece of the text of one of its buttons.
            where: anything else that must hold.
            since: only a message sent or edited after this.
            timeout_s: how long at most.

        Raises:
            AssertionError: no such message came; shows the transcript.
        """

        def fits(message: SeenMessage) -> bool:
            return (
                text_contains in message.text
                and (not button or message.button(button) is not None)
                and (where is None or where(message))
            )

        what = f"a message with {text_contains!r}" if text_contains else "a message"
        what += f" and a button {button!r}" if button else ""
        return self.wait_until(lambda _: self._newest(fits, since), what, timeout_s)

    def wait_for_video(
        self, text_contains: str = "", *, since: Since = None, timeout_s: float = PATIENCE_S
    ) -> SeenMessage:
        """Wait for a film outside any album."""
        return self.wait_until(
            lambda _: self._newest(
                lambda m: bool(m.video) and not m.album_id and text_contains in m.text, since
            ),
            "a video",
            timeout_s,
        )

    def wait_for_album(
        self, size: int = 0, *, since: Since = None, timeout_s: float = PATIENCE_S
    ) -> list[SeenMessage]:
        """Wait for an album; of a certain number of items, if `size` is given."""
        return self.wait_until(
            lambda _: self._album(size, since), f"an album of {size or 'any number'}", timeout_s
        )

    def wait_for_change(
        self, message: SeenMessage, timeout_s: float = PATIENCE_S
    ) -> SeenMessage | None:
        """Wait until a message seen before is edited or deleted; returns how it stands then."""

        def changed(_: Conversation) -> list[SeenMessage | None]:
            now = self.now(message)
            return [] if now and now.version == message.version else [now]

        what = f"a change of message #{message.message_id}"
        return self.wait_until(changed, what, timeout_s)[0]

    def _from_bot(self, since: Since) -> list[SeenMessage]:
        after = since.changed_at if isinstance(since, SeenMessage) else since
        return [
            message
            for message in self.messages
            if message.is_from_bot and (after is None or message.changed_at > after)
        ]

    def _newest(self, fits: Callable[[SeenMessage], bool], since: Since) -> SeenMessage | None:
        found = filter(fits, self._from_bot(since))
        return max(found, key=lambda message: message.changed_at, default=None)

    def _album(self, size: int, since: Since) -> list[SeenMessage]:
        albums: dict[str, list[SeenMessage]] = {}
        for message in self._from_bot(since):
            if message.album_id:
                albums.setdefault(message.album_id, []).append(message)
        fitting = [album for album in albums.values() if size in {0, len(album)}]
        return fitting[-1] if fitting else []
