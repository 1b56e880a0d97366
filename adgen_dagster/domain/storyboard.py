"""The script and its segments: acts, time slots, and how much can be said in one."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from adgen_dagster.amounts import unbreakable
from adgen_dagster.domain.brief import Act, Brief, Language
from adgen_dagster.domain.utf16 import utf16_units
from adgen_dagster.plaintext import plain

SLOT_S = 5.0
"""Seconds of one segment."""

SPOKEN_S = 4.6
"""Seconds of a slot that a line may fill: the rest is breath between two lines."""

SPEECH_CHARS_PER_S = {Language.RUSSIAN: 13.8, Language.ENGLISH: 12.7}
"""What a slow line of advertising makes of a second: the 5th percentile of 400 lines of each
language, spoken by the offline narrator (`bench/speech_rate.py`). 95 of 100 lines as long as the
budget fit into `SPOKEN_S` as they are; the rest is made a little faster. English comes out lower
because its lines have more and shorter words and sentences, and pauses count."""

_CUTS = (
    (re.compile(r"[.!?…][»”\"')\]]*(?=\s|$)"), 0.4),
    (re.compile(r"[,;:—–](?=\s|$)"), 0.5),
    (re.compile(r" "), 0.0),
)
"""Ends of a sentence, a clause, a word, and from which part of the room on each is good enough."""

_LEADS_ON = re.compile(
    r"\s+(?:в|во|на|у|для|из|изо|от|до|с|со|к|ко|о|об|обо|по|под|над|при|про|за|без|через|между|около"
    r"|перед|после|среди|и|или|а|но|да|что|чтобы|как|если|когда|где|не|ни|же|лишь|только|всего"
    r"|an?|the|in|on|at|of|for|to|from|by|with|about|into|near|over|under|and|or|but|so|than|that"
    r"|which|who|if|when|as|our|your|my|their|its|his|her|only|just|not|is|are|be)$",
    re.IGNORECASE,
)
"""A word that says there is more to come: a line does not end on it."""

PROMPT_MAX_UTF16 = 1000
"""Runway's limit of a prompt (`promptText` of its API 2024-11-06), in UTF-16 code units."""


Words = Annotated[str, AfterValidator(plain), Field(min_length=1)]
"""What a model wrote: cleaned where it enters, as what people write is."""


class Line(BaseModel):
    """One segment as the script tells it: what is said and what is seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    act: Act
    narration: Words
    scene: Words
    """What the viewer sees, in plain words of the film's language."""


class Script(BaseModel):
    """The advertisement's story, ready for a user to approve."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Words
    promise: Words
    """The one thing the viewer should believe afterwards."""
    world: Words
    """Subject, palette, lens and light that every picture shares; English."""
    lines: tuple[Line, ...]
    left_out: tuple[Words, ...] = ()
    """What of the brief found no room in the lines, where the writer knows it."""

    def require_acts(self, brief: Brief) -> Self:
        """Return this script if it has the brief's acts.

        Raises:
            ValueError: the acts or their counts differ.
        """
        wanted = list(act_of_each(brief))
        if [line.act for line in self.lines] != wanted:
            raise ValueError(f"The script needs the acts {', '.join(wanted)}, in this order.")
        return self


class Segment(BaseModel):
    """One 5-second slot of the film."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    index: int = Field(ge=1)
    act: Act
    narration: Words
    image_prompt: Words
    animation_prompt: Words
    start_s: float = Field(ge=0)
    end_s: float

    @model_validator(mode="after")
    def _prompts_fit(self) -> Self:
        for prompt in (self.image_prompt, self.animation_prompt):
            if utf16_units(prompt) > PROMPT_MAX_UTF16:
                raise ValueError(f"A prompt has at most {PROMPT_MAX_UTF16} UTF-16 units.")
        return self


class Storyboard(BaseModel):
    """All segments of a film, in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Words
    segments: tuple[Segment, ...]

    def segment(self, index: int) -> Segment:
        """Return the segment with this index; the first is 1."""
        return self.segments[index - 1]

    @property
    def said(self) -> str:
        """All that is spoken, in order."""
        return " ".join(segment.narration for segment in self.segments)


def act_of_each(brief: Brief) -> Iterator[Act]:
    """List the act of every segment, in order."""
    for act, count in brief.acts:
        yield from [act] * count


def slot(index: int) -> tuple[float, float]:
    """Start and end of segment `index` (the first is 1), in seconds from the film's start."""
    return (index - 1) * SLOT_S, index * SLOT_S


def narration_budget(language: Language) -> int:
    """Return how many characters can be spoken in one slot."""
    return int(SPOKEN_S * SPEECH_CHARS_PER_S[language])


def shorten(line: str, max_chars: int) -> str:
    """Cut `line` to `max_chars` where it hurts least: after a sentence, a clause, a word.

    Never inside an amount, an address or the like: "1,000 beans" must not become "1". Nor on a
    word that leads on: "open until" tells less than "open".
    """
    line = re.sub(r"[^\S\u00a0\u2009\u202f]+", " ", line).strip()
    if len(line) <= max_chars:
        return line
    whole = unbreakable(line)
    for mark, least in _CUTS:
        cuts = [
            found
            for found in mark.finditer(line)
            if found.start() <= max_chars
            and not any(start <= found.start() and found.end() < end for start, end in whole)
        ]
        if cuts and cuts[-1].start() > max_chars * least:
            return _closed(_ended(line[: cuts[-1].end()]), max_chars)
    return _closed(line, max_chars)


def leads_on(text: str) -> bool:
    """Tell whether a text ends on a word that says there is more to come."""
    return bool(_LEADS_ON.search(text))


def _ended(text: str) -> str:
    """A line's beginning without the words at its end that lead on, as far as any is left."""
    text = text.rstrip()
    while (shorter := _LEADS_ON.sub("", text)) != text:
        text = shorter
    return text


def _closed(text: str, max_chars: int) -> str:
    text = text[:max_chars].rstrip(" ,;:—–-")
    if text.endswith((".", "!", "?", "…")) or len(text) >= max_chars:
        return text
    return f"{text}."


def cut_into_segments(
    brief: Brief, script: Script, prompts: Sequence[tuple[str, str]]
) -> Storyboard:
    """Give every line of the script its slot, and its image and animation prompt."""
    budget = narration_budget(brief.language)
    return Storyboard(
        title=script.title,
        segments=tuple(
            Segment(
                index=index,
                act=line.act,
                narration=shorten(line.narration, budget),
                image_prompt=image,
                animation_prompt=animation,
                start_s=slot(index)[0],
                end_s=slot(index)[1],
            )
            for index, (line, (image, animation)) in enumerate(
                zip(script.lines, prompts, strict=True), start=1
            )
        ),
    )
