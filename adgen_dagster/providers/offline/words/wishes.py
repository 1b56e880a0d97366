"""Understand what a person wanted changed in a script, as far as that goes without a model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from adgen_dagster.domain.brief import Brief, Language
from adgen_dagster.providers.offline.words.matching import beginnings
from adgen_dagster.providers.offline.words.parts import QUOTES, capital, price_in
from adgen_dagster.providers.offline.words.phrases import Phrases, phrases

# A note is shown to the viewer's eye only in part: scenes are read at a glance.
SHOWN_MAX_CHARS = 90

_AWAY = {
    Language.RUSSIAN: re.compile(
        r"(?:\bубер\w+|\bудал\w+|\bисключ\w+|\bвыкин\w+|\bне\s+(?:надо|нужн\w+|говор\w+|упомин\w+)"
        r"|\bбез)\s+(?:про\s+|о\s+|об\s+|слов\w*\s+|фраз\w*\s+)*((?:[^.!?;\n]|[.](?=\S))+)",
        re.IGNORECASE,
    ),
    Language.ENGLISH: re.compile(
        r"(?:\bremove|\bdrop|\bwithout|\bdelete|\bleave\s+out|\bno\b|\bdon'?t\s+\w+)\s+"
        r"(?:the\s+|any\s+|about\s+|word\w*\s+)*((?:[^.!?;\n]|[.](?=\S))+)",
        re.IGNORECASE,
    ),
}
_SAY = {
    Language.RUSSIAN: re.compile(
        r"\b(?:добав\w+|скаж\w+|напиш\w+|упомян\w+|встав\w+),?\s+(?:что|фразу:?|текст:?)\s+"
        r"((?:[^.!?;\n]|[.](?=\S)){4,70})",
        re.IGNORECASE,
    ),
    Language.ENGLISH: re.compile(
        r"\b(?:add|say|write|mention|insert|tell)\s+(?:them\s+)?(?:that|the\s+(?:line|words?):?)\s+"
        r"((?:[^.!?;\n]|[.](?=\S)){4,70})",
        re.IGNORECASE,
    ),
}
_TONE = re.compile(
    r"\b(?:тон|стиль|настроение|tone|style|mood)\b\W+(?:is\s+)?((?:[^.!?\n]|[.](?=\S)){3,60})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wishes:
    """What is asked of the script.

    Args:
        tone: one of the phrases' tones, or empty.
        lines: what has to be said, in whole sentences.
        unwanted: matches what must not be said; None when there is nothing of the kind.
        shown: the newest note, where nothing of it could be put into words: it goes into the
            scenes instead.
        count: how many notes there were; each gives the script a fresh wording.
    """

    tone: str
    lines: tuple[str, ...]
    unwanted: re.Pattern[str] | None
    shown: str
    count: int


def read_wishes(brief: Brief, request: str, notes: Sequence[str]) -> Wishes:
    """Find what the brief's tone, the request and the notes ask for."""
    known = phrases(brief.language)
    told = _TONE.search(request)
    tone = _tone(brief.tone, known) or (_tone(told[1], known) if told else "")
    lines: list[str] = []
    stems: list[str] = []
    shown = ""
    for note in notes:
        away = [found[1] for found in _AWAY[brief.language].finditer(note)]
        stems += [stem for words in away for stem in _stems(words, known)]
        rest = _AWAY[brief.language].sub(" ", note)
        wanted = _wanted(rest, brief.language, known)
        lines += [line for line in wanted if line not in lines]
        asked = _tone(rest, known)
        tone = asked or tone
        shown = "" if away or wanted or asked else " ".join(note.split())
    if len(shown) > SHOWN_MAX_CHARS:
        shown = f"{shown[:SHOWN_MAX_CHARS].rsplit(' ', 1)[0]}…"
    return Wishes(
        tone=tone,
        lines=tuple(lines),
        unwanted=beginnings(stems) if stems else None,
        shown=shown,
        count=len(notes),
    )


def _tone(text: str, known: Phrases) -> str:
    found = [name for name, tone in known.tones.items() if beginnings(tone.words).search(text)]
    return found[0] if found else ""


def _wanted(note: str, language: Language, known: Phrases) -> list[str]:
    """The sentences that a note asks for: quoted, told, or about something we have a line for."""
    quoted = [found[1] for found in QUOTES.finditer(note)]
    if quoted:
        return [_sentence(words) for words in quoted]
    told = _SAY[language].search(note)
    if told:
        return [_sentence(told[1])]
    price = price_in(note)
    number = price.text.lstrip("-−–+ ") if price else ""
    return [
        topic.counted.format(number=number) if number and topic.counted else topic.line
        for topic in known.topics
        if beginnings(topic.words).search(note)
    ]


def _sentence(words: str) -> str:
    words = capital(" ".join(words.split()).strip(" ,;:—–-"))
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _stems(words: str, known: Phrases) -> list[str]:
    """The beginnings of what is unwanted, enough of each word to find its other forms."""
    stems = [_stem(word.lower()) for word in re.findall(r"[^\W\d_]{4,}", words)[:6]]
    stems += [f"{number} " for number in re.findall(r"\d+", words)]
    topics = [topic.words for topic in known.topics if beginnings(topic.words).search(words)]
    return [*stems, *(word for topic in topics for word in topic)]


def _stem(word: str) -> str:
    """What all forms of a word begin with, about."""
    return word.removesuffix("s") if word.isascii() else word[: max(4, len(word) - 2)]
