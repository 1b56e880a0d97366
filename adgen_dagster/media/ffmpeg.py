"""Find FFmpeg and run it: the one place where `ffmpeg` and `ffprobe` are started."""

import errno
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import ffmpeg as graph
from ffmpeg.nodes import OutputStream

from adgen_dagster.media.errors import (
    DiskFullError,
    MediaError,
    MediaStoppedError,
    MediaUnavailableError,
)
from adgen_dagster.media.process import run_process
from adgen_dagster.storage.unfinished import unfinished

__all__ = [
    "DiskFullError",
    "FFmpeg",
    "MediaError",
    "MediaStoppedError",
    "MediaUnavailableError",
    "Progress",
    "bounded",
    "find_ffmpeg",
    "folder_beside",
    "opened",
    "portion",
    "reading",
    "run",
    "run_probe",
    "whole_file",
]

Progress = Callable[[float], None]
"""Is told how much of a piece of work is done, 0 to 1."""

BROUGHT = Path(__file__).resolve().parents[2] / "bin" / "ffmpeg"

# The slowest thing here, a whole film encoded again on two cores, took 35 s; a film of four
# minutes takes five times that.
LIMIT_S = 600.0
PROBE_LIMIT_S = 20.0

# What providers, people's telephones and we ourselves make. Everything else stays shut, above
# all the formats whose files name other files (hls, dash, concat, image sequences, ...).
FORMATS = "mov,matroska,webm,avi,mpegts,wav,mp3,ogg,flac,aac,aiff,caf,amr,asf"

# 8K. A header can promise any size; memory is reserved by what it promises.
MAX_PIXELS = 7680 * 4320

PROBE_ANSWER_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class FFmpeg:
    """The two programs, and how they are to be used on this machine.

    Args:
        ffmpeg: the encoder.
        ffprobe: what looks into files.
        hardware: the hardware encoder asked for: "nvenc", "vaapi", "qsv" or "videotoolbox".
            Used only where it turns out to work.
        threads: how many threads one FFmpeg may use; FFmpeg's own choice when None.
    """

    ffmpeg: Path
    ffprobe: Path
    hardware: str | None = None
    threads: int | None = None


def find_ffmpeg(
    ffmpeg_path: Path | None = None,
    ffprobe_path: Path | None = None,
    hardware: str | None = None,
) -> FFmpeg:
    """Find both programs: where the settings say, else in `bin/ffmpeg/`, else on the PATH.

    Raises:
        MediaUnavailableError: one is nowhere, or the settings name a file that cannot be run.
    """
    return FFmpeg(_find("ffmpeg", ffmpeg_path), _find("ffprobe", ffprobe_path), hardware)


def _find(name: str, configured: Path | None) -> Path:
    setting = f"{name.upper()}_PATH"
    if configured is not None:
        if not _can_run(configured):
            raise MediaUnavailableError(f"{setting} names {configured}, which is not executable.")
        return configured
    if _can_run(BROUGHT / name):
        return BROUGHT / name
    installed = shutil.which(name)
    if installed:
        return Path(installed)
    raise MediaUnavailableError(
        f"No {name} found: {setting} is not set, {BROUGHT / name} is not there, "
        f"and there is none on the PATH; `make setup` brings it."
    )


def _can_run(program: Path) -> bool:
    return program.is_file() and os.access(program, os.X_OK)


def reading(formats: str = FORMATS) -> dict[str, str | float]:
    """Return the options that must precede every file that FFmpeg opens."""
    return {
        "protocol_whitelist": "file,pipe",
        "format_whitelist": formats,
        "max_pixels": MAX_PIXELS,
    }


def opened(path: Path, **options: str | float) -> graph.Stream:
    """Open a media file as an input of a filter graph, with every restriction we have."""
    return graph.input(f"file:{path}", **reading(), **options)


def bounded(sound: graph.Stream) -> graph.Stream:
    """Limit a decoded sound so that no sample exceeds full scale.

    Decoders count in floating point, where four wrong bytes of an MP3 become a crack of +90 dB
    that everything after it would be measured by. Whole numbers end at full scale.
    """
    return sound.filter("aformat", sample_fmts="s32")


def run(
    ffmpeg: FFmpeg,
    work: OutputStream,
    *,
    purpose: str,
    seconds: float | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    limit_s: float = LIMIT_S,
    log: str = "error",
) -> str:
    """Run FFmpeg on a graph built with ffmpeg-python; return the end of what it logged.

    Args:
        ffmpeg: the programs.
        work: what `ffmpeg.output` made.
        purpose: what it is for, in words that an error can begin with.
        seconds: how long the output will be; progress is measured against it.
        progress: is told the part done.
        stop: ends the work when set.
        limit_s: the longest it may take.
        log: FFmpeg's log level; some filters report their findings at "info".
    """
    threads = [] if ffmpeg.threads is None else ["-filter_complex_threads", str(ffmpeg.threads)]
    command = [str(ffmpeg.ffmpeg), "-nostdin", "-hide_banner", "-nostats", "-y"]
    command += ["-loglevel", log, "-progress", "pipe:1", "-stats_period", "0.2"]
    listener = _ProgressLines(seconds, progress)
    stderr = run_process(
        graph.compile(work, cmd=[*command, *threads]),
        purpose=purpose,
        limit_s=limit_s,
        on_stdout=listener,
        stop=stop,
    )
    if progress is not None:
        progress(1.0)
    return stderr


class _ProgressLines:
    """Reads what `-progress` writes: lines of `key=value`."""

    def __init__(self, seconds: float | None, progress: Progress | None) -> None:
        self._seconds = seconds
        self._progress = progress
        self._rest = b""
        self._told = 0.0

    def __call__(self, chunk: bytes) -> None:
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if self._progress is None or not self._seconds:
            return
        for line in lines:
            key, _, value = line.partition(b"=")
            if key != b"out_time_us" or not value.strip().isdigit():
                continue
            done = min(int(value) / 1e6 / self._seconds, 1.0)
            if done > self._told:
                self._told = done
                self._progress(done)


def run_probe(ffmpeg: FFmpeg, path: Path, *options: str) -> str:
    """Run ffprobe on a file with every restriction we have; return what it printed."""
    restrictions = [
        word for option, value in reading().items() for word in (f"-{option}", str(value))
    ]
    answer = bytearray()

    def keep(chunk: bytes) -> None:
        if len(answer) + len(chunk) > PROBE_ANSWER_BYTES:
            raise MediaError(f"{path.name} describes itself at too great a length.")
        answer.extend(chunk)

    run_process(
        [
            *(str(ffmpeg.ffprobe), "-hide_banner", "-loglevel", "error"),
            *(*restrictions, *options, f"file:{path}"),
        ],
        purpose=f"Reading {path.name}",
        limit_s=PROBE_LIMIT_S,
        on_stdout=keep,
    )
    return answer.decode("utf-8", "replace")


@contextmanager
def folder_beside(target: Path) -> Generator[Path]:
    """Provide a folder for intermediate files beside the target; it is deleted afterwards.

    A process that is killed meanwhile leaves nothing outside the folder that it was given.

    Raises:
        DiskFullError: it, or something written into it, found no room.
    """
    with _room_for(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            yield Path(folder)


@contextmanager
def whole_file(target: Path) -> Generator[Path]:
    """Provide a name beside the target to write to; it becomes the target only on success.

    Raises:
        DiskFullError: what was written to it found no room.
    """
    with _room_for(target), unfinished(target) as part:
        yield part
        part.replace(target)


@contextmanager
def _room_for(target: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            told = f"Writing {target.name} failed: the disk is full; make room and try again."
            raise DiskFullError(told) from error
        raise


def portion(progress: Progress | None, start: float, end: float) -> Progress | None:
    """Scale the progress of one of several steps, which goes from `start` to `end`."""
    if progress is None:
        return None
    return lambda done: progress(start + (end - start) * done)
