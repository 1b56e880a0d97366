"""The chat action while the studio works: "sends a photo", "records a video".

Telegram shows it for five seconds, so it is said again and again. One task says it for all chats,
some a second at most: what is to be read must never wait for it.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass

from telegram.constants import ChatAction
from telegram.error import Forbidden, TelegramError

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import JobState
from telegram_gateway.studio_client import Place
from telegram_gateway.transport.sender import ACTION_S, Sender

GROUP_EVERY_S = 3 * ACTION_S
"""A group takes twenty messages a minute, and who knows what is counted there."""
APART_S = 0.1
_TICK_S = 0.5
_FORGOTTEN_AFTER_S = 60.0
"""A job at work is looked at much more often than that."""

_ACTIONS = {
    JobState.GENERATING_SCRIPT: ChatAction.TYPING,
    JobState.GENERATING_IMAGES: ChatAction.UPLOAD_PHOTO,
    JobState.ANIMATING_VIDEOS: ChatAction.RECORD_VIDEO,
    JobState.GENERATING_AUDIO: ChatAction.RECORD_VOICE,
    JobState.ASSEMBLING_VIDEO: ChatAction.UPLOAD_VIDEO,
}


@dataclass(frozen=True)
class _Doing:
    """What is done for a job, and how long that holds unless it is said again."""

    place: Place
    action: ChatAction
    until: float


class Bustle:
    """Says what is done for each job at work, as long as it is."""

    def __init__(self, sender: Sender) -> None:
        self._outlet = sender
        self._jobs: dict[str, _Doing] = {}
        self._said: dict[Place, float] = {}

    def note(self, status: JobStatus, place: Place) -> None:
        """Take notice of what is done for a job now."""
        if action := _ACTIONS.get(status.state):
            until = time.monotonic() + _FORGOTTEN_AFTER_S
            self._jobs[status.job] = _Doing(place, action, until)

    def forget(self, job: str) -> None:
        """Note that nothing is done for a job any more, as far as is known."""
        self._jobs.pop(job, None)

    async def run(self) -> None:
        """Say it, until cancelled."""
        while True:
            for doing in list(self._due()):
                self._said[doing.place] = time.monotonic()
                try:
                    await self._outlet.act(doing.place, doing.action)
                except Forbidden:
                    self._leave(doing.place)
                except TelegramError:
                    pass  # It is an ornament, and said again soon.
                await asyncio.sleep(APART_S)
            await asyncio.sleep(_TICK_S)

    def _leave(self, place: Place) -> None:
        self._jobs = {job: doing for job, doing in self._jobs.items() if doing.place != place}

    def _due(self) -> Iterator[_Doing]:
        """One thing of each place to which nothing was said lately."""
        now = time.monotonic()
        self._jobs = {job: doing for job, doing in self._jobs.items() if doing.until > now}
        places = {doing.place: doing for doing in self._jobs.values()}
        self._said = {place: at for place, at in self._said.items() if place in places}
        for place, doing in places.items():
            every_s = GROUP_EVERY_S if place.is_group else ACTION_S
            if now - self._said.get(place, -every_s) >= every_s:
                yield doing
