"""A process that paints one segment and can be killed: `python -m … URL KEY ROOT [PHOTO]`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.providers.runway import RunwayClient, RunwayPainter, TaskRunner
from adgen_dagster.storage.artifacts import ArtifactStore
from tests.providers.runway.bench import OWNER, PLACE, PROMPT, QUICK

TOLD = "told"
"""The file in which the process keeps what it told of paid calls, as a job's events would."""


def main(url: str, key: str, root: str, photo: str = "") -> None:
    """Paint as an asset does, and go on living afterwards, before the result is kept."""
    store = ArtifactStore(f"{root}/store", Path(root) / "scratch")
    folder = Path(root) / "scratch"
    folder.mkdir(exist_ok=True)
    told = (Path(root) / TOLD).open("a", buffering=1, encoding="utf-8")
    painter = RunwayPainter(TaskRunner(RunwayClient(key, url), QUICK), "gen4_image", at_once=1)
    painter.paint(
        PROMPT,
        ratio=Ratio.WIDE,
        seed=7,
        reference=Path(photo) if photo else None,
        take=replace(
            store.take(PLACE, OWNER, "first"),
            tell=lambda charge: print(json.dumps(asdict(charge)), file=told),
        ),
        folder=folder,
    )
    (folder / "painted").touch()
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
