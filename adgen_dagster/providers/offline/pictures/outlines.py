"""Draw outlines through points."""

from collections.abc import Sequence

Point = tuple[float, float]


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
