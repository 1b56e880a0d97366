import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2] / "bin" / "ffmpeg"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of `bin/ffmpeg/` as git has it."""
    for name in ("bring.py", "requirements.txt", "README.md"):
        shutil.copy(HERE / name, tmp_path)
    return tmp_path


def run(folder: Path, *script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *(script or ("bring.py",))],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_an_empty_folder_is_given_both_programs_and_then_left_alone(folder: Path) -> None:
    brought, again = run(folder), run(folder)

    assert brought.returncode == 0, brought.stderr
    assert "bringing ffmpeg and ffprobe" in brought.stdout
    for name in ("ffmpeg", "ffprobe"):
        assert f"{folder / name}: {name} version" in brought.stdout
        assert os.access(folder / name, os.X_OK)
    assert again.stdout.startswith("ffmpeg and ffprobe are already here")


def test_another_kind_of_machine_is_told_what_to_do(folder: Path) -> None:
    ran = run(folder, "-c", "import bring; bring.wanted('Darwin', 'arm64')")

    assert ran.returncode == 1
    assert "no FFmpeg is brought for Darwin on arm64" in ran.stderr
    assert "FFMPEG_PATH" in ran.stderr
    assert "README.md" in ran.stderr


@pytest.mark.parametrize("machine", ["x86_64", "AMD64", "aarch64", "arm64"])
def test_both_programs_are_known_for_every_machine_we_promise(machine: str, folder: Path) -> None:
    ran = run(
        folder, "-c", f"import bring; print(*[b.name for b in bring.wanted('Linux', {machine!r})])"
    )

    assert ran.stdout.split() == ["ffmpeg", "ffprobe"]


def test_without_a_registry_the_way_out_is_told_and_nothing_is_left(folder: Path) -> None:
    before = sorted(folder.iterdir())

    ran = run(folder, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(folder), PIP_CONFIG_FILE=os.devnull)

    assert ran.returncode == 1
    assert "An FFmpeg of your own does as well" in ran.stderr
    assert sorted(path for path in folder.iterdir() if path.name != "__pycache__") == before


def test_a_damaged_program_does_not_count_as_being_there(folder: Path) -> None:
    (folder / "ffmpeg").write_text("#!/bin/sh\necho ffmpeg version 9\n")
    (folder / "ffmpeg").chmod(0o755)

    ran = run(folder, "-c", "import bring; print(bring.is_right(bring.X86_64[0]))")

    assert ran.stdout.strip() == "False"


def test_what_came_must_be_what_was_meant(folder: Path) -> None:
    ran = run(folder, "-c", "import bring, io; bring.put(bring.X86_64[0], io.BytesIO(b'another'))")

    assert ran.returncode == 1
    assert "is not the one that was meant" in ran.stderr
    assert not (folder / "ffmpeg").exists()
