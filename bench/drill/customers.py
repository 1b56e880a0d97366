"""People who order films in the chat, decide when they may, and know only what they were told."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from adgen_dagster.domain.words import Stage
from adgen_dagster.storage.artifacts import JOB_ID
from tests.stand_ins.telegram import Button, Conversation, Person, SeenMessage

LOOK_S = 0.5
TAP_AGAIN_S = 20.0
"""A tap whose answer never came is repeated, as people do."""
TRIES = 3
_ENDED = {"Nobody decided, so I cancelled": "timed out", "is cancelled.": "cancelled"}


class Ending(StrEnum):
    """How an order ended, in the words of its chat."""

    FILM = "film"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    CANCELLED = "cancelled"
    REFUSED = "refused"


@dataclass
class Customer:
    """One person with one order."""

    word: str
    person: Person
    chat: Conversation
    may_approve: set[Stage] = field(default_factory=set[Stage])
    may_try_again: bool = False
    tries: int = 0
    failures: list[str] = field(default_factory=list[str])
    """What the chat said of each failure."""
    ending: Ending | None = None
    ended_at: float = 0.0
    _tapped: dict[tuple[int, str], float] = field(default_factory=dict[tuple[int, str], float])

    def orders(self) -> None:
        """Send the brief."""
        self.person.says(f"Ad: a lemonade called {self.word}, pressed from oranges this morning")

    @property
    def job(self) -> str:
        """The id of the job, as the buttons carry it; empty: none was shown yet."""
        found = (button.data.partition(":")[2][:26] for _, button in self._buttons())
        return next((job for job in found if JOB_ID.fullmatch(job)), "")

    def is_asked(self, stage: Stage) -> bool:
        """Whether the chat asks for a decision."""
        return any(button.data.startswith(f"approve_{stage}:") for _, button in self._buttons())

    def look(self) -> None:
        """See what is new, and do what may be done."""
        if self.ending is Ending.FILM:
            return
        if any(message.video and not message.album_id for message in self._said()):
            self._end(Ending.FILM)
            return
        for message in self._said():
            for words, ending in _ENDED.items():
                if words in message.text:
                    self._end(Ending(ending))
            if "disk is nearly full" in message.text:
                self._end(Ending.REFUSED)
        for message, button in self._buttons():
            action = button.data.partition(":")[0]
            if any(action == f"approve_{stage}" for stage in self.may_approve):
                self._tap(message, button.data)
            elif action == "retry":
                self._meet_failure(message, button.data)

    def _meet_failure(self, message: SeenMessage, data: str) -> None:
        is_new = (message.message_id, data) not in self._tapped
        if is_new and message.text not in self.failures[-1:]:
            self.failures.append(message.text)
        if self.tries < TRIES or not is_new:
            self.ending = None
            if self.may_try_again and self._tap(message, data) and is_new:
                self.tries += 1
        elif self.ending is None:
            self._end(Ending.FAILED)

    def _end(self, ending: Ending) -> None:
        if self.ending is not ending:
            self.ending, self.ended_at = ending, time.monotonic()

    def _tap(self, message: SeenMessage, data: str) -> bool:
        place, now = (message.message_id, data), time.monotonic()
        if now - self._tapped.get(place, -TAP_AGAIN_S) < TAP_AGAIN_S:
            return False
        try:
            self.person.taps(data=data, message=message)
        except AssertionError:  # the button left at this very moment
            return False
        self._tapped[place] = now
        return True

    def _said(self) -> list[SeenMessage]:
        return [message for message in self.chat.messages if message.is_from_bot]

    def _buttons(self) -> Iterator[tuple[SeenMessage, Button]]:
        for message in self._said():
            for button in message.buttons:
                yield message, button


def drive(customers: Iterable[Customer], until: Callable[[], object], limit_s: float) -> bool:
    """Let everybody look and act until something is so; whether it became so in time."""
    everybody, deadline = list(customers), time.monotonic() + limit_s
    while True:
        for customer in everybody:
            customer.look()
        if until():
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_S)
