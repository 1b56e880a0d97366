"""Put sums, telephone numbers, times and addresses into the words that people say for them."""

import re
from collections.abc import Callable, Mapping

from adgen_dagster.amounts import SCALES, Amount, Kind, Number, Token, Unit, units
from adgen_dagster.domain.brief import Language

_MONTHS = {
    Language.RUSSIAN: (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    Language.ENGLISH: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_SIGNS = {
    Language.RUSSIAN: {"-": "минус ", "+": "плюс ", "~": "примерно "},
    Language.ENGLISH: {"-": "minus ", "+": "plus ", "~": "about "},
}
# Between the sides of "10×15", and the ends of a range.
_JOINTS = {Language.RUSSIAN: (" на ", ", "), Language.ENGLISH: (" by ", " to ")}
# Of solid figures: how they are grouped aloud, by their number.
_GROUPS = {4: (2, 2), 5: (3, 2), 6: (2, 2, 2), 7: (3, 2, 2), 10: (3, 3, 2, 2), 11: (1, 3, 3, 2, 2)}


def spoken(token: Token, language: Language) -> str:
    """Write out a token that is not an abbreviation; espeak-ng reads plain figures right."""
    tell = _TELLERS.get(token.kind)
    return tell(token, language) if tell else token.text


def _date(token: Token, language: Language) -> str:
    day, month, year = token.digits
    year = year if len(year) == 4 else f"20{year}"
    return f"{int(day)} {_MONTHS[language][int(month) - 1]} {year}"


def _site(token: Token, language: Language) -> str:
    """The address without what no person says: "https", "www" and all from "?" on."""
    path = re.split(r"[?#]", token.text.partition(token.host)[2], maxsplit=1)[0]
    return " ".join([_dotted(token.host, language), *re.split(r"[/:]", path)])


def _email(token: Token, language: Language) -> str:
    at = " собака " if language is Language.RUSSIAN else " at "
    return _dotted(token.text, language).replace("@", at)


def _dotted(host: str, language: Language) -> str:
    return host.replace(".", " точка " if language is Language.RUSSIAN else " dot ")


def _time(token: Token, language: Language) -> str:
    is_russian = language is Language.RUSSIAN
    if token.text == "24/7":
        return "круглосуточно" if is_russian else "around the clock"
    half = re.search(r"([ap])\.?\s?m\b", token.text, re.IGNORECASE)
    suffix = f" {half[1].upper()}M" if half else ""
    hours = [
        _hour(int(hour), minute, language, half=half[1] if half else "")
        for hour, minute in re.findall(r"(\d{1,2})(?::(\d\d))?", token.text)
    ]
    return (", " if is_russian else " to ").join(hours) + suffix


def _hour(hour: int, minute: str, language: Language, *, half: str) -> str:
    if language is Language.RUSSIAN:
        return f"{hour} {_figures(minute)}".strip()
    end = " PM" if hour > 12 and not half else ""
    clock = "" if half or end else " o'clock"
    return (
        f"{hour - 12 if end else hour}{f' {_figures(minute)}' if minute.strip('0') else clock}{end}"
    )


def _phone(token: Token, language: Language) -> str:
    plus = _SIGNS[language]["+"] if token.text.startswith("+") else ""
    if language is Language.RUSSIAN:
        groups = [_figures(part) for group in token.digits for part in _grouped(group)]
        # One breath before a subscriber's own number; a pause between all takes too long.
        code, own = groups[:-3], groups[-3:]
        return plus + ", ".join(" ".join(part) for part in (code, own) if part)
    told = [
        group if re.fullmatch("[1-9]00|\\d", group) else " ".join(group) for group in token.digits
    ]
    country = f"{told.pop(0)} " if len(token.digits[0]) < 3 else ""
    return plus + country + ", ".join(told)


def _grouped(digits: str) -> list[str]:
    parts, place = list[str](), 0
    for length in _GROUPS.get(len(digits), (len(digits),)):
        parts.append(digits[place : place + length])
        place += length
    return parts


def _figures(digits: str) -> str:
    """Digits as a number, the zeros before it one by one."""
    number = digits.lstrip("0")
    return " ".join([*digits[: len(digits) - len(number)], number]).strip()


def _amount(token: Token, language: Language) -> str:
    amount = token.amount
    return _told(amount, language) if amount else token.text


def _told(amount: Amount, language: Language) -> str:
    sign = _SIGNS[language].get(amount.numbers[0].sign, "")
    unit = units().get(amount.unit)
    *others, last = amount.numbers
    tell = _russian if language is Language.RUSSIAN else _english
    told = tell(last, amount.scale, unit)
    if amount.words and not told.endswith(amount.words) and not _change(last, amount.scale, unit):
        told = f"{_plain(last, language)} {amount.words}"
    joint = _JOINTS[language][amount.is_range]
    return sign + "".join(f"{_plain(number, language)}{joint}" for number in others) + told


def _plain(number: Number, language: Language) -> str:
    fraction = number.fraction.rstrip("0")
    mark = "," if language is Language.RUSSIAN else "."
    return f"{number.whole}{mark}{fraction}" if fraction else number.whole


def _change(number: Number, scale: str, unit: Unit | None) -> str:
    """The hundredths of a sum that has a word for them: "90" of "1 299,90 ₽"."""
    is_change = unit and unit.small and not scale and len(number.fraction) in {1, 2}
    change = number.fraction.ljust(2, "0") if is_change else ""
    return change if change.strip("0") else ""


def _russian(number: Number, scale: str, unit: Unit | None) -> str:
    change = _change(number, scale, unit)
    if change and unit:
        small = _russian(Number("", change.lstrip("0")), "", units()[unit.small])
        whole = _russian(Number("", number.whole), "", unit)
        return f"{whole} {small}" if number.whole.strip("0") else small
    told = _plain(number, Language.RUSSIAN)
    words: list[str] = []
    if scale:
        words.append(SCALES[scale].russian[_form(told)])
    if unit:
        words.append(unit.russian[2 if scale else _form(told)])
    nominative = SCALES[scale].russian[0] if scale else unit.russian[0] if unit else ""
    if nominative.split(" ")[0].endswith(("а", "я")) and told.isdecimal():
        told = _feminine(told)
    return " ".join([told, *words])


def _feminine(number: str) -> str:
    last = {"1": "одна", "2": "две"}.get(number[-1])
    if not last or number[-2:-1] == "1":
        return number
    rest = number[:-1].lstrip("0")
    return f"{rest}0 {last}" if rest else last


def _form(number: str) -> int:
    """Which form of a word stands after a number: one, two to four, five and more."""
    if not number.isdecimal():
        return 1
    last, teens = int(number[-1]), number[-2:-1] == "1"
    if teens or last == 0 or last > 4:
        return 2
    return 0 if last == 1 else 1


def _english(number: Number, scale: str, unit: Unit | None) -> str:
    change = _change(number, scale, unit)
    if change and unit:
        small = _english(Number("", change.lstrip("0")), "", units()[unit.small])
        whole = _english(Number("", number.whole), "", unit)
        return f"{whole} and {small}" if number.whole.strip("0") else small
    told = _plain(number, Language.ENGLISH)
    words = [scale] if scale else []
    if unit:
        words.append(unit.english[0 if told == "1" and not scale else 1])
    return " ".join([told, *words])


_TELLERS: Mapping[Kind, Callable[[Token, Language], str]] = {
    Kind.AMOUNT: _amount,
    Kind.TIME: _time,
    Kind.DATE: _date,
    Kind.PHONE: _phone,
    Kind.SITE: _site,
    Kind.EMAIL: _email,
}
