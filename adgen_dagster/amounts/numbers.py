"""Read numbers as people write them, with their grouping, decimals, sign, unit and currency."""

import re
from functools import cache

from adgen_dagster.amounts.token import Amount, Number
from adgen_dagster.amounts.units import SCALES, Scale, Unit, units

GAP = r"[ \u00a0\u2009\u202f]"
SIGNS = {"-": "-", "−": "-", "–": "-", "‑": "-", "+": "+", "~": "~", "≈": "~", "±": "~"}

_NUMBER = (
    # In groups that a space parts, or in any way that knows no space; never half of it.
    rf"(?>[1-9]\d{{0,2}}(?:{GAP}\d{{3}}(?!\d))+(?:[.,]\d{{1,2}}(?!\d))?|\d+(?:[.,'’]\d+)*)"
)
_SEPARATED = re.compile(r"[.,'’]")
# A thousand times: "2K" is a picture's size, "3M" a brand and "24K" gold; "30K" and "1.5M" are
# numbers.
_LEAST_WITH_LETTER = 25
_MILLION_OR_THOUSAND = set("MKkКк")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


@cache
def amount_pattern() -> str:
    """Return the pattern of an amount, without named groups; any case."""
    before = "|".join(unit.before for unit in units().values() if unit.before)
    # "от 5 р" is money, "р" alone is nothing.
    unit = "|".join(unit.written for unit in units().values())
    scale = "|".join(scale.written for scale in SCALES.values())
    letter = "".join(scale.letters for scale in SCALES.values())
    sign = f"[{re.escape(''.join(SIGNS))}]"
    one = rf"(?:(?:{before}){GAP}?)?{_NUMBER}"
    behind = rf"(?:[{letter}](?!\w)|{GAP}?(?:{scale}))?(?:{GAP}?(?:{unit}))?"
    return (
        rf"(?<!\d[.,/:]){sign}?{one}(?:(?:{GAP}?(?:{unit}))?(?:[-–—]|{GAP}?[×xх]{GAP}?){one}){{0,2}}{behind}"
        r"(?![^\W_])(?![.,'’:/]\d)(?![-‑][^\W\d_])"
    )


@cache
def unit_pattern() -> str:
    """Return the pattern of a unit that may follow a number."""
    written = "|".join(unit.written for unit in units().values())
    return rf"{GAP}?(?:{written})"


def amount_of(text: str) -> Amount | None:
    """Read an amount; None for "1.2.3" and the like."""
    rest, sign = text, ""
    if rest[:1] in SIGNS:
        sign, rest = SIGNS[rest[0]], rest[1:]
    # The 2 of "45 м2" is not a number of its own.
    written = list(re.finditer(rf"(?<![мm]){_NUMBER}", rest, re.IGNORECASE))
    before, behind = rest[: written[0].start()], rest[written[-1].end() :]
    scale, rest_behind = _scale(behind)
    unit = _unit(before, "before") or _unit(rest_behind, "written")
    if (
        scale
        and _is_lone_letter(scale, behind)
        and not _multiplies(behind[0], written[-1][0], unit)
    ):
        scale, rest_behind = None, behind
        unit = _unit(behind, "written")
        if not unit:
            return None
    behind = rest_behind
    if not unit and len(written) > 1:
        unit = _unit(
            rest[written[0].end() : written[1].start()].strip("-–—×xх \u00a0\u2009\u202f"),
            "written",
        )
    numbers = [_number(found[0], unit, behind) for found in written]
    if None in numbers:
        return None
    known = [number for number in numbers if number]
    known[0] = Number(sign, known[0].whole, known[0].fraction)
    between = rest[written[0].end() : written[-1].start()]
    return Amount(
        tuple(known),
        scale.name if scale else "",
        unit.name if unit else "",
        words=_words(scale, unit, rest[written[-1].end() :].strip()),
        is_range=any(sign in between for sign in "-–—"),
    )


def _number(written: str, unit: Unit | None, behind: str) -> Number | None:
    """Return one number; which sign is the decimal one, its digits and its unit tell."""
    digits = re.sub(GAP, "", written)
    signs = _SEPARATED.findall(digits)
    parts = _SEPARATED.split(digits)
    if not signs:
        return Number("", digits)
    whole, last = parts[:-1], parts[-1]
    is_grouped = len(whole[0]) <= 3 and whole[0][0] != "0" and all(len(p) == 3 for p in whole[1:])
    if len(set(signs)) == 1 and is_grouped and len(last) == 3:
        is_group = len(signs) > 1 or signs[0] in "'’" or _groups(signs[0], unit, behind)
        return Number("", "".join(parts)) if is_group else Number("", whole[0], last)
    is_whole = len(signs) == 1 or (
        is_grouped and len(set(signs[:-1])) == 1 and signs[-1] != signs[-2]
    )
    return Number("", "".join(whole), last) if is_whole and signs[-1] in ".," else None


def _groups(sign: str, unit: Unit | None, behind: str) -> bool:
    """Tell whether a single sign before three digits parts thousands."""
    if sign == ".":
        return bool(unit and unit.is_currency and unit.name not in {"usd", "gbp"})
    is_measure = unit and not unit.is_currency and unit.name not in {"pcs", "percent"}
    return not (is_measure and _CYRILLIC.search(behind))


def _scale(behind: str) -> tuple[Scale | None, str]:
    """Return the scale that stands behind a number, and what stands behind that."""
    for scale in SCALES.values():
        pattern = rf"{GAP}?(?:{scale.written})|[{scale.letters or '-'}](?!\w)"
        if found := re.match(pattern, behind, re.IGNORECASE):
            return scale, behind[found.end() :]
    return None, behind


def _is_lone_letter(scale: Scale, behind: str) -> bool:
    return not re.match(rf"{GAP}?(?:{scale.written})", behind, re.IGNORECASE)


def _multiplies(letter: str, number: str, unit: Unit | None) -> bool:
    """Tell whether a letter at a number is its scale.

    It is in sums of money. Elsewhere "100м" are meters, "221B" is a house and "4K" a picture.
    """
    if unit and unit.is_currency:
        return True
    is_fraction = bool(_SEPARATED.search(number))
    if letter in _MILLION_OR_THOUSAND:
        return is_fraction or int(re.sub(GAP, "", number)) >= _LEAST_WITH_LETTER
    return letter == "B" and is_fraction


def _words(scale: Scale | None, unit: Unit | None, behind: str) -> str:
    """Return what stands behind a number, where it is whole words and no sign or short form."""
    patterns = [rf"(?:{part.words})" for part in (scale, unit) if part]
    is_spelled = patterns and re.fullmatch(GAP.join(patterns), behind, re.IGNORECASE)
    return behind if is_spelled else ""


def _unit(written: str, place: str) -> Unit | None:
    written = written.strip(" \u00a0\u2009\u202f")
    if not written:
        return None
    for unit in units().values():
        pattern = unit.before if place == "before" else unit.written
        if pattern and re.fullmatch(pattern, written, re.IGNORECASE):
            return unit
    return None
