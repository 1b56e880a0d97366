"""Reduces a text to what is heard: words run together, sums in every spelling."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from adgen_dagster.amounts import Kind, Token, tokens
from adgen_dagster.amounts.shorthand import fractions, meanings, per_each
from adgen_dagster.providers.openai.figures import in_figures
from adgen_dagster.providers.openai.heard_amounts import CODE, Figure, clock, figures_of, joined
from adgen_dagster.providers.openai.numerals import folded

ContentPart = str | frozenset[str]
"""Words run together, or the ways in which a sum may be written."""

Shorts = frozenset[tuple[str, str]]
"""Abbreviations, each with something that it stands for."""

SIGNS: Sequence[Mapping[str, str]] = (
    {"-": "", "×": "", "+": "", ":": "", "@": "at"},
    {"-": "to", "×": "by", "+": "+", ":": "to", "@": "at"},
    {"-": "до", "×": "на", "+": "+", ":": "к", "@": "собака"},
)
"""What signs are told as that may be left out: not at all, or in one of the languages."""

_WORD = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)*|[%$€£₽№&+=]")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_RATIO = re.compile(r"(?<=\d):(?=\d)")
_ORDINAL = re.compile(
    r"(?<=\d)(?:-?(?:st|nd|rd|th|й|го|му|ый|ая|ое|ые|ых)|-(?:[мяехю]|ти|мя|ми))\b", re.IGNORECASE
)
_ROMAN = re.compile(r"\b(?=[IVX]{2,}\b)(X{0,3})(IX|IV|V?I{0,3})\b")
_ROMAN_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_SPOKEN_SIGNS = tuple(
    (re.compile(pattern, re.IGNORECASE), sign)
    for pattern, sign in (
        (r"\b([ap])\.?\s?m\b\.?", r"\1m"),
        (r"#(?=\d)", "№"),
        (r"(?<=\d)-(?=[^\W\d_])", " "),
        (r"(?<=\d)\s+hundred\b", "00"),
        (r"\b(?:minus|минус)\s+(?=[\d$€£])", "-"),
        (r"(?<=\w)\s+(?:dot|точка)\s+(?=\w)", "."),
        (r"(?<=\w)\s+(?:slash|слэш|слеш|дробь)\s+(?=\w)", "/"),
        (r"\b24\s*(?:/|на|by)\s*7\b|\bкруглосуточно\b|\baround the clock\b", "24 7"),
        (r"(?<=\d)[x×](?!\w)", " times"),
        (r"(?<=\w)\s+(?:dash|hyphen|дефис|тире)\s+(?=[\w-]+\.\w)", "-"),
    )
)
_HALF_OF = re.compile(
    r"\b(?:пол[- ]?|половин[аыуе] |(?<!and )(?<!and a )half[ -](?:of )?(?:an? )?)"
    r"(?=литра|кило(?!ватт)|метра|часа|тонны|процента|liter|litre|kilo(?!watt)|meter|metre|hour"
    r"|pound|ounce)",
    re.IGNORECASE,
)
"""Of a unit: "пол-литра" is 0.5 l."""
_FRACTIONS = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), sign)
    for pattern, sign in (
        (r"three[ -]quarters|три четверти|тр[её]х четвертей", "¾"),
        (r"two[ -]thirds|две трети|двух третей", "⅔"),
        (r"(?:an?|one)[ -]quarter|четверт(?:ь|и|ью)", "¼"),
        (r"(?:an?|one)[ -]third|трет(?:ь|и|ью)", "⅓"),
        (r"(?<!and[ -])(?<!and[ -]a[ -])(?:(?:a|one)[ -])?half|половин[аыуе]", "½"),
    )
)
"""Shares of one, in the words of either language."""
_SAME = {
    "and": "&", "и": "&", "plus": "+", "плюс": "+", "number": "№", "номер": "№",
    "equals": "=", "равно": "=", "ok": "okay", "oclock": "", "per": "a", "an": "a",
}  # fmt: skip
_SPELLINGS = {
    "grey": "gray", "colour": "color", "flavour": "flavor", "favour": "favor", "honour": "honor",
    "neighbour": "neighbor", "centre": "center", "theatre": "theater", "litre": "liter",
    "metre": "meter", "jewellery": "jewelry", "traveller": "traveler", "cosy": "cozy",
    "tyre": "tire", "programme": "program", "yoghurt": "yogurt", "doughnut": "donut",
}  # fmt: skip
"""Beginnings of words that sound the same in both spellings."""
_LATIN = str.maketrans({
    **dict(zip("абвгдезийклмнопрстуфхцъыьэ", "abvgdeziiklmnoprstufhc-i-e", strict=True)),
    "ж": "zh", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "iu", "я": "ia", "y": "i",
})  # fmt: skip
_MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)


def heard(text: str, signs: Mapping[str, str], shorts: Shorts) -> list[ContentPart]:
    """Reduce a text to what is heard: words, the first sum, words, the next sum and so on.

    Args:
        text: what was written.
        signs: one of `SIGNS`.
        shorts: abbreviations whose full words are taken for them.
    """
    parts: list[ContentPart] = []
    words = ""
    for element in joined(_shortened(list(_elements(_plain(text), signs)), shorts)):
        if isinstance(element, Figure):
            parts += [words, element.ways]
            words = ""
        else:
            words += element
    return [*parts, words]


def shorts_of(text: str) -> Shorts:
    """Find what is abbreviated in a text."""
    return frozenset(
        (_short(token), meaning)
        for token in tokens(text)
        if token.kind is Kind.ABBREVIATION
        for meaning in meanings(token)
    )


def _plain(text: str) -> str:
    """Return a text with figures for its numbers, signs for their words, and no accents."""
    bare = unicodedata.normalize("NFD", text)
    bare = re.sub(r"(?<=[A-Za-z])[\u0300-\u036f]+|\u0301", "", bare)
    text = _ROMAN.sub(_from_roman, unicodedata.normalize("NFC", bare))
    language = "ru" if _CYRILLIC.search(text) else "en"
    text = re.sub(r"\bкило(?!\w)", "килограмма", _HALF_OF.sub("0.5 ", text), flags=re.IGNORECASE)
    text = fractions(per_each(per_each(text, "ru"), "en"), language)
    for pattern, sign in _FRACTIONS:
        text = pattern.sub(sign, text)
    text = in_figures(_ORDINAL.sub("", text))
    for pattern, sign in _SPOKEN_SIGNS:
        text = pattern.sub(sign, text)
    return text


def _from_roman(found: re.Match[str]) -> str:
    return str(10 * len(found[1]) + _ROMAN_ONES.index(found[2]))


def _elements(text: str, signs: Mapping[str, str]) -> Iterator[str | Figure]:
    place = 0
    for token in tokens(text):
        yield from _words(text[place : token.start], signs)
        yield from _of_token(token, signs)
        place = token.end
    yield from _words(text[place:], signs)


def _words(text: str, signs: Mapping[str, str]) -> Iterator[str | Figure]:
    text = _RATIO.sub(f" {signs[':']} ", text)
    for found in _WORD.finditer(text):
        word = re.sub("['’]", "", folded(found[0]))
        if word[0].isdecimal():
            yield Figure(frozenset({word.replace(",", ".")}))
            continue
        word = _SAME.get(word, word)
        start = next((start for start in _SPELLINGS if word.startswith(start)), "")
        yield word.replace(start, _SPELLINGS[start], 1) if start else word


def _of_token(token: Token, signs: Mapping[str, str]) -> Iterator[str | Figure]:
    if token.amount:
        yield from [signs["+"]] if token.amount.numbers[0].sign == "+" else []
        between = signs["-" if token.amount.is_range else "×"]
        yield from _with_between(list(figures_of(token.amount)), between)
    elif token.kind is Kind.DATE and signs["-"] == "до":
        day, month, year = token.digits
        yield from (
            Figure(frozenset({day.lstrip("0")})),
            _MONTHS[int(month) - 1],
            Figure(frozenset({year if len(year) == 4 else f"20{year}"})),
            "года",
        )
    elif token.kind in {Kind.TIME, Kind.DATE}:
        yield from _with_between(clock(token), signs["-"] if ":" in token.text else "")
        yield from re.findall("[ap]m", token.text.casefold())
    elif token.kind is Kind.PHONE:
        yield from [signs["+"]] if token.text.startswith("+") else []
        digits = "".join(token.digits)
        yield Figure(frozenset({digits, f"{CODE}{digits}"}))
    elif token.kind is Kind.ABBREVIATION:
        yield _short(token)
    else:
        yield _address(token).replace("@", signs["@"])


def _with_between(figures: Sequence[Figure], between: str) -> Iterator[str | Figure]:
    for number, figure in enumerate(figures):
        yield from [between] if number and between else []
        yield figure


def _short(token: Token) -> str:
    key = re.sub(r"\W", "", token.text).casefold()
    return "№" if key in {"", "no"} else f"{key}."


def _address(token: Token) -> str:
    """A site, mail address or account as it sounds, in Latin letters."""
    address = re.sub(r"(?:^|(?<=@))(?:https?://)?www\.|^https?://", "", folded(token.text))
    address = re.sub(r"^@|-|/$", "", address)
    return re.sub(r"\.kom\b", ".com", address.translate(_LATIN))


def _shortened(elements: list[str | Figure], shorts: Shorts) -> list[str | Figure]:
    """Return the elements with abbreviations for the words that these stand for."""
    for short, meaning in sorted(shorts):
        stems = [_stem(word) for word in meaning.split()]
        place = 0
        while place + len(stems) <= len(elements):
            part = elements[place : place + len(stems)]
            if all(_fits(word, *stem) for word, stem in zip(part, stems, strict=True)):
                elements[place : place + len(stems)] = [short]
            place += 1
    return elements


def _stem(word: str) -> tuple[str, int]:
    """Return how all forms of a word begin, and how long they are at most."""
    word = _SAME.get(folded(word), folded(word))
    return word[: max(3, len(word) - 2)], len(word) + 2


def _fits(word: str | Figure, stem: str, longest: int) -> bool:
    return isinstance(word, str) and word.startswith(stem) and len(word) <= longest
