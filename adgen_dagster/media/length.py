"""Measures how long a sound really is, and whether it is one: headers may lie."""

import re
from pathlib import Path

import ffmpeg as graph

from adgen_dagster.media.errors import (
    DiskFullError,
    MediaError,
    MediaUnavailableError,
    UnreadableMediaError,
)
from adgen_dagster.media.ffmpeg import FFmpeg, opened
from adgen_dagster.media.process import run_process

_RATE = 8000
_LIMIT_S = 60.0

# A crack or two in an hour is damage that a person may overlook.
_MOST_UNPLAYABLE = 0.1
_COUNTED = re.compile(r"Number of samples: (\S+)\s.*Number of NaNs: (\S+)\s.*Number of Infs: (\S+)")


def measured_seconds(ffmpeg: FFmpeg, sound: Path, *, until_s: float) -> float:
    """Measure how long a file sounds when decoded; stop listening at `until_s`.

    Raises:
        UnreadableMediaError: nothing in it can be heard.
        MediaUnavailableError, DiskFullError
    """
    heard = counted(opened(sound, t=until_s)["a:0"])
    decoded = graph.output(heard, "pipe:1", format="s8", ac=1, ar=_RATE)
    samples = 0

    def count(chunk: bytes) -> None:
        nonlocal samples
        samples += len(chunk)

    quiet = ("-nostdin", "-hide_banner", "-nostats", "-loglevel", "info")
    try:
        log = run_process(
            graph.compile(decoded, cmd=[str(ffmpeg.ffmpeg), *quiet]),
            purpose=f"Listening to {sound.name}",
            limit_s=_LIMIT_S,
            on_stdout=count,
        )
    except (MediaUnavailableError, DiskFullError):
        raise
    except MediaError as error:
        raise UnreadableMediaError(
            f"{sound.name} cannot be heard to its end; save it anew as MP3 or WAV."
        ) from error
    if not samples:
        raise UnreadableMediaError(f"{sound.name} has no sound.")
    require_numbers(sound, log)
    return samples / _RATE


def counted(sound: graph.Stream) -> graph.Stream:
    """Count a sound's samples while it is heard; `require_numbers` reads the log."""
    told = "Number_of_samples+Number_of_NaNs+Number_of_Infs"
    # What converts to whole numbers would stand before the count otherwise, and leave none.
    exact = sound.filter("aformat", sample_fmts="dblp")
    return exact.filter("astats", measure_perchannel="none", measure_overall=told)


def require_numbers(path: Path, log: str) -> None:
    """Refuse a sound in floating point whose samples are not numbers: decoders play them as noise.

    Raises:
        UnreadableMediaError: a tenth of it or more cannot be played.
    """
    found = _COUNTED.search(log)
    samples, nans, infinities = map(float, found.groups()) if found else (0.0, 0.0, 0.0)
    if samples and (nans + infinities) / samples >= _MOST_UNPLAYABLE:
        raise UnreadableMediaError(
            f"{path.name} is damaged: its samples are not numbers; save it anew as MP3 or WAV."
        )
