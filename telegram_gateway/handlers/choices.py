"""/settings and /lang: what holds for a chat's next films, chosen by buttons."""

from pydantic import ValidationError

from adgen_dagster.domain.brief import Language, Ratio
from telegram_gateway.content.callback_data import Action, Press
from telegram_gateway.content.keyboards import language_buttons, settings_buttons
from telegram_gateway.content.markup import Html, joined
from telegram_gateway.content.texts import Catalogue
from telegram_gateway.desk import Place
from telegram_gateway.handlers.taps import Handler, Reply, require_owner
from telegram_gateway.office import speech
from telegram_gateway.persistence.memory import ChatMemory, Choices
from telegram_gateway.visit import Visit

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

    async def show_settings(self, visit: Visit, more: str = "") -> None:
        """Answer /settings.

        Args:
            visit: of the person who asks.
            more: a text that stands below; empty: none.
        """
        keyboard = settings_buttons(visit.say, visit.chat, visit.office.settings.voices)
        text = _about(visit.say, visit.place, visit.chat.choices)
        await visit.answer_with(joined([text, visit.say.html(more) if more else ""]), keyboard)

    async def _open(self, visit: Visit, press: Press) -> Reply:
        await require_owner(visit, press.job)
        return Reply(after=self.show_settings(visit, "settings-for-next"))

    async def show_languages(self, visit: Visit) -> None:
        """Answer /lang."""
        await visit.answer("choose-language", language_buttons(visit.say))

    async def _choose(self, visit: Visit, press: Press) -> Reply:
        voices = {"auto", visit.chat.choices.voice, *visit.office.settings.voices}
        is_offered = press.action is not Action.SET_VOICE or press.argument in voices
        changed = _changed(visit.chat, press) if is_offered else None
        if changed is None:
            return Reply("toast-unknown")
        if refusal := await _refusal(visit):
            return Reply(refusal)
        if changed == visit.chat:
            return Reply("toast-chosen")
        await visit.office.memory.change_chat(
            visit.place.chat,
            lambda chat: chat.model_copy(
                update={"language": changed.language, "choices": changed.choices}
            ),
        )
        return Reply("toast-chosen", after=self._redraw(visit, changed))

    async def _redraw(self, visit: Visit, chat: ChatMemory) -> None:
        """Show what holds now, in the language that holds now."""
        say, outlet = speech(chat), visit.office.outlet
        markup = getattr(visit.query.message if visit.query else None, "reply_markup", None)
        is_language_only = markup is not None and len(markup.inline_keyboard) == 1
        if is_language_only:
            keyboard, text = language_buttons(say), say.html("choose-language")
        else:
            keyboard = settings_buttons(say, chat, visit.office.settings.voices)
            text = _about(say, visit.place, chat.choices)
        await outlet.edit(visit.place, visit.message, text, keyboard)


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


async def _refusal(visit: Visit) -> str:
    """Return why a user may not choose for all who are in the chat; empty: they may."""
    if not visit.place.is_group or visit.person.is_operator:
        return ""
    is_admin = await visit.office.group_admins.include(visit.place, visit.user)
    if is_admin is None:
        return "toast-admins-unknown"
    return "" if is_admin else "toast-admins-only"


def _changed(chat: ChatMemory, press: Press) -> ChatMemory | None:
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
