"""Draws what `docs/bench.json` holds; run by `python -m bench`, in Matplotlib's environment."""
# pyright: reportMissingImports=false

import json
import sys
from pathlib import Path
from typing import Any

from matplotlib import pyplot as plt

WIDTH_IN, HEIGHT_IN = 6.0, 3.6
LOWEST, HIGHEST = 0.1, 100.0
"""The least that the axis of a growth shows, in multiples of what it was at first."""


def draw(data: Path, picture: Path) -> None:
    """One panel for each plot, two in a row."""
    parts = json.loads(data.read_text(encoding="utf-8"))["parts"]
    plots = [
        (parts[letter]["title"], plot)
        for letter in sorted(parts)
        for plot in parts[letter]["plots"]
    ]
    rows = (len(plots) + 1) // 2
    figure, panels = plt.subplots(
        rows, 2, figsize=(2 * WIDTH_IN, rows * HEIGHT_IN), layout="constrained", squeeze=False
    )
    for panel in panels.flat[len(plots) :]:
        panel.set_visible(False)
    for panel, (title, plot) in zip(panels.flat, plots, strict=False):
        draw_panel(panel, title, plot)
    figure.savefig(picture, dpi=90)


def draw_panel(panel: Any, title: str, plot: dict[str, Any]) -> None:  # noqa: ANN401 - untyped
    """One plot, as `bench.figures.Plot` describes it."""
    places = range(len(plot["labels"]))
    width = 0.8 / len(plot["series"])
    for number, (name, values) in enumerate(plot["series"].items()):
        if plot["kind"] == "lines":
            panel.plot(places, values, marker="o", label=name)
            continue
        left = [place - 0.4 + width * (number + 0.5) for place in places]
        bars = panel.bar(left, values, width, label=name)
        panel.bar_label(bars, fmt="%.3g", fontsize=8)
    panel.set_xticks(list(places), plot["labels"])
    panel.set_ylabel(plot["unit"])
    panel.set_title(title)
    if plot["is_logarithmic"]:
        panel.set_yscale("log")
        panel.yaxis.set_major_formatter("{x:g}")
    if plot["kind"] == "lines":
        # So that what hardly grows looks like it, and what grows with the jobs would leave it.
        low, high = panel.get_ylim()
        panel.set_ylim(min(low, LOWEST), max(high, HIGHEST))
        panel.yaxis.set_minor_formatter("")
    if len(plot["series"]) > 1:
        panel.legend(fontsize=7, ncols=2 if plot["kind"] == "lines" else 1)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
