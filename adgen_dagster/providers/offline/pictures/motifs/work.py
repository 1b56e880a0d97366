"""Things that people work, learn and live with."""

from adgen_dagster.providers.offline.pictures.pen import Pen


def scissors(pen: Pen) -> None:
    """Scissors and a comb."""
    c = pen.c
    pen.line([(-0.40, 0.44), (0.20, -0.98)], 0.15, c.metal)
    pen.line([(0.10, 0.44), (-0.50, -0.98)], 0.15, c.metal_dark)
    pen.oval(-0.15, -0.15, 0.08, 0.08, c.ink)
    for x in (-0.48, 0.18):
        pen.ring(x, 0.68, 0.24, 0.13, c.accent)
    pen.box(0.52, -0.90, 0.72, 0.96, c.second_dark, 0.06)
    for step in range(13):
        y = -0.82 + step * 0.14
        pen.box(0.70, y, 0.98, y + 0.06, c.second_dark, 0.03)


def dumbbell(pen: Pen) -> None:
    """A dumbbell and a kettlebell."""
    c = pen.c
    pen.box(-0.72, 0.62, 0.36, 0.76, c.metal_dark)
    for x in (-0.98, 0.14):
        pen.box(x, 0.34, x + 0.17, 1.04, c.ink, 0.06)
        pen.box(x + 0.15, 0.42, x + 0.30, 0.96, c.accent, 0.05)
    pen.ring(0.62, -0.22, 0.30, 0.13, c.second_dark)
    pen.blob(
        [(0.30, 0.96), (0.14, 0.50), (0.34, 0.06), (0.90, 0.06), (1.10, 0.50), (0.94, 0.96)],
        c.second,
    )
    pen.oval(0.62, 0.46, 0.20, 0.20, c.paper)


def book(pen: Pen) -> None:
    """An open book."""
    c = pen.c
    pen.area(
        [(-1.0, -0.30), (0, -0.12), (1.0, -0.30), (1.0, 0.82), (0, 1.0), (-1.0, 0.82)],
        c.accent_dark,
    )
    for side in (-1, 1):
        pen.blob(
            [
                (0, -0.16),
                (side * 0.5, -0.42),
                (side * 0.92, -0.40),
                (side * 0.92, 0.68),
                (side * 0.5, 0.66),
                (0, 0.90),
            ],
            c.paper if side < 0 else c.paper_shade,
        )
        for step in range(5):
            y = -0.10 + step * 0.16
            right = 0.76 if step < 4 else 0.5
            pen.line([(side * 0.18, y + 0.10), (side * right, y)], 0.03, c.metal_dark)
    pen.area([(0.30, -0.36), (0.48, -0.42), (0.48, 0.10), (0.39, 0.02), (0.30, 0.14)], c.accent)


def laptop(pen: Pen) -> None:
    """An open laptop with a page on its screen."""
    c = pen.c
    pen.box(-0.82, -0.56, 0.82, 0.68, c.ink, 0.07)
    pen.box(-0.74, -0.48, 0.74, 0.60, c.paper, 0.02)
    pen.box(-0.74, -0.48, 0.74, -0.34, c.second_light, 0.02)
    for number, fill in enumerate((c.accent, c.accent_light, c.second)):
        pen.oval(-0.65 + number * 0.09, -0.41, 0.03, 0.03, fill)
    pen.box(-0.62, -0.20, 0.0, 0.46, c.accent_light, 0.04)
    pen.oval(-0.44, -0.02, 0.09, 0.09, c.paper)
    pen.area(
        [(-0.62, 0.44), (-0.36, 0.10), (-0.18, 0.28), (-0.08, 0.18), (0.0, 0.30), (0.0, 0.44)],
        c.accent,
    )
    for number, right in enumerate((0.60, 0.52, 0.60, 0.40)):
        y = -0.16 + number * 0.14
        pen.box(0.12, y, right, y + 0.06, c.metal, 0.03)
    pen.box(0.12, 0.36, 0.42, 0.48, c.accent, 0.05)
    pen.area([(-0.82, 0.68), (0.82, 0.68), (1.0, 0.92), (-1.0, 0.92)], c.metal)
    pen.box(-1.0, 0.90, 1.0, 0.98, c.metal_dark, 0.04)


def phone(pen: Pen) -> None:
    """A telephone with an app on its screen."""
    c = pen.c
    pen.box(-0.54, -1.0, 0.54, 1.0, c.ink, 0.16)
    pen.box(-0.47, -0.93, 0.47, 0.93, c.paper, 0.11)
    pen.box(-0.47, -0.93, 0.47, -0.16, c.accent, 0.11)
    pen.box(-0.47, -0.40, 0.47, -0.16, c.accent)
    pen.oval(0.0, -0.54, 0.24, 0.24, c.paper)
    pen.line([(-0.11, -0.54), (-0.03, -0.45), (0.12, -0.64)], 0.06, c.accent_dark)
    for number, fill in enumerate((c.second_light, c.accent_light, c.second)):
        y = -0.02 + number * 0.24
        pen.box(-0.36, y, -0.20, y + 0.16, fill, 0.04)
        pen.box(-0.12, y + 0.02, 0.34, y + 0.06, c.metal_dark, 0.02)
        pen.box(-0.12, y + 0.10, 0.18, y + 0.14, c.metal, 0.02)
    pen.box(-0.34, 0.70, 0.34, 0.84, c.accent_dark, 0.07)
    pen.box(-0.14, -0.90, 0.14, -0.84, c.ink, 0.03)


def pencil(pen: Pen) -> None:
    """A pencil over its sheet."""
    c = pen.c
    pen.area([(-0.80, -0.60), (0.52, -0.80), (0.76, 0.86), (-0.56, 1.0)], c.paper)
    for number in range(5):
        y = -0.34 + number * 0.24
        pen.line([(-0.56 + number * 0.035, y), (0.36 + number * 0.02, y - 0.13)], 0.035, c.metal)
    pen.sweep([(-0.46, 0.74), (-0.26, 0.58), (-0.10, 0.76), (0.10, 0.60)], 0.045, c.accent)
    pen.line([(0.24, 0.48), (0.88, -0.72)], 0.17, c.second)
    pen.line([(0.84, -0.64), (0.92, -0.80)], 0.17, c.accent)
    pen.area([(0.155, 0.44), (0.32, 0.53), (0.12, 0.70)], c.accent_light)


def camera(pen: Pen) -> None:
    """A camera."""
    c = pen.c
    pen.box(-0.40, -0.74, 0.34, -0.30, c.ink, 0.08)
    pen.box(-0.98, -0.50, 0.98, 0.82, c.accent_dark, 0.14)
    pen.box(-0.98, -0.22, 0.98, 0.50, c.ink)
    pen.oval(0, 0.16, 0.58, 0.58, c.metal)
    pen.oval(0, 0.16, 0.48, 0.48, c.ink)
    pen.oval(0, 0.16, 0.34, 0.34, c.second_dark)
    pen.oval(-0.10, 0.06, 0.11, 0.11, c.paper)
    pen.box(0.56, -0.44, 0.84, -0.28, c.paper, 0.04)
    pen.oval(-0.72, -0.52, 0.14, 0.08, c.accent)


def key(pen: Pen) -> None:
    """A key on a ring."""
    c = pen.c
    pen.ring(-0.72, -0.74, 0.28, 0.06, c.metal_dark)
    pen.line([(-0.10, -0.08), (0.76, 0.78)], 0.16, c.accent)
    pen.line([(0.54, 0.56), (0.74, 0.36)], 0.13, c.accent)
    pen.line([(0.76, 0.78), (0.96, 0.58)], 0.13, c.accent)
    pen.oval(-0.36, -0.34, 0.44, 0.44, c.accent)
    pen.round_hole(-0.48, -0.46, 0.16)
    pen.ring(-0.48, -0.46, 0.17, 0.05, c.accent_dark)


def hammer(pen: Pen) -> None:
    """A hammer and a wrench, crossed."""
    c = pen.c
    pen.line([(-0.62, 0.90), (0.46, -0.52)], 0.17, c.metal)
    pen.oval(0.56, -0.66, 0.32, 0.32, c.metal)
    pen.area([(0.48, -0.72), (0.76, -0.56), (1.02, -1.0), (0.78, -1.12)], c.metal)
    pen.hole([(0.52, -0.74), (0.70, -0.60), (1.00, -0.96), (0.78, -1.14)])
    pen.line([(0.66, 0.90), (-0.34, -0.44)], 0.18, c.brown)
    pen.line([(0.66, 0.90), (0.34, 0.47)], 0.19, c.accent)
    pen.area(
        [
            (-0.90, -0.34),
            (-0.34, -0.92),
            (-0.02, -0.62),
            (-0.26, -0.36),
            (-0.48, -0.44),
            (-0.72, -0.18),
        ],
        c.ink,
    )


def roller(pen: Pen) -> None:
    """A paint roller and a bucket."""
    c = pen.c
    pen.box(-0.96, -0.92, 0.30, -0.46, c.accent, 0.10)
    pen.box(-0.96, -0.50, 0.30, -0.40, c.accent_light, 0.04)
    pen.line(
        [(0.34, -0.70), (0.56, -0.70), (0.56, -0.20), (-0.30, -0.06), (-0.30, 0.20)],
        0.06,
        c.metal_dark,
    )
    pen.box(-0.40, 0.16, -0.20, 0.98, c.ink, 0.08)
    pen.area([(0.12, 0.30), (0.94, 0.30), (0.84, 1.0), (0.22, 1.0)], c.metal)
    pen.oval(0.53, 0.30, 0.41, 0.09, c.accent)
    pen.box(0.24, 0.30, 0.40, 0.66, c.accent, 0.08)
    pen.ring(0.53, 0.26, 0.40, 0.03, c.metal_dark, 190, 350)


def sofa(pen: Pen) -> None:
    """A sofa, a lamp and a picture."""
    c = pen.c
    pen.box(-0.42, -1.02, 0.20, -0.48, c.paper, 0.03)
    pen.area(
        [(-0.36, -0.54), (-0.14, -0.84), (0.02, -0.64), (0.08, -0.70), (0.14, -0.54)], c.second
    )
    pen.line([(0.86, -0.50), (0.86, 0.96)], 0.05, c.ink)
    pen.area([(0.62, -0.44), (0.74, -0.90), (0.98, -0.90), (1.10, -0.44)], c.accent_light)
    pen.box(-0.88, -0.16, 0.60, 0.60, c.accent, 0.16)
    pen.box(-0.70, 0.16, -0.16, 0.62, c.accent_light, 0.08)
    pen.box(-0.12, 0.16, 0.42, 0.62, c.accent_light, 0.08)
    pen.box(-1.02, 0.20, -0.70, 0.84, c.accent_dark, 0.12)
    pen.box(0.42, 0.20, 0.74, 0.84, c.accent_dark, 0.12)
    pen.box(-0.80, 0.56, 0.52, 0.82, c.accent_dark, 0.05)
    for x in (-0.84, 0.56):
        pen.line([(x, 0.84), (x, 0.97)], 0.06, c.brown_dark)
    pen.area([(-0.60, 0.16), (-0.34, -0.02), (-0.16, 0.26), (-0.42, 0.42)], c.second_light)
