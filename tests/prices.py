"""Prices as people write them, for tests that hold for any of them."""

from decimal import Decimal

from hypothesis import strategies as st

SPACES = [" ", "\u00a0", "\u2009", "\u202f"]
CURRENCIES = {"₽": "rub", "руб.": "rub", "$": "usd", "€": "eur", "£": "gbp", "₸": "kzt", "₴": "uah"}


@st.composite
def prices(draw: st.DrawFn) -> tuple[str, Decimal, str]:
    """A sum in any grouping and decimals, before or after its currency, and what it is worth."""
    whole = draw(st.integers(min_value=0, max_value=9_999_999))
    cents = draw(st.sampled_from(["", "05", "50", "90", "99"]))
    style = draw(st.sampled_from([*SPACES, ",", ".", "’", ""]))
    decimal = draw(st.sampled_from([s for s in ".," if s != style]))
    sign = draw(st.sampled_from(sorted(CURRENCIES)))
    figure = f"{whole:,}".replace(",", style) + (f"{decimal}{cents}" if cents else "")
    gap = draw(st.sampled_from(["", " ", "\u00a0"]))
    stands_before = sign in "$€£" and draw(st.booleans())
    if style == "." and CURRENCIES[sign] in {"usd", "gbp"} and not cents:
        figure = str(whole)  # "$1.299" is a dollar and a bit
    written = f"{sign}{figure}" if stands_before else f"{figure}{gap}{sign}"
    return written, Decimal(f"{whole}.{cents or 0}"), CURRENCIES[sign]
