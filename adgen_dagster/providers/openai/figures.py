"""Write numbers in words as figures, so that two spellings of a text can be compared."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from adgen_dagster.providers.openai.numerals import folded, value_of

_AND_HALF = {"полтора": Decimal("1.5"), "полторы": Decimal("1.5"), "полутора": Decimal("1.5")}
_POINTS = {"point", "целых", "целая", "целые", "целой"}
_PARTS = {"десятых": 1, "сотых": 2, "тысячных": 3}
"""How many digits a Russian fraction has by its name."""
_HALVES = {"half", "половиной"}
_REPEATS = {"double": 2, "triple": 3}
_ZEROS = {"oh", "o"}
_LARGE = 1_000
_LONGEST = 40
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def in_figures(text: str) -> str:
    """Write every number in words in `text` as figures.

    "twenty five" becomes 25, "twenty twenty six" 20 26, "двести пятьдесят тысяч" 250000, "два с
    половиной миллиона" 2500000, "oh one nine nine" 0 1 9 9. Ordinals count as numbers.
    """
    words = list(_WORD.finditer(text))
    told, place, at = "", 0, 0
    while at < len(words):
        end = _end_of_run(text, words, at)
        if end > at:
            run = [folded(word[0]) for word in words[at:end]]
            told += text[place : words[at].start()] + _figures(run)
            place = words[end - 1].end()
        at = max(end, at + 1)
    return told + text[place:]


def _end_of_run(text: str, words: Sequence[re.Match[str]], start: int) -> int:
    """Return where the number ends that begins at word `start`; `start` where none does."""
    if re.search(r"\d\s$", text[: words[start].start()]) and _is_large(folded(words[start][0])):
        return start  # "3 million" is a figure already
    told = [folded(word[0]) for word in words[start : start + _LONGEST]]
    end = 0
    for at, word in enumerate(told):
        if at and text[words[start + at - 1].end() : words[start + at].start()].strip(" -\u00a0"):
            break
        before, behind = told[at - 1] if at else "", told[at + 1 : at + 4]
        if _is_number(word, before, behind):
            end = at + 1
        elif not _is_joint(word, before, behind):
            break
    return start + end


def _is_numeral(word: str) -> bool:
    return value_of(word) is not None or word in _AND_HALF


def _is_large(word: str) -> bool:
    return (value_of(word) or 0) >= _LARGE


def _is_number(word: str, before: str, behind: Sequence[str]) -> bool:
    """Tell whether a word is a number, or the last of one."""
    if word in _HALVES:
        return before in {"a", "с"}
    if word in _PARTS:
        return _is_numeral(before)
    if word in _ZEROS:
        return _is_numeral(before) or before in _ZEROS or any(map(_is_numeral, behind[:1]))
    return _is_numeral(word)


def _is_joint(word: str, before: str, behind: Sequence[str]) -> bool:
    """Tell whether a word only joins those beside it to one number."""
    following = behind[0] if behind else ""
    match word:
        case "and":
            is_sum = (value_of(before) or 0) >= 100 and _is_numeral(following)
            return is_sum or list(behind[:2]) == ["a", "half"]
        case "a":
            is_half = before == "and" and following == "half"
            return is_half or (not before and (value_of(following) or 0) >= 100)
        case "с":
            return following == "половиной" and bool(before)
        case "и":
            return _is_numeral(following) and any(part in _PARTS for part in behind[1:])
        case _:
            is_point = word in _POINTS and bool(before)
            return (is_point or word in _REPEATS) and _is_numeral(following)


def _is_digit(word: str) -> bool:
    """Tell whether a word tells one figure, so that those beside it are told one by one as well."""
    value = value_of(word)
    return word in _ZEROS or (value is not None and value < 10)


def _figures(words: Sequence[str]) -> str:
    """Return the numbers of a run, each in figures."""
    heard, times = _RunOfNumbers(), 1
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word in _POINTS:
            heard.point()
        elif word in _HALVES:
            heard.add_part("5", 1)
        elif word in _PARTS:
            heard.close(_PARTS[word])
        elif word in _REPEATS:
            times = _REPEATS[word]
        elif word in _AND_HALF:
            heard.begin(_Number(_AND_HALF[word]))
        elif (value := 0 if word in _ZEROS else value_of(word)) is not None:
            # "eight hundred five five five" is a telephone's 800 555.
            is_apart = heard.is_hundred and value < 10 and _is_digit(following)
            for _ in range(times):
                heard.take(value, is_new=times > 1 or is_apart)
            times = 1
    heard.close(0)
    return " ".join(map(str, heard.numbers))


@dataclass(frozen=True)
class _Number:
    """A number while its words are heard.

    Args:
        rest: what is below a thousand so far.
        thousands: the rest of it.
    """

    rest: Decimal
    thousands: Decimal = Decimal(0)

    @classmethod
    def of(cls, value: int) -> "_Number":
        """Start a number with this word."""
        nothing = Decimal(0)
        return cls(nothing, Decimal(value)) if value >= _LARGE else cls(Decimal(value))

    def grown(self, value: int) -> "_Number | None":
        """Add one more word; None if the word begins another number."""
        if value >= _LARGE:
            return _Number(Decimal(0), self.thousands + max(self.rest, Decimal(1)) * value)
        if value == 100 and 0 < self.rest < 100:
            return _Number(self.rest * 100, self.thousands)
        is_open = value and (self.thousands if not self.rest else value < _unit_of(self.rest))
        return _Number(self.rest + value, self.thousands) if is_open else None

    def __str__(self) -> str:
        written = f"{self.thousands + self.rest:f}"
        return written.rstrip("0").rstrip(".") if "." in written else written


class _RunOfNumbers:
    """The numbers of a run so far."""

    def __init__(self) -> None:
        self.numbers: list[_Number] = []
        self._whole: list[_Number] | None = None

    @property
    def is_hundred(self) -> bool:
        """Whether the last number is one of hundreds, and nothing below."""
        last = self.numbers[-1].rest if self.numbers else Decimal(0)
        return bool(last) and last % 100 == 0

    def take(self, value: int, *, is_new: bool = False) -> None:
        """Take one more word."""
        if value >= _LARGE:
            self.close(0)
        last = self.numbers[-1] if self.numbers and not is_new else None
        grown = last.grown(value) if last else None
        if grown:
            self.numbers[-1] = grown
        else:
            self.begin(_Number.of(value))

    def begin(self, number: _Number) -> None:
        """Begin another number."""
        self.numbers.append(number)

    def point(self) -> None:
        """Read what follows as behind the decimal sign."""
        self._whole, self.numbers = self.numbers, []

    def close(self, places: int) -> None:
        """End a number's fraction, with so many places or as heard."""
        if self._whole is None and places and len(self.numbers) > 1:
            self._whole, self.numbers = self.numbers[:-1], self.numbers[-1:]
        if self._whole:
            digits = "".join(map(str, self.numbers)).zfill(places)
            self.numbers = self._whole
            self.add_part(digits, len(digits))
        self._whole = None

    def add_part(self, digits: str, places: int) -> None:
        """Add a fraction to the last number."""
        last = self.numbers.pop() if self.numbers else _Number(Decimal(0))
        part = Decimal(digits).scaleb(-places)
        self.begin(_Number(last.rest + part, last.thousands))


def _unit_of(number: Decimal) -> int:
    """Return the place of the last digit that is not 0: 20 gives 10, 120 gives 10, 7 gives 1."""
    unit = 1
    while number and number % (unit * 10) == 0:
        unit *= 10
    return unit
