"""Cut a request into parts that can be said as they stand."""

import re
import unicodedata
from collections.abc import Iterator

from adgen_dagster.brief import Language
from adgen_dagster.providers.offline.words.grammar import Grammar

# A longer part can hardly be spoken in a slot.
PART_MAX_CHARS = 60

QUOTES = re.compile(r"[«„“\"]([^«»„“”\"\n]{1,80})[»”“\"]")
_ABBREVIATION = re.compile(r"\b(?:ул|г|д|стр|пр|руб|тыс|им|др|кв|пер|St|Mr|Mrs|Dr|a\.m|p\.m|vs)\.$")
# After an order Russian nouns are declined; only these stand as they are.
_STANDS = re.compile(r"бесплатн|^(?:скидка|цена|подарок|акция|всего|от)\b|^\d", re.IGNORECASE)


def plain(text: str) -> str:
    """The text on few signs: one kind of quotes, no emoji, no bullets."""
    text = QUOTES.sub(r"«\1»", unicodedata.normalize("NFC", text))
    kept = "".join(
        sign if unicodedata.category(sign)[0] in "LMNPZ" or sign in "\n₽$€£%+№" else " "
        for sign in text
    )
    lines = (
        re.sub(r"^\s*(?:[•*·–—-]|\d{1,2}[.)])\s+", "", " ".join(line.split()))
        for line in kept.splitlines()
    )
    return "\n".join(line for line in lines if line)


def sentences(text: str) -> Iterator[str]:
    """The text's sentences; an abbreviation ends none."""
    waiting = ""
    for piece in re.split(r"(?<=[.!?…])\s+|\n+|;\s*", text):
        waiting = f"{waiting} {piece}".strip()
        if waiting and not _ABBREVIATION.search(waiting):
            yield waiting
            waiting = ""
    if waiting:
        yield waiting


def head_of(sentence: str) -> str:
    """A sentence up to its first colon, comma or dash."""
    return re.split(r"[:,;]|\s[—–-]\s", sentence, maxsplit=1)[0].strip(" .!?—–-")


def capital(text: str) -> str:
    """The text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """The text with a small letter at its beginning, unless its first word is written large."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def sayable_parts(told: list[str], known: Grammar, language: Language) -> Iterator[str]:
    """Everything in the sentences that can be said as it stands, each once."""
    seen: set[str] = set()
    for sentence in told:
        rest = sentence
        if known.order.match(sentence):
            _, colon, rest = sentence.partition(":")
            if not colon:
                pieces = re.split(r",\s+", sentence)[1:]
                if language is Language.RUSSIAN:
                    pieces = [piece for piece in pieces if _STANDS.search(piece)]
                rest = ", ".join(pieces)
        for part in _cut(rest, known):
            if part.lower() not in seen and _is_sayable(part, known):
                seen.add(part.lower())
                yield part


def _cut(sentence: str, known: Grammar) -> Iterator[str]:
    """A sentence in parts at its colon and commas, unless a part leans on the one before."""
    halves = re.split(r":\s+", sentence)
    if known.aside.search(halves[0]):
        return
    for half in halves:
        pieces = re.split(r",\s+", half)
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
        and len(part) <= PART_MAX_CHARS
        and (" " in part or letters > 6)
        and not known.aside.search(part)
        and not known.clause.match(part)
    )
