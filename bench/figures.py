"""What a part of the benchmark found: a table, a plot, and under which circumstances."""

import os
import platform
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Cell = str | int | float | None


class Circumstances(BaseModel):
    """When and on what a part was measured."""

    model_config = ConfigDict(frozen=True)

    at: str
    processor: str
    cores: int
    memory_gb: int
    python: str
    load_before: float
    """Processes that wanted a processor in the minute before, ours not among them."""
    seconds: float


class Plot(BaseModel):
    """How a part is drawn: one value of each series above each label."""

    kind: Literal["bars", "lines"]
    labels: tuple[str, ...]
    series: Mapping[str, Sequence[float]]
    unit: str
    is_logarithmic: bool = False


class Part(BaseModel):
    """One part of the benchmark."""

    letter: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    plots: tuple[Plot, ...] = ()
    measured: Circumstances | None = None


class Report(BaseModel):
    """The newest figures of every part, whichever run they come from."""

    parts: dict[str, Part] = Field(default_factory=dict[str, Part])

    @classmethod
    def read(cls, file: Path) -> "Report":
        """What is known so far; nothing, where there is no file yet."""
        return cls.model_validate_json(file.read_bytes()) if file.exists() else cls()

    def write(self, data: Path, page: Path, picture: str) -> None:
        """Keep the figures, and make the page that people read of them."""
        parts = [self.parts[letter] for letter in sorted(self.parts)]
        data.write_text(f"{self.model_dump_json(indent=1)}\n", encoding="utf-8")
        page.write_text(_page(parts, picture), encoding="utf-8")


class Clock:
    """Tells how long the part took, and how busy the machine was before it."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._load = os.getloadavg()[0]
        self._at = datetime.now(UTC)

    def circumstances(self) -> Circumstances:
        """Everything up to now; neither paths nor names of machines."""
        page_bytes, pages = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_PHYS_PAGES")
        return Circumstances(
            at=f"{self._at:%Y-%m-%d %H:%M} UTC",
            processor=_processor(),
            cores=len(os.sched_getaffinity(0)),
            memory_gb=round(page_bytes * pages / 2**30),
            python=platform.python_version(),
            load_before=round(self._load, 1),
            seconds=round(time.monotonic() - self._began, 1),
        )


@contextmanager
def environment(**chosen: str) -> Generator[None]:
    """Variables of the environment for the length of a `with` block."""
    before = {name: os.environ.get(name) for name in chosen}
    os.environ.update(chosen)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def markdown(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """A table, words to the left and numbers to the right."""
    numeric = [
        all(not isinstance(row[place], str) for row in rows) for place in range(len(columns))
    ]
    lines = [
        columns,
        ["---:" if is_number else "---" for is_number in numeric],
        *([_shown(cell) for cell in row] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shown(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell >= 1000 else f"{cell:.3g}" if cell < 1 else f"{cell:.4g}"
    return str(cell)


def _page(parts: Sequence[Part], picture: str) -> str:
    said = [
        "# Benchmark",
        (
            "`make bench` writes this page, its picture and `bench.json`; `make bench PARTS='b d'`"
            " measures some parts again and leaves the others. Compare the ratios, which were each"
            " taken within one run, rather than the seconds."
        ),
        f"![The four parts]({picture})",
    ]
    for part in parts:
        said += [f"## {part.title}", markdown(part.columns, part.rows)]
        said += ["\n".join(f"- {note}" for note in part.notes)] if part.notes else []
        if part.measured:
            said.append(_told(part.measured))
    return "\n\n".join(said) + "\n"


def _told(measured: Circumstances) -> str:
    return (
        f"Measured {measured.at} in {measured.seconds:.0f} s: {measured.processor},"
        f" {measured.cores} cores, {measured.memory_gb} GB, Python {measured.python}; load of the"
        f" minute before: {measured.load_before:.1f}."
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()
