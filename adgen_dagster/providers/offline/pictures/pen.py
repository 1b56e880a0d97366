"""Draw one thing in flat shapes: unit coordinates, smooth edges, soft light over the whole."""

import math
from collections.abc import Sequence
from functools import cache, lru_cache

from PIL import Image, ImageChops, ImageDraw

from adgen_dagster.providers.offline.pictures.colour import Colour, Palette

Point = tuple[float, float]

FINENESS = 2
"""Everything is drawn this much larger and reduced, which is what makes edges smooth."""

# Room around the unit square for steam, handles and leaves.
REACH = 1.25


class Pen:
    """A transparent sheet on which one thing is drawn.

    Coordinates go from -1 to 1, to the right and down; a thing that stands has its foot at 1.
    """

    def __init__(self, size: int, colours: Palette) -> None:
        self.c = colours
        self._unit = size / 2 * FINENESS
        side = round(size * REACH) * FINENESS
        self._middle = side / 2
        self._sheet = Image.new("RGBA", (side, side), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self._sheet)

    def _at(self, point: Point) -> Point:
        return self._middle + point[0] * self._unit, self._middle + point[1] * self._unit

    def _box(self, left: float, top: float, right: float, bottom: float) -> list[Point]:
        return [self._at((left, top)), self._at((right, bottom))]

    def area(self, points: Sequence[Point], fill: Colour) -> None:
        """A filled polygon."""
        self._draw.polygon([self._at(point) for point in points], fill)

    def blob(self, points: Sequence[Point], fill: Colour) -> None:
        """A filled shape whose outline runs smoothly through the points."""
        self.area(smooth(points), fill)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        """A filled ellipse around (x, y)."""
        self._draw.ellipse(self._box(x - rx, y - ry, x + rx, y + ry), fill)

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: Colour, r: float = 0.0
    ) -> None:
        """A filled box with corners of radius `r`."""
        self._draw.rounded_rectangle(self._box(left, top, right, bottom), r * self._unit, fill)

    def line(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """A line with round ends."""
        placed = [self._at(point) for point in points]
        thick = max(1, round(width * self._unit))
        self._draw.line(placed, fill, thick, joint="curve")
        for x, y in (placed[0], placed[-1]):
            half = thick / 2
            self._draw.ellipse([x - half, y - half, x + half, y + half], fill)

    def sweep(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """A line that runs smoothly through the points."""
        self.line(smooth(points, closed=False), width, fill)

    def ring(
        self,
        x: float,
        y: float,
        r: float,
        width: float,
        fill: Colour,
        start: float = 0.0,
        end: float = 360.0,
    ) -> None:
        """A part of a circle's line; angles in degrees, clockwise from the right."""
        count = max(8, round(abs(end - start) / 4))
        angles = [math.radians(start + (end - start) * i / count) for i in range(count + 1)]
        outer, inner = r + width / 2, r - width / 2
        edge = [(x + outer * math.cos(a), y + outer * math.sin(a)) for a in angles]
        edge += [(x + inner * math.cos(a), y + inner * math.sin(a)) for a in reversed(angles)]
        self.area(edge, fill)
        if end - start < 360:
            for a in (angles[0], angles[-1]):
                self.oval(x + r * math.cos(a), y + r * math.sin(a), width / 2, width / 2, fill)

    def hole(self, points: Sequence[Point]) -> None:
        """Cut a polygon out of what is drawn."""
        self._draw.polygon([self._at(point) for point in points], (0, 0, 0, 0))

    def round_hole(self, x: float, y: float, r: float) -> None:
        """Cut a circle out of what is drawn."""
        self._draw.ellipse(self._box(x - r, y - r, x + r, y + r), (0, 0, 0, 0))

    def finished(self, turn: float = 0.0) -> Image.Image:
        """The sheet at its real size, lit from the upper left, turned by some degrees."""
        sheet = self._sheet
        if turn:
            sheet = sheet.rotate(turn, Image.Resampling.BICUBIC, expand=True)
        sheet = sheet.reduce(FINENESS)
        alpha = sheet.getchannel("A")
        lit = Image.composite(
            _white(sheet.size), sheet, ImageChops.multiply(alpha, _lit(sheet.size))
        )
        lit = Image.composite(
            _dark(sheet.size), lit, ImageChops.multiply(alpha, _shade(sheet.size))
        )
        lit.putalpha(alpha)
        return lit


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 10) -> list[Point]:
    """Points on a Catmull-Rom curve through `points`."""
    count = len(points)

    def at(index: int) -> Point:
        return points[index % count] if closed else points[min(max(index, 0), count - 1)]

    curve: list[Point] = []
    for start in range(count if closed else count - 1):
        four = [at(start + offset) for offset in (-1, 0, 1, 2)]
        curve += [_on_curve(four, step / steps) for step in range(steps)]
    return curve if closed else [*curve, points[-1]]


def _on_curve(four: Sequence[Point], t: float) -> Point:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = four

    def axis(a: float, b: float, c: float, d: float) -> float:
        square, cube = t * t, t * t * t
        return 0.5 * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * square
            + (3 * b - a - 3 * c + d) * cube
        )

    return axis(ax, bx, cx, dx), axis(ay, by, cy, dy)


@cache
def _slope() -> Image.Image:
    """A diagonal ramp, from black at the upper left to white at the lower right."""
    ramp = Image.linear_gradient("L")
    return Image.blend(ramp, ramp.rotate(90), 0.5)


def _ramp(slope: Image.Image, size: tuple[int, int], start: int, most: int) -> Image.Image:
    """A ramp that begins at `start` and ends at `most`, as large as a sheet."""
    ramp = slope.point([max(0, (v - start)) * most // (255 - start) for v in range(256)])
    return ramp.resize(size, Image.Resampling.BICUBIC)


@lru_cache(maxsize=8)
def _shade(size: tuple[int, int]) -> Image.Image:
    return _ramp(_slope(), size, 100, 105)


@lru_cache(maxsize=8)
def _lit(size: tuple[int, int]) -> Image.Image:
    return _ramp(ImageChops.invert(_slope()), size, 110, 80)


@lru_cache(maxsize=8)
def _white(size: tuple[int, int]) -> Image.Image:
    return Image.new("RGBA", size, (255, 250, 238, 255))


@lru_cache(maxsize=8)
def _dark(size: tuple[int, int]) -> Image.Image:
    return Image.new("RGBA", size, (24, 14, 40, 255))
