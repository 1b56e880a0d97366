"""Decodes untrusted pictures, each in a process with limits.

A file of half a megabyte can keep a decoder busy for minutes, in one call that no thread can
be called back from; and decoders have had their holes. So a decoder gets the picture and nothing
else: no secret, no files, some seconds, some memory (`decoder.py`).
"""

import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from PIL import Image

from adgen_dagster.media.decoder import REFUSED
from adgen_dagster.media.errors import MediaUnavailableError, UnreadableMediaError
from adgen_dagster.media.ffmpeg import MAX_PIXELS
from adgen_dagster.media.process import bare_environment

LONGEST = 2048
"""What a picture's longer side is made, where it is longer: more than any of our films shows."""

CPU_S = 6
"""The slowest honest picture, a PNG of 8K, took 2.2 s."""

LIMIT_S = 30.0
"""On a crowded machine six seconds of work take longer; and a stopped process never ends."""

MEMORY_BYTES = 1 << 30
"""A WebP of 8K took 590 MB, a PNG with transparency 450, a progressive JPEG 250."""

AT_ONCE = 4
_HEADER_BYTES = 32
_SAID_BYTES = 64 * 1024
_TOLD_CHARS = 200
_DECODER = Path(__file__).with_name("decoder.py")
_decoders = threading.BoundedSemaphore(AT_ONCE)


def decoded(path: Path, longest: int = LONGEST) -> Image.Image:
    """Decode a file's picture: upright, RGB in sRGB, opaque, with nothing else of the file.

    Args:
        path: PNG, JPEG, WebP or AVIF.
        longest: the longer side is made so long where it is longer.

    Raises:
        UnreadableMediaError: it is not such a picture, it is damaged, or it is too much to open.
        MediaUnavailableError: pictures cannot be decoded here.
    """
    try:
        with _decoders, path.open("rb") as file:
            code, pixels, said = _run(file, longest)
    except OSError as error:
        raise UnreadableMediaError(f"{path.name} cannot be read: {error.strerror}.") from error
    if code == REFUSED:
        raise UnreadableMediaError(f"{path.name} {said.rstrip('.')}.")
    if code < 0:
        raise UnreadableMediaError(
            f"{path.name} takes too long to be opened; save it anew as a JPEG."
        )
    if code:
        raise MediaUnavailableError(f"Pictures cannot be decoded here: {said.rstrip('.')}.")
    size, _, content = pixels.partition(b"\n")
    try:
        width, height = map(int, size.split())
        return Image.frombytes("RGB", (width, height), content)
    except ValueError as error:  # a decoder that its picture has taken over says anything
        raise UnreadableMediaError(f"{path.name} cannot be read as a picture.") from error


def _run(file: IO[bytes], longest: int) -> tuple[int, bytes, str]:
    """Return the exit code of a decoder, what it wrote and what it said; below 0: it was ended."""
    numbers = map(str, (longest, MAX_PIXELS, CPU_S, MEMORY_BYTES))
    try:
        process = subprocess.Popen(  # noqa: S603 - an argument list; no shell
            [sys.executable, "-P", _DECODER, *numbers],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=bare_environment(),
            start_new_session=True,
        )
    except OSError as error:
        raise MediaUnavailableError(
            f"{sys.executable} does not start: {error.strerror}."
        ) from error
    most = longest * longest * 3 + _HEADER_BYTES
    too_late = threading.Timer(LIMIT_S, process.kill)
    with process:
        too_late.start()
        try:
            pixels = process.stdout.read(most + 1) if process.stdout else b""
            if len(pixels) > most:
                process.kill()
            said = process.stderr.read(_SAID_BYTES) if process.stderr else b""
            code = process.wait()
        except BaseException:
            process.kill()
            raise
        finally:
            too_late.cancel()
    lines = said.decode("utf-8", "replace").strip().splitlines() or [""]
    return code, pixels, lines[-1][:_TOLD_CHARS]
