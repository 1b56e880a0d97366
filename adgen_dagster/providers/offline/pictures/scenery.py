"""Paint places: what lies behind the things, and where they may stand."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from adgen_dagster.providers.offline.pictures.canvas import Canvas
from adgen_dagster.providers.offline.pictures.colour import Light, Palette, mixed
from adgen_dagster.providers.offline.pictures.outlines import Point, smooth


@dataclass(frozen=True)
class Ground:
    """Where things stand in a painted place.

    Args:
        foot: the height at which a standing thing touches the ground, as a share of the height.
        air: the height of the middle of a floating one.
        scale: how large things are here; 1 on a table before one's eyes.
        has_ground: whether anything can stand here.
    """

    foot: float
    air: float
    scale: float = 1.0
    has_ground: bool = True


def horizon(canvas: Canvas) -> float:
    """Where the ground begins: on an upright film above the captions, and those above the apps."""
    return 0.48 if canvas.is_tall else 0.68


def sky(canvas: Canvas, c: Palette) -> Point:
    """Paint the sky with its sun or moon; the place of the light."""
    wander = canvas.random.uniform
    lean = wander(-0.14, 0.14)
    rows = [
        [mixed(c.sky_top, c.sky_low, min(1, max(0, share + lean * (x - 1.5)))) for x in range(4)]
        for share in (0.0, 0.25, 0.62, 0.95, 1.0)
    ]
    canvas.mesh(rows)
    x = canvas.random.choice((0.24, 0.34, 0.66, 0.76))
    low = c.light in {Light.DAWN, Light.GOLDEN}
    y = horizon(canvas) - (wander(0.06, 0.14) if low else wander(0.34, 0.44))
    if c.light is Light.NIGHT:
        _stars(canvas, c)
        canvas.glow(x, y, 0.5, c.sky_low, 0.5)
        canvas.disc(x, y, 0.075, c.paper)
        canvas.disc(x + 0.028, y - 0.012, 0.068, mixed(c.sky_top, c.sky_low, 0.4), blur=0.003)
    else:
        canvas.glow(x, y, 0.95, c.sun, 0.6)
        canvas.glow(x, y, 0.34, c.sun, 0.5)
        disc = (mixed(c.sun, c.paper, 0.4), mixed(c.sun, c.accent_light, 0.75))
        canvas.disc(x, y, 0.13 if low else 0.085, disc)
    return x, y


def _stars(canvas: Canvas, c: Palette) -> None:
    for _ in range(60):
        x, y = canvas.random.random(), canvas.random.random() * 0.55
        canvas.disc(x, y, canvas.random.choice((0.0015, 0.002, 0.003)), c.paper, opacity=0.8)


def clouds(canvas: Canvas, c: Palette, count: int = 3) -> None:
    """Long flat clouds."""
    for _ in range(count):
        x, y = canvas.random.uniform(0, 1), canvas.random.uniform(0.08, 0.34)
        wide = canvas.random.uniform(0.10, 0.20)
        for shift, lift, share in ((0, 0, 1.0), (-0.4, 0.022, 0.7), (0.45, 0.018, 0.6)):
            half = wide * share
            box = (
                x + shift * wide - half,
                y + lift - 0.013,
                x + shift * wide + half,
                y + lift + 0.013,
            )
            _bar(canvas, box, c)


def _bar(canvas: Canvas, box: tuple[float, float, float, float], c: Palette) -> None:
    left, top, right, bottom = box
    canvas.shape(
        lambda pen, at: pen.rounded_rectangle([at((left, top)), at((right, bottom))], 40, 255),
        mixed(c.sky_low, c.paper, 0.6),
        opacity=0.55,
        blur=0.005,
    )


def ridge(canvas: Canvas, top: float, rise: float, bumps: int) -> list[Point]:
    """The outline of a range of hills, down to the picture's lower edge."""
    count = bumps + 2
    crests = [
        (
            -0.1 + 1.2 * i / count,
            top - rise * canvas.random.uniform(0.15, 1.0) * (0.35 + 0.65 * (i % 2)),
        )
        for i in range(count + 1)
    ]
    return [(-0.1, 1.1), *smooth(crests, closed=False), (1.1, 1.1)]


def hills(canvas: Canvas, c: Palette) -> Ground:
    """Rolling hills under a wide sky."""
    sky(canvas, c)
    if c.light is not Light.NIGHT:
        clouds(canvas, c)
    line = horizon(canvas)
    for top, rise, bumps, tone in (
        (line - 0.02, 0.20, 4, mixed(c.far, c.sky_low, 0.35)),
        (line + 0.01, 0.12, 3, c.far),
        (line + 0.03, 0.08, 3, c.mid),
    ):
        canvas.area(ridge(canvas, top, rise, bumps), (tone, mixed(tone, c.sky_low, 0.35)))
    _far_trees(canvas, c, line + 0.02)
    canvas.area(ridge(canvas, line + 0.085, 0.045, 2), (mixed(c.near, c.mid, 0.35), c.near))
    return Ground(foot=line + 0.095, air=line - 0.30, scale=0.86)


def _far_trees(canvas: Canvas, c: Palette, y: float) -> None:
    left = canvas.random.uniform(0.02, 0.7)
    for number in range(7):
        x = left + number * 0.035 + canvas.random.uniform(-0.01, 0.01)
        tall = canvas.random.uniform(0.035, 0.07)
        foot = y + canvas.random.uniform(0.02, 0.035)
        points = smooth(
            [
                (x, foot - tall),
                (x + 0.011, foot - tall * 0.3),
                (x, foot),
                (x - 0.011, foot - tall * 0.3),
            ]
        )
        canvas.area(points, mixed(c.mid, c.near, 0.6))


def city(canvas: Canvas, c: Palette) -> Ground:
    """A skyline behind a calm street."""
    sky(canvas, c)
    line = horizon(canvas)
    _row_of_houses(canvas, c, line + 0.02, 0.38, 11, mixed(c.far, c.sky_low, 0.45), 0.0)
    canvas.area(
        [(0, line - 0.2), (1, line - 0.2), (1, 1), (0, 1)], c.sky_low, opacity=0.25, blur=0.12
    )
    _row_of_houses(canvas, c, line + 0.03, 0.27, 9, c.far, 0.25)
    _row_of_houses(canvas, c, line + 0.04, 0.18, 8, c.mid, 0.6)
    _bushes(canvas, c, line + 0.04)
    canvas.area(
        [(0, line + 0.035), (1, line + 0.035), (1, 1), (0, 1)], (mixed(c.near, c.mid, 0.5), c.near)
    )
    canvas.area(
        [(0, line + 0.035), (1, line + 0.035), (1, line + 0.05), (0, line + 0.05)],
        c.wall,
        opacity=0.5,
    )
    return Ground(foot=line + 0.085, air=line - 0.28, scale=0.92)


def _row_of_houses(
    canvas: Canvas,
    c: Palette,
    foot: float,
    tallest: float,
    count: int,
    tone: tuple[int, int, int],
    lit: float,
) -> None:
    wide = 1.1 / count
    lamps = mixed(c.accent_light, c.sun, 0.4)
    for number in range(count):
        left = -0.05 + number * wide + canvas.random.uniform(-0.01, 0.01)
        right = left + wide * canvas.random.uniform(0.72, 0.98)
        top = foot - tallest * canvas.random.uniform(0.45, 1.0)
        roof = canvas.random.choice((0.0, 0.0, 0.02, 0.035))
        shift = canvas.random.choice((left, (left + right) / 2, right))
        shade = mixed(tone, c.ink, canvas.random.uniform(0, 0.10))
        canvas.area(
            [(left, foot), (left, top), (shift, top - roof), (right, top), (right, foot)],
            (shade, mixed(shade, c.sky_low, 0.30)),
        )
        if lit:
            _windows(canvas, (left, top, right, foot), lamps, lit)


def _windows(
    canvas: Canvas,
    house: tuple[float, float, float, float],
    lamps: tuple[int, int, int],
    lit: float,
) -> None:
    left, top, right, foot = house
    step_x, step_y = 0.019 * (1.7 if canvas.is_tall else 1), 0.034 * (0.6 if canvas.is_tall else 1)
    places: list[Point] = []
    y = top + step_y * 0.8
    while y < foot - 0.05:
        x = left + step_x * 0.5
        while x < right - step_x * 0.6:
            if canvas.random.random() < 0.42:
                places.append((x, y))
            x += step_x
        y += step_y
    if places:
        canvas.shape(
            lambda pen, at: (
                [
                    pen.rectangle([at((x, y)), at((x + step_x * 0.42, y + step_y * 0.5))], 255)
                    for x, y in places
                ]
            ),
            lamps,
            opacity=lit * 0.75,
        )


def _bushes(canvas: Canvas, c: Palette, foot: float) -> None:
    tone = mixed(c.near, c.green_dark, 0.45)
    for _ in range(9):
        x, r = canvas.random.random(), canvas.random.uniform(0.025, 0.055)
        canvas.disc(x, foot, r, (mixed(tone, c.green, 0.35), tone))


def sea(canvas: Canvas, c: Palette) -> Ground:
    """The sea, the sun's path on it, a far shore."""
    x, _ = sky(canvas, c)
    if c.light is not Light.NIGHT:
        clouds(canvas, c, 4)
    line = horizon(canvas) - 0.10
    shore = mixed(c.far, c.sky_low, 0.25)
    canvas.area(ridge(canvas, line + 0.015, 0.09, 3), shore)
    deep = mixed(c.second, c.near, 0.45)
    canvas.area(
        [(0, line), (1, line), (1, 1), (0, 1)], (mixed(c.sky_low, c.second_light, 0.6), deep)
    )
    for number in range(15):
        y = line + 0.012 + (number / 15) ** 1.3 * 0.20
        half = canvas.random.uniform(0.02, 0.05) * (1 + number / 9)
        shift = canvas.random.uniform(-0.02, 0.02) * (1 + number / 6)
        _stripe(
            canvas,
            (x + shift - half, y, x + shift + half, y + 0.004 + number * 0.0002),
            c.sun,
            0.55,
        )
    for number in range(4):
        y = line + 0.13 + number * 0.09
        wave = [(i / 12 * 1.2 - 0.1, y + 0.012 * math.sin(i * 1.9 + number * 2)) for i in range(13)]
        tone = mixed(mixed(c.second_light, c.second, number / 4), deep, number / 5)
        canvas.area([(-0.1, 1.1), *smooth(wave, closed=False), (1.1, 1.1)], tone, opacity=0.5)
    return Ground(foot=line + 0.20, air=line - 0.22, scale=0.80)


def _stripe(
    canvas: Canvas,
    box: tuple[float, float, float, float],
    tone: tuple[int, int, int],
    opacity: float,
) -> None:
    left, top, right, bottom = box
    canvas.shape(
        lambda pen, at: pen.rounded_rectangle([at((left, top)), at((right, bottom))], 6, 255),
        tone,
        opacity=opacity,
    )


def road(canvas: Canvas, c: Palette) -> Ground:
    """A road that runs to the light between hills."""
    sky(canvas, c)
    line = horizon(canvas) - 0.06
    canvas.area(ridge(canvas, line + 0.02, 0.20, 4), (c.far, mixed(c.far, c.sky_low, 0.5)))
    canvas.area(ridge(canvas, line + 0.03, 0.07, 3), (c.mid, mixed(c.mid, c.near, 0.3)))
    canvas.area(
        [(0, line + 0.03), (1, line + 0.03), (1, 1), (0, 1)], (mixed(c.mid, c.near, 0.5), c.near)
    )
    x = canvas.random.uniform(0.44, 0.56)
    ink = mixed(c.ink, c.near, 0.35)
    canvas.area(
        [(x - 0.012, line + 0.03), (x + 0.012, line + 0.03), (0.98, 1.05), (0.02, 1.05)],
        (mixed(ink, c.far, 0.5), ink),
    )
    y, long = line + 0.05, 0.012
    while y < 0.96:
        half = 0.002 + (y - line) * 0.016
        canvas.area(
            [(x - half, y), (x + half, y), (x + half * 1.3, y + long), (x - half * 1.3, y + long)],
            c.paper,
            opacity=0.8,
        )
        y, long = y + long * 2.3, long * 1.5
    return Ground(foot=line + 0.155, air=line - 0.22, scale=0.86)


Paint = Callable[[Canvas, Palette], Ground]
OUTSIDE: dict[str, Paint] = {paint.__name__: paint for paint in (hills, city, sea, road)}
