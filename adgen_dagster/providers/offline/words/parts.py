"""Cut a request into parts that can be said as they stand."""

import html
import re
import unicodedata
from collections.abc import Iterator

from adgen_dagster.amounts import Token, tokens, unbreakable, units

MARK = "\ue000"
"""Stands where something was taken out that is told elsewhere: a telephone number, an address."""

QUOTES = re.compile(r"[«„“\"]([^«»„“”\"\n]{1,80})[»”“\"]")
_KEPT_SIGNS = f"\n%+№=°{MARK}"
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_BLANK = re.compile(r"\{\{.{0,60}?\}\}|\$?\{[\w. ]{0,60}\}")
COMMA = (
    r",(?!\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?\s\d)"
    r"(?!\s\d{1,2}\s(?:янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек))\s+"
)
"""A comma that is not inside a date: `Friday, May 9`."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+|;\s*")
_STREET = re.compile(
    r"\b(?:ул|улиц[аеы]|пр|пр-т|проспект[еа]?|пер|переул\w+|наб|набережн\w+|шоссе|пл|площад[ьи]"
    r"|бульвар[еа]?|б-р)\b|\b(?:St|Street|Ave|Avenue|Road|Rd|Lane)\b"
)
_HOUSE = re.compile(
    r"(?:д|дом|корп|стр|оф|офис|кв|эт)\b\.?\s?\d|\d+\s?[а-яa-z]?(?=[\s.,:;)]|$)", re.IGNORECASE
)

_THRESHOLD = re.compile(r"(?:over|above|свыше|заказе от|заказа от|больше)\s*$", re.IGNORECASE)
_DISCOUNT = re.compile(r"скидк|\boff\b|discount|дешевле", re.IGNORECASE)


def plain(text: str) -> str:
    """Reduce the text to few signs: one kind of quotes, no emoji, bullets, markup or blanks."""
    text = html.unescape(_TAG.sub(" ", unicodedata.normalize("NFC", text)))
    text = QUOTES.sub(r"«\1»", _BLANK.sub(MARK, text))
    kept = "".join(
        sign
        if unicodedata.category(sign)[0] in "LMNPZ"
        or unicodedata.category(sign) == "Sc"
        or sign in _KEPT_SIGNS
        else " "
        for sign in text
    )
    lines = (
        re.sub(r"^\s*(?:[•*·–—-]|\d{1,2}[.)])\s+", "", spaced(line)) for line in kept.splitlines()
    )
    return "\n".join(line for line in lines if line)


def spaced(line: str) -> str:
    """Put single spaces into the line; its author's no-break spaces stay."""
    return re.sub(r"[^\S\u00a0\u2009\u202f]+", " ", line).strip()


def sentences(text: str) -> Iterator[str]:
    """Split the text into sentences; an abbreviation ends none, unless a capital follows."""
    told = (spaced(piece) for piece in pieces(text, _SENTENCE_END))
    return (piece for piece in told if any(map(str.isalnum, piece)))


def pieces(text: str, cut: re.Pattern[str]) -> list[str]:
    """The text cut where the pattern is, but never in an amount or an address."""
    return [piece for _, piece in parted(text, cut)]


def parted(text: str, cut: re.Pattern[str]) -> list[tuple[str, str]]:
    """The pieces of a text, as `pieces` tells them, each after what parts it from the last one."""
    cuts, start, joint = list[tuple[str, str]](), 0, ""
    inside = {at for begin, end in unbreakable(text) for at in range(begin + 1, end)}
    stops = {token.end for token in tokens(text) if token.text.endswith(".")}
    for found in cut.finditer(text):
        place, behind = found.start(), text[found.end() : found.end() + 1]
        is_stop = place in stops and found[0].isspace() and behind.islower()
        is_house = _STREET.search(text[start:place]) and _HOUSE.match(text[found.end() :].lstrip())
        if not (place in inside or is_stop or (is_house and found[0].startswith(","))):
            cuts.append((joint, text[start:place].strip()))
            start, joint = found.end(), found[0]
    return [*cuts, (joint, text[start:].strip())]


def has_address(text: str) -> bool:
    """Tell whether a street and a house in it are named."""
    street = _STREET.search(text)
    return bool(street and _HOUSE.search(text, street.end()))


def without_marks(text: str) -> str:
    """Remove the placeholders of what was taken out of the text."""
    return spaced(text.replace(MARK, " "))


def price_in(text: str) -> Token | None:
    """Find the first sum of money or percentage in a text."""
    for token in tokens(text):
        unit = units().get(token.amount.unit) if token.amount else None
        if unit and (unit.is_currency or unit.name == "percent"):
            return token
    return None


def price_shown(offer: str) -> str:
    """Return an offer's figure as a picture can show it; a discount has a minus."""
    found = price_in(offer)
    if not found or _THRESHOLD.search(offer[: found.start]):
        return ""
    figure = found.text.strip(" \u00a0-−–+~")
    if not figure.endswith("%"):
        return figure
    return ("−" if _DISCOUNT.search(offer) else "") + re.sub(r"\s", "", figure)


def capital(text: str) -> str:
    """Capitalise the first letter of the text."""
    return text[:1].upper() + text[1:]
