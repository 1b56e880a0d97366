"""The structured output of the models, and the checks of an answer.

Strict schemas know no lengths of texts, so those are checked here.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, create_model

from adgen_dagster.domain.brief import Act, Brief, Language
from adgen_dagster.domain.storyboard import (
    PROMPT_MAX_UTF16,
    Line,
    Script,
    act_of_each,
    narration_budget,
)
from adgen_dagster.domain.utf16 import cut_utf16, utf16_units

WORLD_MAX_CHARS = 350
"""Leaves two thirds of a picture's prompt to the picture itself."""


class WrittenLine(BaseModel):
    """One line of a script; its act is known by its number."""

    model_config = ConfigDict(extra="forbid")

    number: int
    narration: str
    scene: str


class WrittenScript(BaseModel):
    """A script."""

    model_config = ConfigDict(extra="forbid")

    title: str
    promise: str
    world: str
    lines: list[WrittenLine]

    def as_script(self, brief: Brief) -> Script:
        """Convert to the storyboard's script."""
        return Script(
            title=_flat(self.title),
            promise=_flat(self.promise),
            world=_flat(self.world),
            lines=tuple(
                Line(act=act, narration=_flat(line.narration), scene=_flat(line.scene))
                for act, line in zip(act_of_each(brief), self.lines, strict=True)
            ),
        )


class WrittenPrompt(BaseModel):
    """The prompt of one segment."""

    model_config = ConfigDict(extra="forbid")

    number: int
    prompt: str

    @property
    def flat(self) -> str:
        """The prompt on one line."""
        return _flat(self.prompt)


class WrittenPrompts(BaseModel):
    """The prompts of all segments."""

    model_config = ConfigDict(extra="forbid")

    segments: list[WrittenPrompt]


def script_of(count: int) -> type[WrittenScript]:
    """Build the shape of a script with so many lines."""
    lines = Annotated[list[WrittenLine], Field(min_length=count, max_length=count)]
    return create_model("WrittenScript", __base__=WrittenScript, lines=(lines, ...))


def prompts_of(count: int) -> type[WrittenPrompts]:
    """Build the shape of so many prompts."""
    prompts = Annotated[list[WrittenPrompt], Field(min_length=count, max_length=count)]
    return create_model("WrittenPrompts", __base__=WrittenPrompts, segments=(prompts, ...))


def faults_of_script(written: WrittenScript, brief: Brief) -> list[str]:
    """List what is wrong with a script, each fault as a sentence for its author."""
    return [
        *_faults_of_numbers([line.number for line in written.lines], brief.segment_count),
        *_empties({"title": written.title, "promise": written.promise, "world": written.world}),
        *_faults_of_world(_flat(written.world)),
        *_faults_of_lines(written.lines, brief),
    ]


def faults_of_prompts(written: WrittenPrompts, count: int, limit: int) -> list[str]:
    """List what is wrong with prompts of at most `limit` UTF-16 units."""
    faults = _faults_of_numbers([one.number for one in written.segments], count)
    for one in written.segments:
        units = utf16_units(one.flat)
        if not _says_something(one.prompt):
            faults.append(f"Segment {one.number}: the prompt is empty.")
        elif units > limit:
            faults.append(
                f"Segment {one.number}: the prompt has {units} characters; at most {limit} fit."
            )
        elif not _is_english(one.prompt):
            faults.append(f"Segment {one.number}: the prompt is not in English.")
    return faults


def with_world(prompt: str, world: str) -> str:
    """Add the world that all pictures share to a picture's prompt."""
    return f"{prompt} {_cut(world)}".strip()


def prompt_limit(world: str) -> int:
    """Return how many UTF-16 units a picture's own prompt may have beside the world."""
    return PROMPT_MAX_UTF16 - utf16_units(_cut(world)) - 1


def acts_in_words(brief: Brief) -> str:
    """Say which lines belong to which act."""
    names = {Act.INTRO: "Intro", Act.MAIN: "Main", Act.OUTRO: "Outro"}
    return "\n".join(
        f"- {f'lines {first} to {last}' if last > first else f'line {first}'}: {names[act]}"
        for act, first, last in _spans(brief)
    )


def _spans(brief: Brief) -> Iterator[tuple[Act, int, int]]:
    last = 0
    for act, count in brief.acts:
        yield act, last + 1, last + count
        last += count


def _faults_of_numbers(numbers: Sequence[int], count: int) -> list[str]:
    if list(numbers) == list(range(1, count + 1)):
        return []
    return [f"There must be exactly {count} entries, numbered 1 to {count} in this order."]


def _empties(texts: dict[str, str]) -> list[str]:
    return [f"`{name}` is empty." for name, text in texts.items() if not _says_something(text)]


def _faults_of_world(world: str) -> Iterator[str]:
    if len(world) > WORLD_MAX_CHARS:
        yield f"`world` has {len(world)} characters; at most {WORLD_MAX_CHARS} fit."
    if not _is_english(world):
        yield "`world` is not in English."


def _faults_of_lines(lines: Sequence[WrittenLine], brief: Brief) -> Iterator[str]:
    budget = narration_budget(brief.language)
    for line in lines:
        said = _flat(line.narration)
        if not _says_something(said):
            yield f"Line {line.number}: the narration is empty."
        elif len(said) > budget:
            yield (
                f"Line {line.number}: the narration has {len(said)} characters;"
                f" at most {budget} can be spoken in its five seconds."
            )
        if not _says_something(line.scene):
            yield f"Line {line.number}: the scene is empty."
    speech = " ".join(line.narration for line in lines)
    if _says_something(speech) and Language.of_text(speech) is not brief.language:
        yield f"The narration must be in the film's language ({brief.language.name.title()})."


def _cut(world: str) -> str:
    """Return a world of any author, short enough to leave room for the picture."""
    return cut_utf16(world, WORLD_MAX_CHARS)


def _says_something(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def _is_english(text: str) -> bool:
    """Tell whether most letters are Latin: a name from another alphabet alone does no harm."""
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    return latin * 2 >= len(letters)


def _flat(text: str) -> str:
    return " ".join(text.split())
