"""Pictures that somebody made to keep a decoder busy."""

import io
import os
import signal
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PIL import Image


def scan_bomb(size_bytes: int = 554_000) -> bytes:
    """A progressive JPEG of 8K that says its last scan thousands of times: minutes in one call."""
    encoded = io.BytesIO()
    Image.new("L", (7680, 4320), 90).save(encoded, "JPEG", progressive=True)
    whole = encoded.getvalue()
    *_, (start, end) = _scans(whole)
    scan = whole[start:end]
    return whole[:end] + scan * ((size_bytes - end) // len(scan)) + b"\xff\xd9"


def _scans(jpeg: bytes) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = 2
    while jpeg[at + 1] != 0xD9:
        start, marker = at, jpeg[at + 1]
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        if marker == 0xDA:
            # In a scan, 0xFF stands before 0 or a restart's number.
            while jpeg[at] != 0xFF or jpeg[at + 1] in {0, *range(0xD0, 0xD8)}:
                at += 1
            found.append((start, at))
    return found


def decoders_at_work() -> list[Path]:
    """The processes below /proc that decode for us, once one does."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if found := list(filter(_is_decoder, Path("/proc").glob("[0-9]*"))):
            return found
        time.sleep(0.01)
    raise AssertionError("no decoder began to work")


@contextmanager
def held(decoders: list[Path]) -> Iterator[None]:
    """Let them decode no further meanwhile, and no more at all afterwards."""
    _tell(decoders, signal.SIGSTOP)
    try:
        yield
    finally:
        _tell(decoders, signal.SIGKILL)


def _tell(processes: list[Path], number: signal.Signals) -> None:
    for each in processes:
        with suppress(ProcessLookupError):  # ended meanwhile
            os.kill(int(each.name), number)


def _is_decoder(process: Path) -> bool:
    """Whether it is ours, and has given up its rights: it has begun to decode."""
    try:
        command = (process / "cmdline").read_bytes()
        is_ours = f"PPid:\t{os.getpid()}\n" in (process / "status").read_text()
        limits = (process / "limits").read_text()
    except OSError:
        return False
    return is_ours and b"decoder.py" in command and "Max open files            0" in limits
