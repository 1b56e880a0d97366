"""/settings and /lang: what holds for a chat's next films, chosen by buttons."""

from pydantic import ValidationError

from adgen_dagster.domain.brief import Language, Ratio
from telegram_gateway.content.callback_data import Action, CallbackData
from telegram_gateway.content.keyboards import language_buttons, settings_buttons
from telegram_gateway.content.markup import Html, joined
from telegram_gateway.content.texts import Catalogue
from telegram_gateway.handlers.taps import Handler, Reply, require_owner
from telegram_gateway.interaction import Interaction
from telegram_gateway.persistence.chats import ChatMemory, Choices
from telegram_gateway.services import speech
from telegram_gateway.studio_client import Place

_FIELDS = {
    Action.SET_RATIO: "ratio",
    Action.SET_FORMAT: "format",
    Action.SET_VOICE: "voice",
    Action.SET_CAPTIONS: "has_captions",
    Action.SET_FILM_LANGUAGE: "film_language",
}
_SHAPES = {Ratio.WIDE: "wide", Ratio.TALL: "tall", Ratio.SQUARE: "square"}
_VALUES: dict[str, object] = {"on": True, "off": False}


class ChoiceButtons:
    """What a chat can choose."""

    @property
    def handlers(self) -> dict[Action, Handler]:
        """What each button does."""
        settings = {action: self._choose for action in Action if action.is_setting}
        return {**settings, Action.SETTINGS: self._open}

    async def show_settings(self, interaction: Interaction, more: str = "") -> None:
        """Answer /settings.

        Args:
            interaction: of the person who asks.
            more: a text that stands below; empty: none.
        """
        keyboard = settings_buttons(
            interaction.say, interaction.chat, interaction.services.settings.voices
        )
        text = _about(interaction.say, interaction.place, interaction.chat.choices)
        await interaction.answer_with(
            joined([text, interaction.say.html(more) if more else ""]), keyboard
        )

    async def _open(self, interaction: Interaction, press: CallbackData) -> Reply:
        await require_owner(interaction, press.job)
        return Reply(after=self.show_settings(interaction, "settings-for-next"))

    async def show_languages(self, interaction: Interaction) -> None:
        """Answer /lang."""
        await interaction.answer("choose-language", language_buttons(interaction.say))

    async def _choose(self, interaction: Interaction, press: CallbackData) -> Reply:
        voices = {"auto", interaction.chat.choices.voice, *interaction.services.settings.voices}
        is_offered = press.action is not Action.SET_VOICE or press.argument in voices
        changed = _changed(interaction.chat, press) if is_offered else None
        if changed is None:
            return Reply("toast-unknown")
        if refusal := await _refusal(interaction):
            return Reply(refusal)
        if changed == interaction.chat:
            return Reply("toast-chosen")
        await interaction.services.persistence.change_chat(
            interaction.place.chat,
            lambda chat: chat.model_copy(
                update={"language": changed.language, "choices": changed.choices}
            ),
        )
        return Reply("toast-chosen", after=self._redraw(interaction, changed))

    async def _redraw(self, interaction: Interaction, chat: ChatMemory) -> None:
        """Show what holds now, in the language that holds now."""
        say, sender = speech(chat), interaction.services.sender
        markup = getattr(
            interaction.query.message if interaction.query else None, "reply_markup", None
        )
        is_language_only = markup is not None and len(markup.inline_keyboard) == 1
        if is_language_only:
            keyboard, text = language_buttons(say), say.html("choose-language")
        else:
            keyboard = settings_buttons(say, chat, interaction.services.settings.voices)
            text = _about(say, interaction.place, chat.choices)
        await sender.edit(interaction.place, interaction.message, text, keyboard)


def _about(say: Catalogue, place: Place, chosen: Choices) -> Html:
    """Return what the settings are, one line each, and in a group who may change them."""
    voice = chosen.voice or "auto"
    settings = say.html(
        "settings",
        language=chosen.film_language or "auto",
        ratio=chosen.ratio,
        shape=_SHAPES[chosen.ratio],
        length=chosen.format,
        captions="on" if chosen.has_captions else "off",
        voice=voice if say.has(f"voice-{voice}") else "named",
        name=voice,
    )
    return joined([settings, say.html("settings-of-group") if place.is_group else ""])


async def _refusal(interaction: Interaction) -> str:
    """Return why a user may not choose for all who are in the chat; empty: they may."""
    if not interaction.place.is_group or interaction.person.is_operator:
        return ""
    is_admin = await interaction.services.group_admins.include(interaction.place, interaction.user)
    if is_admin is None:
        return "toast-admins-unknown"
    return "" if is_admin else "toast-admins-only"


def _changed(chat: ChatMemory, press: CallbackData) -> ChatMemory | None:
    """Return the chat with a choice made; None: there is no such choice."""
    value: object = _VALUES.get(press.argument, press.argument)
    try:
        if press.action is Action.SET_LANGUAGE:
            return chat.model_copy(update={"language": Language(press.argument)})
        if press.argument == "auto":
            value = None if press.action is Action.SET_FILM_LANGUAGE else ""
        chosen = {**chat.choices.model_dump(), _FIELDS[press.action]: value}
        return chat.model_copy(update={"choices": Choices.model_validate(chosen)})
    except (ValidationError, ValueError):
        return None
