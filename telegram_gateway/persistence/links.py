"""Links that hand over a gate: for one user, for a day, and impossible to guess."""

import hashlib
import re
import secrets
import time
from dataclasses import dataclass

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.words import Stage
from telegram_gateway.persistence.chats import Persistence
from telegram_gateway.persistence.keeping import Kept

VALID_S = 24 * 3600.0
_TOKEN_BYTES = 24
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
"""core.telegram.org/bots/features#deep-linking: at most 64 of these characters."""
_NAME_CHARS = 40


class Link(Kept):
    """What a link leads to. Kept under a hash of it: who reads the notes can use none."""

    job: str
    stage: Stage
    by: Person
    until: float
    taken_by: str = ""
    """The id of who used it."""


class LinkOf(Kept):
    """The newest link of a job; the one before leads nowhere any more."""

    name: str


@dataclass(frozen=True)
class FoundLink:
    """A link as somebody came with it."""

    name: str
    link: Link


class Links:
    """Makes links, and finds what they lead to."""

    def __init__(self, persistence: Persistence) -> None:
        self._memory = persistence

    async def make(self, job: str, stage: Stage, by: Person) -> str:
        """Replace the job's last link; return what stands behind `?start=`."""
        await self.void(job)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        name = _name_of(token)
        link = Link(job=job, stage=stage, by=by, until=time.time() + VALID_S)
        await self._memory.write(f"link/{name}", link)
        await self._memory.write(f"link-of/{job}", LinkOf(name=name))
        return token

    async def void(self, job: str) -> None:
        """Let the job's link lead nowhere."""
        if last := await self._memory.read(f"link-of/{job}", LinkOf):
            await self._memory.forget(f"link/{last.name}", f"link-of/{job}")

    async def find(self, token: str, taker: str = "") -> FoundLink | None:
        """Return what a link leads to for a user; None if it expired or another user was first."""
        name = _name_of(token)
        link = await self._memory.read(f"link/{name}", Link)
        if link is None or time.time() > link.until or link.taken_by not in {"", taker}:
            return None
        return FoundLink(name, link)

    async def take(self, found: FoundLink, taker: str) -> None:
        """Note who used a link: nobody else can any more."""
        taken = found.link.model_copy(update={"taken_by": taker})
        await self._memory.write(f"link/{found.name}", taken)


def is_link(payload: str) -> bool:
    """Tell whether the argument of /start looks like one of our links."""
    return _TOKEN.fullmatch(payload) is not None


def _name_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:_NAME_CHARS]
