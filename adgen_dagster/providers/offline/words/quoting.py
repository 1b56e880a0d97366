"""Quote the brief: its own words in pieces that fit into a slot, each as it stands."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from adgen_dagster.amounts import Kind, Token, tokens, unbreakable
from adgen_dagster.domain.brief import Language
from adgen_dagster.domain.storyboard import leads_on
from adgen_dagster.providers.offline.words.grammar import grammar
from adgen_dagster.providers.offline.words.parts import COMMA, MARK, capital, parted, spaced
from adgen_dagster.providers.offline.words.phrases import phrases
from adgen_dagster.providers.offline.words.room import Room

REACHED = (Kind.PHONE, Kind.SITE, Kind.HANDLE, Kind.EMAIL)

_PARTS = re.compile(rf"{COMMA}|:\s+|\s[—–-]\s")
_COMMA = re.compile(COMMA)
_BREAKS = (
    (re.compile(r"(?<=[,:;—–])\s"), 0),
    (
        re.compile(
            r"\s(?=(?:и|или|а|но|в|во|на|с|со|для|без|от|до|по|из|за|у|к|при|and|or|but|in|on|at"
            r"|with|for|from|to|by|of|who|that|which|where|when)\s)"
        ),
        10,
    ),
    (re.compile(r"\s"), 25),
)
"""Where a long sentence goes on in the next line, and how many letters that is worth avoiding."""
_LABEL = re.compile(
    r"(?:(?:тел(?:ефон\w*)?|звоните|по (?:тел\w*|номеру)|call(?: us)?(?: at| on)?|phone"
    r"|tel(?:ephone)?|(?:наш )?сайт|адрес сайта|site|website|e-?mail|почта|на|в|at|on|и|and|or"
    r"|или|контакт\w*|contacts?)\.?\s*(?:[:—–-]\s*)?)+$",
    re.IGNORECASE,
)
"""What only says that a telephone number or an address follows."""
_AND_SO_ON = re.compile(r"(?:,?\s*(?:и\s+(?:т\.\s?[дп]|др|пр)|etc)\b\.?)+\s*$", re.IGNORECASE)
_LONGEST_WHOLE = 60
_AND = re.compile(r"^(?:[,;.]|и\b|или\b|and\b|or\b|\s)+", re.IGNORECASE)


@dataclass(frozen=True)
class Quotation:
    """Words of the brief that are said in one breath.

    Args:
        text: as they stand.
        joint: what stands between them and the quote before; empty where a sentence begins.
        leans: whether they go on from the quote before and cannot begin a sentence.
        ends: how their sentence ends.
        reaches: whether they tell how to reach the person.
    """

    text: str
    joint: str = ""
    leans: bool = False
    ends: str = "."
    reaches: bool = False


def quotes_of(sentence: str, language: Language, *, is_list: bool = False) -> list[Quotation]:
    """Quote a sentence: whole where it fits into a slot, else in parts; a list item by item."""
    known = grammar(language)
    ends = sentence[-1] if sentence.endswith(("!", "?")) else "."
    body = _AND_SO_ON.sub("", sentence).strip(" .!?…,;:—–-")
    if reached(body):
        return list(_with_ways_to_reach(body, ends, language))
    parts = parted(body, _COMMA)
    is_list = is_list or not (
        Room(language).fits(f"{body}.") or any(known.clause.match(part) for _, part in parts)
    )
    items = _items(body, language) if is_list else [("", body)]
    quotes: list[Quotation] = []
    for joint, item in items:
        for number, (mark, part) in enumerate(shared(item, Room(language))):
            leans = number > 0 or bool(quotes and known.clause.match(part))
            told = known.joint.sub("", part) if joint and not number else part
            quotes.append(Quotation(told, mark or joint, leans))
    if quotes:
        quotes[-1] = replace(quotes[-1], ends=ends)
    return [quote for quote in quotes if _is_sayable(quote.text)]


def line_of(quotes: list[Quotation], *, goes_on: str | None = None) -> str:
    """Say quotes in one line; `goes_on` is the joint to what leans on them in the next line."""
    line = quotes[0].text if quotes[0].leans else capital(quotes[0].text)
    for before, quote in pairwise(quotes):
        told = quote.text if quote.joint else f" {capital(quote.text)}"
        line += f"{quote.joint or _stop(line, before)}{told}"
    if goes_on is None:
        return line + _stop(line, quotes[-1])
    return line + goes_on.rstrip()


def _stop(line: str, quote: Quotation) -> str:
    """How a sentence ends; an abbreviation has its stop already."""
    return "" if line.endswith(".") and quote.ends == "." else quote.ends


def shared(text: str, room: Room) -> list[tuple[str, str]]:
    """Share a sentence among as few lines as hold it: the parts, each after its joint."""
    parts: list[tuple[str, str]] = []
    joint = ""
    while not room.fits(f"{text}."):
        place = _break(text, room)
        if place is None:
            break
        part = text[:place].rstrip(" ,;:—–")
        parts.append((joint, part))
        joint = f"{text[len(part) : place]} "
        text = text[place:].strip()
    return [*parts, (joint, text)]


def _break(text: str, room: Room) -> int | None:
    """Where the sentence's next line begins."""
    lines = max(2, math.ceil(len(text) / (room.letters * 0.92)))
    best, wanted = None, len(text) / lines
    # What comes later is broken when its turn comes.
    text = text[: room.letters + _LONGEST_WHOLE]
    whole = unbreakable(text)
    least = math.inf
    for mark, price in _BREAKS:
        for found in mark.finditer(text):
            at = found.start()
            if (
                at > room.letters
                or any(start < at < end for start, end in whole)
                or leads_on(text[:at])
            ):
                continue
            missed = abs(at - wanted) + price
            if missed < least and room.fits(f"{text[:at].rstrip()},"):
                best, least = at, missed
    return best


def _items(body: str, language: Language) -> list[tuple[str, str]]:
    """The parts of a list; a word alone goes with what follows it."""
    items: list[tuple[str, str]] = []
    waits = False
    for joint, part in parted(body, _PARTS):
        if items and (waits or grammar(language).clause.match(part)):
            joint_before, before = items[-1]
            items[-1] = (joint_before, f"{before}{joint}{part}")
        else:
            items.append((joint, part))
        waits = " " not in part and not any(map(str.isdigit, part))
    return items


def reached(text: str) -> list[Token]:
    """List the telephone numbers and addresses in a text."""
    return [token for token in tokens(text) if token.kind in REACHED]


def _with_ways_to_reach(body: str, ends: str, language: Language) -> Iterator[Quotation]:
    """Each way to reach the person by itself, with the words that belong to it."""
    room, frames = Room(language), phrases(language).lines
    for part in (part for _, part in parted(body, _COMMA)):
        place = 0
        for token in reached(part):
            before = _AND.sub("", part[place : token.start])
            shown = token.host or spaced(token.text)
            place = token.end
            kind = "phone" if token.kind is Kind.PHONE else "contact"
            if _LABEL.sub("", before).strip(" :—–-"):
                text = f"{before}{shown}"
            else:
                text = frames[kind][0].format(x=shown)
            for number, (joint, piece) in enumerate(shared(text, room)):
                yield Quotation(piece, joint, leans=number > 0, reaches=True)
        rest = _AND.sub("", part[place:]).strip(" .!?…,;:—–-")
        if rest and _is_sayable(rest):
            yield from quotes_of(rest + ends, language)


def _is_sayable(text: str) -> bool:
    return MARK not in text and any(map(str.isalnum, text))
