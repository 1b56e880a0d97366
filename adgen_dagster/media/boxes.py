"""Look at the outermost boxes of an MP4 file: is it whole, and where does its index stand?"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# The kinds that a file of the MP4 and QuickTime family can begin with.
_FIRST = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"styp"}

# What a track's samples are called when only somebody with a key can decode them.
_PROTECTED = (b"enca", b"encv", b"drms", b"drmi")
# The index of an hour of film is about a tenth of this.
_MOST_INDEX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Box:
    """One outermost box; `end` may lie behind the end of a file that was cut short."""

    kind: str
    start: int
    end: int


def outer_boxes(path: Path) -> list[Box]:
    """List the outermost boxes in their order; none if the file is not an MP4."""
    size = path.stat().st_size
    boxes: list[Box] = []
    with path.open("rb") as file:
        start = 0
        while start + 8 <= size:
            file.seek(start)
            head = file.read(16)
            if not boxes and head[4:8] not in _FIRST:
                return []
            length = _length(head, size - start)
            if length < 8:
                break
            boxes.append(Box(head[4:8].decode("latin-1"), start, start + length))
            start += length
    return boxes


def _length(head: bytes, to_the_end: int) -> int:
    length = int.from_bytes(head[:4], "big")
    if length == 1:
        return int.from_bytes(head[8:16], "big")
    return length or to_the_end


def is_cut_short(path: Path) -> bool:
    """Tell whether an MP4 promises more bytes than the file has, as after a broken download."""
    boxes = outer_boxes(path)
    return bool(boxes) and boxes[-1].end > path.stat().st_size


def is_faststart(path: Path) -> bool | None:
    """Tell whether playing can begin before the file is complete; None if it is not an MP4."""
    kinds = [box.kind for box in outer_boxes(path)]
    if "moov" not in kinds or "mdat" not in kinds:
        return None
    return kinds.index("moov") < kinds.index("mdat")


def is_encrypted(path: Path) -> bool:
    """Tell whether an MP4 says that its film or sound is encrypted, as shops do."""
    index = next((box for box in outer_boxes(path) if box.kind == "moov"), None)
    if index is None:
        return False
    with path.open("rb") as file:
        file.seek(index.start)
        told = file.read(min(index.end - index.start, _MOST_INDEX_BYTES))
    # Each stands in the list of sample descriptions, behind its own length.
    descriptions = (told[at : at + 64] for at in _places(told, b"stsd"))
    return any(kind in part for part in descriptions for kind in _PROTECTED)


def _places(told: bytes, word: bytes) -> Iterator[int]:
    at = told.find(word)
    while at >= 0:
        yield at
        at = told.find(word, at + 1)
