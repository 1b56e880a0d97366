"""Find the unbreakable words of a text."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from adgen_dagster.amounts.numbers import GAP as _GAP
from adgen_dagster.amounts.numbers import amount_of, amount_pattern, unit_pattern
from adgen_dagster.amounts.token import Kind, Token

# Endings of sites: with any other, two sentences without a space between them would be one.
_ENDINGS = (
    "com|net|org|info|biz|shop|store|io|me|su|pro|online|app|site|dev|ai|co|club|art|life|space"
    "|cafe|coffee|bakery|studio|agency|tech|world|today|ru|by|kz|ua|uz|ge|kg|eu|de|uk|ca|fr"
    "|es|pl|cn|jp|tr|example|test|рф|ру|рус|бел|укр|қаз|онлайн|сайт|москва|дети|ком|орг"
)
_SITE = (
    r"(?:https?://)?(?:www\.)?(?P<host>(?:[\w-]{1,63}\.){1,4}(?:" + _ENDINGS + r"))(?![\w@-])"
    r"(?::\d{2,5})?(?:[/?#](?:[^\s«»„“”\"<>]*[\w/=&%#+~*-])?)?"
    r"|(?:https?://|www\.)[^\s«»„“”\"<>]*[\w/=&%#+~-]"
)
_EMAIL = r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[^\W\d_]{2,}"
_HANDLE = r"(?<![\w.])@[A-Za-z]\w{2,30}"

# Of a telephone number: a group, and what stands between two.
_BETWEEN = rf"(?:{_GAP}?[-–‑]{_GAP}?|{_GAP}?\({_GAP}?|{_GAP}?\){_GAP}?[-–]?{_GAP}?|{_GAP}|\.)?"
# "10 000 000 000" has eleven digits too.
_GROUPED = rf"\d{{1,3}}(?:{_GAP}\d{{3}}){{2,}}(?!\d|{_GAP}?\d|[-–‑]\d)"
_PHONE = "|".join(
    (
        # +7 (495) 123-45-67, 8 800 555 35 35, 88005553535, 1-800-555-0199: eleven digits.
        rf"(?!{_GROUPED})(?:\+{_GAP}?[71]|[871]){_BETWEEN}(?:\d{_BETWEEN}){{9}}\d",
        rf"\+{_GAP}?[2-9]\d{{0,2}}{_BETWEEN}(?:\d{_BETWEEN}){{7,9}}\d",
        # (495) 123-45-67, 555-0199, 020 7946 0958, 123-45-67.
        rf"\(\d{{2,5}}\){_GAP}?\d{{2,4}}(?:[- ]\d{{2,4}}){{1,2}}",
        r"\d{3}[-.‑]\d{3}[-.‑]\d{4}|\d{3}[-‑]\d{2}[-‑]\d{2}|\d{2}[-‑]\d{2}[-‑]\d{2}|\d{3}[-‑]\d{4}",
        rf"0\d{{2,4}}{_GAP}\d{{3,4}}{_GAP}\d{{3,4}}",
        rf"\d{{3}}{_GAP}\d{{3}}[-‑]\d{{4}}|[1-9]\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{4}}",
        r"9\d{9}",
    )
)
_TIME_OF_DAY = r"(?:[01]?\d|2[0-4]):[0-5]\d"
_HALF_OF_DAY = rf"{_GAP}?[ap]\.?{_GAP}?m(?!\w)\.?"
_TIME = (
    rf"(?:{_TIME_OF_DAY}(?:{_GAP}?[-–—]{_GAP}?{_TIME_OF_DAY})?(?:{_HALF_OF_DAY})?"
    rf"|(?:1[0-2]|[1-9])(?:{_GAP}?[-–]{_GAP}?(?:1[0-2]|[1-9]))?{_HALF_OF_DAY}|24/7)"
)
_DATE = r"(?:[0-2]?\d|3[01])\.(?:0\d|1[0-2])\.(?:20)?\d{2}"

# Before the word that they belong to.
LEADING = (
    # A single large letter is somebody's first name.
    r"(?-i:[гдкмш])|ул|пр|просп|пр-т|пр-кт|пер|пл|наб|бул|б-р|мкр|пос|дер|обл|стр|корп|кв|оф|эт"
    r"|пом|каб|тел|доб|ext|им|ст|гл|св|проф|акад|рис|см|тц|dr|mr|mrs|ms|prof|st|mt|vs|ft|rev|gen|sgt|capt|apt"
    r"|ste|tel"
)
# With a number at them: "Dec. 24", "24 дек.", "350 W. 42nd St."; "W. Smith" is somebody.
MONTHS = "Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|янв|февр?|апр|авг|сент?|окт|нояб?|дек"
_AT_NUMBER = (
    rf"(?-i:{MONTHS})\.(?= ?\d)|(?<=\d[ \u00a0])(?-i:{MONTHS})\.(?!\w)"
    r"|(?-i:[NSEW])\.(?= \d)|(?<=\d[ \u00a0])(?-i:[NSEW])\.(?= (?-i:[A-Z]))"
)
# Behind a number or a word that they belong to.
TRAILING = r"гг|вв|(?-i:[гв])|ул|пр|пер|пл|ave|blvd|st|rd|sq|ln|hwy|inc|ltd|llc|corp|co|jr|sr"
PAIRS = r"[иИ]\s(?:т\.\s?[дп]\.|др\.|пр\.)|[тТ]\.\s?[денкпо]\.|н\.\s?э\.|e\.\s?g\.|i\.\s?e\."
_ABBREVIATION = (
    rf"(?:{PAIRS}|{_AT_NUMBER}|№|#(?=\d+(?!\w))|no\.(?=\s?\d)"
    rf"|(?:{LEADING}|{TRAILING})\.(?:(?!\w)|(?=\d|(?-i:[А-ЯЁ]))))"
)


def tokens(text: str) -> list[Token]:
    """Return the unbreakable words of `text`, in order and without overlaps.

    What is not in them is plain words and signs. `text` is not changed: a token's `start` and
    `end` are places in it.
    """
    return list(_tokens(text))


@cache
def _scanner() -> re.Pattern[str]:
    """Everything at once: where two kinds begin at the same place, the first one counts."""
    kinds = (
        (Kind.EMAIL, _EMAIL),
        (Kind.SITE, _SITE),
        (Kind.HANDLE, _HANDLE),
        (Kind.TIME, rf"{_TIME}(?!\d)(?!:\d)"),
        (Kind.DATE, rf"{_DATE}(?!\w)(?!\.\d)"),
        (Kind.PHONE, rf"(?:{_PHONE})(?!\w)(?![-–.]\d)(?!{unit_pattern()})"),
        (Kind.AMOUNT, amount_pattern()),
        (Kind.ABBREVIATION, _ABBREVIATION),
    )
    parts = "|".join(rf"(?P<{kind}>{pattern})" for kind, pattern in kinds)
    return re.compile(rf"(?<![^\W_])(?<![^\W_]\.)(?:{parts})", re.IGNORECASE)


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    while found := _scanner().search(text, place):
        kind = Kind(found.lastgroup or "")
        made = _MAKERS[kind](found[0], found)
        place = found.end()
        if made is not None:
            yield made


def _amount(text: str, found: re.Match[str]) -> Token | None:
    amount = amount_of(text)
    return Token(Kind.AMOUNT, *found.span(), text, amount=amount) if amount else None


def _digits(kind: Kind) -> Callable[[str, re.Match[str]], Token | None]:
    return lambda text, found: Token(
        kind, *found.span(), text, digits=tuple(re.findall(r"\d+", text))
    )


def _site(text: str, found: re.Match[str]) -> Token | None:
    host = found["host"] or re.sub(r"^\w+://(?:www\.)?|[/:?#].*", "", text)
    return Token(Kind.SITE, *found.span(), text, host=host)


def _plain(kind: Kind) -> Callable[[str, re.Match[str]], Token | None]:
    return lambda text, found: Token(kind, *found.span(), text)


_MAKERS: dict[Kind, Callable[[str, re.Match[str]], Token | None]] = {
    Kind.AMOUNT: _amount,
    Kind.TIME: _digits(Kind.TIME),
    Kind.DATE: _digits(Kind.DATE),
    Kind.PHONE: _digits(Kind.PHONE),
    Kind.SITE: _site,
    Kind.EMAIL: _plain(Kind.EMAIL),
    Kind.HANDLE: _plain(Kind.HANDLE),
    Kind.ABBREVIATION: _plain(Kind.ABBREVIATION),
}
