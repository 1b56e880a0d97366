"""Numbers in words, Russian and English, as far as is needed to know one for its digits."""

from collections.abc import Sequence
from dataclasses import dataclass

_ENGLISH = {
    "zero": 0, "one": 1, "first": 1, "two": 2, "second": 2, "three": 3, "third": 3, "four": 4,
    "five": 5, "fifth": 5, "six": 6, "seven": 7, "eight": 8, "eighth": 8, "nine": 9, "ninth": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "twelfth": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100, "thousand": 1_000, "million": 1_000_000,
}  # fmt: skip

_RUSSIAN = {
    "ноль": 0, "нол": 0, "нул": 0, "один": 1, "одн": 1, "перв": 1, "два": 2, "две": 2, "двух": 2,
    "двум": 2, "втор": 2, "три": 3, "трех": 3, "трем": 3, "трет": 3, "четыр": 4, "четверт": 4,
    "пят": 5, "шест": 6, "сем": 7, "седьм": 7, "восем": 8, "восьм": 8, "девят": 9, "десят": 10,
    "одиннадцат": 11, "двенадцат": 12, "тринадцат": 13, "четырнадцат": 14, "пятнадцат": 15,
    "шестнадцат": 16, "семнадцат": 17, "восемнадцат": 18, "девятнадцат": 19, "двадцат": 20,
    "тридцат": 30, "сорок": 40, "пятьдесят": 50, "пятидесят": 50, "шестьдесят": 60,
    "шестидесят": 60, "семьдесят": 70, "семидесят": 70, "восемьдесят": 80, "восьмидесят": 80,
    "девяност": 90, "сто": 100, "ста": 100, "двест": 200, "двухсот": 200, "двумст": 200,
    "трист": 300, "трехсот": 300, "четырест": 400, "четырехсот": 400, "пятьсот": 500,
    "пятисот": 500, "шестьсот": 600, "шестисот": 600, "семьсот": 700, "семисот": 700,
    "восемьсот": 800, "восьмисот": 800, "девятьсот": 900, "девятисот": 900, "тысяч": 1_000,
    "миллион": 1_000_000,
}  # fmt: skip
"""By the beginnings of their forms; the longest that fits counts."""

_LONGEST_ENDING = 4
_JOINTS = {"and", "a", "и"}


def digits_of(words: Sequence[str]) -> str | None:
    """The digits of a number in words, or None when the words are no number.

    "twenty five" is 25, "twenty twenty six" 2026, "двести пятьдесят тысяч" 250000.
    """
    numbers: list[_Number] = []
    for word in words:
        if word in _JOINTS:
            continue
        value = value_of(word)
        if value is None:
            return None
        grown = numbers[-1].grown(value) if numbers else _Number(0, 0).grown(value)
        numbers = [*numbers[:-1], grown] if grown else [*numbers, _Number(0, value)]
    return "".join(str(number.thousands + number.rest) for number in numbers) or None


def value_of(word: str) -> int | None:
    """What one word of a number stands for."""
    if word in _ENGLISH:
        return _ENGLISH[word]
    stem = word.removesuffix("ieth").removesuffix("th")
    if stem != word:
        return _ENGLISH.get(stem, _ENGLISH.get(f"{stem}y"))
    fits = [start for start in _RUSSIAN if word.startswith(start)]
    start = max(fits, key=len, default="")
    return _RUSSIAN[start] if start and len(word) - len(start) <= _LONGEST_ENDING else None


@dataclass(frozen=True)
class _Number:
    """A number while its words are heard."""

    thousands: int
    rest: int
    """What is below a thousand so far."""

    def grown(self, value: int) -> "_Number | None":
        """With one more word; None where the word begins another number."""
        if value >= 1_000:
            return _Number(self.thousands + max(self.rest, 1) * value, 0)
        if value == 100 and self.rest < 100:
            return _Number(self.thousands, max(self.rest, 1) * 100)
        is_open = not self.rest or value < _unit_of(self.rest)
        return _Number(self.thousands, self.rest + value) if is_open else None


def _unit_of(number: int) -> int:
    """The place of the last digit that is not 0: 20 gives 10, 120 gives 10, 7 gives 1."""
    unit = 1
    while number % (unit * 10) == 0:
        unit *= 10
    return unit
