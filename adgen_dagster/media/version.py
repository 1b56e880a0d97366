"""Tells whether FFmpeg is new enough."""

import re
from functools import lru_cache
from pathlib import Path

from adgen_dagster.media.errors import MediaUnavailableError
from adgen_dagster.media.process import run_process

OLDEST = 6
_LIMIT_S = 10.0
_RELEASE = re.compile(r"n?(\d+)\.")


def version_of(program: Path) -> str:
    """Ask `ffmpeg` or `ffprobe` for its version: `7.1`, `n6.0`, or a snapshot's name.

    Raises:
        MediaError: it does not start.
    """
    said = bytearray()
    run_process(
        [str(program), "-hide_banner", "-version"],
        purpose=f"Asking {program.name} for its version",
        limit_s=_LIMIT_S,
        on_stdout=said.extend,
    )
    words = said.decode("utf-8", "replace").split(maxsplit=3)
    return words[2] if len(words) > 2 else ""


def is_too_old(version: str) -> bool:
    """Tell whether it is a release before `OLDEST`; anything but a release counts as new."""
    release = _RELEASE.match(version)
    return release is not None and int(release[1]) < OLDEST


def require_new_enough(program: Path) -> None:
    """Let nothing be ordered that this FFmpeg cannot make.

    Raises:
        MediaUnavailableError: it is too old; the text tells what to do.
    """
    version = _version_at(program, program.stat().st_mtime_ns)
    if is_too_old(version):
        raise MediaUnavailableError(
            f"FFmpeg {version} ({program}) is too old: {OLDEST} or newer is needed."
            " `make setup` brings one; FFMPEG_PATH and FFPROBE_PATH name another."
        )


@lru_cache(maxsize=8)
def _version_at(program: Path, changed_ns: int) -> str:  # noqa: ARG001 - a new file, a new answer
    return version_of(program)
