"""Find a picture for a word by Unicode CLDR's names and keywords of emoji, English and Russian."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from adgen_dagster.domain.brief import Language

_WORD = re.compile(r"[^\W\d_]{3,}(?:-[^\W\d_]+)*")
# What a Russian noun or an English one may end in, the longest first.
_ENDING = re.compile(
    r"(?:(?<=[а-я]{3})(?:иями|ями|ами|ией|иях|иям|ием|ов|ев|ей|ом|ем|ой|ою|ею|ам|ям|ах|ях|ия|ию|ии|ие"
    r"|а|я|о|е|ы|и|у|ю|ь|й)|(?<=[a-z]{3})(?:'s|s))$"
)


def pictured(text: str) -> str:
    """The thing that is first meant by a word of the text, or empty."""
    known = _things()
    stems = (_stem(word) for word in _WORD.findall(text))
    return next((known[stem] for stem in stems if stem in known), "")


def home_of(thing: str) -> str:
    """Where a thing of the vocabulary is at home."""
    return _table()[thing]["home"]


def called(thing: str, language: Language) -> str:
    """What a thing is called in a language, or empty where the vocabulary has no word for it."""
    return _table()[thing][language][0] if thing in _table() else ""


def thing_called(name: str, language: Language) -> str:
    """The thing that is called so in a language, or empty."""
    return next((thing for thing in _table() if called(thing, language) == name), "")


def _stem(word: str) -> str:
    return _ENDING.sub("", word.lower().replace("ё", "е"))


@cache
def _things() -> dict[str, str]:
    """The things by the stems of their words: names before keywords, the more telling first."""
    ranked = sorted(
        (number, word, thing)
        for thing, told in _table().items()
        for language in Language
        for number, word in enumerate(told[language])
        if " " not in word
    )
    return {_stem(word): thing for *_, word, thing in reversed(ranked)}


@cache
def _table() -> dict[str, dict[str, Any]]:
    path = files("adgen_dagster.providers.offline.pictures") / "art" / "vocabulary.json"
    return json.loads(path.read_text(encoding="utf-8"))
