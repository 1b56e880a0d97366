"""`make docs`: draw docs/packages.svg, who imports whom, from the import graph.

The rows are the layers of `.importlinter`, top to bottom. An arrow is left out where a way around
says the same: a package may use all that its arrows lead to. The picture of one tree is always the
same file, and a test compares it with the one in the repository.
"""

import configparser
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "packages.svg"
STUDIO, CHAT = "adgen_dagster", "telegram_gateway"

WIDTH, BOX_W, BOX_H, ROW_H, MARGIN = 780, 118, 30, 62, 44
LANE = 0.22
"""How much of a box's place an arrow takes that passes a row."""
EDGE, SWEEPS = 24.0, 24

Graph = Mapping[str, frozenset[str]]
Rows = list[list[str]]
STYLE = """
  :root { color-scheme: light dark }
  text { font: 13px system-ui, sans-serif; text-anchor: middle; fill: #1c2733 }
  rect { fill: #e8f0f8; stroke: #51687f }
  .chat { fill: #fdf0d8; stroke: #a07a2c }
  .of { text-anchor: end; font-weight: bold }
  path { fill: none; stroke: #7f8fa0; stroke-width: 1.3 }
  .page { fill: #fff; stroke: none }
  marker path { fill: #7f8fa0; stroke: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    rect { fill: #1f2f40; stroke: #7d95ad }
    .chat { fill: #40341c; stroke: #c9a252 }
    .page { fill: #0d1117 }
  }
"""
TIP = """<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"
 orient="auto"><path d="M0 0 8 4 0 8z"/></marker>"""


@dataclass(frozen=True)
class Point:
    """The middle of a box, or where an arrow passes a row."""

    x: float
    y: float


def layers() -> tuple[Rows, Rows]:
    """Return the rows of the chat's packages, and of the studio's, as the contracts have them."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    chat = _rows(contracts["importlinter:contract:chat"]["layers"])
    studio = _rows(contracts["importlinter:contract:layers"]["layers"])
    return [[f"{CHAT}.{name}" for name in row] for row in chat], studio


def _rows(text: str) -> Rows:
    return [re.findall(r"\w+", line) for line in text.strip().splitlines()]


def imports(names: Iterable[str]) -> Graph:
    """Return what each package imports itself."""
    graph = grimp.build_graph(STUDIO, CHAT, cache_dir=None)
    modules = {name: name if name.startswith(CHAT) else f"{STUDIO}.{name}" for name in names}
    return {
        name: frozenset(
            other
            for other, imported in modules.items()
            if other != name
            and graph.direct_import_exists(importer=module, imported=imported, as_packages=True)
        )
        for name, module in modules.items()
    }


def without_ways_around(graph: Graph) -> Graph:
    """Return the graph without each import that a chain of others implies."""
    reached: dict[str, frozenset[str]] = {}

    def reach(name: str) -> frozenset[str]:
        if name not in reached:
            reached[name] = graph[name].union(*(reach(other) for other in graph[name]))
        return reached[name]

    return {
        name: below.difference(*(reach(other) for other in below)) for name, below in graph.items()
    }


def chains(rows: Rows, graph: Graph) -> list[list[str]]:
    """Return each arrow as the places that it passes, and give it a place in every row between."""
    row_of = {name: at for at, row in enumerate(rows) for name in row}
    found: list[list[str]] = []
    for name in list(row_of):
        for other in sorted(graph[name]):
            between = range(row_of[name] + 1, row_of[other])
            lanes = [f"{name}>{other}@{at}" for at in between]
            for at, lane in zip(between, lanes, strict=True):
                rows[at].append(lane)
            found.append([name, *lanes, other])
    return found


def arranged(rows: Rows, arrows: list[list[str]]) -> dict[str, Point]:
    """Return where everything lies: each as near as can be to the middle of what it is tied to."""
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for arrow in arrows:
        for upper, lower in pairwise(arrow):
            below.setdefault(upper, []).append(lower)
            above.setdefault(lower, []).append(upper)
    x = {name: place for row in rows for name, place in _spread(row).items()}
    for sweep in range(SWEEPS):
        tied = above if sweep % 2 == 0 else below
        for row in rows if sweep % 2 == 0 else reversed(rows):
            near = {
                n: sum(x[t] for t in tied[n]) / len(tied[n]) if n in tied else x[n] for n in row
            }
            row.sort(key=lambda name: (round(near[name], 6), name))
            x.update(_placed(row, near))
    return {
        name: Point(x[name], MARGIN + at * ROW_H) for at, row in enumerate(rows) for name in row
    }


def _room(name: str) -> float:
    return (BOX_W + 16) * (LANE if "@" in name else 1.0)


def _spread(row: list[str]) -> dict[str, float]:
    return _placed(row, dict.fromkeys(row, WIDTH / 2))


def _placed(row: list[str], wanted: Mapping[str, float]) -> dict[str, float]:
    """Return places in the order of a row, without overlap, near to the wanted ones."""
    left, x = EDGE, dict[str, float]()
    for name in row:
        x[name] = max(wanted[name], left + _room(name) / 2)
        left = x[name] + _room(name) / 2
    right = WIDTH - EDGE
    for name in reversed(row):
        x[name] = min(x[name], right - _room(name) / 2)
        right = x[name] - _room(name) / 2
    if row:  # what was pushed to the right goes back by half
        shift = sum(wanted[name] - x[name] for name in row) / len(row)
        first, last = x[row[0]] - _room(row[0]) / 2, x[row[-1]] + _room(row[-1]) / 2
        shift = min(max(shift, EDGE - first), WIDTH - EDGE - last)
        x = {name: place + shift for name, place in x.items()}
    return x


def drawn() -> str:
    """Return the picture as SVG."""
    chat, studio = layers()
    rows = [*chat, *studio]
    names = [name for row in rows for name in row]
    arrows = chains(rows, without_ways_around(imports(names)))
    places = arranged(rows, arrows)
    height = (len(rows) - 1) * ROW_H + 2 * MARGIN
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">',
            "<title>Who imports whom: an arrow leads to what a package may use</title>",
            f"<style>{STYLE}</style>",
            TIP,
            '<rect class="page" width="100%" height="100%"/>',
            *(_arrow([places[name] for name in arrow]) for arrow in arrows),
            *(_box(name, places[name]) for name in names),
            *(_label(row, places) for row in (rows[0], rows[len(rows) - len(studio)])),
            "</svg>\n",
        ]
    )


def _arrow(points: list[Point]) -> str:
    """Return a smooth line through its points, from the foot of a box to the head of another."""
    half = BOX_H / 2
    path = f"M{points[0].x:.0f} {points[0].y + half:.0f}"
    for upper, lower in pairwise(points):
        start, end = upper.y + half, lower.y - half
        middle = (start + end) / 2
        path += f"C{upper.x:.0f} {middle:.0f} {lower.x:.0f} {middle:.0f} {lower.x:.0f} {end:.0f}"
        if lower is not points[-1]:
            path += f"V{lower.y + half:.0f}"
    return f'<path d="{path}" marker-end="url(#tip)"/>'


def _box(name: str, at: Point) -> str:
    package, _, short = name.rpartition(".")
    kind = ' class="chat"' if package else ""
    return (
        f'<rect{kind} x="{at.x - BOX_W / 2:.0f}" y="{at.y - BOX_H / 2:.0f}" width="{BOX_W}"'
        f' height="{BOX_H}" rx="5"/><text x="{at.x:.0f}" y="{at.y + 4:.0f}">{escape(short)}</text>'
    )


def _label(row: list[str], places: Mapping[str, Point]) -> str:
    """Return the name of what the packages below it are in, above the last box of a row."""
    last = max((name for name in row if "@" not in name), key=lambda name: places[name].x)
    at, whose = places[last], CHAT if last.startswith(CHAT) else STUDIO
    return f'<text class="of" x="{at.x + BOX_W / 2:.0f}" y="{at.y - 21:.0f}">{whose}</text>'


if __name__ == "__main__":
    TARGET.write_text(drawn(), encoding="utf-8")
    print(TARGET.relative_to(ROOT))
