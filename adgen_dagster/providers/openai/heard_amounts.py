"""Amounts as they are heard: one value for every way to write a sum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from adgen_dagster.amounts import SCALES, Amount, Kind, Number, Token, units

# What is said alike, or left out when it is clear.
_ALIKE = {"celsius": "degree", "fahrenheit": "degree", "lb": "gbp"}
# "nineteen ninety-nine" is a price without its dollars; rubles are always said.
_LEFT_OUT = {"cent", "penny"}
# What is often said without its minus.
_UNSIGNED = {"percent"}
_MOST_WAYS = 16
CODE = "#"
"""Begins a way of digits that are told one by one, or in groups."""


@dataclass(frozen=True)
class Figure:
    """One or more numbers in a row.

    Args:
        ways: all the ways it can come out when what was heard is written down.
        value: what it is worth, where it is one number.
        unit: of what.
        is_round: whether it was told in thousands, so that what follows may belong to it.
    """

    ways: frozenset[str]
    value: Decimal | None = None
    unit: str = ""
    is_round: bool = False


def figure_of(number: Number, scale: str = "", unit: str = "") -> Figure:
    """Read one number with its scale and unit."""
    unit = _ALIKE.get(unit, unit)
    if not scale and not unit and not number.fraction:
        # The zeros of "0199" are told.
        sign = "-" if number.sign == "-" else ""
        code = {f"{CODE}{number.whole}"} if number.whole.startswith("0") else set[str]()
        return Figure(frozenset({sign + number.whole, *code}), number.value)
    value = number.value * (SCALES[scale].factor if scale else 1)
    return _of(abs(value) if unit in _UNSIGNED else value, unit, is_round=bool(scale and not unit))


def figures_of(amount: Amount) -> Iterator[Figure]:
    """Read the numbers of an amount; the first of "$5–$10" may have its unit or not."""
    *others, last = amount.numbers
    for number in others:
        bare, full = figure_of(number), figure_of(number, amount.scale, amount.unit)
        yield Figure(bare.ways | full.ways, bare.value)
    yield figure_of(last, amount.scale, amount.unit)


def clock(token: Token) -> list[Figure]:
    """Read the times of day of a token; full hours are told without minutes, or as hours."""
    digits = [int(group) for group in token.digits]
    if token.kind is not Kind.TIME or ":" not in token.text:
        return [Figure(frozenset({str(digit)}), Decimal(digit)) for digit in digits]
    times: list[Figure] = []
    for hour, minute in zip(digits[::2], token.digits[1::2], strict=False):
        full = {str(hour), f"{hour} h"} if minute == "00" else set[str]()
        ways = {f"{hour}{minute}", f"{CODE}{hour}{minute}", f"{hour}{int(minute)}", *full}
        times.append(Figure(frozenset(ways)))
    return times


def joined(elements: Sequence[str | Figure]) -> list[str | Figure]:
    """Join the elements of one sum: "19 dollars and 99 cents", "20 26"."""
    done: list[str | Figure] = []
    for element in elements:
        before = done[-2:]
        match before:
            case [Figure() as sum_, "&"] if _is_change_of(element, sum_):
                done[-2:] = [_with_change(sum_, element)]
            case [*_, Figure() as sum_] if isinstance(element, Figure):
                done[-1:] = _together(sum_, element)
            case _:
                done.append(element)
    return done


def _together(one: Figure, other: Figure) -> list[str | Figure]:
    is_change = _is_change_of(other, one) or (
        bool(one.unit) and not other.unit and _is_two_digits(other) and _has_change(one)
    )
    if is_change:
        return [_with_change(one, other)]
    if one.unit:
        return [one, other]
    if one.is_round and one.value and other.value and other.value < 1000:
        return [_of(one.value + other.value, other.unit)]
    ways = {_row(a, b) for a in sorted(one.ways) for b in sorted(other.ways)}
    return [Figure(frozenset(sorted(ways)[:_MOST_WAYS]) | _as_price(one, other), None, other.unit)]


def _row(one: str, other: str) -> str:
    """Two numbers in a row; zeros apart are a code's, "50 00" is not how one reads 5,000."""
    is_code = one.startswith(CODE) or not other.strip("0")
    return f"{CODE if is_code else ''}{one.removeprefix(CODE)}{other}"


def _as_price(one: Figure, other: Figure) -> frozenset[str]:
    """Return the sum whose cents stand before its word: "nineteen ninety-nine euros"."""
    unit, whole, cents = units().get(other.unit), one.value, other.value
    if not unit or unit.small not in _LEFT_OUT or not whole or not cents:
        return frozenset()
    is_price = whole % 1 == cents % 1 == 0 and 10 <= cents < 100
    return _of(whole + cents / 100, other.unit).ways if is_price else frozenset()


def _has_change(sum_: Figure) -> bool:
    unit = units().get(sum_.unit)
    return bool(unit and unit.small and sum_.value is not None and sum_.value % 1 == 0)


def _is_two_digits(figure: Figure) -> bool:
    return any(len(way) == 2 and way.isdecimal() for way in figure.ways)


def _is_change_of(element: "str | Figure", sum_: Figure) -> bool:
    return (
        isinstance(element, Figure)
        and _has_change(sum_)
        and element.unit == units()[sum_.unit].small
        and element.value is not None
        and element.value < 100
    )


def _with_change(sum_: Figure, change: "str | Figure") -> Figure:
    part = change.value if isinstance(change, Figure) else None
    return _of((sum_.value or Decimal(0)) + (part or Decimal(0)) / 100, sum_.unit)


def _of(value: Decimal, unit: str, *, is_round: bool = False) -> Figure:
    ways = {f"{_plain(value)} {unit}".strip()}
    small = units()[unit].small if unit in units() else ""
    cents = value * 100
    if small and value % 1 and cents % 1 == 0:
        whole, rest = divmod(int(cents), 100)
        ways |= set[str]() if whole else {f"{rest} {small}"}
        if whole and small in _LEFT_OUT:
            ways |= {f"{whole}{rest:02}", _plain(value)}
    return Figure(frozenset(ways), value, unit, is_round)


def _plain(value: Decimal) -> str:
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
