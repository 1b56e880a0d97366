"""The data model of unbreakable words."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from adgen_dagster.amounts.units import SCALES


class Kind(StrEnum):
    """What an unbreakable word is."""

    AMOUNT = "amount"
    """A number, with its sign, unit or currency: "−20%", "1 299,90 ₽", "5–7 кг", "$1.5M"."""
    TIME = "time"
    """"10:00", "10:00–22:00", "5 p.m.", "24/7"."""
    DATE = "date"
    """"31.12.2026"."""
    PHONE = "phone"
    SITE = "site"
    EMAIL = "email"
    HANDLE = "handle"
    """"@name"."""
    ABBREVIATION = "abbreviation"
    """"ул.", "Dr.", "№", "т. д."; without the word that it belongs to."""


@dataclass(frozen=True)
class Number:
    """One number as it was meant, whatever signs it was written with.

    Args:
        sign: "-", "+", "~" or nothing.
        whole: the digits before the decimal sign.
        fraction: those behind it, as many as were written.
    """

    sign: str
    whole: str
    fraction: str = ""

    @property
    def value(self) -> Decimal:
        """The number itself; "~" is not part of it."""
        minus = "-" if self.sign == "-" else ""
        return Decimal(f"{minus}{self.whole}.{self.fraction or 0}")


@dataclass(frozen=True)
class Amount:
    """A number or a range, and of what.

    Args:
        numbers: one, the two ends of a range, or the sides of "10×15 см".
        scale: the name of its `Scale`, or nothing.
        unit: the name of its `Unit`, or nothing.
        words: scale and unit as they are written, where they are whole words ("рублями").
        is_range: whether the numbers are a range's ends.
    """

    numbers: tuple[Number, ...]
    scale: str = ""
    unit: str = ""
    words: str = ""
    is_range: bool = False

    @property
    def value(self) -> Decimal:
        """The (first) number times its scale."""
        return self.numbers[0].value * (SCALES[self.scale].factor if self.scale else 1)


@dataclass(frozen=True)
class Token:
    """An unbreakable word of a text, and where in it.

    Args:
        kind: what it is.
        start: where it begins.
        end: where it ends.
        text: as it is written.
        amount: what an `AMOUNT` says.
        digits: the groups of a `PHONE`, `TIME` or `DATE`, as written.
        host: of a `SITE` without "www.".
    """

    kind: Kind
    start: int
    end: int
    text: str
    amount: Amount | None = None
    digits: tuple[str, ...] = ()
    host: str = ""
