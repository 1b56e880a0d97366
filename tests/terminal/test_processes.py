"""What the processes of a stack are started with, wherever the command was typed."""

import os
import subprocess
from pathlib import Path

import pytest

from adgen_dagster.stack.processes import environment
from tests.terminal.conftest import COMMAND, bare_environment


def test_what_was_named_from_where_a_person_was_is_named_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FFMPEG_PATH", "bin/ffmpeg")
    monkeypatch.setenv("ADGEN_SCRATCH_DIR", "~/scratch")
    monkeypatch.setenv("ADGEN_ARTIFACTS_URL", "s3://films/here")
    monkeypatch.setenv("ADGEN_PROMPTS_DIR", "")

    found = environment(tmp_path / "home")

    assert found["FFMPEG_PATH"] == str(tmp_path / "bin/ffmpeg")
    assert found["ADGEN_SCRATCH_DIR"] == str(Path.home() / "scratch")
    assert found["ADGEN_ARTIFACTS_URL"] == "s3://films/here"
    assert found["ADGEN_PROMPTS_DIR"] == ""


@pytest.mark.parametrize("places", ["{0}:", ":{0}", ".:{0}:", "downloads/..:{0}"])
def test_no_process_of_a_stack_imports_from_where_the_command_was_typed(
    places: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", places.format(tmp_path / "named"))

    found = environment(tmp_path / "home")["PYTHONPATH"].split(os.pathsep)

    assert found[1:] == [str(tmp_path / "named")]
    assert Path(found[0]).is_absolute()


def test_the_command_imports_nothing_from_where_it_was_typed(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "downloads"
    folder.mkdir()
    for name in ("calendar", "ffmpeg", "dagster", "yaml", "typer", "telegram_gateway"):
        (folder / f"{name}.py").write_text("raise SystemExit('a stranger ran')", encoding="utf-8")
    given = bare_environment(home) | {"PYTHONPATH": f":.:{tmp_path}:"}

    told = subprocess.run(
        [*COMMAND, "--help"], env=given, cwd=folder, capture_output=True, text=True, check=False
    )

    assert told.returncode == 0, told.stderr
    assert "Usage: adgen" in told.stdout
