"""Callback data of buttons: `action:job`, and an argument if the action needs one.

Telegram takes at most 64 bytes; foreign callback data parses to None.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import KeyboardButtonStyle

from adgen_dagster.domain.brief import MAX_SEGMENTS
from adgen_dagster.domain.words import Stage

DATA_MAX_BYTES = 64
_MASK = re.compile(r"[0-9a-f]{1,12}")


class Action(StrEnum):
    """What a tap asks for."""

    APPROVE_SCRIPT = "approve_script"
    APPROVE_IMAGES = "approve_images"
    APPROVE_VIDEOS = "approve_videos"
    CANCEL_SCRIPT = "cancel_script"
    CANCEL_IMAGES = "cancel_images"
    CANCEL_VIDEOS = "cancel_videos"
    CHANGE_SCRIPT = "change_script"

    CONFIRM_TRANSCRIPT = "confirm_transcript"
    EDIT_TRANSCRIPT = "edit_transcript"
    CANCEL_TRANSCRIPT = "cancel_transcript"

    PICK = "pick"
    """Show the segments to choose from; with those chosen before, and the one that is tapped."""
    UNPICK = "unpick"
    """Leave the choice."""
    REDO_IMAGES = "redo_images"
    REDO_VIDEOS = "redo_videos"
    BACK_IMAGES = "back_images"
    """Let the take before count again."""
    BACK_VIDEOS = "back_videos"
    PLAIN_IMAGES = "plain_images"
    PLAIN_VIDEOS = "plain_videos"
    DROP = "drop"
    """Forget what was asked."""

    NEW_FILM = "new_film"
    """A text that was asked about is a brief; the argument of all these is its message."""
    AS_NOTE = "as_note"
    """It says what should be different; in which pictures or clips, and at what price, is asked."""
    NOTE_SCRIPT = "note_script"
    NOTE_IMAGES = "note_images"
    NOTE_VIDEOS = "note_videos"
    HEAR = "hear"
    """An audio file is a spoken brief."""
    LEAVE = "leave"
    """It is neither."""

    ALL_CLIPS = "all_clips"
    SETTINGS = "settings"
    """What holds for the chat's next films, from where this one's choices are told."""

    RETRY = "retry"
    REWORD = "reword"
    STOP = "stop"
    STOP_YES = "stop_yes"
    STOP_NO = "stop_no"
    AGAIN = "again"
    CONTINUE = "continue"
    REVOICE = "revoice"
    """Try the narration again with another voice; the argument is its name."""
    FILM = "film"
    MORE_TIME = "more_time"
    FORGET_YES = "forget_yes"
    FORGET_NO = "forget_no"
    HAND_OVER = "hand_over"
    """Let another user decide at the gate that is open, too."""
    HAND_BACK = "hand_back"

    SHOW = "show"
    """Ask again what is open; its question scrolled away, or was deleted."""
    JOBS = "jobs"
    """Another page of the list of jobs; the job is the first one there."""

    SET_LANGUAGE = "set_language"
    SET_FILM_LANGUAGE = "set_film_language"
    SET_RATIO = "set_ratio"
    SET_VOICE = "set_voice"
    SET_CAPTIONS = "set_captions"
    SET_FORMAT = "set_format"

    @property
    def is_setting(self) -> bool:
        """Whether it chooses something for a chat, and belongs to no job."""
        return self.startswith("set_")

    @property
    def is_jobless(self) -> bool:
        """Whether it is about a user, and belongs to no job."""
        return self in {Action.FORGET_YES, Action.FORGET_NO}

    @property
    def stage(self) -> Stage:
        """The stage that the action's name ends with."""
        return Stage(self.rpartition("_")[2])


_NOTHING, _SOURCE = re.compile(""), re.compile(r"[0-9]{1,19}")
_CARRIED = {
    Action.PICK: re.compile(rf"(?:{_MASK.pattern}\.[0-9]{{1,2}})?"),
    **dict.fromkeys(
        (
            Action.REDO_IMAGES,
            Action.REDO_VIDEOS,
            Action.BACK_IMAGES,
            Action.BACK_VIDEOS,
            Action.PLAIN_IMAGES,
            Action.PLAIN_VIDEOS,
        ),
        _MASK,
    ),
    **dict.fromkeys(
        (
            Action.NEW_FILM,
            Action.AS_NOTE,
            Action.NOTE_SCRIPT,
            Action.NOTE_IMAGES,
            Action.NOTE_VIDEOS,
            Action.HEAR,
            Action.LEAVE,
        ),
        _SOURCE,
    ),
    Action.REVOICE: re.compile(".+"),
}
"""What arguments look like. An absurd one is refused here: no handler has to ask what it means."""


@dataclass(frozen=True)
class CallbackData:
    """What a button carries."""

    action: Action
    job: str = ""
    argument: str = ""

    def __str__(self) -> str:
        """As Telegram keeps it under the button."""
        parts = (self.argument,) if self.action.is_setting else (self.job, self.argument)
        data = ":".join((self.action, *(part for part in parts if part)))
        if len(data.encode()) > DATA_MAX_BYTES:
            raise ValueError(f"{data!r} is longer than {DATA_MAX_BYTES} bytes")
        return data

    @classmethod
    def read(cls, data: str) -> Self | None:
        """Parse callback data; None if it is foreign or damaged."""
        name, _, rest = data.partition(":")
        try:
            action = Action(name)
        except ValueError:
            return None
        if action.is_setting:
            return cls(action, argument=rest)
        job, _, argument = rest.partition(":")
        is_ours = _CARRIED.get(action, _NOTHING).fullmatch(argument)
        return cls(action, job, argument) if is_ours and bool(job) != action.is_jobless else None


_STYLES = {
    **dict.fromkeys(
        (
            Action.APPROVE_SCRIPT,
            Action.APPROVE_IMAGES,
            Action.APPROVE_VIDEOS,
            Action.CONFIRM_TRANSCRIPT,
        ),
        KeyboardButtonStyle.SUCCESS,
    ),
    **dict.fromkeys(
        (
            Action.CANCEL_SCRIPT,
            Action.CANCEL_IMAGES,
            Action.CANCEL_VIDEOS,
            Action.CANCEL_TRANSCRIPT,
            Action.STOP_YES,
        ),
        KeyboardButtonStyle.DANGER,
    ),
}


def button(label: str, action: Action, job: str = "", argument: str = "") -> InlineKeyboardButton:
    """Build a button, green if it goes on and red if it ends something."""
    data = str(CallbackData(action, job, argument))
    return InlineKeyboardButton(label, callback_data=data, style=_STYLES.get(action))


def presses_of(keyboard: InlineKeyboardMarkup | None) -> list[CallbackData]:
    """Read what the buttons of a message ask for; leave out foreign ones."""
    rows = keyboard.inline_keyboard if keyboard else ()
    found = (CallbackData.read(str(each.callback_data or "")) for row in rows for each in row)
    return [press for press in found if press]


def pick_argument(chosen: Iterable[int], tapped: int) -> str:
    """Encode a segment button's argument: the selection, and which segment it is."""
    return f"{mask_of(chosen)}.{tapped}"


def read_pick(argument: str) -> tuple[tuple[int, ...], int]:
    """Decode the selection beside a segment's button, and which was tapped (0: none)."""
    mask, _, tapped = argument.partition(".")
    return segments_of(mask), int(tapped) if tapped.isdecimal() else 0


def mask_of(segments: Iterable[int]) -> str:
    """Encode segments for a button: a bit for each, in hexadecimal."""
    return f"{sum(1 << (segment - 1) for segment in set(segments)):x}"


def segments_of(mask: str) -> tuple[int, ...]:
    """Decode the segments of a button; none if it has what no film has."""
    bits = int(mask, 16) if _MASK.fullmatch(mask) else 0
    if bits.bit_length() > MAX_SEGMENTS:
        return ()
    return tuple(index + 1 for index in range(bits.bit_length()) if bits >> index & 1)
