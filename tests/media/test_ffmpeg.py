import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Mapping
from pathlib import Path

import ffmpeg as graph
import psutil
import pytest
from PIL import Image

import adgen_dagster
from adgen_dagster.errors import ErrorKind
from adgen_dagster.media.clip import FrameSize, make_uniform
from adgen_dagster.media.encoding import video_encoder
from adgen_dagster.media.ffmpeg import (
    DiskFullError,
    FFmpeg,
    MediaError,
    MediaUnavailableError,
    find_ffmpeg,
    folder_beside,
    portion,
    run,
    whole_file,
)

from .scenes import film

ENDLESS = "testsrc2=s=320x180:r=24"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the product without `bin/`, as after a bare clone."""
    package = Path(adgen_dagster.__file__).parent
    shutil.copytree(package / "media", tmp_path / "adgen_dagster" / "media")
    shutil.copy(package / "errors.py", tmp_path / "adgen_dagster")
    return tmp_path


def found_by(checkout: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    script = (
        "from adgen_dagster.media.ffmpeg import find_ffmpeg; found = find_ffmpeg();"
        "print(found.ffmpeg, found.ffprobe)"
    )
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_settings_paths_come_first(tmp_path: Path) -> None:
    mine, my_probe = program(tmp_path / "my-ffmpeg"), program(tmp_path / "my-ffprobe")

    assert find_ffmpeg(mine, my_probe) == FFmpeg(mine, my_probe)


def test_what_was_brought_comes_before_the_path(checkout: Path) -> None:
    program(checkout / "path" / "ffmpeg")
    program(checkout / "path" / "ffprobe")
    brought = program(checkout / "bin" / "ffmpeg" / "ffmpeg")

    found = found_by(checkout, {"PATH": str(checkout / "path")})

    assert found.stdout.split() == [str(brought), str(checkout / "path" / "ffprobe")]


def test_without_any_ffmpeg_all_three_places_and_the_way_out_are_told(checkout: Path) -> None:
    found = found_by(checkout, {"PATH": str(checkout)})

    *_, told = found.stderr.strip().splitlines()
    assert "MediaUnavailableError" in told
    for place in ("FFMPEG_PATH", str(checkout / "bin" / "ffmpeg" / "ffmpeg"), "PATH", "make setup"):
        assert place in told


def test_a_setting_that_names_no_program_is_refused_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(MediaUnavailableError, match=r"FFPROBE_PATH names .*nothing"):
        find_ffmpeg(ffprobe_path=tmp_path / "nothing")


def test_progress_rises_to_one_and_never_falls(ffmpeg: FFmpeg) -> None:
    told: list[float] = []
    pictures = graph.input("testsrc2=s=640x360:r=24", f="lavfi", t=5)["v:0"]

    run(ffmpeg, graph.output(pictures, "-", f="null"), purpose="x", seconds=5, progress=told.append)

    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_portion_of_the_progress_is_seen_as_a_part_of_the_whole() -> None:
    told: list[float] = []
    second_half = portion(told.append, 0.5, 1.0)

    assert second_half is not None
    second_half(0.0)
    second_half(0.5)
    second_half(1.0)

    assert told == [0.5, 0.75, 1.0]


def test_ffmpeg_over_its_time_limit_is_ended(ffmpeg: FFmpeg) -> None:
    pictures = graph.input(ENDLESS, f="lavfi")["v:0"]

    with pytest.raises(MediaError, match="filming took longer than"):
        run(ffmpeg, graph.output(pictures, "-", f="null"), purpose="filming", limit_s=0.5)

    assert "ffmpeg" not in [child.name() for child in psutil.Process().children(recursive=True)]


def test_a_failed_run_leaves_the_target_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "film.mp4"
    target.write_text("the old one")

    def fail() -> None:
        with whole_file(target) as part:
            part.write_text("half of the new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert target.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [target]


def test_a_process_killed_in_the_middle_leaves_no_half_file_under_the_target_s_name(
    ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    source = film(ffmpeg, tmp_path / "source.mp4", "testsrc2=s=640x360:r=24:d=10", "-crf", "40")
    folder = tmp_path / "made"
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from adgen_dagster.media.clip import frame_size, make_uniform
        from adgen_dagster.media.ffmpeg import find_ffmpeg
        source, target = map(Path, sys.argv[1:])
        make_uniform(find_ffmpeg(), source, target, size=frame_size("16:9"), seconds=10)
    """)
    working = subprocess.Popen([sys.executable, "-c", script, source, folder / "clip.mp4"])
    deadline = time.monotonic() + 60

    while not (folder.is_dir() and any(part.stat().st_size for part in folder.iterdir())):
        assert working.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    ours = psutil.Process(working.pid).children(recursive=True)
    os.kill(working.pid, signal.SIGKILL)
    working.wait()
    for child in ours:
        child.kill()

    assert ours
    assert not (folder / "clip.mp4").exists()


def test_hardware_that_does_not_work_here_is_replaced_by_software(
    ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize
) -> None:
    source = film(ffmpeg, tmp_path / "source.mp4", f"{ENDLESS}:d=1")

    for hardware in ("nvenc", "vaapi", "qsv", "videotoolbox", "no such thing"):
        asking = FFmpeg(ffmpeg.ffmpeg, ffmpeg.ffprobe, hardware=hardware)
        made = make_uniform(asking, source, tmp_path / "clip.mp4", size=small, seconds=0.5)

        assert (made.video_codec, made.video_profile, made.frames) == ("h264", "High", 12)
        assert video_encoder(asking).name.startswith(("libx264", "h264_"))


def test_the_number_of_threads_can_be_bounded(
    ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize
) -> None:
    source = film(ffmpeg, tmp_path / "source.mp4", f"{ENDLESS}:d=1")
    alone = FFmpeg(ffmpeg.ffmpeg, ffmpeg.ffprobe, threads=1)

    make_uniform(alone, source, tmp_path / "clip.mp4", size=small, seconds=0.5)

    # x264 writes its options into the film.
    assert b" threads=1 " in (tmp_path / "clip.mp4").read_bytes()


def test_media_errors_tell_what_a_person_can_do() -> None:
    assert MediaError("x").kind == ErrorKind.ASSEMBLY


def test_a_full_disk_is_told_whoever_writes(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    tone = graph.input("sine=d=1", f="lavfi")["a:0"]

    with pytest.raises(DiskFullError, match=r"^writing a tone failed: the disk is full; make room"):
        run(ffmpeg, graph.output(tone, "file:/dev/full", f="wav"), purpose="writing a tone")
    with pytest.raises(DiskFullError, match=r"^Writing picture\.png failed: the disk is full"):
        save_on_a_full_disk(tmp_path / "picture.png")
    with pytest.raises(DiskFullError, match=r"^Writing film\.mp4 failed: the disk is full"):
        save_beside_on_a_full_disk(tmp_path / "film.mp4")

    assert list(tmp_path.iterdir()) == []


def save_on_a_full_disk(target: Path) -> None:
    with whole_file(target) as part:
        part.symlink_to("/dev/full")
        Image.new("RGB", (640, 360)).save(part)


def save_beside_on_a_full_disk(target: Path) -> None:
    with folder_beside(target) as scratch:
        (scratch / "canvas.ppm").symlink_to("/dev/full")
        Image.new("RGB", (640, 360)).save(scratch / "canvas.ppm")
