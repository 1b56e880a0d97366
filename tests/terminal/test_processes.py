"""What the processes of a stack are started with, wherever the command was typed."""

from pathlib import Path

import pytest

from adgen_dagster.terminal.processes import environment


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
