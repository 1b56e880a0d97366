"""Read from a prompt what to paint: things, place, light, framing, letters."""

import hashlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from adgen_dagster.providers.offline.pictures import vocabulary
from adgen_dagster.providers.offline.pictures.colour import Hues, Light, palettes
from adgen_dagster.providers.offline.words.matching import beginnings

WORLD_MARK = "World:"
SCENE_MARK = "Scene:"
SHARED_CHARS = 80
_QUOTED = re.compile(r"[«“„\"]([^«»“”„\"\n]{1,40})[»”“\"]")
_ACT_LIGHTS = {"opening": Light.DAWN, "closing": Light.GOLDEN}
_TURN_DEGREES = 8


@dataclass(frozen=True)
class Subject:
    """What a picture shows.

    Args:
        things: what is named, the main thing first; may be empty.
        company: things of the film's world that are not in this scene.
        place: where, or empty: then wherever the thing is at home.
        light: the time of day.
        framing: "detail", "near", "wide", "pattern", "pair", "card", or empty.
        letters: what is written in the picture, or empty.
        hues: the film's palette.
        turn: by how many degrees this film's hues differ from the palette's.
    """

    things: tuple[str, ...]
    company: tuple[str, ...]
    place: str
    light: Light
    framing: str
    letters: str
    hues: Hues
    turn: float


def read_prompt(prompt: str) -> Subject:
    """What to paint for a prompt of the offline writer, or of anybody else."""
    before, mark, rest = prompt.partition(WORLD_MARK)
    world, _, scene = rest.partition(SCENE_MARK)
    seen = f"{before} {scene}"
    if not mark:
        # Other writers put what all pictures share at the end.
        world = prompt[-SHARED_CHARS:]
    things = named_things(seen)
    quoted = _QUOTED.search(seen)
    hues, turn = _film_colours(world)
    # A palette of "warm cream" is no reason to draw a pot of cream.
    world = world.replace(hues.words, "")
    return Subject(
        things=things,
        company=tuple(thing for thing in _named("things", world) if thing not in things),
        place=_first("places", seen),
        light=_light(seen),
        framing=_first("framings", seen),
        letters=quoted[1].strip() if quoted else "",
        hues=hues,
        turn=turn,
    )


def named_things(text: str) -> tuple[str, ...]:
    """The things that can be painted and stand in a text, in its order.

    Where the table knows none and the text names no place either, the first thing is taken that
    the vocabulary knows a word of.
    """
    named = _named("things", text)
    if named or named_place(text):
        return named
    for kind in ("lights", "framings"):
        for words in _words()[kind].values():
            text = words.sub(" ", text)
    meant = vocabulary.pictured(text)
    return (meant,) if meant else ()


def named_place(text: str) -> str:
    """The place that a text names, or empty."""
    return _first("places", text)


def things_known() -> tuple[str, ...]:
    """The names of all things that can be painted."""
    return tuple(name for things in _table()["things"].values() for name in things)


def home_of(thing: str) -> str:
    """Where a thing is at home: "table", "ground", "water" or "air"."""
    homes = _table()["things"].items()
    named = next((home for home, things in homes if thing in things), "")
    return named or vocabulary.home_of(thing)


def _light(seen: str) -> Light:
    named = _first("lights", seen)
    if named:
        return Light(named)
    act = next((light for word, light in _ACT_LIGHTS.items() if f"{word} act" in seen), None)
    return act or Light.DAY


def _film_colours(world: str) -> tuple[Hues, float]:
    """The palette that the world names, else one that its words come to; and its own tinge."""
    digest = hashlib.sha256(world.strip().encode("utf-8", "replace")).digest()
    every: Sequence[Hues] = list(palettes().values())
    named = [hues for hues in every if hues.words in world]
    chosen = named[0] if named else every[digest[0] % len(every)]
    return chosen, (digest[1] / 255 * 2 - 1) * _TURN_DEGREES


def _named(kind: str, text: str) -> tuple[str, ...]:
    """The names whose words stand in the text, in the text's order, each once."""
    found = {name: place for name, words in _words()[kind].items() if (place := words.search(text))}
    order = sorted(found, key=lambda name: (found[name].start(), -len(found[name][0])))
    taken: set[int] = set()
    kept: list[str] = []
    for name in order:
        if found[name].start() not in taken:
            taken.add(found[name].start())
            kept.append(name)
    return tuple(kept)


def _first(kind: str, text: str) -> str:
    """The first name of the table whose words stand in the text: its order is by importance."""
    return next((name for name, words in _words()[kind].items() if words.search(text)), "")


@cache
def _words() -> dict[str, dict[str, re.Pattern[str]]]:
    kinds = dict(_table())
    homes = kinds.pop("things").values()
    kinds["things"] = {name: words for things in homes for name, words in things.items()}
    return {
        kind: {name: beginnings(words) for name, words in entries.items()}
        for kind, entries in kinds.items()
    }


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(
        (files("adgen_dagster.providers.offline.pictures") / "subjects.toml").read_text(
            encoding="utf-8"
        )
    )
