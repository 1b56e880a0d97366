"""Cut a request into parts that can be said as they stand."""

import html
import re
import unicodedata
from collections.abc import Iterator

from adgen_dagster.amounts import Token, tokens, unbreakable, units
from adgen_dagster.domain.brief import Language
from adgen_dagster.providers.offline.words.grammar import Grammar

# A longer part can hardly be spoken in a slot.
PART_MAX_CHARS = 60

MARK = "\ue000"
"""Stands where something was taken out that is told elsewhere: a telephone number, an address."""

QUOTES = re.compile(r"[«„“\"]([^«»„“”\"\n]{1,80})[»”“\"]")
# After an order Russian nouns are declined; only these stand as they are.
_STANDS = re.compile(r"бесплатн|^(?:скидка|цена|подарок|акция|всего|от)\b|^\d", re.IGNORECASE)
_KEPT_SIGNS = f"\n%+№=°{MARK}"
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_BLANK = re.compile(r"\{\{.{0,60}?\}\}|\$?\{[\w. ]{0,60}\}")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+|;\s*")
_HEAD_END = re.compile(r"[:,;](?!\d)|\s[—–-]\s")
_COMMA = re.compile(r",\s+")
_COLON = re.compile(r":\s+")
_STREET = re.compile(
    r"\b(?:ул|улиц[аеы]|пр|пр-т|проспект[еа]?|пер|переул\w+|наб|набережн\w+|шоссе|пл|площад[ьи]"
    r"|бульвар[еа]?|б-р)\b|\b(?:St|Street|Ave|Avenue|Road|Rd|Lane)\b"
)
_HOUSE = re.compile(
    r"(?:д|дом|корп|стр|оф|офис|кв|эт)\b\.?\s?\d|\d+\s?[а-яa-z]?(?=[\s.,:;)]|$)", re.IGNORECASE
)
_AND_SO_ON = re.compile(r"(?:,?\s*(?:и\s+(?:т\.\s?[дп]|др|пр)|etc)\.?)+$", re.IGNORECASE)
_LEANS = re.compile(r"(?:т\.\s?[ек]|i\.\s?e|e\.\s?g)\.", re.IGNORECASE)


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
    return (piece for piece in _pieces(text, _SENTENCE_END) if any(map(str.isalnum, piece)))


def _pieces(text: str, cut: re.Pattern[str]) -> list[str]:
    """The text cut where the pattern is, but never in an amount or an address."""
    pieces, start = list[str](), 0
    inside = {at for begin, end in unbreakable(text) for at in range(begin + 1, end)}
    stops = {token.end for token in tokens(text) if token.text.endswith(".")}
    for found in cut.finditer(text):
        place, behind = found.start(), text[found.end() : found.end() + 1]
        is_stop = place in stops and found[0].isspace() and behind.islower()
        is_house = _STREET.search(text[start:place]) and _HOUSE.match(text[found.end() :].lstrip())
        if not (place in inside or is_stop or (is_house and found[0].startswith(","))):
            pieces.append(text[start:place].strip())
            start = found.end()
    return [*pieces, text[start:].strip()]


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


def head_of(sentence: str) -> str:
    """Return a sentence up to its first colon, comma or dash."""
    return _pieces(sentence, _HEAD_END)[0].strip(" .!?—–-")


def capital(text: str) -> str:
    """Capitalise the first letter of the text."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """Lower the first letter of the text, unless its first word is a name."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def sayable_parts(told: list[str], known: Grammar, language: Language) -> Iterator[str]:
    """List everything in the sentences that can be said as it stands, each once."""
    seen: set[str] = set()
    for sentence in told:
        rest = _AND_SO_ON.sub("", sentence)
        if known.order.match(sentence):
            _, colon, rest = sentence.partition(":")
            if not colon:
                pieces = _pieces(sentence, _COMMA)[1:]
                if language is Language.RUSSIAN:
                    pieces = [piece for piece in pieces if _STANDS.search(piece)]
                rest = ", ".join(pieces)
        for part in _cut(rest, known):
            if part.lower() not in seen and _is_sayable(part, known):
                seen.add(part.lower())
                yield part


def _cut(sentence: str, known: Grammar) -> Iterator[str]:
    """A sentence in parts at its colon and commas, unless a part leans on the one before."""
    halves = _pieces(sentence, _COLON)
    if known.aside.search(halves[0]):
        return
    for half in halves:
        pieces = _pieces(half, _COMMA)
        leans = any(known.clause.match(known.joint.sub("", piece)) for piece in pieces[1:])
        for piece in [half] if leans else _with_company(pieces):
            yield capital(_balanced(known.joint.sub("", piece.strip(" .!?…,;:—–-"))))


def _with_company(pieces: list[str]) -> Iterator[str]:
    """Pieces of a list; single words go together with what follows them."""
    waiting: list[str] = []
    for piece in pieces:
        waiting.append(piece)
        if " " in piece.strip():
            yield ", ".join(waiting)
            waiting = []
    if waiting:
        yield ", ".join(waiting)


def _balanced(part: str) -> str:
    return part if part.count("«") == part.count("»") else re.sub("[«»]", "", part)


def _is_sayable(part: str, known: Grammar) -> bool:
    letters = sum(map(str.isalpha, part))
    return (
        letters >= 4
        and MARK not in part
        and not _LEANS.match(part)
        and len(part) <= PART_MAX_CHARS
        and (" " in part or letters > 6)
        and not known.aside.search(part)
        and not known.clause.match(part)
    )
