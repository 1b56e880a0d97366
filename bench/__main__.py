"""`python -m bench [a] [b] [c] [d]`: measure some parts, or all, and write `docs/bench.md`."""

import argparse
import importlib
import subprocess
from pathlib import Path

from bench.cut import PYTHON
from bench.figures import Part, Report, markdown

PARTS = {"a": "bench.paid_job", "b": "bench.cut", "c": "bench.crowd", "d": "bench.growth"}
DOCS = Path(__file__).parents[1] / "docs"
DATA, PAGE, PICTURE = DOCS / "bench.json", DOCS / "bench.md", DOCS / "images" / "bench.png"


def main() -> None:
    """Measure, one part after the other; each is kept the moment it is done."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "parts", nargs="*", metavar="part", help="a, b, c, d; all where none is named"
    )
    asked = parser.parse_args().parts or sorted(PARTS)
    if unknown := set(asked) - set(PARTS):
        parser.error(f"there is no part {min(unknown)}; there are {', '.join(PARTS)}")
    for letter in asked:
        print(f"Part {letter}: {PARTS[letter]}", flush=True)
        part: Part = importlib.import_module(PARTS[letter]).measure()
        print(f"{markdown(part.columns, part.rows)}\n{part.measured}\n", flush=True)
        report = Report.read(DATA)
        report.parts[letter] = part
        report.write(DATA, PAGE, PICTURE.relative_to(DOCS).as_posix())
        draw()


def draw() -> None:
    """Draw the picture anew from what is kept."""
    subprocess.run(
        [str(PYTHON), str(Path(__file__).with_name("plot.py")), str(DATA), str(PICTURE)], check=True
    )


if __name__ == "__main__":
    main()
