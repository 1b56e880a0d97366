"""Texts that answer no question of a button: small talk, notes, briefs, and the rest.

Small talk gets a word. A note is made, or asked for with its price. What says that it wants a film,
or answers the question for one, begins it where nothing waits for its person; everything else is
asked about, once, with buttons.
"""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from adgen_dagster.domain.brief import BriefError
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.studio.studio import StageNotOpenError, require_segments
from telegram_gateway.content.callback_data import Action, CallbackData, button
from telegram_gateway.content.markup import Html, clipped, joined
from telegram_gateway.content.meaning import (
    Meaning,
    line_notes,
    meaning_of,
    segment_note,
)
from telegram_gateway.content.texts import money, spans
from telegram_gateway.handlers.briefs import Briefs, brief_refusal, is_brief
from telegram_gateway.handlers.deciders import as_decider
from telegram_gateway.handlers.greetings import LATE_S, invite, named
from telegram_gateway.handlers.held import (
    Row,
    as_sent,
    ask_below,
    close,
    held_by,
    held_of,
    hold,
    leave_button,
    new_film_button,
    note_button,
    note_rows,
)
from telegram_gateway.handlers.late import TooLateError
from telegram_gateway.handlers.noting import (
    About,
    answered_by,
    ended_lately,
    make_note,
    note_read,
    noted_stage,
    open_questions,
    price_of,
    script_note,
    stage_before_the_end,
)
from telegram_gateway.handlers.taps import Handler, Reply, keep_waiting, let_go_on, require_usable
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.keeping import Held
from telegram_gateway.views.quotes import film_price

_QUOTE_UNITS = 200


class FreeTexts:
    """Takes texts to what they are, or asks."""

    def __init__(self, briefs: Briefs) -> None:
        self._briefs = briefs

    @property
    def handlers(self) -> dict[Action, Handler]:
        """What each button does."""
        return {
            Action.NEW_FILM: self._begin,
            Action.AS_NOTE: self._ask_price,
            Action.NOTE_SCRIPT: self._note,
            Action.NOTE_IMAGES: self._note,
            Action.NOTE_VIDEOS: self._note,
            Action.LEAVE: self._leave,
        }

    async def take_reply(self, interaction: Interaction, text: str) -> bool:
        """Take a text as an answer to a message of its user's jobs; return whether it was one."""
        found = await answered_by(interaction)
        if found is None:
            return False
        status, title, segments = found
        interaction, meaning = await as_decider(interaction, status.job), meaning_of(text)
        if meaning is Meaning.NEW_FILM:
            return False
        if await self._chat(interaction, meaning):
            return True
        if about := noted_stage(status):
            stage, failed = about
            await self._take_note(
                interaction, About(status, stage, title, segments or failed), text
            )
        elif stage := stage_before_the_end(status):
            await self._ask_late(interaction, About(status, stage, title), text)
        elif status.state is JobState.COMPLETED:
            await self._ask_segments(
                interaction, status, (Stage.IMAGES, Stage.VIDEOS), text, segments
            )
        elif status.state is JobState.CANCELLED:
            return False
        else:
            await interaction.answer("note-between")
        return True

    async def take(self, interaction: Interaction, text: str) -> None:
        """Take a text that is meant for the bot and answers no message."""
        meaning = meaning_of(text)
        if await self._chat(interaction, meaning):
            return
        waiting = [] if meaning is Meaning.NEW_FILM else await open_questions(interaction)
        if len(waiting) == 1 and _says_where(waiting[0].stage, text):
            await self._take_note(interaction, waiting[0], text)
        elif waiting:
            for about in waiting:
                await keep_waiting(interaction, about.job)
            await self._ask(interaction, text, "ask-what", note_rows(interaction, waiting))
        elif is_brief(interaction, meaning):
            await self._briefs.take_text(interaction, text)
        elif ended := await ended_lately(interaction, LATE_S):
            await self._ask_late(interaction, ended, text)
        else:
            await self.offer(interaction, text)

    async def offer(self, interaction: Interaction, text: str, photo: str = "") -> None:
        """Ask whether words are to be a film: those of a link, beside a photo, or any others."""
        await self._ask(interaction, text, "ask-film", [], photo=photo)

    async def ask_late(self, interaction: Interaction, job: str, stage: Stage, text: str) -> None:
        """Ask whether to resume a cancelled job with a note that came too late."""
        status = await interaction.services.studio_client.do(
            interaction.services.studio_client.studio.status, job
        )
        card = await interaction.card(job)
        await self._ask_late(interaction, About(status, stage, card.title if card else ""), text)

    async def _chat(self, interaction: Interaction, meaning: Meaning) -> bool:
        """Whether a text is small talk; then it gets a word, though not always."""
        if not meaning.is_small_talk:
            return False
        if await interaction.services.access_control.may_answer(interaction.user, "talk"):
            is_open = meaning is Meaning.ASSENT and bool(await open_questions(interaction))
            if meaning is Meaning.WISH:
                await invite(interaction, named(interaction, "talk-wish"), is_wished=True)
                return True
            word = interaction.say.html(f"talk-{meaning}", is_open=str(is_open).lower())
            if meaning is Meaning.GREETING:
                await invite(interaction, word)
                return True
            price = await film_price(interaction) if meaning is Meaning.QUESTION else ""
            await interaction.answer_with(joined([price, word], "\n"))
        return True

    async def _take_note(self, interaction: Interaction, about: About, text: str) -> None:
        try:
            if about.stage is Stage.SCRIPT:
                require_segments(about.status, [line for line, _ in line_notes(text)])
                note = script_note(text, about.status.brief.language)
                await make_note(interaction, about.job, about.stage, (), note)
                await note_read(interaction)
            elif about.status.failures and about.segments:
                await make_note(interaction, about.job, about.stage, about.segments, text)
                await note_read(interaction)
            else:
                await keep_waiting(interaction, about.job)
                stages = (about.stage,)
                await self._ask_segments(interaction, about.status, stages, text, about.segments)
        except BriefError as error:
            await interaction.answer_with(brief_refusal(interaction.say, error))
        except StageNotOpenError:
            await interaction.answer("note-between")

    async def _ask_late(self, interaction: Interaction, about: About, text: str) -> None:
        label = interaction.say.plain("button-continue-note")
        row = [note_button(label, about, interaction.message)]
        title = about.title
        await self._ask(
            interaction, text, "note-late", [] if about.status.is_emptied else [row], title
        )

    async def _ask(
        self,
        interaction: Interaction,
        text: str,
        key: str,
        rows: Sequence[Row],
        title: str = "",
        photo: str = "",
    ) -> None:
        """Ask what a text is; the text is held until its person says so."""
        studio = interaction.services.studio_client.studio
        try:
            studio.require_brief(text)
        except BriefError as error:
            await invite(interaction, brief_refusal(interaction.say, error))
            return
        held = await hold(interaction, held_of(interaction, text, photo=photo))
        label = "button-film-of-this" if key == "ask-film" else "button-new-film"
        new = new_film_button(interaction, held, label)
        keyboard = InlineKeyboardMarkup([*rows, [new], [leave_button(interaction, held)]])
        asked = interaction.say.html(key, title=title, text=clipped(text, _QUOTE_UNITS))
        await hold(interaction, held, await ask_below(interaction, asked, keyboard))

    async def _ask_segments(
        self,
        interaction: Interaction,
        status: JobStatus,
        stages: Sequence[Stage],
        text: str,
        answered: tuple[int, ...],
    ) -> None:
        """Ask whether segments are to be made again as a text says, at their price."""
        segments = segment_note(text).segments or answered
        try:
            require_segments(status, segments)
        except BriefError as error:
            await interaction.answer_with(brief_refusal(interaction.say, error))
            return
        await keep_waiting(interaction, status.job)
        held = await hold(interaction, held_of(interaction, text, segments))
        asked, keyboard = await _redo_question(interaction, status, stages, held)
        await hold(interaction, held, await ask_below(interaction, asked, keyboard))

    async def _begin(self, interaction: Interaction, press: CallbackData) -> Reply:
        held = held_by(interaction, press)
        sent = as_sent(interaction, held)
        if held.photo:
            is_taken = await self._briefs.take_photo(sent, held.text, held.photo)
        else:
            is_taken = await self._briefs.take_text(sent, held.text)
        if not is_taken:
            return Reply()  # the chat says why
        return Reply("toast-new-film", after=close(interaction, held))

    async def _ask_price(self, interaction: Interaction, press: CallbackData) -> Reply:
        held, status = held_by(interaction, press), await require_usable(interaction, press.job)
        stage = status.open_stage or stage_before_the_end(status)
        if stage is None or stage is Stage.SCRIPT:
            raise TooLateError("This question is decided.")
        require_segments(status, _segments(status, held))
        asked, keyboard = await _redo_question(interaction, status, (stage,), held)
        return Reply(
            after=interaction.services.sender.edit(
                interaction.place, interaction.message, asked, keyboard
            )
        )

    async def _note(self, interaction: Interaction, press: CallbackData) -> Reply:
        held, status = held_by(interaction, press), await require_usable(interaction, press.job)
        stage = press.action.stage
        is_cancelled = status.state is JobState.CANCELLED
        if is_cancelled and (refusal := await let_go_on(interaction, press.job)):
            return refusal
        if stage is Stage.SCRIPT:
            require_segments(status, [line for line, _ in line_notes(held.text)])
            segments, text = (), script_note(held.text, status.brief.language)
        else:
            segments, text = _segments(status, held), segment_note(held.text).text
        try:
            await make_note(interaction, press.job, stage, segments, text)
        except StageNotOpenError as error:
            raise TooLateError("The work went on meanwhile.") from error
        return Reply("toast-redo", after=self._close_note(interaction, held))

    async def _close_note(self, interaction: Interaction, held: Held) -> None:
        await close(interaction, held)
        await note_read(as_sent(interaction, held))

    async def _leave(self, interaction: Interaction, press: CallbackData) -> Reply:
        return Reply(after=close(interaction, held_by(interaction, press)))


def _says_where(stage: Stage, text: str) -> bool:
    """Tell whether a text names the lines or segments that it is about."""
    return bool(line_notes(text) if stage is Stage.SCRIPT else segment_note(text).segments)


def _segments(status: JobStatus, held: Held) -> tuple[int, ...]:
    """Return the segments that a held text speaks of; all, where it names none."""
    everything = tuple(range(1, status.brief.segment_count + 1))
    return segment_note(held.text).segments or held.segments or everything


async def _redo_question(
    interaction: Interaction, status: JobStatus, stages: Sequence[Stage], held: Held
) -> tuple[Html, InlineKeyboardMarkup]:
    segments, say = _segments(status, held), interaction.say
    row: Row = []
    for stage in stages:
        usd = await price_of(interaction, status.job, stage, len(segments))
        facts = {"usd": money(usd), "is_free": str(usd <= 0).lower()}
        label = say.plain(f"button-note-{stage}", **facts)
        row.append(button(label, Action(f"note_{stage}"), status.job, str(held.source)))
    asked = say.html(
        "note-really",
        count=len(segments),
        numbers=spans(segments),
        is_all=str(len(segments) == status.brief.segment_count).lower(),
        text=clipped(segment_note(held.text).text, _QUOTE_UNITS),
    )
    # Under a film that is done, a text that names no segment may as well be a brief.
    is_clear = len(stages) == 1 or bool(segment_note(held.text).segments or held.segments)
    rows = [row] if is_clear else [row, [new_film_button(interaction, held, "button-new-film")]]
    return asked, InlineKeyboardMarkup([*rows, [leave_button(interaction, held)]])
