"""The guide to a new asset (docs/add-an-asset.md), followed to the letter in a copy of the tree."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from adgen_dagster.media.ffmpeg import find_ffmpeg
from adgen_dagster.stack.home import checkout

BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
STEPS_END = "    ),\n    gates=("


def blocks() -> list[str]:
    """The guide's pieces of code, in order."""
    return BLOCK.findall((checkout() / "docs" / "add-an-asset.md").read_text(encoding="utf-8"))


def insert(file: Path, before: str, text: str) -> None:
    source = file.read_text(encoding="utf-8")
    assert before in source, f"{file.name} has no {before!r} any more: correct this test"
    file.write_text(source.replace(before, text + before, 1), encoding="utf-8")


def follow_the_guide(tree: Path) -> None:
    root = checkout()
    for part in ("adgen_dagster", "telegram_gateway", "tests"):
        shutil.copytree(root / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tree)
    name, step, imported = blocks()
    product = tree / "adgen_dagster"
    indented = "".join(f"{' ' * 8}{line}\n" for line in f"{step.rstrip()},".splitlines())
    insert(product / "domain" / "words.py", "\n\nclass JobState", f"    {name}")
    insert(product / "domain" / "pipeline.py", STEPS_END, indented)
    insert(product / "definitions.py", "from adgen_dagster.assets.script", imported)
    insert(product / "definitions.py", "final_mp4]", "poster, ")
    shutil.copy(root / "examples" / "poster.py", product / "assets" / "poster.py")
    shutil.copy(root / "examples" / "test_poster.py", tree / "tests" / "assets")


def test_the_guide_makes_an_asset_that_is_due_shown_and_paid_for(tmp_path: Path) -> None:
    follow_the_guide(tmp_path)
    tests = ["tests/assets/test_poster.py", "tests/domain/test_the_table_and_the_graph.py"]
    programs = find_ffmpeg()

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests],
        cwd=tmp_path,
        env={
            **os.environ,
            "FFMPEG_PATH": str(programs.ffmpeg),
            "FFPROBE_PATH": str(programs.ffprobe),
        },
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout
