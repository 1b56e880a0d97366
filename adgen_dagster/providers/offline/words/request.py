"""Read a request for what an advertisement needs: a name, points, an offer, a place.

No model is at work, so nothing is declined and nothing is guessed: the person's phrases are used
as they stand, and only those that can stand alone.
"""

import re
import unicodedata
from dataclasses import dataclass

from adgen_dagster.amounts import Kind, tokens
from adgen_dagster.domain.brief import Language
from adgen_dagster.providers.offline.words.grammar import Grammar, grammar
from adgen_dagster.providers.offline.words.matching import beginnings
from adgen_dagster.providers.offline.words.parts import (
    MARK,
    capital,
    head_of,
    plain,
    price_in,
    sayable_parts,
    sentences,
    without_marks,
)
from adgen_dagster.providers.offline.words.phrases import GENERAL, Theme, phrases

# Longer names are sentences; a longer introduction leaves no room for its line.
NAME_MAX_CHARS = 28
SUBJECT_MAX_CHARS = 46

# What tells that a telephone number or an address follows.
_LABEL = re.compile(
    r"(?:(?:тел(?:ефон\w*)?|звоните|по (?:тел\w*|номеру)|call(?: us)?(?: at| on)?|tel(?:ephone)?"
    r"|phone|(?:наш )?сайт|site|website|e-?mail|почта|whats\s?app|telegram|телеграм\w*|instagram)"
    r"\.?\s*(?:[:—–-]\s*)?)+$",
    re.IGNORECASE,
)
_REACHED = (Kind.SITE, Kind.HANDLE, Kind.EMAIL)
_THRESHOLD = re.compile(r"(?:over|above|свыше|заказе от|заказа от|больше)\s*$", re.IGNORECASE)
_DISCOUNT = re.compile(r"скидк|\boff\b|discount|дешевле", re.IGNORECASE)
_LED = re.compile(r"^([^:—–]{2,28}?)\s*(?::|\s[—–-])\s")
_APPOSED = re.compile(r"^[A-Z][\w'’&-]*(?:,\s(?:an?|the|your|our)\b|\s(?:is|are)\b)")
_ADJECTIVE = re.compile(r"(?:ая|яя|ое|ее|ый|ий|ой|ые|ие)$", re.IGNORECASE)
_BELONGS = re.compile(r"\s+(?:в|во|на|у|для|из|от|с|со|около|возле)\s", re.IGNORECASE)

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
        subject: how it is introduced: "кофейня «Утро» в центре Казани".
        points: what speaks for it, as the person wrote it; each can stand alone.
        offers: such points with a discount or a price.
        place: where, with its preposition.
        contact: a site, an account or a mail address.
        phone: a telephone number, as it is written.
        slogan: the person's own.
        lead: the beginning of the request, for a title where there is no name.
    """

    theme: str
    kind: str
    name: str
    subject: str
    points: tuple[str, ...]
    offers: tuple[str, ...]
    place: str
    contact: str
    phone: str
    slogan: str
    lead: str

    @property
    def number(self) -> str:
        """The figure of the first offer that has one."""
        return next((price for price in map(price_shown, self.offers) if price), "")


def read_request(text: str, language: Language) -> Request:
    """Find in a request what an advertisement needs."""
    known = grammar(language)
    reached, text = _taken_out(_WANTED.sub("", unicodedata.normalize("NFC", text)))
    slogan, text = _slogan(known, plain(text))
    theme = _theme(text, language)
    about = phrases(language).themes.get(theme)
    told = list(sentences(text))
    name = _name(text, told, known, about)
    kind = _kind(text, about)
    place = known.place.search(text)
    where = place[0] if place and about and kind in about.kinds else ""
    subject = _subject(told, name, kind, language) or (f"{kind} {where}" if where else "")
    parts = [
        part for part in sayable_parts(told, known, language) if not _is_told(part, subject, name)
    ]
    offers = tuple(part for part in parts if known.offer.search(part) or price_shown(part))
    return Request(
        theme=theme,
        kind=kind,
        name=name,
        subject=subject,
        points=tuple(part for part in parts if part not in offers),
        offers=offers,
        place=place[0] if place else "",
        contact=next((reached[kind] for kind in _REACHED if kind in reached), ""),
        phone=reached.get(Kind.PHONE, ""),
        slogan=slogan,
        lead=_lead(told, known, language),
    )


def _slogan(known: Grammar, text: str) -> tuple[str, str]:
    """The slogan, and the text without it."""
    found = known.slogan.search(text)
    if not found:
        return "", text
    words = next((group for group in found.groups() if group), "")
    return capital(
        without_marks(words).strip(" .!?")
    ), f"{text[: found.start()]} {text[found.end() :]}"


def _taken_out(text: str) -> tuple[dict[Kind, str], str]:
    """How to reach the person, the first of each kind, and the text without any of it."""
    found: dict[Kind, str] = {}
    kept, place = "", 0
    for token in tokens(text):
        if token.kind is Kind.PHONE or token.kind in _REACHED:
            found.setdefault(token.kind, token.host or " ".join(token.text.split()))
            before = text[place : token.start]
            unlabelled = _LABEL.sub("", before)
            kept += f"{unlabelled}; " if unlabelled != before else f"{before}{MARK}"
            place = token.end
    return found, kept + text[place:]


def price_shown(offer: str) -> str:
    """Return an offer's figure as a picture can show it; a discount has a minus."""
    found = price_in(offer)
    if not found or _THRESHOLD.search(offer[: found.start]):
        return ""
    figure = found.text.strip(" \u00a0-−–+~")
    if not figure.endswith("%"):
        return figure
    return ("−" if _DISCOUNT.search(offer) else "") + re.sub(r"\s", "", figure)


def _lead(told: list[str], known: Grammar, language: Language) -> str:
    """The request's beginning, where it is not an order that has declined it."""
    first = told[0] if told else ""
    if known.order.match(first):
        if language is Language.RUSSIAN:
            return ""
        first = known.order.sub("", first)
    head = head_of(first)
    return "" if MARK in head else capital(head)


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
    for quoted in re.finditer(r"«([^»]+)»", text):
        if len(quoted[1].split()) <= 4 and _is_name(quoted[1]):
            return quoted[1].strip()
    named = known.named.search(text)
    if named and _is_name(named[1]):
        return named[1].strip(" .,")
    return _leading_name(told, known, about) or _proper_name(told, known)


def _leading_name(told: list[str], known: Grammar, about: Theme | None) -> str:
    led = _LED.match(told[0]) if told else None
    if not led or known.order.match(led[1]):
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
        rest = known.order.sub("", sentence)
        is_whole = rest == sentence
        rest = known.elsewhere.sub(lambda found: " " * len(found[0]), rest)
        for proper in known.proper.finditer(rest):
            # The first word of a sentence is written large, whatever it is.
            is_first = proper.start() == 0 and is_whole and " " not in proper[0]
            if _is_name(proper[0]) and (not is_first or _APPOSED.match(rest)):
                return proper[0].strip()
    return ""


def _is_name(words: str) -> bool:
    return any(map(str.isalpha, words)) and len(words) <= NAME_MAX_CHARS


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


def _subject(told: list[str], name: str, kind: str, language: Language) -> str:
    """How the product is introduced; the person's own words where their form is certain."""
    first = told[0] if told else ""
    if MARK in head_of(first):
        first = ""
    if language is Language.RUSSIAN:
        return _russian_head(head_of(first), name, kind) or _russian_name(told, name, kind)
    head = head_of(grammar(language).order.sub("", first))
    head = re.sub(r"^(?:my|your)\b", "our", head, flags=re.IGNORECASE)
    owned = re.match(r"(?:an?|the|our)\s", head, re.IGNORECASE)
    telling = name or kind
    if owned and telling and telling.lower() in head.lower() and len(head) <= SUBJECT_MAX_CHARS:
        return head[0].lower() + head[1:]
    owned = re.search(rf"\b(?:an?|our|my)\s(?:[\w-]+\s){{0,2}}{re.escape(kind)}\b", first)
    return name or (f"your new {kind}" if kind and owned else "")


def _russian_head(head: str, name: str, kind: str) -> str:
    """The beginning of the request if it is a noun in the nominative with what belongs to it."""
    own = f"«{name}»" if name and f"«{name}»" in head else name
    before, found, after = head.partition(own) if own else ("", "", "")
    nouns = before if found else head
    at = nouns.lower().find(kind.lower()) if kind else -1
    if at < 0 or len(head) > SUBJECT_MAX_CHARS:
        return ""
    adjectives, rest = nouns[:at], nouns[at + len(kind) :]
    after = after if found else rest
    is_nominative = all(_ADJECTIVE.search(word) for word in adjectives.split())
    is_whole = not after.strip() or _BELONGS.match(after)
    is_joined = not rest.strip() if found else bool(after.strip() or adjectives.strip())
    return head[0].lower() + head[1:] if is_nominative and is_whole and is_joined else ""


def _russian_name(told: list[str], name: str, kind: str) -> str:
    """The name in quotes, after its kind where the two stand together."""
    if not name:
        return ""
    quoted = rf"«?{re.escape(name)}»?"
    together = rf"\b{_any_form(kind)}\s{quoted}|{quoted}\s[—–-]\s{_any_form(kind)}"
    found = kind and re.search(together, " ".join(told[:2]), re.IGNORECASE)
    return f"{kind} «{name}»" if found else f"«{name}»"


def _is_told(part: str, subject: str, name: str) -> bool:
    """Whether a part only repeats how the product is introduced."""
    bare, told = (re.sub(r"[«»]", "", text).lower() for text in (part, subject))
    return bare in told or bare == name.lower() or (bool(told) and bare.startswith(told))
