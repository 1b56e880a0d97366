"""Things that people wear, carry, give and play with."""

import math

from adgen_dagster.providers.offline.pictures.pen import Pen


def perfume(pen: Pen) -> None:
    """A bottle of scent or cream with an elegant cap."""
    c = pen.c
    pen.box(-0.60, -0.20, 0.60, 1.0, c.accent_light, 0.16)
    pen.box(-0.48, 0.18, 0.48, 0.88, c.accent, 0.10)
    pen.box(-0.28, 0.34, 0.28, 0.72, c.paper, 0.03)
    pen.box(-0.16, 0.50, 0.16, 0.55, c.ink)
    pen.box(-0.18, -0.36, 0.18, -0.18, c.metal, 0.03)
    pen.box(-0.26, -0.84, 0.26, -0.34, c.ink, 0.07)
    pen.line([(-0.47, -0.02), (-0.47, 0.84)], 0.05, c.paper)
    for x, y, r in (
        (0.62, -0.72, 0.045),
        (0.80, -0.52, 0.03),
        (0.84, -0.84, 0.035),
        (0.56, -0.50, 0.025),
    ):
        pen.oval(x, y, r, r, c.paper)


def brush(pen: Pen) -> None:
    """A mirror, a powder brush and a lipstick."""
    c = pen.c
    pen.oval(-0.34, -0.34, 0.62, 0.66, c.accent)
    pen.oval(-0.34, -0.34, 0.51, 0.55, c.second_light)
    pen.area([(-0.62, -0.30), (-0.20, -0.78), (-0.06, -0.70), (-0.56, -0.12)], c.paper)
    pen.box(-0.42, 0.28, -0.26, 0.92, c.accent_dark)
    pen.box(-0.66, 0.90, -0.02, 1.0, c.accent_dark, 0.05)
    pen.box(0.28, 0.44, 0.56, 1.0, c.ink, 0.04)
    pen.box(0.31, 0.20, 0.53, 0.48, c.metal, 0.02)
    pen.area([(0.33, 0.22), (0.33, -0.10), (0.51, -0.26), (0.51, 0.22)], c.accent_dark)
    pen.box(0.80, 0.14, 0.92, 1.0, c.second_dark, 0.05)
    pen.blob(
        [(0.76, 0.16), (0.66, -0.22), (0.86, -0.50), (1.06, -0.22), (0.96, 0.16)], c.accent_light
    )


def shoe(pen: Pen) -> None:
    """A running shoe."""
    c = pen.c
    pen.blob(
        [
            (-0.92, 0.62),
            (-0.90, -0.06),
            (-0.66, -0.34),
            (-0.40, -0.10),
            (-0.06, -0.02),
            (0.36, 0.32),
            (0.86, 0.44),
            (0.98, 0.70),
        ],
        c.accent,
    )
    pen.blob([(-0.90, 0.66), (-0.88, 0.24), (-0.60, 0.30), (-0.44, 0.66)], c.accent_dark)
    pen.blob([(0.44, 0.66), (0.50, 0.40), (0.86, 0.46), (0.96, 0.70)], c.accent_light)
    pen.box(-1.0, 0.66, 1.02, 0.92, c.paper, 0.12)
    pen.box(-0.98, 0.82, 1.0, 0.94, c.second, 0.06)
    for x, y in ((-0.30, 0.02), (-0.12, 0.14), (0.06, 0.26)):
        pen.line([(x - 0.05, y + 0.12), (x + 0.14, y - 0.10)], 0.05, c.paper)
    pen.sweep([(-0.50, 0.58), (-0.10, 0.54), (0.24, 0.36)], 0.08, c.paper)


def bag(pen: Pen) -> None:
    """A shopping bag."""
    c = pen.c
    for x in (-0.26, 0.30):
        pen.sweep(
            [(x - 0.06, -0.20), (x - 0.08, -0.72), (x + 0.08, -0.86), (x + 0.20, -0.20)],
            0.05,
            c.ink,
        )
    pen.area([(-0.72, -0.36), (0.72, -0.36), (0.82, 1.0), (-0.82, 1.0)], c.accent)
    pen.area([(0.46, -0.36), (0.72, -0.36), (0.82, 1.0), (0.56, 1.0)], c.accent_dark)
    pen.oval(-0.16, 0.36, 0.30, 0.30, c.paper)
    pen.blob(
        [(-0.16, 0.54), (-0.32, 0.36), (-0.24, 0.22), (-0.16, 0.29), (-0.08, 0.22), (0.0, 0.36)],
        c.accent,
    )


def dress(pen: Pen) -> None:
    """A dress on its hanger."""
    c = pen.c
    pen.ring(0.0, -0.94, 0.10, 0.04, c.metal_dark, 180, 400)
    pen.line([(0.05, -0.84), (0.0, -0.74)], 0.04, c.metal_dark)
    pen.line([(-0.42, -0.54), (0, -0.76), (0.42, -0.54)], 0.06, c.brown)
    pen.blob(
        [
            (-0.36, -0.58),
            (-0.16, -0.50),
            (0, -0.42),
            (0.16, -0.50),
            (0.36, -0.58),
            (0.30, -0.20),
            (0.24, 0.10),
            (0.52, 0.55),
            (0.74, 0.96),
            (0.0, 1.04),
            (-0.74, 0.96),
            (-0.52, 0.55),
            (-0.24, 0.10),
            (-0.30, -0.20),
        ],
        c.accent,
    )
    for x in (-0.36, -0.1, 0.18, 0.42):
        pen.sweep([(x * 0.3, 0.16), (x * 0.7, 0.56), (x, 0.98)], 0.04, c.accent_dark)
    pen.box(-0.26, 0.04, 0.26, 0.14, c.second, 0.03)


def ring(pen: Pen) -> None:
    """A ring with a stone."""
    c = pen.c
    pen.ring(0, 0.40, 0.56, 0.13, c.accent)
    pen.ring(0, 0.40, 0.52, 0.03, c.accent_light, 120, 240)
    pen.area(
        [(-0.42, -0.56), (-0.22, -0.82), (0.22, -0.82), (0.42, -0.56), (0, -0.08)], c.second_light
    )
    pen.area([(-0.16, -0.56), (0.16, -0.56), (0, -0.08)], c.paper)
    pen.area([(-0.22, -0.82), (0.22, -0.82), (0.16, -0.56), (-0.16, -0.56)], c.paper_shade)
    pen.line([(-0.42, -0.56), (0.42, -0.56)], 0.02, c.second)
    for x, y in ((-0.72, -0.72), (0.74, -0.64), (0.62, -1.0)):
        pen.line([(x - 0.1, y), (x + 0.1, y)], 0.025, c.paper)
        pen.line([(x, y - 0.1), (x, y + 0.1)], 0.025, c.paper)


def suitcase(pen: Pen) -> None:
    """A suitcase with stickers."""
    c = pen.c
    pen.box(-0.26, -1.04, 0.26, -0.40, c.metal_dark, 0.05)
    pen.hole([(-0.17, -0.95), (0.17, -0.95), (0.17, -0.40), (-0.17, -0.40)])
    for x in (-0.46, 0.46):
        pen.oval(x, 0.95, 0.10, 0.10, c.ink)
    pen.box(-0.72, -0.52, 0.72, 0.90, c.accent, 0.14)
    for x in (-0.40, 0.0, 0.40):
        pen.box(x - 0.02, -0.46, x + 0.02, 0.84, c.accent_dark)
    pen.oval(-0.34, 0.0, 0.22, 0.22, c.paper)
    pen.area([(-0.46, 0.06), (-0.34, -0.14), (-0.22, 0.06)], c.second)
    pen.box(0.10, 0.30, 0.56, 0.60, c.second_light, 0.04)
    pen.oval(0.33, 0.45, 0.09, 0.09, c.accent_light)


def headphones(pen: Pen) -> None:
    """Headphones."""
    c = pen.c
    pen.ring(0, 0.02, 0.76, 0.15, c.ink, 180, 360)
    pen.ring(0, 0.02, 0.77, 0.05, c.accent_light, 200, 340)
    for side in (-1, 1):
        pen.line([(side * 0.76, 0.02), (side * 0.76, 0.26)], 0.13, c.ink)
        pen.box(side * 0.66 - 0.25, 0.14, side * 0.66 + 0.25, 0.92, c.accent, 0.22)
        pen.box(side * 0.52 - 0.14, 0.20, side * 0.52 + 0.14, 0.86, c.accent_dark, 0.13)


def parcel(pen: Pen) -> None:
    """A parcel with tape and a label."""
    c = pen.c
    pen.area([(-0.90, -0.22), (0.0, 0.04), (0.0, 1.0), (-0.90, 0.68)], c.crust)
    pen.area([(0.90, -0.22), (0.0, 0.04), (0.0, 1.0), (0.90, 0.68)], c.brown)
    pen.area([(-0.90, -0.22), (0.0, -0.52), (0.90, -0.22), (0.0, 0.04)], c.crust_light)
    pen.area([(-0.55, -0.34), (-0.36, -0.40), (0.54, -0.12), (0.36, -0.06)], c.paper)
    pen.area([(0.36, -0.06), (0.54, -0.12), (0.54, 0.18), (0.36, 0.24)], c.paper_shade)
    pen.area([(-0.76, 0.20), (-0.36, 0.32), (-0.36, 0.66), (-0.76, 0.52)], c.paper)
    for number in range(3):
        y = 0.32 + number * 0.09
        pen.line([(-0.70, y), (-0.42, y + 0.08)], 0.022, c.ink)


def toys(pen: Pen) -> None:
    """Building blocks and a ball."""
    c = pen.c
    pen.box(-0.92, 0.30, -0.24, 1.0, c.accent, 0.08)
    pen.box(-0.18, 0.30, 0.50, 1.0, c.second, 0.08)
    pen.box(-0.56, -0.42, 0.12, 0.26, c.accent_light, 0.08)
    pen.oval(-0.58, 0.65, 0.18, 0.18, c.paper)
    pen.area([(-0.02, 0.84), (0.34, 0.84), (0.16, 0.48)], c.paper)
    points: list[tuple[float, float]] = []
    for step in range(10):
        r = 0.24 if step % 2 == 0 else 0.11
        angle = math.tau * step / 10 - math.pi / 2
        points.append((-0.22 + r * math.cos(angle), -0.06 + r * math.sin(angle)))
    pen.area(points, c.accent_dark)
    pen.oval(0.78, 0.72, 0.27, 0.27, c.accent_dark)
    pen.sweep([(0.54, 0.64), (0.78, 0.78), (1.02, 0.66)], 0.08, c.paper)
