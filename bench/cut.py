"""Part b: the final cut against a bare stream copy of the same files, and against MoviePy."""

import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from adgen_dagster.domain.storyboard import SLOT_S
from adgen_dagster.media.clip import FRAME_SIZES, make_uniform
from adgen_dagster.media.ffmpeg import FFmpeg, find_ffmpeg
from adgen_dagster.media.film import cut_film
from adgen_dagster.media.sound import mix_narration
from bench.figures import Clock, Part, Plot
from tests.media.scenes import film, sound, syllables

CLIPS = 10
TIMES = 5
MOVIEPY = Path(__file__).with_name("moviepy_cut.py")
PYTHON = Path(__file__).parents[1] / "build" / "bench" / "bin" / "python"
"""MoviePy asks for an older Pillow than the product does: it lives in an environment of its own."""


class NotSetUpError(Exception):
    """What only the benchmark needs was not brought."""


def measure() -> Part:
    """Make ten clips and their sound, and cut them in three ways."""
    if not PYTHON.exists():
        raise NotSetUpError(f"{PYTHON} is missing: `make bench` brings it.")
    clock, ffmpeg = Clock(), find_ffmpeg()
    with tempfile.TemporaryDirectory(prefix="adgen-bench-") as name:
        folder = Path(name)
        clips, audio = _material(ffmpeg, folder)
        seconds = CLIPS * SLOT_S
        bare = _median(lambda: _copy(ffmpeg, clips, audio, folder / "copy.mp4"))
        ours = _median(lambda: cut_film(ffmpeg, clips, audio, folder / "ours.mp4", seconds=seconds))
        theirs = _moviepy(ffmpeg, clips, audio, folder / "moviepy.mp4")
        sizes = [
            (folder / f"{way}.mp4").stat().st_size / 1e6 for way in ("copy", "ours", "moviepy")
        ]
    ways = {
        "bare `ffmpeg -c copy`": bare,
        "the final cut (the same, checked before and after)": ours,
        "MoviePy 2 (concatenate, set the sound, x264 veryfast)": theirs,
    }
    return Part(
        letter="b",
        title="(b) The final cut",
        columns=("way", "seconds", "to the bare copy", "film, MB"),
        rows=tuple(
            (way, round(taken, 3), round(taken / bare, 2), round(size, 1))
            for (way, taken), size in zip(ways.items(), sizes, strict=True)
        ),
        notes=(
            (
                f"{CLIPS} clips of 5 s, 1280×720, 24 fps, captions burned in, and their finished"
                " sound: what lies there after the last approval. The same FFmpeg for all"
                " three."
            ),
            f"Median of {TIMES} times; MoviePy once, without the start of its Python.",
        ),
        plots=(
            Plot(
                kind="bars",
                labels=("bare copy", "final cut", "MoviePy"),
                series={"seconds": list(ways.values())},
                unit="seconds",
                is_logarithmic=True,
            ),
        ),
        measured=clock.circumstances(),
    )


def _material(ffmpeg: FFmpeg, folder: Path) -> tuple[list[Path], Path]:
    clips: list[Path] = []
    for number in range(CLIPS):
        raw = film(
            ffmpeg,
            folder / f"raw-{number}.mp4",
            f"mandelbrot=s=1280x720:r=24:start_x={-0.74 - number / 1000},trim=duration=5.2",
            *("-pix_fmt", "yuv420p", "-preset", "ultrafast"),
        )
        clips.append(folder / f"clip-{number}.mp4")
        size = FRAME_SIZES["16:9"]
        make_uniform(ffmpeg, raw, clips[-1], size=size, caption=f"The morning, part {number}")
    spoken = sound(folder / "line.wav", syllables(4.0))
    mix_narration(ffmpeg, [spoken] * CLIPS, folder / "mix.m4a", slot_s=SLOT_S)
    return clips, folder / "mix.m4a"


def _copy(ffmpeg: FFmpeg, clips: list[Path], audio: Path, target: Path) -> None:
    listed = target.with_suffix(".txt")
    listed.write_text("".join(f"file '{clip}'\n" for clip in clips))
    subprocess.run(
        [
            *(str(ffmpeg.ffmpeg), "-v", "error", "-y", "-f", "concat", "-safe", "0"),
            *("-i", str(listed), "-i", str(audio), "-map", "0:v", "-map", "1:a"),
            *("-c", "copy", "-movflags", "+faststart", str(target)),
        ],
        check=True,
    )


def _moviepy(ffmpeg: FFmpeg, clips: list[Path], audio: Path, target: Path) -> float:
    said = subprocess.run(
        [str(PYTHON), str(MOVIEPY), str(target), str(audio), *map(str, clips)],
        check=True,
        capture_output=True,
        text=True,
        env={"FFMPEG_BINARY": str(ffmpeg.ffmpeg), "HOME": str(target.parent)},
    )
    return float(said.stdout)


def _median(work: Callable[[], object]) -> float:
    taken: list[float] = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)
