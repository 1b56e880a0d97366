"""What the offline writer knows by heart: phrases, themes and shots, from the files beside."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from adgen_dagster.domain.brief import Language

_FOLDER = "adgen_dagster.providers.offline.words.phrases"

GENERAL = "general"
"""The theme of a request that speaks of nothing known."""


@dataclass(frozen=True)
class Theme:
    """A kind of business: how it is recognised, what is said of it.

    Args:
        words: beginnings of words that tell the theme.
        kinds: what such a place is called, in the nominative.
        goods: what it sells, likewise.
        hook: lines for the beginning; likewise the others for their places.
    """

    words: tuple[str, ...]
    kinds: tuple[str, ...]
    goods: tuple[str, ...]
    hook: tuple[str, ...]
    promise: tuple[str, ...]
    proof: tuple[str, ...]
    close: tuple[str, ...]


@dataclass(frozen=True)
class Tone:
    """A way to speak that a person can ask for."""

    words: tuple[str, ...]
    hook: tuple[str, ...]
    close: tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    """Something that people ask to be mentioned.

    `counted` is the line where the request gives a number for it.
    """

    words: tuple[str, ...]
    line: str
    counted: str = ""


@dataclass(frozen=True)
class Phrases:
    """All phrases of one language."""

    lines: Mapping[str, tuple[str, ...]]
    tails: Mapping[str, tuple[str, ...]]
    tones: Mapping[str, Tone]
    topics: tuple[Topic, ...]
    framings: Mapping[str, str]
    lights: Mapping[str, str]
    themes: Mapping[str, Theme]


@dataclass(frozen=True)
class Shot:
    """Something to be seen, in both languages, and the framings that suit it."""

    words: Mapping[Language, str]
    framings: tuple[str, ...]


@dataclass(frozen=True)
class ShotList:
    """What is seen for a theme, its world in English, and the palettes that become it."""

    world: str
    palettes: tuple[str, ...]
    shots: tuple[Shot, ...]


@cache
def phrases(language: Language) -> Phrases:
    """Return everything that can be said in a language."""
    told = _table(f"{language}.toml")
    tones, topics = told.pop("tones"), told.pop("topics")
    framings, lights = told.pop("framings"), told.pop("lights")
    tails = told.pop("tails")
    return Phrases(
        lines={name: tuple(lines) for name, lines in told.items()},
        tails={name: tuple(lines) for name, lines in tails.items()},
        tones={name: Tone(**_tuples(tone)) for name, tone in tones.items()},
        topics=tuple(Topic(**_tuples(topic)) for topic in topics),
        framings=framings,
        lights=lights,
        themes={
            name: Theme(**_tuples(theme))
            for name, theme in _table(f"themes_{language}.toml").items()
        },
    )


@cache
def shots() -> Mapping[str, ShotList]:
    """Return what can be shown, by theme and by purpose."""
    return {
        name: ShotList(
            world=told["world"],
            palettes=tuple(told["palettes"]),
            shots=tuple(
                Shot(
                    {Language.RUSSIAN: russian, Language.ENGLISH: english}, tuple(framings.split())
                )
                for russian, english, framings in told["shots"]
            ),
        )
        for name, told in _table("shots.toml").items()
    }


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files(_FOLDER) / name).read_text(encoding="utf-8"))


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(cast("list[str]", value)) if isinstance(value, list) else value
        for name, value in table.items()
    }
