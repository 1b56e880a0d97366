"""Amounts and other things that are one word to a reader even if they contain a space.

A price, a telephone number, an address, "№ 125" or "ул. Ленина" is never torn: not over two lines
of a caption, not by a cut, not into "90 ₽" of "1 299,90 ₽". What such a word is, is defined here
and nowhere else; it imports nothing of adgen, so every package may use it.
"""

from adgen_dagster.amounts.scanning import tokens
from adgen_dagster.amounts.token import Amount, Kind, Number, Token
from adgen_dagster.amounts.tying import tied, unbreakable
from adgen_dagster.amounts.units import SCALES, Scale, Unit, units

__all__ = [
    "SCALES",
    "Amount",
    "Kind",
    "Number",
    "Scale",
    "Token",
    "Unit",
    "tied",
    "tokens",
    "unbreakable",
    "units",
]
