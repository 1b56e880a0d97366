"""Paint indoor places: a window, a table, a studio, a stage."""

import math

from adgen_dagster.providers.offline.pictures.canvas import Canvas
from adgen_dagster.providers.offline.pictures.colour import Colour, Light, Palette, mixed
from adgen_dagster.providers.offline.pictures.outlines import Point
from adgen_dagster.providers.offline.pictures.scenery import Ground, Paint, horizon, ridge


def _wall(canvas: Canvas, c: Palette) -> None:
    """A plain wall, brighter at one side."""
    slope = canvas.random.choice((0.2, -0.2))
    _flow(canvas, c.wall, c.wall_shade, slope, 0.5)


def _flow(canvas: Canvas, first: Colour, last: Colour, across: float, down: float) -> None:
    """Fill the picture with one colour that flows into another."""

    def share(x: int, y: int) -> float:
        return min(1, max(0, 0.3 + across * (x - 1.5) + down * (y - 1) / 3))

    canvas.mesh([[mixed(first, last, share(x, y)) for x in range(4)] for y in range(4)])


def _table(canvas: Canvas, c: Palette, line: float) -> None:
    canvas.area(
        [(0, line), (1, line), (1, 1), (0, 1)], (mixed(c.surface, c.wall, 0.22), c.surface_shade)
    )
    canvas.area([(0, line), (1, line), (1, line + 0.008), (0, line + 0.008)], c.paper, opacity=0.35)


def _beam(canvas: Canvas, c: Palette, line: float) -> None:
    """Light through a window, lying on the wall."""
    x = canvas.random.choice((0.10, 0.50))
    strength = 0.14 if c.is_dark else 0.5
    for number in range(2):
        left = x + number * 0.17
        canvas.area(
            [
                (left, 0.04),
                (left + 0.14, 0.04),
                (left + 0.26, line - 0.03),
                (left + 0.12, line - 0.03),
            ],
            mixed(c.sun, c.wall, 0.2),
            opacity=strength,
            blur=0.006,
        )


def table(canvas: Canvas, c: Palette) -> Ground:
    """A table before a wall on which light falls."""
    _wall(canvas, c)
    line = horizon(canvas)
    _beam(canvas, c, line)
    _table(canvas, c, line)
    return Ground(foot=line + 0.085, air=line - 0.30)


def window(canvas: Canvas, c: Palette) -> Ground:
    """A table by a window; outside a town or hills."""
    _wall(canvas, c)
    line = horizon(canvas)
    tall = canvas.is_tall
    left = canvas.random.choice((0.10, 0.12) if tall else (0.08, 0.44))
    right = left + (0.78 if tall else 0.48)
    top, foot = (0.10 if tall else 0.07), line - 0.07
    canvas.area([(left, top), (right, top), (right, foot), (left, foot)], (c.sky_top, c.sky_low))
    _view(canvas, c, (left, top, right, foot))
    frame = mixed(c.paper, c.wall, 0.25)
    edge_x, edge_y = 0.012 * canvas.short / canvas.size[0], 0.012 * canvas.short / canvas.size[1]
    middle = (left + right) / 2
    for box in (
        (left - edge_x, top - edge_y, left + edge_x, foot + edge_y),
        (right - edge_x, top - edge_y, right + edge_x, foot + edge_y),
        (middle - edge_x * 0.6, top, middle + edge_x * 0.6, foot),
        (left - edge_x, top - edge_y, right + edge_x, top + edge_y),
        (left - edge_x * 3, foot - edge_y, right + edge_x * 3, foot + edge_y * 2),
    ):
        canvas.area([(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])], frame)
    canvas.glow(middle, (top + foot) / 2, 0.8, c.sun, 0.10 if c.is_dark else 0.28)
    _table(canvas, c, line)
    return Ground(foot=line + 0.085, air=line - 0.30)


def _view(canvas: Canvas, c: Palette, pane: tuple[float, float, float, float]) -> None:
    """What is seen through a window: kept inside it by painting it again around."""
    left, top, right, foot = pane
    canvas.disc(
        left + (right - left) * canvas.random.uniform(0.2, 0.8),
        foot - (foot - top) * canvas.random.uniform(0.35, 0.6),
        0.07,
        c.sun,
    )
    rise = (foot - top) * 0.5
    for share, tone in ((1.0, mixed(c.far, c.sky_low, 0.3)), (0.55, c.far), (0.3, c.mid)):
        outline = ridge(canvas, foot - rise * share * 0.35, rise * share * 0.6, 4)
        inside = [(min(max(x, left), right), min(max(y, top), foot)) for x, y in outline]
        canvas.area(inside, tone)


def studio(canvas: Canvas, c: Palette) -> Ground:
    """A round stand before an arch, as things are shown in a shop's window."""
    _wall(canvas, c)
    line = horizon(canvas)
    canvas.area(
        [(0, line), (1, line), (1, 1), (0, 1)],
        (mixed(c.wall_shade, c.surface, 0.25), mixed(c.wall_shade, c.surface, 0.75)),
    )
    _arch(canvas, c, line)
    foot = line + 0.075
    _stand(canvas, c, foot)
    return Ground(foot=foot + 0.02, air=line - 0.26, scale=0.92)


def _arch(canvas: Canvas, c: Palette, foot: float) -> None:
    half = 0.37 * canvas.short / canvas.size[0]
    radius = 0.37 * canvas.short / canvas.size[1]
    top = foot - (0.44 if canvas.is_tall else 0.60)
    canvas.shape(
        lambda pen, at: (
            pen.ellipse([at((0.5 - half, top)), at((0.5 + half, top + 2 * radius))], 255),
            pen.rectangle([at((0.5 - half, top + radius)), at((0.5 + half, foot))], 255),
        ),
        (mixed(c.accent_light, c.wall, 0.35), mixed(c.accent_light, c.wall, 0.75)),
    )


def _stand(canvas: Canvas, c: Palette, top: float) -> None:
    """A low round stand with its shadow; things stand on its upper side."""
    half = 0.44 * canvas.short / canvas.size[0]
    round_y = 0.075 * canvas.short / canvas.size[1]
    low = top + 0.085

    def disc(y: float, wide: float, up: float, down: float) -> list[Point]:
        return [(0.5 - half * wide, y - round_y * up), (0.5 + half * wide, y + round_y * down)]

    shadow, foot, upper = disc(low, 1.15, 0.6, 1.9), disc(low, 1, 1, 1), disc(top, 1, 1, 1)
    canvas.shape(
        lambda pen, at: pen.ellipse([at(point) for point in shadow], 255),
        c.ink,
        opacity=0.35,
        blur=0.02,
    )
    canvas.shape(
        lambda pen, at: (
            pen.rectangle([at((0.5 - half, top)), at((0.5 + half, low))], 255),
            pen.ellipse([at(point) for point in foot], 255),
        ),
        (mixed(c.paper, c.wall_shade, 0.35), mixed(c.wall_shade, c.ink, 0.15)),
    )
    canvas.shape(
        lambda pen, at: pen.ellipse([at(point) for point in upper], 255),
        (mixed(c.paper, c.wall, 0.25), c.paper),
    )


def halo(canvas: Canvas, c: Palette) -> Ground:
    """No place at all: circles of colour, for signs and for what flies."""
    wander = canvas.random.uniform
    light, deep = (c.sky_low, c.sky_top) if c.is_dark else (c.wall, mixed(c.sky_top, c.wall, 0.3))
    _flow(canvas, light, deep, wander(-0.12, 0.12), 0.8)
    middle = horizon(canvas) - 0.27
    for number, r in enumerate((0.62, 0.48, 0.35)):
        canvas.disc(
            0.5, middle, r, mixed(c.sun, c.accent_light, 0.25), opacity=0.16 + number * 0.10
        )
    for number in range(14):
        angle = math.tau * number / 14 + wander(-0.2, 0.2)
        reach = wander(0.42, 0.70) * canvas.short
        x = 0.5 + reach * math.cos(angle) / canvas.size[0] * 1.3
        y = middle + reach * math.sin(angle) / canvas.size[1]
        if y < 0.72 and (abs(x - 0.5) > 0.36 or y < 0.2):
            tone = canvas.random.choice((c.accent, c.second, c.paper, c.accent_light))
            canvas.disc(x, y, wander(0.006, 0.016), tone, opacity=0.85)
    return Ground(foot=horizon(canvas), air=middle, scale=0.92, has_ground=False)


def stage(canvas: Canvas, c: Palette) -> Ground:
    """Spotlights in the dark."""
    dark = mixed(c.ink, c.second_dark, 0.35)
    canvas.mesh(
        [
            [mixed(dark, c.second_dark, 0.5), dark],
            [c.second_dark, mixed(dark, c.accent_dark, 0.4)],
            [dark, c.ink],
        ]
    )
    line = horizon(canvas)
    for x, lean, tone in (
        (0.12, 0.30, c.accent_light),
        (0.5, 0.0, c.sun),
        (0.88, -0.30, c.second_light),
    ):
        foot = x + lean
        canvas.area(
            [
                (x - 0.02, -0.05),
                (x + 0.02, -0.05),
                (foot + 0.17, line + 0.08),
                (foot - 0.17, line + 0.08),
            ],
            tone,
            opacity=0.20,
            blur=0.02,
        )
        canvas.glow(x, 0.0, 0.25, tone, 0.7)
    _bokeh(canvas, c, 26)
    canvas.area(
        [(0, line), (1, line), (1, 1), (0, 1)],
        (mixed(dark, c.accent_dark, 0.35), c.ink),
        opacity=0.95,
    )
    canvas.glow(0.5, line + 0.08, 0.42, c.sun, 0.45)
    return Ground(foot=line + 0.10, air=line - 0.28)


def _bokeh(canvas: Canvas, c: Palette, count: int) -> None:
    for _ in range(count):
        x, y = canvas.random.random(), canvas.random.uniform(0.05, 0.66)
        tone = canvas.random.choice((c.accent_light, c.second_light, c.sun))
        canvas.disc(x, y, canvas.random.uniform(0.012, 0.045), tone, opacity=0.20, blur=0.004)


def evening(canvas: Canvas, c: Palette) -> Ground:
    """A table at the end of the day, lights out of focus behind it."""
    low = c.sky_low if c.light is Light.NIGHT else mixed(c.accent_dark, c.near, 0.35)
    top = c.sky_top if c.light is Light.NIGHT else c.near
    canvas.mesh(
        [
            [top, mixed(top, low, 0.3), top],
            [mixed(top, low, 0.5), low, mixed(top, low, 0.6)],
            [low, top, low],
        ]
    )
    line = horizon(canvas)
    _bokeh(canvas, c, 44)
    canvas.glow(0.5, line - 0.2, 0.7, c.accent_light, 0.35)
    _table(canvas, c, line)
    return Ground(foot=line + 0.085, air=line - 0.30)


INSIDE: dict[str, Paint] = {
    paint.__name__: paint for paint in (table, window, studio, halo, stage, evening)
}
