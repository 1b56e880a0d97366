"""Set pictures in motion with a slow camera: no model, only FFmpeg."""

import os
import random
import re
from pathlib import Path

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.domain.storyboard import SLOT_S
from adgen_dagster.errors import ErrorKind
from adgen_dagster.media.clip import frame_size
from adgen_dagster.media.errors import (
    DiskFullError,
    MediaError,
    MediaStoppedError,
    UnreadableMediaError,
)
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.media.motion import Move, animate_still
from adgen_dagster.providers.base import MadeFile, ProviderError
from adgen_dagster.providers.offline.terms import PROVIDER, Free, require_running
from adgen_dagster.storage.artifacts import StoppedError, Take

# How people and models name a move. What is said first counts: a person's note stands in front.
_MOVE_WORDS = (
    (Move.PULL_OUT, r"pull\w* (out|back)|zoom\w* out|dolly out|отъезд|отдал"),
    (Move.TILT_UP, r"tilt\w* up|crane up|rises?\b|вверх"),
    (Move.TILT_DOWN, r"tilt\w* down|crane down|вниз"),
    (Move.PAN_LEFT, r"(pan|slid|track|truck|drift)\w* (to the )?left|влево|налево"),
    (Move.PAN_RIGHT, r"(pan|slid|track|truck|drift)\w* (to the )?right|вправо|направо"),
    (Move.PUSH_IN, r"push\w* in|zoom\w* in|dolly in|close[rs]?\b|наезд|прибли"),
    (Move.PAN_RIGHT, r"\bpan|track|слева|панорам"),
)


class OfflineAnimator(Free):
    """Moves a camera over the picture, as the prompt says.

    Args:
        ffmpeg: the programs.
        fps: frames per second.
    """

    # One FFmpeg keeps two processors busy; more of them would only share the same ones.
    at_once = max(2, (os.cpu_count() or 2) // 2)

    def __init__(self, ffmpeg: FFmpeg, fps: int) -> None:
        self._ffmpeg = ffmpeg
        self._fps = fps

    def animate(
        self, picture: Path, prompt: str, *, ratio: Ratio, seed: int, take: Take, folder: Path
    ) -> MadeFile:
        """Make a clip of one slot (5 s) in `folder`.

        Raises:
            ProviderError: the picture cannot be read, or FFmpeg fails.
            StoppedError: the run was asked to stop.
        """
        move = move_for(prompt, seed)
        take.write("request", {"prompt": prompt, "move": move, "ratio": ratio, "seed": seed})
        require_running(take)
        clip = folder / "clip.mp4"
        try:
            animate_still(
                self._ffmpeg,
                picture,
                clip,
                size=frame_size(ratio),
                fps=self._fps,
                seconds=SLOT_S,
                move=move,
                stop=take.stop,
            )
        except MediaStoppedError as error:
            raise StoppedError("The run was asked to stop.") from error
        except UnreadableMediaError as error:
            raise ProviderError(ErrorKind.BAD_INPUT, str(error)) from error
        except DiskFullError:
            raise
        except MediaError as error:
            raise ProviderError(ErrorKind.UNAVAILABLE, str(error)) from error
        return MadeFile(PROVIDER, f"ffmpeg still camera, {move}", seed=seed, path=clip)

    def price_usd(self) -> float:
        """Return 0: FFmpeg runs here."""
        return 0.0


def move_for(prompt: str, seed: int) -> Move:
    """Choose the camera's move: the one a prompt asks for, else one by the seed."""
    found = {
        match.start(): move
        for move, words in reversed(_MOVE_WORDS)
        if (match := re.search(words, prompt, re.IGNORECASE))
    }
    if found:
        return found[min(found)]
    return random.Random(seed).choice(list(Move))  # noqa: S311 - a choice, no secret
