"""Read `/new`, the command that orders a film, and the words behind it."""

import re

_NEW = re.compile(r"/new(?:@(?P<bot>\w+))?(?:\s+(?P<words>.*))?", re.IGNORECASE | re.DOTALL)


def ordered_by(text: str, bot_name: str) -> str | None:
    """Return the words behind `/new`; None if the text is not this command for this bot.

    Args:
        text: of the message.
        bot_name: of the bot, with or without its `@`.
    """
    found = _NEW.fullmatch(text.strip())
    if found is None:
        return None
    named = (found["bot"] or "").lower()
    is_other = bool(named) and named != bot_name.removeprefix("@").lower()
    return None if is_other else (found["words"] or "").strip()
