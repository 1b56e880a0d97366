"""Lay quotes into the lines of a film, so that as much as possible of the brief is said."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from adgen_dagster.amounts import Kind, tokens
from adgen_dagster.domain.brief import Language
from adgen_dagster.providers.offline.words.grammar import grammar
from adgen_dagster.providers.offline.words.parts import has_address, price_shown
from adgen_dagster.providers.offline.words.quoting import Quotation, line_of
from adgen_dagster.providers.offline.words.room import Room

# What speaks for and against a way to lay the quotes, in one currency.
_A_LINE_OF_ITS_OWN = -5.0
_TAIL_NEEDED = 3.0
_TOO_SHORT = 6.0
_GOES_ON_AT_A_COMMA = 4.0
_GOES_ON_WITHIN = 8.0
_LEAD_NEEDED = 6.0
_STAYS_SHORT = 60.0
_JOINED = 1.0
_SHORT_PART = 0.25
_MOST_PER_LINE = 5
_DATE = re.compile(
    r"\d\s(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\s\d|\d\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul"
    r"|Aug|Sep|Oct|Nov|Dec)"
)
_NAME = re.compile(r"«|\b[A-ZА-ЯЁ]\w+\s[A-ZА-ЯЁ]")


@dataclass(frozen=True)
class Laid:
    """One line of quotes; `goes_on` when the next one continues its sentence."""

    quotes: tuple[Quotation, ...]
    text: str
    goes_on: bool

    @property
    def can_be_led(self) -> bool:
        """Whether a sentence can stand before it."""
        return not self.quotes[0].leans

    def kind(self, language: Language) -> str:
        """What is told: how to reach the person, an offer, a date, a place, or a point."""
        if any(quote.reaches for quote in self.quotes):
            return "contact"
        if price_shown(self.text) or grammar(language).offer.search(self.text):
            return "offer"
        if _DATE.search(self.text) or any(each.kind is Kind.DATE for each in tokens(self.text)):
            return "date"
        return "place" if has_address(self.text) else "point"


def lay(quotes: Sequence[Quotation], lines: int, room: Room) -> tuple[list[Laid], list[Quotation]]:
    """Lay quotes into at most so many lines, in their order; return what found no place, too.

    What goes first is what has neither a number nor a name, the last of it first.
    """
    kept = list(quotes)
    while kept:
        laid = _best(kept, lines, room) if _may_fit(kept, lines, room) else None
        if laid is not None:
            return laid, [quote for quote in quotes if quote not in kept]
        kept.pop(_least(kept))
    return [], list(quotes)


def _may_fit(quotes: Sequence[Quotation], lines: int, room: Room) -> bool:
    return sum(len(quote.text) + 1 for quote in quotes) <= lines * (room.letters + 1)


def _least(quotes: Sequence[Quotation]) -> int:
    """Which quote is said last of all; never one on which another leans."""
    ends = [at for at in range(len(quotes)) if at + 1 == len(quotes) or not quotes[at + 1].leans]
    return min(ends, key=lambda at: (_worth(quotes[at]), -at))


@lru_cache(maxsize=1024)
def _worth(quote: Quotation) -> int:
    if quote.reaches:
        return 3
    return 2 if tokens(quote.text) else int(bool(_NAME.search(quote.text)))


def _best(quotes: Sequence[Quotation], lines: int, room: Room) -> list[Laid] | None:
    """The best way to lay all quotes into at most so many lines; None where there is none."""
    count = len(quotes)
    # For each number of lines: the least price of all quotes up to one, and where its line begins.
    ways: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}, *({} for _ in range(lines))]
    laid: dict[tuple[int, int], Laid] = {}
    for end in range(1, count + 1):
        for start in range(max(0, end - _MOST_PER_LINE), end):
            line = laid[start, end] = _line(quotes, start, end)
            price = _price(line, room)
            for used in range(lines if price < math.inf else 0):
                before = ways[used].get(start)
                if before and before[0] + price < ways[used + 1].get(end, (math.inf, 0))[0]:
                    ways[used + 1][end] = (before[0] + price, start)
    found = [used for used, way in enumerate(ways) if count in way]
    if not found:
        return None
    best, end = list[Laid](), count
    for used in range(min(found, key=lambda used: ways[used][count][0]), 0, -1):
        start = ways[used][end][1]
        best.append(laid[start, end])
        end = start
    return best[::-1]


def _line(quotes: Sequence[Quotation], start: int, end: int) -> Laid:
    goes_on = end < len(quotes) and quotes[end].leans
    told = list(quotes[start:end])
    text = line_of(told, goes_on=quotes[end].joint if goes_on else None)
    return Laid(tuple(told), text, goes_on)


def _price(line: Laid, room: Room) -> float:
    if not room.fits(line.text):
        return math.inf
    price = _A_LINE_OF_ITS_OWN + _JOINED * (len(line.quotes) - 1)
    if line.goes_on:
        price += _GOES_ON_AT_A_COMMA if line.text[-1] in ",:;—" else _GOES_ON_WITHIN
    if not room.is_filled(line.text):
        price += _LEAD_NEEDED if line.goes_on and line.can_be_led else _TAIL_NEEDED
        price += _STAYS_SHORT if line.goes_on and not line.can_be_led else 0
    if len(line.text) < room.letters * _SHORT_PART and not line.quotes[0].reaches:
        price += _TOO_SHORT
    return price
