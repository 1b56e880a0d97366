"""Reply markup: what Telegram accepts under a message."""

from __future__ import annotations

import re
from typing import Any

from .errors import bad_request
from .limits import Limits

Markup = dict[str, Any]

_ACTIONS = {
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
    "callback_game", "pay",
}  # fmt: skip
_STYLES = {"danger", "success", "primary"}
_URL = re.compile(r"^(?:https?://[^/\s]+\.[^/\s]+|tg://\S+)", re.IGNORECASE)
_CANNOT_PARSE = "can't parse inline keyboard button"


def check_markup(markup: object, limits: Limits) -> Markup | None:
    """Look a reply markup over as the server does.

    Returns:
        The markup as the message keeps it, or nothing if there is none.

    Raises:
        ApiError: 400, for instance BUTTON_DATA_INVALID.
    """
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return dict(markup)
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be of type Array')
    kept = [[_checked_button(button, limits) for button in row] for row in rows if row]
    if sum(map(len, kept)) > limits.keyboard_buttons:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def is_inline(markup: Markup | None) -> bool:
    """Whether the buttons are part of the message, so that the message can be edited."""
    return markup is None or "inline_keyboard" in markup


def _checked_button(button: object, limits: Limits) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request(f"{_CANNOT_PARSE}: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request(f'{_CANNOT_PARSE}: Field "text" must be of type String')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = _ACTIONS & button.keys()
    if not actions:
        raise bad_request(f"{_CANNOT_PARSE}: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("inline keyboard button must have exactly one action")
    if button.get("style", "primary") not in _STYLES:
        raise bad_request(f"{_CANNOT_PARSE}: invalid button style specified")
    _check_action(button, limits)
    return dict(button)


def _check_action(button: dict[str, Any], limits: Limits) -> None:
    if "callback_data" in button:
        data = button["callback_data"]
        size = len(data.encode()) if isinstance(data, str) else 0
        if not 1 <= size <= limits.callback_data_bytes:
            raise bad_request("BUTTON_DATA_INVALID")
    if "copy_text" in button:
        copied = button["copy_text"]
        text = copied.get("text", "") if isinstance(copied, dict) else ""
        if not 1 <= len(text) <= limits.copied_length:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if "url" in button and not _URL.match(str(button["url"])):
        raise bad_request(
            f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
        )
