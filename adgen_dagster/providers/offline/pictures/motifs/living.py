"""Plants and animals."""

import math

from adgen_dagster.providers.offline.pictures.colour import Colour
from adgen_dagster.providers.offline.pictures.pen import Pen


def _leaf(pen: Pen, foot: tuple[float, float], tip: tuple[float, float], fill: Colour) -> None:
    x, y = foot
    dx, dy = tip[0] - x, tip[1] - y
    side = 0.26
    pen.blob(
        [
            foot,
            (x + dx * 0.35 - dy * side, y + dy * 0.35 + dx * side),
            (x + dx * 0.75 - dy * side * 0.7, y + dy * 0.75 + dx * side * 0.7),
            tip,
            (x + dx * 0.75 + dy * side * 0.7, y + dy * 0.75 - dx * side * 0.7),
            (x + dx * 0.35 + dy * side, y + dy * 0.35 - dx * side),
        ],
        fill,
    )
    pen.line([foot, (x + dx * 0.85, y + dy * 0.85)], 0.018, pen.c.second_light)


def _blossom(pen: Pen, x: float, y: float, r: float, fill: Colour, petals: int = 6) -> None:
    for step in range(petals):
        angle = math.tau * step / petals + 0.3
        pen.oval(
            x + 0.62 * r * math.cos(angle), y + 0.62 * r * math.sin(angle), r * 0.5, r * 0.5, fill
        )
    pen.oval(x, y, r * 0.42, r * 0.42, pen.c.second_light)
    pen.oval(x, y + r * 0.06, r * 0.26, r * 0.26, pen.c.brown)


def flower(pen: Pen) -> None:
    """One large flower with two leaves."""
    c = pen.c
    pen.sweep([(0, 0.1), (0.06, 0.5), (-0.02, 1.0)], 0.07, c.green_dark)
    _leaf(pen, (0.02, 0.72), (0.66, 0.34), c.green)
    _leaf(pen, (0.0, 0.88), (-0.62, 0.56), c.green_dark)
    for r, fill, count in (
        (0.52, c.accent_dark, 9),
        (0.46, c.accent, 8),
        (0.30, c.accent_light, 7),
    ):
        for step in range(count):
            angle = math.tau * step / count + r
            x, y = r * math.cos(angle), -0.32 + r * math.sin(angle)
            pen.oval(x, y, 0.25, 0.25, fill)
    pen.oval(0, -0.32, 0.24, 0.24, c.second_light)
    pen.oval(0, -0.30, 0.16, 0.16, c.brown)


def bouquet(pen: Pen) -> None:
    """A bunch of flowers in paper."""
    c = pen.c
    for tip in ((-0.86, -0.72), (-0.4, -1.0), (0.44, -0.98), (0.9, -0.66), (0.0, -1.06)):
        _leaf(pen, (0, 0.1), tip, c.green_dark if tip[0] < 0 else c.green)
    for x, y, r, fill in (
        (-0.58, -0.32, 0.30, c.accent),
        (0.56, -0.34, 0.30, c.accent_dark),
        (0.0, -0.62, 0.34, c.accent_light),
        (-0.24, -0.10, 0.28, c.paper),
        (0.26, -0.08, 0.30, c.accent),
    ):
        _blossom(pen, x, y, r, fill)
    pen.area([(-0.80, -0.08), (-0.18, 0.16), (0.10, 1.0), (-0.18, 1.0)], c.paper_shade)
    pen.area([(0.80, -0.08), (0.10, 0.14), (-0.10, 1.0), (0.18, 1.0)], c.paper)
    pen.area([(-0.30, 0.12), (0.30, 0.12), (0.14, 1.0), (-0.14, 1.0)], c.paper)
    pen.box(-0.20, 0.52, 0.20, 0.64, c.second, 0.05)


def plant(pen: Pen) -> None:
    """A green plant in a pot."""
    c = pen.c
    for tip, fill in (
        ((-0.90, -0.30), c.green_dark),
        ((0.90, -0.36), c.green_dark),
        ((-0.62, -0.80), c.green),
        ((0.60, -0.84), c.green),
        ((0.0, -1.06), c.green_dark),
        ((-0.30, -0.46), c.green),
        ((0.34, -0.40), c.green_dark),
    ):
        _leaf(pen, (tip[0] * 0.08, 0.36), tip, fill)
    pen.area([(-0.52, 0.34), (0.52, 0.34), (0.38, 1.0), (-0.38, 1.0)], c.accent)
    pen.box(-0.60, 0.26, 0.60, 0.44, c.accent_light, 0.05)
    pen.box(-0.46, 0.62, 0.46, 0.70, c.paper)


def tree(pen: Pen) -> None:
    """A broad tree."""
    c = pen.c
    pen.area([(-0.12, 1.0), (-0.07, 0.0), (0.07, 0.0), (0.12, 1.0)], c.brown)
    pen.line([(0, 0.40), (-0.32, 0.04)], 0.07, c.brown)
    pen.line([(0, 0.28), (0.30, -0.06)], 0.06, c.brown)
    crown = ((-0.46, -0.10, 0.42), (0.46, -0.14, 0.42), (-0.24, -0.52, 0.42), (0.26, -0.54, 0.42))
    for x, y, r in crown:
        pen.oval(x, y, r, r * 0.92, c.green_dark)
    for x, y, r in (
        (-0.40, -0.20, 0.30),
        (0.36, -0.24, 0.32),
        (-0.10, -0.62, 0.36),
        (0.02, -0.2, 0.3),
    ):
        pen.oval(x, y, r, r * 0.9, c.green)


def palm(pen: Pen) -> None:
    """A palm that leans over the shore."""
    c = pen.c
    pen.blob(
        [
            (-0.34, 1.0),
            (-0.20, 0.40),
            (0.02, -0.18),
            (0.14, -0.40),
            (0.20, -0.34),
            (0.08, 0.0),
            (-0.06, 0.50),
            (-0.14, 1.0),
        ],
        c.brown,
    )
    for tip, fill in (
        ((-0.86, -0.30), c.green_dark),
        ((1.0, -0.10), c.green_dark),
        ((-0.60, -0.86), c.green),
        ((0.94, -0.66), c.green),
        ((0.30, -1.10), c.green_dark),
        ((-0.50, 0.12), c.green),
    ):
        _frond(pen, tip, fill)
    for x, y in ((0.10, -0.30), (0.24, -0.28)):
        pen.oval(x, y, 0.09, 0.09, c.accent)


def _frond(pen: Pen, tip: tuple[float, float], fill: Colour) -> None:
    x, y = 0.16, -0.38
    dx, dy = tip[0] - x, tip[1] - y
    bow = -0.22
    middle = (x + dx * 0.5, y + dy * 0.5 + bow)
    pen.blob([(x, y), (middle[0], middle[1] - 0.06), tip, (middle[0], middle[1] + 0.16)], fill)


def cat(pen: Pen) -> None:
    """A sitting cat seen from behind its whiskers."""
    c = pen.c
    pen.sweep([(0.40, 0.86), (0.82, 0.80), (0.92, 0.42), (0.76, 0.22)], 0.15, c.accent_dark)
    pen.blob(
        [(-0.52, 1.0), (-0.56, 0.50), (-0.30, 0.0), (0.30, 0.0), (0.56, 0.50), (0.52, 1.0)],
        c.accent,
    )
    pen.blob([(-0.22, 0.98), (-0.24, 0.50), (0.0, 0.24), (0.24, 0.50), (0.22, 0.98)], c.paper)
    pen.area([(-0.52, -0.42), (-0.50, -1.0), (-0.10, -0.70)], c.accent_dark)
    pen.area([(0.52, -0.42), (0.50, -1.0), (0.10, -0.70)], c.accent_dark)
    pen.area([(-0.44, -0.54), (-0.44, -0.86), (-0.20, -0.68)], c.accent_light)
    pen.area([(0.44, -0.54), (0.44, -0.86), (0.20, -0.68)], c.accent_light)
    pen.oval(0, -0.34, 0.58, 0.46, c.accent)
    for side in (-1, 1):
        pen.oval(side * 0.24, -0.38, 0.11, 0.12, c.paper)
        pen.oval(side * 0.23, -0.37, 0.06, 0.09, c.ink)
        for y in (-0.20, -0.12):
            pen.line([(side * 0.24, y), (side * 0.66, y - 0.04 + (y + 0.16))], 0.016, c.paper)
        pen.oval(side * 0.24, 0.95, 0.20, 0.08, c.accent_light)
    pen.oval(0, -0.14, 0.20, 0.13, c.paper)
    pen.area([(-0.06, -0.22), (0.06, -0.22), (0.0, -0.14)], c.accent_dark)


def dog(pen: Pen) -> None:
    """A sitting dog with a bandana."""
    c = pen.c
    pen.sweep([(0.36, 0.78), (0.72, 0.60), (0.86, 0.26)], 0.14, c.brown)
    pen.blob(
        [(-0.48, 1.0), (-0.50, 0.46), (-0.28, -0.02), (0.28, -0.02), (0.50, 0.46), (0.48, 1.0)],
        c.brown,
    )
    pen.blob([(-0.20, 0.98), (-0.20, 0.60), (0.0, 0.40), (0.20, 0.60), (0.20, 0.98)], c.paper)
    pen.area([(-0.38, 0.02), (0.38, 0.02), (0.0, 0.42)], c.accent)
    pen.oval(0, -0.40, 0.48, 0.46, c.brown)
    for side in (-1, 1):
        pen.blob(
            [
                (side * 0.36, -0.74),
                (side * 0.70, -0.62),
                (side * 0.72, -0.10),
                (side * 0.48, -0.18),
            ],
            c.brown_dark,
        )
        pen.oval(side * 0.18, -0.48, 0.065, 0.075, c.ink)
        pen.oval(side * 0.22, 0.95, 0.18, 0.08, c.paper)
    pen.blob(
        [
            (-0.16, -0.78),
            (0.16, -0.78),
            (0.12, -0.44),
            (0.26, -0.20),
            (0.0, -0.04),
            (-0.26, -0.20),
            (-0.12, -0.44),
        ],
        c.paper,
    )
    pen.oval(0, -0.28, 0.11, 0.08, c.ink)
    pen.blob([(-0.07, -0.12), (0.07, -0.12), (0.06, 0.06), (-0.06, 0.06)], c.accent_light)


def paw(pen: Pen) -> None:
    """A paw print."""
    c = pen.c
    pen.blob(
        [
            (-0.50, 0.50),
            (-0.30, 0.06),
            (0.0, -0.10),
            (0.30, 0.06),
            (0.50, 0.50),
            (0.30, 0.76),
            (0.0, 0.66),
            (-0.30, 0.76),
        ],
        c.accent,
    )
    for x, y in ((-0.62, -0.04), (-0.26, -0.46), (0.26, -0.46), (0.62, -0.04)):
        pen.oval(x, y, 0.19, 0.25, c.accent)
