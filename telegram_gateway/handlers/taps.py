"""Taps on buttons: each is answered at once, and does its work once."""

import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from structlog.contextvars import bound_contextvars

from adgen_dagster.domain.brief import BriefError, BriefFault
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import Stage
from adgen_dagster.errors import AdgenError
from adgen_dagster.storage.artifacts import ArtifactError
from adgen_dagster.studio.rules import require_decider
from adgen_dagster.studio.studio import (
    FilesGoneError,
    JobCancelledError,
    NoRoomError,
    NoSuchTakeError,
    NothingToRetryError,
    NotOwnerError,
    StageNotOpenError,
    UnknownJobError,
    require_files,
)
from telegram_gateway.content.callback_data import Action, CallbackData
from telegram_gateway.content.markup import TOAST_MAX, clipped
from telegram_gateway.content.texts import Fact
from telegram_gateway.handlers.belonging import belongs
from telegram_gateway.handlers.deciders import as_decider
from telegram_gateway.handlers.late import (
    NotAuthorError,
    TooLateError,
    clear_if_late,
    take_buttons,
    told_below,
)
from telegram_gateway.handlers.replies import ask_for_reply
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.cards import Card
from telegram_gateway.persistence.chats import Ask, AskKind


@dataclass(frozen=True)
class Reply:
    """The short answer to a tap, and what is done in the chat after it."""

    key: str = ""
    facts: Mapping[str, Fact] | None = None
    after: Coroutine[Any, Any, object] | None = None

    def text(self, interaction: Interaction) -> str:
        """Return the answer in the user's language; empty if the spinner just ends."""
        if not self.key:
            return ""
        return clipped(interaction.say.plain(self.key, **(self.facts or {})), TOAST_MAX)


MORE_TIME_S = 3600.0
WRITING_S = 900.0
"""The least time for a user who is asked to write something."""

Handler = Callable[[Interaction, CallbackData], Awaitable[Reply]]

_REFUSALS: tuple[tuple[type[AdgenError], str], ...] = (
    (TooLateError, "toast-late"),
    (NotAuthorError, "toast-not-author"),
    (NotOwnerError, "toast-not-owner"),
    (StageNotOpenError, "toast-late"),
    (JobCancelledError, "toast-cancelled-before"),
    (UnknownJobError, "toast-unknown-job"),
    (NothingToRetryError, "toast-late"),
    (NoSuchTakeError, "toast-no-other-take"),
    (FilesGoneError, "toast-files-gone"),
    (NoRoomError, "toast-no-room"),
    (ArtifactError, "toast-files-gone"),
    (BriefError, "toast-unknown"),
)


class Taps:
    """Takes taps to what they ask for."""

    def __init__(self, *groups: Mapping[Action, Handler]) -> None:
        self._handlers = {action: handler for group in groups for action, handler in group.items()}

    async def take(self, interaction: Interaction, data: str) -> Reply:
        """Do what a tap asks for; a refusal is a reply, too."""
        press = CallbackData.read(data)
        handler = self._handlers.get(press.action) if press else None
        if press is None or handler is None:
            return Reply("toast-unknown")
        try:
            with bound_contextvars(**({"job": press.job} if press.job else {})):
                if not await belongs(interaction, press):
                    return Reply("toast-late" if press.job else "toast-unknown")
                return await handler(await as_decider(interaction, press.job), press)
        except AdgenError as error:
            if isinstance(error, BriefError) and error.fault is BriefFault.TOO_LONG:
                return Reply("brief-too-long", {"count": error.count, "most": error.most})
            for kind, key in _REFUSALS:
                if isinstance(error, kind):
                    below = await told_below(interaction, press, error)
                    return Reply(below or key, after=clear_if_late(interaction, press.job, error))
            raise


class DecisionTaps:
    """Approvals, and other ways on with a job."""

    @property
    def handlers(self) -> dict[Action, Handler]:
        """What each button does."""
        stages: dict[Action, Handler] = {}
        for stage in Stage:
            stages[Action(f"approve_{stage}")] = self._approve
        return {
            **stages,
            Action.CONFIRM_TRANSCRIPT: self._confirm_transcript,
            Action.EDIT_TRANSCRIPT: self._edit_transcript,
            Action.RETRY: self._retry,
            Action.REVOICE: self._retry,
            Action.CONTINUE: self._continue,
            Action.MORE_TIME: self._wait_longer,
        }

    async def _approve(self, interaction: Interaction, press: CallbackData) -> Reply:
        stage, studio = press.action.stage, interaction.services.studio_client.studio
        await require_current(interaction, press.job)
        is_new = await interaction.services.studio_client.do(
            studio.approve, press.job, stage, interaction.person
        )
        interaction.services.notifier.poke(press.job)
        return Reply(f"toast-approved-{stage}" if is_new else "toast-approved-before")

    async def _retry(self, interaction: Interaction, press: CallbackData) -> Reply:
        studio_client = interaction.services.studio_client
        await require_usable(interaction, press.job)
        await require_current(interaction, press.job)
        await studio_client.do(
            studio_client.studio.retry, press.job, interaction.person, press.argument
        )
        interaction.services.notifier.poke(press.job)
        return Reply("toast-retry")

    async def _continue(self, interaction: Interaction, press: CallbackData) -> Reply:
        if refusal := await let_go_on(interaction, press.job):
            return refusal
        return Reply("toast-goes-on", after=take_buttons(interaction, press.job))

    async def _wait_longer(self, interaction: Interaction, press: CallbackData) -> Reply:
        studio_client = interaction.services.studio_client
        await studio_client.do(
            studio_client.studio.give_time, press.job, interaction.person, MORE_TIME_S
        )
        interaction.services.notifier.poke(press.job)
        return Reply("toast-more-time")

    async def _confirm_transcript(self, interaction: Interaction, press: CallbackData) -> Reply:
        studio_client = interaction.services.studio_client
        await require_current(interaction, press.job)
        await studio_client.do(
            studio_client.studio.confirm_transcript, press.job, None, interaction.person
        )
        interaction.services.notifier.poke(press.job)
        return Reply("toast-heard-right")

    async def _edit_transcript(self, interaction: Interaction, press: CallbackData) -> Reply:
        # The question itself takes the next text as the correction; this only says so.
        status = await require_owner(interaction, press.job)
        if not status.awaits_transcript:
            raise TooLateError("The transcript is decided.")
        await keep_waiting(interaction, press.job, WRITING_S)
        after = _ask_correction(interaction, press.job) if interaction.place.is_group else None
        return Reply("toast-send-correction", after=after)


async def _ask_correction(interaction: Interaction, job: str) -> None:
    """Ask in a group what was said: its app opens the reply, which alone is sure to arrive."""
    ask = Ask(kind=AskKind.TRANSCRIPT, user=interaction.user, at=time.time(), job=job)
    persistence, chat_id = interaction.services.persistence, interaction.place.chat
    await persistence.change_chat(chat_id, lambda chat: chat.asking(ask))
    message = await ask_for_reply(interaction, interaction.say.html("ask-correction"))
    await persistence.change_chat(chat_id, lambda chat: chat.asked_in(ask, message))


async def let_go_on(interaction: Interaction, job: str) -> Reply | None:
    """Let a cancelled job go on; what is said instead, where its person has too many open.

    Raises:
        UnknownJobError, NotOwnerError, FilesGoneError
    """
    services, studio_client = interaction.services, interaction.services.studio_client
    # As with a new order: what is looked at and then begun is one step.
    async with services.access_control.turn_of(interaction.user, "order"):
        if services.access_control.has_too_many(services.notifier.open_jobs(interaction.person.id)):
            return Reply("too-many-open", services.access_control.limits)
        await studio_client.do(studio_client.studio.continue_job, job, interaction.person)
        services.notifier.expect(job, interaction.person.id)
    services.notifier.poke(job)
    return None


async def keep_waiting(interaction: Interaction, job: str, least_s: float = 0.0) -> None:
    """Begin the time to decide anew: its person is at it."""
    studio_client = interaction.services.studio_client
    with suppress(AdgenError):  # nobody is waited for, or it is not theirs: nothing to be kept
        await studio_client.do(studio_client.studio.give_time, job, interaction.person, least_s)


async def require_current(interaction: Interaction, job: str) -> Card | None:
    """Return the card of a job whose question was tapped, if that question still stands.

    A question that was sent just now may not be on the card yet: it is newer than all that are.

    Raises:
        TooLateError: it is decided, or was asked again below.
    """
    card = await interaction.card(job)
    if card is None or card.is_question(interaction.message):
        return card
    newest = max((each.message for each in card.questions.values()), default=0)
    if card.is_late(interaction.message) or interaction.message < newest:
        raise TooLateError("This question is decided, or asked anew below.")
    return card


async def require_owner(interaction: Interaction, job: str) -> JobStatus:
    """Return a job's status for a user who may decide on it.

    Raises:
        UnknownJobError, NotOwnerError
    """
    status = await interaction.services.studio_client.do(
        interaction.services.studio_client.studio.status, job
    )
    require_decider(status, interaction.person)
    return status


async def require_usable(interaction: Interaction, job: str) -> JobStatus:
    """Return a job's status for a user who may decide on it, while its files exist.

    Asked before whether the button is late: "too old" is the better answer of the two.

    Raises:
        UnknownJobError, NotOwnerError, FilesGoneError
    """
    status = await require_owner(interaction, job)
    require_files(status)
    return status
