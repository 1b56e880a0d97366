"""Redo: which segments, and what should be different."""

import time
from collections import OrderedDict
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.studio.rules import require_segment_stage, reworded_at
from adgen_dagster.studio.studio import StageNotOpenError, require_segments
from telegram_gateway.content.callback_data import Action, CallbackData, read_pick, segments_of
from telegram_gateway.content.failure_texts import can_reword, can_try_again
from telegram_gateway.content.keyboards import (
    film_buttons,
    note_buttons,
    pick_buttons,
    stage_buttons,
)
from telegram_gateway.content.markup import joined
from telegram_gateway.content.texts import spans
from telegram_gateway.handlers.answers import note_kind
from telegram_gateway.handlers.late import TooLateError
from telegram_gateway.handlers.replies import ask_for_reply
from telegram_gateway.handlers.taps import (
    WRITING_S,
    Handler,
    Reply,
    keep_waiting,
    require_current,
    require_owner,
    require_usable,
)
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.chats import Ask, AskKind
from telegram_gateway.views.job_view import JobView, title_of, words_of
from telegram_gateway.views.quotes import quote_of, redo_price
from telegram_gateway.views.showing import albums, send_album

_CHOICES_KEPT = 500


@dataclass
class _Choosing:
    """Segments that a user is choosing in a message, and the one edit under way there."""

    chosen: frozenset[int]
    is_drawing: bool = False
    is_stale: bool = False


class Redos:
    """The buttons that lead to something being made again."""

    def __init__(self) -> None:
        self._choices: OrderedDict[tuple[int, int], _Choosing] = OrderedDict()

    @property
    def handlers(self) -> dict[Action, Handler]:
        """What each button does."""
        return {
            Action.PICK: self._pick,
            Action.UNPICK: self._unpick,
            Action.REDO_IMAGES: self._ask_note,
            Action.REDO_VIDEOS: self._ask_note,
            Action.BACK_IMAGES: self._take_back,
            Action.BACK_VIDEOS: self._take_back,
            Action.PLAIN_IMAGES: self._redo,
            Action.PLAIN_VIDEOS: self._redo,
            Action.CHANGE_SCRIPT: self._change_script,
            Action.REWORD: self._reword,
            Action.DROP: self._drop,
            Action.ALL_CLIPS: self._show_all_clips,
        }

    async def _pick(self, interaction: Interaction, press: CallbackData) -> Reply:
        status = await require_usable(interaction, press.job)
        await require_current(interaction, press.job)
        require_segment_stage(status)
        before, tapped = read_pick(press.argument)
        key = (interaction.place.chat, interaction.message)
        # What the button carries is what was chosen when it was drawn. Two quick taps carry the
        # same; what is chosen here knows of both.
        choosing = self._choices.get(key) if tapped else None
        if choosing is None:
            choosing = self._choices[key] = _Choosing(frozenset(before))
            if len(self._choices) > _CHOICES_KEPT:
                self._choices.popitem(last=False)
        if 1 <= tapped <= status.brief.segment_count:
            choosing.chosen ^= {tapped}
        await keep_waiting(interaction, press.job)
        return Reply(after=self._draw(interaction, status, choosing))

    async def _draw(self, interaction: Interaction, status: JobStatus, choosing: _Choosing) -> None:
        """Show what is chosen now: one edit at a time, the last one always."""
        choosing.is_stale = True
        if choosing.is_drawing:
            return
        choosing.is_drawing = True
        try:
            while choosing.is_stale:
                choosing.is_stale = False
                keyboard = pick_buttons(interaction.say, status, sorted(choosing.chosen))
                await interaction.services.sender.set_buttons(
                    interaction.place, interaction.message, keyboard
                )
        finally:
            choosing.is_drawing = False

    async def _unpick(self, interaction: Interaction, press: CallbackData) -> Reply:
        await require_current(interaction, press.job)
        status = await require_owner(interaction, press.job)
        return Reply(after=self._restore(interaction, status))

    async def _restore(self, interaction: Interaction, status: JobStatus) -> None:
        """Give a question its own buttons back."""
        self._choices.pop((interaction.place.chat, interaction.message), None)
        card = await interaction.services.persistence.card(status.job)
        keyboard = question_buttons(interaction, status, words_of(card) if card else "")
        await interaction.services.sender.set_buttons(
            interaction.place, interaction.message, keyboard
        )

    async def _ask_note(self, interaction: Interaction, press: CallbackData) -> Reply:
        status = await require_usable(interaction, press.job)
        await require_current(interaction, press.job)
        require_segment_stage(status)
        segments = self._chosen(interaction, press)
        require_segments(status, segments)
        if not segments:
            return Reply("toast-choose-first")
        return Reply(after=self._ask(interaction, status, press.action.stage, segments, True))

    def _chosen(self, interaction: Interaction, press: CallbackData) -> tuple[int, ...]:
        kept = self._choices.get((interaction.place.chat, interaction.message))
        return tuple(sorted(kept.chosen)) if kept else segments_of(press.argument)

    async def _take_back(self, interaction: Interaction, press: CallbackData) -> Reply:
        status = await require_usable(interaction, press.job)
        await require_current(interaction, press.job)
        studio_client, stage = interaction.services.studio_client, press.action.stage
        segments = [
            segment
            for segment in self._chosen(interaction, press)
            if status.other_takes(status.pipeline.main_at(stage), segment)
        ]
        if not segments:
            return Reply("toast-no-other-take")
        for segment in segments:
            studio = studio_client.studio
            await studio_client.do(
                studio.take_back, press.job, stage, segment, None, interaction.person
            )
        interaction.services.notifier.poke(press.job)
        return Reply("toast-taken-back")

    async def _change_script(self, interaction: Interaction, press: CallbackData) -> Reply:
        await require_current(interaction, press.job)
        status = await require_owner(interaction, press.job)
        if status.open_stage is not Stage.SCRIPT:
            raise StageNotOpenError(press.job, Stage.SCRIPT, status.state)
        return Reply(
            "toast-write-change", after=self._ask(interaction, status, Stage.SCRIPT, (), False)
        )

    async def _reword(self, interaction: Interaction, press: CallbackData) -> Reply:
        status = await require_usable(interaction, press.job)
        await require_current(interaction, press.job)
        for failure in status.failures:
            stage = reworded_at(status, failure)
            if stage and can_reword(status, failure):
                ask = self._ask(interaction, status, stage, failure.segments, False)
                return Reply("toast-write-change", after=ask)
        raise TooLateError("What failed was tried again meanwhile.")

    async def _ask(
        self,
        interaction: Interaction,
        status: JobStatus,
        stage: Stage,
        segments: tuple[int, ...],
        is_from_choice: bool,  # noqa: FBT001 - said at each of three calls above
    ) -> None:
        """Ask what should be different; the next text is the answer."""
        ask = Ask(
            kind=note_kind(stage),
            user=interaction.user,
            at=time.time(),
            job=status.job,
            segments=segments,
        )
        persistence, chat_id = interaction.services.persistence, interaction.place.chat
        await keep_waiting(interaction, status.job, WRITING_S)
        await persistence.change_chat(chat_id, lambda chat: chat.asking(ask))
        failed = [each for each in status.failures if reworded_at(status, each) is stage]
        may_repeat = all(can_try_again(status, each) for each in failed)
        buttons = note_buttons(interaction.say, status.job, stage, segments, may_repeat=may_repeat)
        count, numbers = len(segments), spans(segments)
        is_refused = bool(failed) and stage is Stage.IMAGES
        key = "ask-reword-images" if is_refused else f"ask-note-{stage}"
        title = title_of(status, await persistence.card(status.job), interaction.say)
        question = interaction.say.html(key, count=count, numbers=numbers, title=title)
        quote = await quote_of(interaction.services, status.job)
        price = redo_price(interaction.say, quote, stage, max(count, 1)) if quote else ""
        text = joined([question, price], "\n")
        if interaction.place.is_group:
            message = await ask_for_reply(interaction, text)
        else:
            message = await interaction.answer_with(text, buttons)
        await persistence.change_chat(chat_id, lambda chat: chat.asked_in(ask, message))
        if is_from_choice and interaction.place.is_group:
            # A message that forces a reply has no buttons: these stand in the question.
            await interaction.services.sender.set_buttons(
                interaction.place, interaction.message, buttons
            )
        elif is_from_choice:
            await self._restore(interaction, status)

    async def _redo(self, interaction: Interaction, press: CallbackData) -> Reply:
        studio_client, segments = interaction.services.studio_client, segments_of(press.argument)
        stage = press.action.stage
        if not segments and stage is not Stage.SCRIPT:
            raise TooLateError("No segment of a film stands on this button.")
        await studio_client.do(
            studio_client.studio.redo, press.job, stage, segments, "", interaction.person
        )
        interaction.services.notifier.poke(press.job)
        return Reply("toast-redo", after=_close_ask(interaction, press.job))

    async def _drop(self, interaction: Interaction, press: CallbackData) -> Reply:
        status = await require_owner(interaction, press.job)
        return Reply(after=self._leave_ask(interaction, status))

    async def _leave_ask(self, interaction: Interaction, status: JobStatus) -> None:
        await _close_ask(interaction, status.job)
        if interaction.place.is_group:
            await self._restore(interaction, status)

    async def _show_all_clips(self, interaction: Interaction, press: CallbackData) -> Reply:
        await require_current(interaction, press.job)
        status = await require_owner(interaction, press.job)
        return Reply("toast-all-clips", after=_send_all_clips(interaction, status))


async def _send_all_clips(interaction: Interaction, status: JobStatus) -> None:
    services = interaction.services
    card = await interaction.card(status.job)
    if card is None:
        return
    await keep_waiting(interaction, status.job)
    view = JobView(services, status, card, interaction.say, time.time())
    async with services.sender.floor(interaction.place):
        for album in albums(list(view.events(Product.CLIPS).items())):
            await send_album(view, Product.CLIPS, album)
    if card.is_guest:
        services.recall_guest(status.job, card.chat)
    else:
        services.recall(status.job)


async def _close_ask(interaction: Interaction, job: str) -> None:
    """Take away what was asked: in a group its buttons stand in the question, which stays."""
    is_group = interaction.place.is_group
    asked = {interaction.message} if not is_group else set[int]()
    for ask in interaction.chat.asks:
        is_own = (ask.user, ask.job) == (
            interaction.user,
            job,
        ) and ask.kind is not AskKind.TRANSCRIPT
        if ask.message == interaction.message or (is_group and is_own):
            asked.add(ask.message)
            await interaction.services.persistence.change_chat(
                interaction.place.chat, lambda chat, done=ask: chat.without(done)
            )
    for message in asked - {0}:
        await interaction.services.sender.delete(interaction.place, message)


def question_buttons(
    interaction: Interaction, status: JobStatus, words: str
) -> InlineKeyboardMarkup:
    """Build the buttons that a stage's question or a film has by itself."""
    stage = status.open_stage
    if stage is None:
        return film_buttons(interaction.say, status.job, words)
    shown = interaction.services.settings.preview_clips
    is_cut = stage is Stage.VIDEOS and 0 < shown < status.brief.segment_count
    is_own = interaction.person.is_operator or status.brief.owner.is_same(interaction.person)
    return stage_buttons(interaction.say, status.job, stage, has_more=is_cut, is_guest=not is_own)
