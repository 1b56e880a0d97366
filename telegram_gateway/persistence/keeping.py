"""The models of the gateway's notes, and how to salvage a note that is partly unreadable."""

import json
import re
from typing import Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

ASIDE_KEPT = 20
ASIDE_CHARS = 20_000


class Kept(BaseModel):
    """What a note holds; a newer version may have written more."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class NotifierCursor(Kept):
    """How far the notifier has read, and which jobs it waits for."""

    after: int
    open: dict[str, str] = Field(default_factory=dict[str, str])
    """The owner of each job that is not over."""


class Waiting(Kept):
    """An update that Telegram has handed over and that is not handled yet."""

    update: str
    tries: int = 0
    """Processes that have ended, other than in order, while it was here."""
    is_begun: bool = False
    """Whether it is in hand, having been here at such an end before."""


class SetAside(Kept):
    """An update that cannot be read or handled, as it came."""

    number: int
    at: float
    why: str
    update: str = ""


class Aside(Kept):
    """What was set aside last, of all that was, for a later inspection."""

    updates: tuple[SetAside, ...] = ()
    """Newest first."""

    def without(self, person: int) -> Self:
        """Return a copy without the entries that name a user's id."""
        named = re.compile(rf"\b{person}\b")
        left = tuple(each for each in self.updates if not named.search(each.update))
        return self.model_copy(update={"updates": left})

    def having(self, update: SetAside) -> Self:
        """Return a copy with one more."""
        clipped = update.model_copy(update={"update": update.update[:ASIDE_CHARS]})
        return self.model_copy(update={"updates": (clipped, *self.updates)[:ASIDE_KEPT]})


class InboxNote(Kept):
    """Updates between Telegram and the handlers."""

    waiting: dict[int, Waiting] = Field(default_factory=dict[int, Waiting])
    done: tuple[int, ...] = ()
    """The newest that were handled: Telegram may deliver them again."""


class Held(Kept):
    """A text of which its person is asked what it is."""

    source: int
    """The person's message."""
    at: float
    """When that was sent: with it the job of a message has its id."""
    user: int
    text: str
    segments: tuple[int, ...] = ()
    """The picture or clip that it answers."""
    sound: str = ""
    """Telegram's id of an audio file that may be a spoken brief."""
    mime: str = ""
    photo: str = ""
    """Telegram's id of the photo that the text is the caption of."""
    message: int = 0
    """The message that asks."""


_Model = TypeVar("_Model", bound=Kept)


def salvaged(model: type[_Model], note: str, error: ValidationError) -> _Model | None:
    """Drop the unreadable parts of a note; None if nothing is left of it."""
    faulty = {str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}
    try:
        parts: object = json.loads(note)
        if not faulty or not isinstance(parts, dict):
            return None
        whole = cast("dict[str, object]", parts)
        return model.model_validate({name: whole[name] for name in whole.keys() - faulty})
    except (ValueError, RecursionError):
        return None
