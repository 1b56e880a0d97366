"""Read a request for what an advertisement needs: its subject, what is said for it, a name.

No model is at work, so nothing is declined and nothing is guessed: the person's phrases are quoted
as they stand, each after words that its form allows.
"""

import re
import unicodedata
from dataclasses import dataclass

from adgen_dagster.domain.brief import Language
from adgen_dagster.providers.offline.words.grammar import Grammar, grammar
from adgen_dagster.providers.offline.words.matching import beginnings
from adgen_dagster.providers.offline.words.parts import (
    capital,
    plain,
    sentences,
    without_marks,
)
from adgen_dagster.providers.offline.words.phrases import GENERAL, Theme, phrases
from adgen_dagster.providers.offline.words.quoting import Quotation
from adgen_dagster.providers.offline.words.reader import SubjectPhrase, read_sentences

# Longer names are sentences.
NAME_MAX_CHARS = 28

_HEAD = re.compile(r"[:,]\s|\s[—–-]\s")
_LED = re.compile(r"^([^:—–]{2,28}?)\s*(?::|\s[—–-])\s")
_STREET_NAME = re.compile(r"\b[A-Z]\w+\s(?:Street|St|Road|Rd|Avenue|Ave|Lane|Square)\b")
_RUSSIAN_NAME = r"[А-ЯЁ][а-яё]+(?:\s[А-ЯЁ][а-яё]+)?"
_TWO_NAMES = re.compile(r"[A-Z]\w*\s(?:&\s)?[A-Z]")
_APPOSED = re.compile(r"^[A-Z][\w'’&-]*(?:,\s(?:an?|the|your|our)\b|\s(?:is|are)\b)")
_WANTED = re.compile(
    r"^\W*(?:[\w'’-]+\s+){0,4}(?:(?:видео)?ролик|видео|реклам[ау]|фильм|промо|бриф|тз|заказ"
    r"|ad|advert(?:isement)?|video|commercial|film|spot|promo|brief|order)\s*:\s*",
    re.IGNORECASE,
)
"""What says that a film is wanted, before what it is about: `Нужен ролик: …`, `Ad: …`."""


@dataclass(frozen=True)
class Request:
    """What was found in a request; whatever is not there is empty.

    Args:
        theme: the kind of business, one of the phrases' themes.
        kind: its name in the nominative ("кофейня").
        name: the product's name, without quotes.
        subject: what is advertised: "кофейня «Утро» в центре Казани".
        quotes: all else that is to be said, in order.
        slogan: the person's own.
    """

    theme: str
    kind: str
    name: str
    subject: SubjectPhrase
    quotes: tuple[Quotation, ...]
    slogan: str


def read_request(text: str, language: Language) -> Request:
    """Find in a request what an advertisement needs."""
    known = grammar(language)
    slogan, text = _slogan(known, plain(_WANTED.sub("", unicodedata.normalize("NFC", text))))
    theme = _theme(_STREET_NAME.sub(" ", text), language)
    about = phrases(language).themes.get(theme)
    told = list(sentences(text))
    name = _name(text, told, known, about)
    subject, quotes = read_sentences(told, name, language)
    return Request(
        theme=theme,
        kind=_kind(text, about),
        name=name,
        subject=subject,
        quotes=_each_once(quotes),
        slogan=slogan,
    )


def _each_once(quotes: list[Quotation]) -> tuple[Quotation, ...]:
    told: dict[str, Quotation] = {}
    for quote in quotes:
        told.setdefault(quote.text.lower(), quote)
    return tuple(told.values())


def _slogan(known: Grammar, text: str) -> tuple[str, str]:
    """The slogan, and the text without it."""
    found = known.slogan.search(text)
    if not found:
        return "", text
    words = next((group for group in found.groups() if group), "")
    return capital(
        without_marks(words).strip(" .!?")
    ), f"{text[: found.start()]} {text[found.end() :]}"


def _theme(text: str, language: Language) -> str:
    """The theme with most words in the text; of equals, the one that is spoken of first.

    Everybody delivers: delivery is the theme only where nothing else is.
    """
    best, name = (0, False, 0), GENERAL
    for candidate, theme in phrases(language).themes.items():
        found = [match.start() for match in beginnings(theme.words).finditer(text)]
        rank = (len(found), candidate != "delivery", -found[0]) if found else best
        if rank > best:
            best, name = rank, candidate
    return name


def _name(text: str, told: list[str], known: Grammar, about: Theme | None) -> str:
    """The name in quotes, or introduced as one, or before the first colon, or in capitals."""
    for sentence in told[:2]:
        quoted = re.search(r"«([^»]+)»", _HEAD.split(sentence)[0])
        if quoted and len(quoted[1].split()) <= 4 and _is_name(quoted[1]):
            return quoted[1].strip()
    for kind in about.kinds if about else ():
        after = re.search(rf"\b(?i:{_any_form(kind)})\s({_RUSSIAN_NAME})", " ".join(told[:2]))
        if after:
            return after[1]
    named = known.named.search(text)
    if named and _is_name(named[1]):
        return named[1].strip(" .,")
    return _leading_name(told, known, about) or _proper_name(told, known)


def _leading_name(told: list[str], known: Grammar, about: Theme | None) -> str:
    led = _LED.match(told[0]) if told else None
    if not led or _without_order(led[0], known) != led[0]:
        return ""
    words = led[1].split()
    kinds = (
        {word for kind in (*about.kinds, *about.goods) for word in kind.lower().split()}
        if about
        else set[str]()
    )
    is_proper = all(word[:1].isupper() or word[:1].isdigit() for word in words)
    is_kind = any(word.lower() in kinds for word in words)
    return led[1].strip() if is_proper and len(words) <= 3 and not is_kind else ""


def _proper_name(told: list[str], known: Grammar) -> str:
    for sentence in told[:2]:
        rest = _without_order(sentence, known)
        is_whole = rest == sentence
        rest = known.elsewhere.sub(lambda found: " " * len(found[0]), rest)
        for proper in known.proper.finditer(rest):
            # The first word of a sentence is written large, whatever it is.
            is_first = proper.start() == 0 and is_whole and not _TWO_NAMES.match(proper[0])
            if _is_name(proper[0]) and (not is_first or _APPOSED.match(rest)):
                return proper[0].strip()
    return ""


def _is_name(words: str) -> bool:
    return sum(map(str.isalpha, words)) > 1 and len(words) <= NAME_MAX_CHARS


def _kind(text: str, about: Theme | None) -> str:
    """The first of the theme's kinds that the text names, in whatever case."""
    found: dict[str, tuple[int, int]] = {}
    for kind in (*about.kinds, *about.goods) if about else ():
        match = re.search(rf"\b{_any_form(kind)}", text, re.IGNORECASE)
        if match:
            found[kind] = (match.start(), -len(kind))
    return min(found, key=lambda kind: found[kind], default="")


def _any_form(kind: str) -> str:
    """A pattern of a name in all its cases: each word without its ending."""
    return r"\s".join(re.escape(_stem(word)) + r"\w*" for word in kind.split())


def _stem(word: str) -> str:
    cut = len(word) - (2 if word.endswith(("ая", "ое", "ый", "ий")) else 1)
    return word[:cut] if word[-1:] in "аяоеьйиы" and len(word) > 4 else word


def _without_order(sentence: str, known: Grammar) -> str:
    order = next((ask for ask in known.orders if ask.begins.match(sentence)), None)
    return order.begins.sub("", sentence) if order else sentence
