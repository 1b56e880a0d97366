"""A chat as one reads it: who said what when, with the buttons in brackets."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from .chats import Chat, Event, Happening
from .seen import Button, SeenMessage, see
from .world import World

_INDENT = " " * 10
_VERBS = {
    "typing": "typing …",
    "upload_photo": "sending a picture …",
    "upload_video": "sending a video …",
    "record_video": "recording a video …",
    "upload_voice": "sending a voice message …",
    "record_voice": "recording a voice message …",
    "upload_document": "sending a file …",
}


class Edits(StrEnum):
    """How a transcript shows that messages changed."""

    FOLDED = "folded"  # of edits in a row only the last, with their number
    SHOWN = "shown"  # every one
    HIDDEN = "hidden"  # none


def transcript(world: World, chat: Chat, edits: Edits = Edits.FOLDED) -> str:
    """Write a chat down, one happening after the other.

    Args:
        world: the server's state.
        chat: which chat.
        edits: how much of the edits to show. `SHOWN` also has the chat actions.
    """
    with world.changed:
        events = list(chat.events)
        if edits is not Edits.SHOWN:
            events = [event for event in events if event.what is not Happening.ACTION]
        if edits is Edits.HIDDEN:
            events = [event for event in events if event.what is not Happening.EDITED]
        groups = _fold(events) if edits is Edits.FOLDED else ((event, 1) for event in events)
        named = _named_later(chat, events)
        return "\n".join(
            f"{event.at:7.1f} s  {_said(chat, event, count, named)}" for event, count in groups
        )


def _named_later(chat: Chat, events: list[Event]) -> set[int]:
    """The messages that other lines name by number."""
    changed = {e.message_id for e in events if e.what in {Happening.EDITED, Happening.DELETED}}
    return changed | {message.reply_to for message in chat.messages.values()}


def _fold(events: list[Event]) -> Iterator[tuple[Event, int]]:
    """Only the last of several edits of one message that follow each other."""
    count = 0
    for event, following in zip(events, [*events[1:], None], strict=True):
        count += 1
        is_followed_by_the_same = (
            following is not None
            and event.what is following.what is Happening.EDITED
            and event.message_id == following.message_id
        )
        if not is_followed_by_the_same:
            yield event, count
            count = 0


def _said(chat: Chat, event: Event, count: int, named: set[int]) -> str:
    match event.what:
        case Happening.SENT:
            number = f" #{event.message_id}" if event.message_id in named else ""
            said = f"{event.who}{number}: {_content(see(chat.messages[event.message_id], 0))}"
        case Happening.EDITED:
            said = _edit(chat, event, count)
        case Happening.DELETED:
            said = f"{event.who} deletes #{event.message_id}"
        case Happening.TAPPED:
            said = f"{event.who} taps [{event.text}]"
        case Happening.ANSWERED:
            said = f"      ({event.text or 'the tap is answered without a word'})"
        case Happening.ACTION:
            said = f"{event.who} is {_VERBS.get(event.text, event.text)}"
        case Happening.NOTICE:
            said = f"      · {event.who} {event.text}"
    return said


def _edit(chat: Chat, event: Event, count: int) -> str:
    message = chat.messages[event.message_id]
    now, before = see(message, event.version), see(message, event.version - count)
    times = f", {count} edits" if count > 1 else ""
    if (now.text, now.media) == (before.text, before.media):
        change = " ".join(map(_row, now.keyboard)) or "the buttons leave"
        return f"{event.who} ✎ #{event.message_id}{times}: {change}"
    return f"{event.who} ✎ #{event.message_id}{times}: {_content(now)}"


def _content(message: SeenMessage) -> str:
    if message.is_service:
        return "· the group became a supergroup"
    parts = [f"↩ #{message.reply_to}"] if message.reply_to else []
    if message.media:
        parts.append(f"{message.media}{' (album)' if message.album_id else ''}")
    if message.text:
        parts.append(message.text.replace("\n", f"\n{_INDENT}  "))
    lines = [" ".join(parts) or "…"]
    lines += [f"{_INDENT}  {_row(row)}" for row in message.keyboard]
    return "\n".join(lines)


def _row(buttons: tuple[Button, ...]) -> str:
    return " ".join(f"[{button.text}]" for button in buttons)
