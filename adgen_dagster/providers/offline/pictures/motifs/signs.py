"""Signs that everybody reads: gift, heart, clock, pin and the like."""

import math

from adgen_dagster.providers.offline.pictures.pen import Pen


def gift(pen: Pen) -> None:
    """A gift box with a bow."""
    c = pen.c
    pen.box(-0.78, -0.02, 0.78, 1.0, c.accent, 0.05)
    pen.box(-0.88, -0.28, 0.88, 0.08, c.accent_light, 0.06)
    pen.box(-0.15, -0.28, 0.15, 1.0, c.paper)
    for side in (-1, 1):
        pen.blob(
            [(0, -0.28), (side * 0.20, -0.82), (side * 0.66, -0.92), (side * 0.66, -0.50)], c.second
        )
        pen.blob(
            [
                (side * 0.08, -0.36),
                (side * 0.28, -0.66),
                (side * 0.52, -0.74),
                (side * 0.50, -0.52),
            ],
            c.second_dark,
        )
    pen.oval(0, -0.34, 0.15, 0.13, c.second_light)


def tag(pen: Pen) -> None:
    """A price tag on its string, without a number."""
    c = pen.c
    pen.sweep([(-0.52, -0.40), (-0.70, -0.80), (-0.40, -1.06), (0.0, -1.0)], 0.04, c.ink)
    pen.area([(-0.86, -0.10), (-0.50, -0.70), (0.86, -0.30), (0.66, 0.90), (-0.70, 0.70)], c.accent)
    pen.area(
        [(-0.72, -0.06), (-0.44, -0.54), (0.72, -0.18), (0.55, 0.76), (-0.58, 0.58)], c.accent_light
    )
    pen.round_hole(-0.46, -0.36, 0.11)
    pen.ring(-0.46, -0.36, 0.13, 0.04, c.accent_dark)


def heart(pen: Pen) -> None:
    """A heart."""
    c = pen.c
    points: list[tuple[float, float]] = []
    for step in range(60):
        t = math.tau * step / 60
        x = 16 * math.sin(t) ** 3
        y = 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)
        points.append((x / 17.5, -y / 16.0))
    pen.area(points, c.red)
    pen.area([(x * 0.8, y * 0.8 - 0.02) for x, y in points], c.paper)
    pen.area([(x * 0.68 + 0.03, y * 0.68 + 0.02) for x, y in points], c.red)


def star(pen: Pen) -> None:
    """A five-pointed star."""
    c = pen.c
    for r, fill in ((1.0, c.accent), (0.72, c.accent_light)):
        corners: list[tuple[float, float]] = []
        for step in range(10):
            reach = r if step % 2 == 0 else r * 0.46
            angle = math.tau * step / 10 - math.pi / 2
            corners.append((reach * math.cos(angle), reach * math.sin(angle) + 0.06))
        pen.area(corners, fill)


def bulb(pen: Pen) -> None:
    """A light bulb that shines."""
    c = pen.c
    for step in range(9):
        angle = math.pi * (step / 8) + math.pi
        x, y = math.cos(angle), math.sin(angle)
        pen.line([(x * 0.84, y * 0.84 - 0.10), (x * 1.04, y * 1.04 - 0.10)], 0.06, c.accent_light)
    pen.blob(
        [
            (-0.24, 0.52),
            (-0.34, 0.24),
            (-0.64, -0.14),
            (-0.46, -0.62),
            (0, -0.80),
            (0.46, -0.62),
            (0.64, -0.14),
            (0.34, 0.24),
            (0.24, 0.52),
        ],
        c.accent_light,
    )
    pen.sweep(
        [
            (-0.12, 0.48),
            (-0.20, 0.0),
            (-0.06, -0.14),
            (0.0, 0.04),
            (0.06, -0.14),
            (0.20, 0.0),
            (0.12, 0.48),
        ],
        0.05,
        c.accent_dark,
    )
    for y in (0.58, 0.72, 0.86):
        pen.box(-0.26, y - 0.06, 0.26, y + 0.05, c.metal_dark, 0.05)
    pen.box(-0.14, 0.90, 0.14, 1.0, c.ink, 0.05)


def clock(pen: Pen) -> None:
    """An alarm clock."""
    c = pen.c
    for side in (-1, 1):
        pen.line([(side * 0.46, 0.62), (side * 0.64, 0.96)], 0.12, c.accent_dark)
        pen.oval(side * 0.50, -0.66, 0.30, 0.26, c.accent_dark)
    pen.box(-0.08, -0.98, 0.08, -0.6, c.metal_dark, 0.04)
    pen.oval(0, 0.08, 0.82, 0.82, c.accent)
    pen.oval(0, 0.08, 0.66, 0.66, c.paper)
    for step in range(12):
        angle = math.tau * step / 12
        x, y = math.cos(angle), math.sin(angle)
        long = 0.50 if step % 3 == 0 else 0.55
        pen.line([(x * long, y * long + 0.08), (x * 0.59, y * 0.59 + 0.08)], 0.035, c.ink)
    pen.line([(0, 0.08), (-0.26, -0.12)], 0.07, c.ink)
    pen.line([(0, 0.08), (0.20, -0.36)], 0.05, c.ink)
    pen.oval(0, 0.08, 0.07, 0.07, c.accent_dark)


def pin(pen: Pen) -> None:
    """A map pin over its place."""
    c = pen.c
    pen.blob(
        [
            (0, 1.0),
            (-0.30, 0.36),
            (-0.60, -0.06),
            (-0.60, -0.54),
            (-0.30, -0.92),
            (0.30, -0.92),
            (0.60, -0.54),
            (0.60, -0.06),
            (0.30, 0.36),
        ],
        c.accent,
    )
    pen.oval(0, -0.32, 0.32, 0.32, c.paper)
    pen.oval(0, -0.32, 0.16, 0.16, c.second)


def bubble(pen: Pen) -> None:
    """Two speech bubbles."""
    c = pen.c
    pen.box(-0.96, -0.86, 0.50, 0.16, c.accent, 0.28)
    pen.area([(-0.70, 0.08), (-0.74, 0.48), (-0.30, 0.12)], c.accent)
    for number, right in enumerate((0.24, 0.06, -0.22)):
        y = -0.58 + number * 0.24
        pen.box(-0.70, y - 0.05, right, y + 0.05, c.paper, 0.05)
    pen.box(-0.30, 0.02, 0.96, 0.80, c.paper, 0.26)
    pen.area([(0.66, 0.70), (0.74, 1.04), (0.36, 0.76)], c.paper)
    for x in (0.06, 0.33, 0.60):
        pen.oval(x, 0.41, 0.08, 0.08, c.second)


def chart(pen: Pen) -> None:
    """Bars that grow, and a line over them."""
    c = pen.c
    for x, height, fill in (
        (-0.75, 0.45, c.second_light),
        (-0.25, 0.75, c.second),
        (0.25, 1.05, c.accent),
        (0.75, 1.45, c.accent_dark),
    ):
        pen.box(x - 0.19, 1.0 - height, x + 0.19, 1.0, fill, 0.05)
    pen.line([(-0.85, 0.26), (-0.28, -0.10), (0.14, -0.22), (0.62, -0.82)], 0.07, c.paper)
    pen.area([(0.40, -0.84), (0.84, -1.04), (0.82, -0.56)], c.paper)


def coin(pen: Pen) -> None:
    """Three piles of coins and a sprout."""
    c = pen.c
    for x, count in ((-0.62, 3), (0.0, 5), (0.62, 7)):
        for number in range(count):
            y = 0.90 - number * 0.15
            pen.oval(x, y + 0.05, 0.29, 0.10, c.crust)
            pen.oval(x, y, 0.29, 0.10, c.crust_light)
    pen.sweep([(0.62, -0.06), (0.64, -0.34), (0.60, -0.56)], 0.05, c.green_dark)
    pen.blob([(0.62, -0.44), (0.76, -0.78), (1.06, -0.84), (0.92, -0.54)], c.green)
    pen.blob([(0.60, -0.36), (0.40, -0.64), (0.16, -0.68), (0.28, -0.42)], c.green_dark)


def shield(pen: Pen) -> None:
    """A shield with a tick."""
    c = pen.c
    outline = [
        (0, -1.0),
        (0.46, -0.80),
        (0.84, -0.74),
        (0.82, -0.10),
        (0.60, 0.48),
        (0, 0.98),
        (-0.60, 0.48),
        (-0.82, -0.10),
        (-0.84, -0.74),
        (-0.46, -0.80),
    ]
    pen.blob(outline, c.second_dark)
    pen.blob([(x * 0.84, y * 0.84) for x, y in outline], c.second)
    pen.line([(-0.36, -0.04), (-0.08, 0.26), (0.42, -0.36)], 0.16, c.paper)


def cross(pen: Pen) -> None:
    """A soft medical cross with a heart's beat."""
    c = pen.c
    pen.box(-0.36, -0.94, 0.36, 0.94, c.paper, 0.14)
    pen.box(-0.94, -0.36, 0.94, 0.36, c.paper, 0.14)
    pen.line(
        [(-0.82, 0.02), (-0.36, 0.02), (-0.20, -0.30), (0.04, 0.40), (0.22, 0.02), (0.82, 0.02)],
        0.09,
        c.accent,
    )


def note(pen: Pen) -> None:
    """A musical note pair."""
    c = pen.c
    pen.area([(-0.50, -0.74), (0.72, -0.98), (0.72, -0.62), (-0.50, -0.38)], c.accent)
    for x, top, low in ((-0.44, -0.6, 0.62), (0.66, -0.8, 0.40)):
        pen.line([(x, top), (x, low)], 0.12, c.accent)
    pen.oval(-0.66, 0.66, 0.29, 0.23, c.accent_dark)
    pen.oval(0.44, 0.44, 0.29, 0.23, c.accent_dark)


def ticket(pen: Pen) -> None:
    """An admission ticket."""
    c = pen.c
    pen.box(-1.0, -0.50, 1.0, 0.54, c.accent, 0.08)
    pen.box(-0.88, -0.40, 0.42, 0.44, c.accent_light, 0.05)
    pen.round_hole(-1.0, 0.02, 0.15)
    pen.round_hole(1.0, 0.02, 0.15)
    for step in range(7):
        y = -0.42 + step * 0.145
        pen.box(0.55, y, 0.60, y + 0.08, c.paper)
    corners: list[tuple[float, float]] = []
    for step in range(10):
        r = 0.30 if step % 2 == 0 else 0.14
        angle = math.tau * step / 10 - math.pi / 2
        corners.append((-0.23 + r * math.cos(angle), 0.02 + r * math.sin(angle)))
    pen.area(corners, c.accent_dark)
