"""Things that stand under the open sky: houses, vehicles, what flies and sails."""

import math

from adgen_dagster.providers.offline.pictures.pen import Pen


def house(pen: Pen) -> None:
    """A house with warm windows."""
    c = pen.c
    pen.box(0.38, -0.86, 0.58, -0.40, c.brown_dark)
    pen.box(-0.72, -0.20, 0.72, 1.0, c.paper)
    pen.area([(-0.98, -0.12), (0.0, -0.96), (0.98, -0.12)], c.accent)
    pen.area([(-0.70, -0.12), (0.0, -0.72), (0.70, -0.12)], c.accent_dark)
    pen.box(-0.16, 0.36, 0.16, 1.0, c.second_dark, 0.03)
    pen.oval(0.09, 0.70, 0.03, 0.03, c.accent_light)
    for x in (-0.48, 0.48):
        pen.box(x - 0.17, 0.12, x + 0.17, 0.54, c.accent_light, 0.03)
        pen.line([(x, 0.14), (x, 0.52)], 0.03, c.paper)
        pen.line([(x - 0.15, 0.33), (x + 0.15, 0.33)], 0.03, c.paper)
    pen.oval(0, -0.28, 0.14, 0.14, c.accent_light)
    for x, r in ((-0.78, 0.24), (0.80, 0.20), (-0.98, 0.14)):
        pen.oval(x, 1.0 - r * 0.8, r, r * 0.8, c.green_dark)


def shop(pen: Pen) -> None:
    """A shop front with a striped awning."""
    c = pen.c
    pen.box(-0.94, -0.76, 0.94, 1.0, c.second_dark, 0.03)
    pen.box(-0.84, -0.68, 0.84, -0.40, c.paper, 0.03)
    pen.box(-0.82, 0.02, 0.26, 0.82, c.accent_light)
    pen.area([(-0.60, 0.82), (-0.18, 0.02), (0.06, 0.02), (-0.36, 0.82)], c.paper)
    pen.box(0.38, 0.02, 0.80, 1.0, c.brown, 0.02)
    pen.box(0.45, 0.10, 0.73, 0.66, c.accent_light)
    pen.oval(0.74, 0.76, 0.03, 0.03, c.paper)
    width = 2.12 / 8
    for number in range(8):
        left = -1.06 + number * width
        fill = c.accent if number % 2 == 0 else c.paper
        pen.area(
            [
                (left * 0.9, -0.36),
                ((left + width) * 0.9, -0.36),
                (left + width, 0.04),
                (left, 0.04),
            ],
            fill,
        )
        pen.oval(left + width / 2, 0.04, width / 2, 0.10, fill)
    for x in (-0.70, -0.52):
        pen.line([(x, 0.82), (x, 0.66)], 0.03, c.green_dark)
        pen.oval(x, 0.60, 0.10, 0.12, c.green)


def car(pen: Pen) -> None:
    """A small car from the side."""
    c = pen.c
    pen.blob(
        [(-0.64, 0.34), (-0.46, -0.14), (-0.22, -0.30), (0.24, -0.30), (0.46, -0.12), (0.70, 0.34)],
        c.accent_dark,
    )
    pen.area(
        [(-0.50, 0.26), (-0.36, -0.10), (-0.18, -0.20), (-0.04, -0.20), (-0.04, 0.26)],
        c.second_light,
    )
    pen.area(
        [(0.05, -0.20), (0.22, -0.20), (0.38, -0.06), (0.54, 0.26), (0.05, 0.26)], c.second_light
    )
    pen.blob(
        [
            (-1.0, 0.72),
            (-1.02, 0.44),
            (-0.84, 0.28),
            (0.0, 0.22),
            (0.72, 0.26),
            (1.02, 0.46),
            (1.02, 0.74),
            (0.0, 0.80),
        ],
        c.accent,
    )
    pen.box(-1.0, 0.66, 1.0, 0.78, c.accent_dark, 0.05)
    pen.oval(0.92, 0.46, 0.08, 0.07, c.paper)
    pen.oval(-0.96, 0.46, 0.05, 0.08, c.accent_light)
    pen.box(0.10, 0.36, 0.26, 0.40, c.paper, 0.02)
    for x in (-0.56, 0.58):
        pen.oval(x, 0.76, 0.24, 0.24, c.ink)
        pen.oval(x, 0.76, 0.12, 0.12, c.metal)


def bicycle(pen: Pen) -> None:
    """A bicycle with a basket."""
    c = pen.c
    for x in (-0.58, 0.60):
        pen.ring(x, 0.56, 0.40, 0.06, c.ink)
        for step in range(6):
            angle = math.pi * step / 6
            dx, dy = 0.38 * math.cos(angle), 0.38 * math.sin(angle)
            pen.line([(x - dx, 0.56 - dy), (x + dx, 0.56 + dy)], 0.012, c.metal)
    pen.line(
        [(-0.58, 0.56), (-0.24, -0.04), (0.40, -0.04), (0.02, 0.56), (-0.58, 0.56)], 0.07, c.accent
    )
    pen.line([(-0.30, -0.20), (0.02, 0.56)], 0.07, c.accent)
    pen.line([(0.60, 0.56), (0.36, -0.34)], 0.07, c.accent)
    pen.sweep([(0.36, -0.34), (0.30, -0.46), (0.12, -0.44)], 0.06, c.ink)
    pen.line([(-0.46, -0.22), (-0.16, -0.22)], 0.09, c.brown_dark)
    pen.area([(0.46, -0.32), (0.94, -0.32), (0.86, 0.02), (0.52, 0.02)], c.brown)
    for x, fill in ((0.56, c.accent_light), (0.70, c.accent), (0.84, c.second_light)):
        pen.oval(x, -0.40, 0.10, 0.10, fill)
    pen.oval(0.02, 0.56, 0.08, 0.08, c.metal_dark)


def scooter(pen: Pen) -> None:
    """A delivery scooter with its box."""
    c = pen.c
    pen.box(-0.98, -0.44, -0.34, 0.16, c.second, 0.06)
    pen.box(-0.98, -0.44, -0.34, -0.30, c.second_dark, 0.05)
    pen.oval(-0.66, -0.08, 0.14, 0.14, c.paper)
    pen.blob(
        [
            (-0.96, 0.60),
            (-0.80, 0.22),
            (-0.20, 0.16),
            (-0.04, 0.44),
            (0.34, 0.54),
            (0.34, 0.70),
            (-0.40, 0.76),
        ],
        c.accent,
    )
    pen.box(-0.56, 0.08, 0.0, 0.20, c.ink, 0.06)
    pen.line([(0.30, 0.62), (0.56, -0.40)], 0.17, c.accent)
    pen.line([(0.54, -0.40), (0.26, -0.52)], 0.06, c.ink)
    pen.oval(0.64, -0.26, 0.12, 0.10, c.paper)
    pen.line([(0.56, -0.10), (0.72, 0.70)], 0.08, c.metal_dark)
    for x in (-0.62, 0.74):
        pen.oval(x, 0.76, 0.24, 0.24, c.ink)
        pen.oval(x, 0.76, 0.10, 0.10, c.metal)


def plane(pen: Pen) -> None:
    """An airliner climbing, and its trail."""
    c = pen.c
    pen.area([(-1.20, 0.62), (-0.60, 0.36), (-0.58, 0.46)], c.paper)
    pen.area([(-0.66, 0.18), (-0.92, -0.22), (-0.74, -0.24), (-0.38, 0.10)], c.accent)
    pen.area([(-0.12, 0.10), (-0.56, -0.40), (-0.36, -0.46), (0.34, -0.06)], c.paper_shade)
    pen.blob(
        [
            (-0.80, 0.34),
            (-0.60, 0.12),
            (0.0, -0.06),
            (0.60, -0.30),
            (0.94, -0.38),
            (0.92, -0.20),
            (0.60, -0.02),
            (0.0, 0.24),
            (-0.5, 0.40),
        ],
        c.paper,
    )
    pen.area([(-0.04, 0.14), (-0.26, 0.84), (-0.04, 0.80), (0.46, -0.02)], c.accent)
    pen.area([(0.76, -0.34), (0.90, -0.36), (0.84, -0.24), (0.72, -0.24)], c.second_dark)
    for number in range(6):
        pen.oval(0.46 - number * 0.16, -0.13 + number * 0.062, 0.035, 0.035, c.second)


def sail(pen: Pen) -> None:
    """A sailing boat."""
    c = pen.c
    pen.line([(0, -1.0), (0, 0.60)], 0.05, c.brown)
    pen.blob([(0.05, -0.96), (0.40, -0.40), (0.74, 0.44), (0.05, 0.46)], c.paper)
    pen.area([(-0.06, -0.80), (-0.06, 0.46), (-0.66, 0.46)], c.accent)
    pen.area([(-0.94, 0.60), (0.96, 0.60), (0.66, 1.0), (-0.60, 1.0)], c.second_dark)
    pen.area([(-0.90, 0.66), (0.92, 0.66), (0.86, 0.74), (-0.84, 0.74)], c.paper)
    pen.area([(0, -1.0), (0.30, -0.92), (0, -0.84)], c.accent_dark)


def rocket(pen: Pen) -> None:
    """A rocket taking off."""
    c = pen.c
    pen.blob(
        [(-0.20, 0.56), (0.20, 0.56), (0.14, 0.86), (0.0, 1.12), (-0.14, 0.86)], c.accent_light
    )
    pen.blob([(-0.10, 0.56), (0.10, 0.56), (0.0, 0.92)], c.paper)
    pen.blob([(-0.28, 0.20), (-0.64, 0.50), (-0.60, 0.76), (-0.24, 0.56)], c.accent_dark)
    pen.blob([(0.28, 0.20), (0.64, 0.50), (0.60, 0.76), (0.24, 0.56)], c.accent_dark)
    pen.blob(
        [
            (0, -1.04),
            (0.26, -0.66),
            (0.34, -0.10),
            (0.24, 0.56),
            (-0.24, 0.56),
            (-0.34, -0.10),
            (-0.26, -0.66),
        ],
        c.paper,
    )
    pen.blob([(0, -1.04), (0.18, -0.80), (0.24, -0.60), (-0.24, -0.60), (-0.18, -0.80)], c.accent)
    pen.oval(0, -0.24, 0.19, 0.19, c.metal_dark)
    pen.oval(0, -0.24, 0.13, 0.13, c.second_light)
    pen.box(-0.05, 0.20, 0.05, 0.62, c.accent, 0.04)


def balloon(pen: Pen) -> None:
    """A bunch of balloons."""
    c = pen.c
    for x, y, fill in (
        (-0.46, -0.34, c.accent),
        (0.46, -0.38, c.second),
        (0.0, -0.62, c.accent_light),
    ):
        pen.sweep([(x, y + 0.44), (x * 0.5, y + 0.9), (0.0, 1.04)], 0.018, c.ink)
        pen.blob(
            [
                (x, y + 0.48),
                (x - 0.34, y + 0.14),
                (x - 0.34, y - 0.26),
                (x, y - 0.46),
                (x + 0.34, y - 0.26),
                (x + 0.34, y + 0.14),
            ],
            fill,
        )
        pen.area([(x - 0.06, y + 0.53), (x + 0.06, y + 0.53), (x, y + 0.42)], fill)
        pen.oval(x - 0.14, y - 0.18, 0.06, 0.11, c.paper)


def kite(pen: Pen) -> None:
    """A kite with its tail."""
    c = pen.c
    pen.area([(0.30, -1.0), (0.84, -0.30), (-0.06, 0.44), (-0.48, -0.56)], c.accent)
    pen.area([(0.30, -1.0), (0.84, -0.30), (0.14, -0.40)], c.accent_light)
    pen.area([(-0.48, -0.56), (0.14, -0.40), (-0.06, 0.44)], c.second)
    pen.sweep([(-0.06, 0.44), (-0.30, 0.62), (-0.16, 0.80), (-0.46, 1.02)], 0.03, c.ink)
    for x, y in ((-0.26, 0.60), (-0.22, 0.84), (-0.44, 0.98)):
        pen.area([(x - 0.14, y - 0.06), (x, y), (x - 0.12, y + 0.10)], c.accent_dark)
        pen.area([(x + 0.14, y - 0.08), (x, y), (x + 0.12, y + 0.08)], c.accent_dark)


def cloud(pen: Pen) -> None:
    """A cloud with an arrow: data that travels."""
    c = pen.c
    for x, y, r in ((-0.48, 0.16, 0.40), (0.0, -0.14, 0.54), (0.50, 0.14, 0.42)):
        pen.oval(x, y, r, r, c.paper)
    pen.box(-0.86, 0.14, 0.90, 0.56, c.paper, 0.21)
    pen.line([(0, 0.90), (0, 0.12)], 0.13, c.accent)
    pen.line([(-0.24, 0.32), (0, 0.06), (0.24, 0.32)], 0.13, c.accent)
