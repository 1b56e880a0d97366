"""Things of a café, a kitchen and a laid table."""

import math

from adgen_dagster.providers.offline.pictures.pen import Pen


def cup(pen: Pen) -> None:
    """A cup on its saucer, with steam."""
    c = pen.c
    for x, sway in ((-0.26, 0.08), (0.02, -0.10), (0.30, 0.08)):
        points = [(x, -0.46), (x + sway, -0.62), (x - sway, -0.82), (x + sway * 0.6, -1.02)]
        pen.sweep(points, 0.04, c.paper)
    pen.oval(0, 0.86, 0.98, 0.14, c.paper_shade)
    pen.oval(0, 0.82, 0.98, 0.14, c.paper)
    pen.oval(0, 0.83, 0.52, 0.06, c.paper_shade)
    pen.ring(0.64, 0.08, 0.25, 0.10, c.accent_dark)
    bowl = [math.pi * step / 40 for step in range(41)]
    pen.box(-0.30, 0.66, 0.30, 0.84, c.accent_dark, 0.05)
    pen.area([(0.735 * math.cos(t), -0.25 + 1.02 * math.sin(t) ** 0.8) for t in bowl], c.accent)
    pen.oval(0, -0.25, 0.735, 0.17, c.accent_light)
    pen.oval(0, -0.235, 0.65, 0.13, c.brown_dark)
    pen.oval(0.03, -0.215, 0.48, 0.085, c.brown)
    pen.oval(0.10, -0.205, 0.22, 0.04, c.crust_light)


def takeaway(pen: Pen) -> None:
    """A paper cup with a lid."""
    c = pen.c
    pen.area([(-0.52, -0.62), (0.52, -0.62), (0.38, 1.0), (-0.38, 1.0)], c.paper)
    pen.area([(-0.49, -0.22), (0.49, -0.22), (0.42, 0.58), (-0.42, 0.58)], c.accent)
    pen.oval(0, 0.17, 0.20, 0.20, c.paper)
    pen.oval(0, 0.17, 0.10, 0.14, c.brown)
    pen.box(-0.58, -0.72, 0.58, -0.58, c.ink, 0.06)
    pen.area([(-0.46, -0.72), (-0.40, -0.90), (0.40, -0.90), (0.46, -0.72)], c.ink)
    for x in (-0.14, 0.16):
        pen.sweep([(x, -1.0), (x + 0.08, -1.08), (x - 0.04, -1.18)], 0.05, c.paper)


def beans(pen: Pen) -> None:
    """A handful of coffee beans."""
    c = pen.c
    places = [(-0.62, 0.72, 20), (-0.1, 0.80, -30), (0.45, 0.74, 40), (-0.36, 0.34, -20)]
    places += [(0.20, 0.36, 15), (-0.05, -0.06, -45), (0.82, 0.84, -10), (-0.84, 0.88, 80)]
    for number, (x, y, angle) in enumerate(places):
        fill = (c.brown, c.brown_dark)[number % 2]
        _bean(pen, x, y, angle, fill)


def _bean(pen: Pen, x: float, y: float, angle: float, fill: tuple[int, int, int]) -> None:
    turn = math.radians(angle)

    def placed(along: float, across: float) -> tuple[float, float]:
        return (
            x + along * math.cos(turn) - across * math.sin(turn),
            y + along * math.sin(turn) + across * math.cos(turn),
        )

    outline = [
        placed(0.28 * math.cos(t), 0.19 * math.sin(t))
        for t in [math.tau * step / 24 for step in range(24)]
    ]
    pen.area(outline, fill)
    seam = [placed(-0.25, 0.02), placed(-0.10, -0.05), placed(0.10, 0.05), placed(0.25, -0.02)]
    pen.sweep(seam, 0.035, pen.c.crust_light)


def plate(pen: Pen) -> None:
    """A dish under its steam: pasta, a leaf, tomatoes."""
    c = pen.c
    for x in (-0.25, 0.1, 0.42):
        pen.sweep(
            [(x, -0.42), (x + 0.08, -0.6), (x - 0.06, -0.78), (x + 0.04, -0.94)], 0.05, c.paper
        )
    pen.oval(0, 0.78, 1.0, 0.22, c.paper_shade)
    pen.oval(0, 0.72, 1.0, 0.22, c.paper)
    pen.oval(0, 0.70, 0.70, 0.13, c.paper_shade)
    pen.blob([(-0.6, 0.66), (-0.42, 0.20), (0.0, -0.06), (0.42, 0.20), (0.6, 0.66)], c.crust_light)
    for shift in (-0.34, -0.12, 0.1, 0.32):
        pen.sweep(
            [(shift - 0.16, 0.60), (shift - 0.1, 0.32), (shift + 0.08, 0.22), (shift + 0.2, 0.52)],
            0.05,
            c.crust,
        )
    pen.oval(-0.30, 0.22, 0.15, 0.14, c.red)
    pen.oval(0.30, 0.30, 0.13, 0.12, c.red)
    pen.blob([(0.0, 0.08), (0.08, -0.26), (0.34, -0.34), (0.28, -0.06)], c.green)
    pen.blob([(-0.02, 0.08), (-0.26, -0.10), (-0.40, -0.28), (-0.08, -0.22)], c.green_dark)


def pizza(pen: Pen) -> None:
    """A pizza from above, one slice drawn out."""
    c = pen.c
    pen.oval(0, 0.06, 0.96, 0.92, c.brown)
    pen.oval(0, 0.04, 0.94, 0.90, c.crust_light)
    pen.oval(0, 0.04, 0.80, 0.77, c.red)
    pen.oval(-0.02, 0.02, 0.74, 0.71, c.crust_light)
    for step in range(8):
        angle = math.tau * step / 8 + 0.3
        r = 0.5 if step % 2 else 0.34
        x, y = r * math.cos(angle), r * math.sin(angle)
        pen.oval(x, y + 0.04, 0.13, 0.13, c.red_dark)
    for step in range(6):
        angle = math.tau * step / 6
        x, y = 0.56 * math.cos(angle), 0.04 + 0.56 * math.sin(angle)
        pen.blob([(x - 0.12, y), (x, y - 0.06), (x + 0.12, y), (x, y + 0.06)], c.green)
    for step in range(4):
        angle = math.tau * step / 8 + 0.1
        x, y = 0.95 * math.cos(angle), 0.92 * math.sin(angle)
        pen.line([(-x, 0.04 - y), (x, 0.04 + y)], 0.02, c.brown)


def bread(pen: Pen) -> None:
    """A loaf and a wheat ear."""
    c = pen.c
    pen.blob(
        [
            (-0.95, 0.80),
            (-0.98, 0.30),
            (-0.6, -0.14),
            (0.0, -0.28),
            (0.6, -0.14),
            (0.98, 0.30),
            (0.95, 0.80),
        ],
        c.crust,
    )
    pen.box(-0.94, 0.62, 0.94, 0.98, c.brown, 0.16)
    pen.blob([(-0.9, 0.66), (-0.86, 0.3), (0, 0.06), (0.86, 0.3), (0.9, 0.66), (0, 0.84)], c.crust)
    for x in (-0.55, -0.05, 0.45):
        pen.sweep([(x, 0.42), (x + 0.06, 0.12), (x + 0.26, -0.10)], 0.10, c.crust_light)
    for side in (-1, 1):
        for step in range(4):
            y = -0.42 - step * 0.17
            pen.blob(
                [(0, y), (side * 0.13, y - 0.06), (side * 0.10, y - 0.20), (0, y - 0.10)],
                c.crust_light,
            )
    pen.line([(0, -0.30), (0, -1.08)], 0.035, c.brown)


def cake(pen: Pen) -> None:
    """A cake with berries on a stand."""
    c = pen.c
    pen.box(-0.10, 0.66, 0.10, 0.96, c.paper_shade)
    pen.oval(0, 0.96, 0.42, 0.06, c.paper_shade)
    pen.oval(0, 0.64, 0.98, 0.12, c.paper_shade)
    pen.oval(0, 0.60, 0.98, 0.12, c.paper)
    pen.box(-0.72, -0.12, 0.72, 0.58, c.accent_light, 0.06)
    pen.box(-0.72, 0.14, 0.72, 0.28, c.paper)
    pen.box(-0.72, 0.28, 0.72, 0.36, c.accent)
    pen.oval(0, 0.58, 0.72, 0.08, c.accent_light)
    pen.oval(0, -0.12, 0.74, 0.14, c.paper)
    for x, drop in (
        (-0.66, 0.24),
        (-0.42, 0.10),
        (-0.16, 0.26),
        (0.12, 0.08),
        (0.38, 0.22),
        (0.62, 0.12),
    ):
        pen.box(x - 0.11, -0.12, x + 0.11, drop, c.paper, 0.11)
    for x, y in (
        (-0.36, -0.28),
        (0.0, -0.32),
        (0.36, -0.28),
        (-0.18, -0.50),
        (0.18, -0.50),
        (0, -0.70),
    ):
        pen.oval(x, y, 0.17, 0.16, c.red)
        pen.oval(x - 0.05, y - 0.05, 0.045, 0.04, c.accent_light)
    pen.blob([(0.02, -0.84), (0.10, -1.04), (0.34, -1.08), (0.22, -0.88)], c.green)


def bottle(pen: Pen) -> None:
    """A bottle with a label, and a glass beside it."""
    c = pen.c
    pen.box(-0.62, -0.26, -0.02, 1.0, c.second_dark, 0.12)
    pen.area([(-0.62, -0.10), (-0.45, -0.50), (-0.19, -0.50), (-0.02, -0.10)], c.second_dark)
    pen.box(-0.45, -1.02, -0.19, -0.40, c.second_dark, 0.04)
    pen.box(-0.48, -1.08, -0.16, -0.80, c.accent, 0.05)
    pen.box(-0.62, 0.08, -0.02, 0.68, c.paper, 0.02)
    pen.oval(-0.32, 0.32, 0.14, 0.14, c.accent)
    pen.box(-0.48, 0.54, -0.16, 0.59, c.ink)
    pen.line([(-0.53, -0.12), (-0.53, 0.02)], 0.045, c.second_light)
    pen.line([(0.50, 0.46), (0.50, 0.92)], 0.06, c.paper)
    pen.oval(0.50, 0.95, 0.27, 0.05, c.paper)
    pen.blob(
        [(0.20, -0.22), (0.80, -0.22), (0.82, 0.16), (0.50, 0.50), (0.18, 0.16)], c.paper_shade
    )
    pen.blob([(0.20, 0.06), (0.80, 0.06), (0.78, 0.22), (0.50, 0.48), (0.22, 0.22)], c.accent)
    pen.oval(0.50, 0.06, 0.29, 0.05, c.accent_light)


def glass(pen: Pen) -> None:
    """A tall cold drink: lemon, straw, bubbles."""
    c = pen.c
    pen.line([(0.10, 0.4), (0.46, -1.08)], 0.07, c.accent_dark)
    pen.area([(-0.52, -0.66), (0.52, -0.66), (0.40, 1.0), (-0.40, 1.0)], c.paper)
    pen.area([(-0.48, -0.40), (0.48, -0.40), (0.37, 0.94), (-0.37, 0.94)], c.accent_light)
    pen.area([(-0.44, 0.10), (0.44, 0.10), (0.37, 0.94), (-0.37, 0.94)], c.accent)
    for x, y, turn in ((-0.16, -0.20, 0.05), (0.20, -0.04, -0.06), (-0.08, 0.22, 0.04)):
        corners = [(x - 0.15, y - 0.13 + turn), (x + 0.13, y - 0.15), (x + 0.15, y + 0.13 - turn)]
        pen.area([*corners, (x - 0.13, y + 0.15)], c.paper)
    pen.oval(-0.50, -0.64, 0.34, 0.34, c.second_light)
    pen.oval(-0.50, -0.64, 0.27, 0.27, c.paper)
    for step in range(6):
        angle = math.tau * step / 6
        pen.line(
            [(-0.50, -0.64), (-0.50 + 0.26 * math.cos(angle), -0.64 + 0.26 * math.sin(angle))],
            0.03,
            c.second_light,
        )
    for x, y, r in ((0.1, 0.5, 0.05), (-0.18, 0.66, 0.04), (0.2, 0.78, 0.035), (-0.02, 0.82, 0.03)):
        pen.oval(x, y, r, r, c.accent_light)


def apple(pen: Pen) -> None:
    """Fruit and greens on a board."""
    c = pen.c
    pen.box(-1.0, 0.84, 1.0, 1.0, c.brown, 0.06)
    pen.blob(
        [
            (-0.34, 0.86),
            (-0.72, 0.62),
            (-0.74, 0.10),
            (-0.40, -0.14),
            (-0.12, -0.04),
            (0.16, -0.14),
            (0.48, 0.10),
            (0.46, 0.62),
            (0.10, 0.86),
        ],
        c.red,
    )
    pen.sweep([(-0.12, -0.02), (-0.10, -0.24), (0.02, -0.42)], 0.06, c.brown_dark)
    pen.blob([(-0.06, -0.22), (0.14, -0.50), (0.46, -0.50), (0.24, -0.24)], c.green)
    pen.oval(-0.42, 0.26, 0.08, 0.15, c.paper)
    pen.oval(0.66, 0.62, 0.26, 0.25, c.second)
    pen.blob([(0.60, 0.38), (0.56, 0.06), (0.80, -0.16), (0.84, 0.14)], c.green_dark)
    pen.blob([(0.66, 0.40), (0.90, 0.14), (1.10, 0.10), (0.94, 0.34)], c.green)


def jar(pen: Pen) -> None:
    """A jar of honey with a dipper."""
    c = pen.c
    pen.line([(0.20, -0.3), (0.86, -1.04)], 0.07, c.brown)
    pen.box(-0.66, -0.34, 0.66, 1.0, c.paper, 0.22)
    pen.box(-0.58, -0.12, 0.58, 0.93, c.crust, 0.16)
    pen.box(-0.58, -0.16, 0.58, 0.10, c.crust_light, 0.10)
    pen.box(-0.60, -0.56, 0.60, -0.30, c.second, 0.06)
    pen.box(-0.36, 0.30, 0.36, 0.70, c.paper, 0.05)
    for x, y in ((0.0, 0.43), (-0.13, 0.50), (0.13, 0.50), (0.0, 0.57)):
        pen.area([(x + 0.08 * math.cos(a), y + 0.08 * math.sin(a)) for a in _six()], c.crust)
    pen.line([(-0.50, 0.0), (-0.50, 0.70)], 0.05, c.paper)


def _six() -> list[float]:
    return [math.tau * step / 6 + 0.5 for step in range(6)]
