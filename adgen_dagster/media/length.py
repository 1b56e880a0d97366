"""How long a sound really is: a header can say anything."""

from pathlib import Path

import ffmpeg as graph

from adgen_dagster.media.errors import DiskFull, MediaError, MediaUnavailable, UnreadableMedia
from adgen_dagster.media.ffmpeg import FFmpeg, opened
from adgen_dagster.media.process import run_process

_RATE = 8000
_LIMIT_S = 60.0


def measured_seconds(ffmpeg: FFmpeg, sound: Path, *, until_s: float) -> float:
    """How long a file sounds when it is decoded; what is longer than `until_s` is not followed on.

    Raises:
        UnreadableMedia: nothing in it can be heard.
        MediaUnavailable, DiskFull
    """
    decoded = graph.output(opened(sound)["a:0"], "pipe:1", format="s8", ac=1, ar=_RATE, t=until_s)
    samples = 0

    def count(chunk: bytes) -> None:
        nonlocal samples
        samples += len(chunk)

    try:
        run_process(
            graph.compile(decoded, cmd=[str(ffmpeg.ffmpeg), "-nostdin", "-loglevel", "error"]),
            purpose=f"listening to {sound.name}",
            limit_s=_LIMIT_S,
            on_stdout=count,
        )
    except (MediaUnavailable, DiskFull):
        raise
    except MediaError as error:
        raise UnreadableMedia(
            f"{sound.name} cannot be heard to its end; save it anew as MP3 or WAV"
        ) from error
    if not samples:
        raise UnreadableMedia(f"{sound.name} has no sound")
    return samples / _RATE
