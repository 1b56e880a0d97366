"""Write abbreviations out in whole words. `language` is "ru" or "en".

A voice spells them, or reads them as the word that they look like.
"""

import re

from adgen_dagster.amounts.token import Token
from adgen_dagster.amounts.tying import belongs_before

_RUSSIAN = {
    "ул": "улица", "пр": "проспект", "просп": "проспект", "пр-т": "проспект", "пр-кт": "проспект",
    "пер": "переулок", "пл": "площадь", "наб": "набережная", "бул": "бульвар", "б-р": "бульвар",
    "ш": "шоссе", "мкр": "микрорайон", "г": "город", "пос": "посёлок", "дер": "деревня",
    "обл": "область", "д": "дом", "стр": "строение", "корп": "корпус", "к": "корпус",
    "кв": "квартира", "оф": "офис", "эт": "этаж", "пом": "помещение", "каб": "кабинет",
    "тел": "телефон", "ст": "станция", "м": "метро", "гл": "главный",
    "св": "святого", "проф": "профессор", "акад": "академика", "рис": "рисунок",
    "см": "смотрите", "№": "номер", "#": "номер", "доб": "добавочный",
    "ит.д": "и так далее", "ит.п": "и тому подобное",
    "идр": "и другие", "ипр": "и прочее", "т.д": "так далее", "т.п": "тому подобное",
    "т.е": "то есть", "т.к": "так как", "т.н": "так называемый", "т.о": "таким образом",
    "н.э": "нашей эры", "no": "номер", "dr": "доктор", "mr": "мистер", "mrs": "миссис",
    "янв": "января", "фев": "февраля", "февр": "февраля", "апр": "апреля", "авг": "августа",
    "сен": "сентября", "сент": "сентября", "окт": "октября", "ноя": "ноября", "нояб": "ноября",
    "дек": "декабря",
}  # fmt: skip
# "99 ₽/мес": what a price is for.
_PER = {
    "ru": {
        "мес": "в месяц", "месяц": "в месяц", "год": "в год", "нед": "в неделю",
        "день": "в день", "сут": "в сутки",
        "час": "в час", "ч": "в час", "чел": "с человека", "шт": "за штуку",
        "кг": "за килограмм", "м²": "за квадратный метр",
    },
    "en": {
        "mo": "a month", "month": "a month", "yr": "a year", "year": "a year", "wk": "a week",
        "week": "a week", "day": "a day", "hr": "an hour", "hour": "an hour", "kg": "a kilogram",
        "lb": "a pound", "night": "a night", "person": "a person",
    },
}  # fmt: skip
_RUSSIAN_BEHIND = {"г": "года", "гг": "годов", "в": "века", "вв": "веков"}

_ENGLISH = {
    "dr": "Doctor", "mr": "Mister", "mrs": "Missus", "ms": "Miz", "prof": "Professor",
    "st": "Saint", "mt": "Mount", "ft": "Fort", "vs": "versus", "no": "number", "№": "number",
    "#": "number", "ext": "extension",
    "rev": "Reverend", "gen": "General", "sgt": "Sergeant", "capt": "Captain",
    "apt": "apartment", "ste": "suite", "tel": "telephone", "e.g": "for example", "i.e": "that is",
    "ave": "Avenue", "blvd": "Boulevard", "rd": "Road", "sq": "Square", "ln": "Lane",
    "hwy": "Highway", "inc": "Incorporated", "ltd": "Limited", "corp": "Corporation",
    "co": "Company", "jr": "Junior", "sr": "Senior", "n": "North", "s": "South",
    "e": "East", "w": "West", "jan": "January", "feb": "February", "mar": "March", "apr": "April",
    "aug": "August", "sep": "September", "sept": "September", "oct": "October", "nov": "November",
    "dec": "December", "ул": "ulitsa", "г": "gorod", "д": "dom",
}  # fmt: skip
_ENGLISH_BEHIND = {"st": "Street", "г": ""}


_FRACTIONS = {
    "ru": {
        "1/2": "половина", "1/3": "треть", "2/3": "две трети", "1/4": "четверть",
        "3/4": "три четверти",
    },
    "en": {
        "1/2": "half", "1/3": "a third", "2/3": "two thirds", "1/4": "a quarter",
        "3/4": "three quarters",
    },
}  # fmt: skip
_SIGNS_OF_FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}
# Not of a house ("д. 3/4", "Мира, 1/2"), nor of a date.
_FRACTION = {
    "ru": re.compile(r"(?<![\w/.,№#-])(?<![.,№] )([123]/[234])(?![\w/])"),
    "en": re.compile(r"(?<![\w/.,№#-])(?<![.№] )([123]/[234])(?![\w/])"),
}
_IN_THE_YEAR = re.compile(r"(?<!\w)[вкВК]о?\s\d{4}\s?$")


def per_each(text: str, language: str) -> str:
    """Write "a month" for "/mo" after a price."""
    words = _PER[language]
    pattern = rf"(?<=[\w$€£₽]) ?/ ?({'|'.join(sorted(words, key=len, reverse=True))})(?!\w)\.?"
    return re.sub(pattern, lambda found: f" {words[found[1]]}", text)


def fractions(text: str, language: str) -> str:
    """Write "half" for "1/2" and "½", unless it is the number of a house."""
    for sign, figures in _SIGNS_OF_FRACTIONS.items():
        text = re.sub(rf"(?<!\d){sign}", figures, text)
    words = _FRACTIONS[language]
    return _FRACTION[language].sub(lambda found: words.get(found[1], found[1]), text)


def meanings(token: Token) -> list[str]:
    """List everything that an abbreviation may stand for, in either language."""
    key = _key(token)
    books = (_RUSSIAN, _RUSSIAN_BEHIND, _ENGLISH, _ENGLISH_BEHIND)
    return [book[key] for book in books if book.get(key)]


def _key(token: Token) -> str:
    return re.sub(r"\s", "", token.text).rstrip(".").lower()


def written_out(text: str, token: Token, language: str) -> str:
    """Write an abbreviation of `text` in whole words; return an unknown one unchanged."""
    key = _key(token)
    is_russian = language == "ru"
    words = _RUSSIAN if is_russian else _ENGLISH
    behind = _RUSSIAN_BEHIND if is_russian else _ENGLISH_BEHIND
    if belongs_before(text, token):
        words = words | behind
        if (
            key == "г"
            and is_russian
            and _IN_THE_YEAR.search(text[max(0, token.start - 9) : token.start])
        ):
            return "году"
    word = words.get(key, token.text)
    return word[:1].upper() + word[1:] if token.text[:1].isupper() else word
