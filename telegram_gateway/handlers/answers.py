"""Texts that answer a question: what to change, what was really said, what a photo shows."""

from collections.abc import Sequence

from adgen_dagster.domain.brief import BriefError
from adgen_dagster.domain.words import Stage
from adgen_dagster.errors import AdgenError
from adgen_dagster.studio.studio import JobCancelledError
from telegram_gateway.content.meaning import meaning_of
from telegram_gateway.handlers.albums import Photos
from telegram_gateway.handlers.briefs import asked_of, asked_where_replied, brief_refusal
from telegram_gateway.handlers.deciders import as_decider
from telegram_gateway.handlers.free_texts import FreeTexts
from telegram_gateway.handlers.noting import answered_by, nod
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.chats import Ask, AskKind, ChatMemory

_STAGES = {
    AskKind.SCRIPT_NOTE: Stage.SCRIPT,
    AskKind.IMAGES_NOTE: Stage.IMAGES,
    AskKind.VIDEOS_NOTE: Stage.VIDEOS,
}
_ANSWERED = frozenset(AskKind) - {AskKind.WORDS, AskKind.BRIEF}
"""What a text answers; what is left waits for a photo, or for a brief."""


def note_kind(stage: Stage) -> AskKind:
    """Return what kind of question a note about a stage answers."""
    return next(kind for kind, each in _STAGES.items() if each is stage)


class Answers:
    """Takes texts to what was asked."""

    def __init__(self, photos: Photos, talk: FreeTexts) -> None:
        self._photos, self._talk = photos, talk

    async def take(self, interaction: Interaction, text: str) -> bool:
        """Take a text as the answer to an open question; return whether it was one."""
        if interaction.message in interaction.chat.answered:
            return True
        asked = await self._asked(interaction)
        # Said while something is asked, thanks leave the question as it is.
        if asked and meaning_of(text).is_small_talk:
            return False
        for ask in asked:
            try:
                is_taken = await self._answer(interaction, ask, text)
            except BriefError as error:
                await interaction.answer_with(brief_refusal(interaction.say, error))
                return True
            except JobCancelledError:
                await _forget(interaction, ask, is_answered=False)
                if ask.kind not in _STAGES:
                    continue
                await self._talk.ask_late(interaction, ask.job, _STAGES[ask.kind], text)
                return True
            await _forget(interaction, ask, is_answered=is_taken)
            if is_taken:
                await self._acknowledge(interaction, ask)
                return True
        return False

    async def concern_film(self, interaction: Interaction) -> bool:
        """Return whether a message replies to a question or another message about a film."""
        is_asked = any(ask.job for ask in asked_where_replied(interaction, *_ANSWERED))
        return is_asked or await answered_by(interaction) is not None

    async def _asked(self, interaction: Interaction) -> Sequence[Ask]:
        """Return what a text may answer: the question it replies to, else the open ones."""
        if direct := asked_where_replied(interaction, *_ANSWERED):
            return direct
        own = asked_of(interaction, *_ANSWERED)
        replied = interaction.sent.reply_to_message if interaction.sent else None
        if interaction.place.is_group:
            author = replied.from_user if replied else None
            # A kill can come between a question and the note of where it stands.
            own = [ask for ask in own if not ask.message] if author and author.is_bot else []
        if own and replied and (found := await answered_by(interaction)):
            return [ask for ask in own if ask.job == found[0].job]
        return own

    async def _answer(self, interaction: Interaction, ask: Ask, text: str) -> bool:
        """Tell whether the answer still matters.

        Raises:
            BriefError: it cannot be accepted as it is.
            JobCancelledError: it comes too late.
        """
        studio_client, interaction = (
            interaction.services.studio_client,
            await as_decider(interaction, ask.job),
        )
        if ask.kind is AskKind.PHOTO:
            await self._photos.take_words(interaction, text, ask.photo)
            return True
        try:
            if ask.kind is AskKind.TRANSCRIPT:
                await studio_client.do(
                    studio_client.studio.confirm_transcript, ask.job, text, interaction.person
                )
            else:
                stage = _STAGES[ask.kind]
                await studio_client.do(
                    studio_client.studio.redo,
                    ask.job,
                    stage,
                    ask.segments,
                    text,
                    interaction.person,
                )
        except (BriefError, JobCancelledError):
            raise
        except AdgenError:
            # Decided meanwhile, or the job is gone: then this text is something of its own.
            return False
        interaction.services.notifier.poke(ask.job)
        return True

    async def _acknowledge(self, interaction: Interaction, ask: Ask) -> None:
        """Show that the answer arrived, without one more message."""
        services = interaction.services
        # A message that forces a reply, as in groups, cannot be edited.
        if ask.kind in _STAGES and ask.message and not interaction.place.is_group:
            await services.sender.edit(
                interaction.place, ask.message, interaction.say.html("note-taken")
            )
        await nod(interaction)


async def _forget(interaction: Interaction, ask: Ask, *, is_answered: bool) -> None:
    def forget(chat: ChatMemory) -> ChatMemory:
        known = chat.having_read(interaction.message) if is_answered else chat
        return known.without(ask)

    await interaction.services.persistence.change_chat(interaction.place.chat, forget)
