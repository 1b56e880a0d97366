"""Cancelling a job: at once if nothing was paid, else after one question that says what was."""

import time
from dataclasses import dataclass

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import Stage
from adgen_dagster.studio.studio import StageNotOpenError
from telegram_gateway.content.callback_data import Action, CallbackData
from telegram_gateway.content.keyboards import stop_buttons
from telegram_gateway.content.markup import Html, joined
from telegram_gateway.content.texts import is_paid, money
from telegram_gateway.handlers.late import TooLateError
from telegram_gateway.handlers.taps import Handler, Reply, require_current, require_owner
from telegram_gateway.interaction import Interaction
from telegram_gateway.views.job_view import title_of
from telegram_gateway.views.quotes import quote_of

_DOUBLE_S = 2.0
"""The second tap of two within this time asks nothing again."""


@dataclass(frozen=True)
class _Loss:
    """What was paid for a job, and what its work under way may cost yet."""

    spent_usd: float
    under_way_usd: float

    @property
    def is_any(self) -> bool:
        return is_paid(self.spent_usd) or is_paid(self.under_way_usd)


class Stopping:
    """The buttons that end a job."""

    def __init__(self) -> None:
        self._asked_at: tuple[str, float] = "", 0.0

    @property
    def handlers(self) -> dict[Action, Handler]:
        """What each button does."""
        stages: dict[Action, Handler] = {Action(f"cancel_{stage}"): self._cancel for stage in Stage}
        return {
            **stages,
            Action.CANCEL_TRANSCRIPT: self._cancel,
            Action.STOP: self._ask,
            Action.STOP_YES: self._stop,
            Action.STOP_NO: self._go_on,
        }

    async def _cancel(self, interaction: Interaction, press: CallbackData) -> Reply:
        await require_current(interaction, press.job)
        stage = None if press.action is Action.CANCEL_TRANSCRIPT else press.action.stage
        status = await require_owner(interaction, press.job)
        is_open = status.open_stage is stage or status.awaits_transcript
        return await self._ask_or_end(interaction, status, stage, may_ask=is_open)

    async def _ask(self, interaction: Interaction, press: CallbackData) -> Reply:
        status = await require_owner(interaction, press.job)
        if status.state.has_ended:
            raise StageNotOpenError(press.job, Stage.VIDEOS, status.state)
        return await self._ask_or_end(interaction, status, None, may_ask=True)

    async def _ask_or_end(
        self, interaction: Interaction, status: JobStatus, stage: Stage | None, *, may_ask: bool
    ) -> Reply:
        loss = await _loss_of(interaction, status)
        if not (may_ask and loss.is_any):
            return await _end(interaction, status.job, stage)
        job, at = self._asked_at
        self._asked_at = status.job, time.monotonic()
        if job == status.job and time.monotonic() - at < _DOUBLE_S:
            return Reply()
        return Reply(after=_ask_really(interaction, status, loss))

    async def _stop(self, interaction: Interaction, press: CallbackData) -> Reply:
        card = await interaction.card(press.job)
        if card and card.is_late(interaction.message):
            raise TooLateError("This question is decided.")
        status = await require_owner(interaction, press.job)
        is_own = interaction.person.is_operator or status.brief.owner.is_same(interaction.person)
        # Who was handed a gate may end the job there, and nowhere else.
        reply = await _end(interaction, press.job, None if is_own else status.open_stage)
        if card and not card.is_question(interaction.message):
            return Reply(
                reply.key,
                after=interaction.services.sender.delete(interaction.place, interaction.message),
            )
        return reply

    async def _go_on(self, interaction: Interaction, press: CallbackData) -> Reply:
        await require_owner(interaction, press.job)
        return Reply(
            "toast-goes-on",
            after=interaction.services.sender.delete(interaction.place, interaction.message),
        )


async def ask_stop(interaction: Interaction, status: JobStatus) -> None:
    """Ask whether to cancel a job, and say what it has cost."""
    await _ask_really(interaction, status, await _loss_of(interaction, status))


async def _ask_really(interaction: Interaction, status: JobStatus, loss: _Loss) -> None:
    say = interaction.say
    card = await interaction.card(status.job)
    title = title_of(status, card, say)
    lines: list[Html] = [
        say.html("stop-change" if status.is_reopened else "stop-really", title=title)
    ]
    if is_paid(loss.spent_usd):
        lines.append(say.html("stop-spent", usd=money(loss.spent_usd)))
    if is_paid(loss.under_way_usd):
        lines.append(say.html("stop-under-way", usd=money(loss.under_way_usd)))
    if not (status.is_reopened or status.is_emptied):
        lines.append(say.html("stop-can-go-on"))
    await interaction.answer_with(joined(lines, "\n"), stop_buttons(say, status.job))


async def _loss_of(interaction: Interaction, status: JobStatus) -> _Loss:
    quote = await quote_of(interaction.services, status.job) if status.at_work else None
    return _Loss(status.cost_usd + status.unknown_usd, quote.cut_off_usd if quote else 0.0)


async def _end(interaction: Interaction, job: str, stage: Stage | None) -> Reply:
    studio_client = interaction.services.studio_client
    is_new = await studio_client.do(studio_client.studio.cancel, job, stage, interaction.person)
    interaction.services.notifier.forget(job)
    interaction.services.notifier.poke(job)
    return Reply("toast-cancelled" if is_new else "toast-cancelled-before")
