"""The brief: what a user asked for, validated once at the entrance."""

import unicodedata
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator

from adgen_dagster.domain.sizes import MEBIBYTE
from adgen_dagster.errors import AdgenError
from adgen_dagster.plaintext import plain

MAX_SEGMENTS = 48
"""Segments of the longest format."""
BRIEF_MAX_CHARS = 4000
"""Room for a full page; Telegram's longest message is 4096 characters."""

FILE_MAX_MB = 20
FILE_MAX_BYTES = FILE_MAX_MB * MEBIBYTE
"""The largest file of a user: Telegram hands no larger one to bots (core.telegram.org/bots/api,
getFile), and OpenAI hears up to 25 MB."""


class BriefFault(StrEnum):
    """Why a brief is refused, for gateways that say it in the person's own language."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    NO_SUCH_SEGMENT = "no_such_segment"
    UNREADABLE_FILE = "unreadable_file"
    UNREADABLE_PHOTO = "unreadable_photo"
    TOO_LARGE = "too_large"
    VOICE_TOO_LONG = "voice_too_long"
    UNKNOWN_CHOICE = "unknown_choice"


class BriefError(AdgenError):
    """The brief cannot be accepted; the text says what to change.

    `most` is the largest number that would do, where there is one, and `count` what it is instead.
    """

    def __init__(
        self,
        message: str,
        fault: BriefFault = BriefFault.UNKNOWN_CHOICE,
        most: int = 0,
        count: int = 0,
    ) -> None:
        super().__init__(message)
        self.fault = fault
        self.most = most
        self.count = count


EMPTY_BRIEF = "The brief is empty: describe the advertisement in a few words."

UNREADABLE_BRIEF = "Some letters of the brief cannot be read: they are not UTF-8."


class Language(StrEnum):
    """A film's language, as an ISO 639-1 code."""

    RUSSIAN = "ru"
    ENGLISH = "en"

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Russian, where a third of the letters are Cyrillic (brands are often Latin)."""
        letters = [letter for letter in text if letter.isalpha()]
        cyrillic = sum("CYRILLIC" in unicodedata.name(letter, "") for letter in letters)
        return cls("ru" if cyrillic and cyrillic * 3 >= len(letters) else "en")


class Ratio(StrEnum):
    """A film's aspect ratio, width to height."""

    WIDE = "16:9"
    TALL = "9:16"
    SQUARE = "1:1"


class FilmFormat(StrEnum):
    """How a film is cut: `spot` is 10 segments (50 s), `film` is 48 (240 s)."""

    SPOT = "spot"
    FILM = "film"


class Act(StrEnum):
    """A part of the film's story."""

    INTRO = "intro"
    MAIN = "main"
    OUTRO = "outro"


class Person(BaseModel):
    """Somebody who reaches the studio through a gateway."""

    model_config = ConfigDict(frozen=True)

    gateway: str = Field(min_length=1)
    id: str = Field(min_length=1)
    name: str = ""
    is_operator: bool = False
    """May decide on everybody's jobs."""

    def is_same(self, other: Self) -> bool:
        """Tell whether both are one user: a name may change, an id does not."""
        return (self.gateway, self.id) == (other.gateway, other.id)


class Brief(BaseModel):
    """One advertisement as it was asked for.

    `voice_file`, `music` and `photo` are paths inside the artifact store.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = ""
    voice_file: str | None = None
    caption: str = ""
    """Words that came with the voice message: they are asked for as well as what is heard."""
    confirms_transcript: bool = False
    """Whether the person reads what was heard before anything is written."""
    language: Language
    ratio: Ratio = Ratio.WIDE
    format: FilmFormat = FilmFormat.SPOT
    acts: tuple[tuple[Act, int], ...]
    """Segments of each act, in order; fixed when the brief comes in."""
    voice: str = ""
    tone: str = ""
    has_captions: bool = True
    music: str | None = None
    photo: str | None = None
    seed: int = 0
    owner: Person
    reply_to: str = Field(default="", max_length=200)
    """Where the owner's gateway tells how the job goes on: an address that only it understands."""
    created_at: AwareDatetime

    @field_validator("text", "caption")
    @classmethod
    def _says_something(cls, text: str) -> str:
        return clean_text(text) if text else ""

    @model_validator(mode="after")
    def _has_a_source(self) -> Self:
        if not self.text and not self.voice_file:
            raise BriefError(EMPTY_BRIEF, BriefFault.EMPTY)
        if not self.acts or any(count < 1 for _, count in self.acts):
            raise BriefError("Every act needs at least one segment.")
        return self

    @property
    def segment_count(self) -> int:
        """How many 5-second segments the film has."""
        return sum(count for _, count in self.acts)


def clean_text(text: str, max_chars: int = BRIEF_MAX_CHARS) -> str:
    """Strip a user's text of control characters and outer white space.

    Raises:
        BriefError: nothing readable is left, it is longer than `max_chars`, or some of its bytes
            were not UTF-8.
    """
    # How Python hands on bytes of a terminal that it cannot read (PEP 383): left out, the brief
    # would say something else.
    if any(unicodedata.category(letter) == "Cs" for letter in text):
        raise BriefError(UNREADABLE_BRIEF, BriefFault.UNREADABLE)
    kept = plain(text).strip()
    if not any(letter.isalnum() for letter in kept):
        raise BriefError(EMPTY_BRIEF, BriefFault.EMPTY)
    if len(kept) > max_chars:
        raise BriefError(
            f"The brief has {len(kept)} characters; at most {max_chars} fit.",
            BriefFault.TOO_LONG,
            max_chars,
            len(kept),
        )
    return kept
