"""Stages and segment numbers as a user types them."""

import re
from collections.abc import Iterable

from adgen_dagster.domain.brief import MAX_SEGMENTS, BriefError
from adgen_dagster.domain.words import Stage

_ONE_OR_A_ROW = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?")

_STAGES = {
    **{str(stage): stage for stage in Stage},
    "pictures": Stage.IMAGES,
    "clips": Stage.VIDEOS,
}


def read_stage(said: str) -> Stage:
    """Parse a stage by its own name, or by that of what it shows.

    Raises:
        BriefError: that is none.
    """
    if stage := _STAGES.get(said.lower()):
        return stage
    raise BriefError(
        f"{said[:40]!r} is not a stage: it is script, images (pictures) or videos (clips)."
    )


def read_segments(said: str | Iterable[str]) -> list[int]:
    """Parse `3, 5-7` as 3, 5, 6, 7; empty text gives an empty list.

    Raises:
        BriefError: the text is not a list of segment numbers.
    """
    words = said if isinstance(said, str) else " ".join(said)
    numbers: set[int] = set()
    for word in words.replace(",", " ").split():
        match = _ONE_OR_A_ROW.fullmatch(word)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= MAX_SEGMENTS:
            raise BriefError(
                f"{word[:40]!r} is not a segment number; write them as 3 or 5-7, from 1 to"
                f" {MAX_SEGMENTS}."
            )
        numbers.update(range(first, last + 1))
    return sorted(numbers)
