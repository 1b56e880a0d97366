"""Set a still picture in motion: the slow camera of the offline animator."""

import threading
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import ffmpeg as graph

from adgen_dagster.media.clip import FrameSize
from adgen_dagster.media.colours import BT709, TO_BT709
from adgen_dagster.media.ffmpeg import FFmpeg, Progress, folder_beside, run, whole_file
from adgen_dagster.media.pictures import cover, open_picture


class Move(StrEnum):
    """What the camera does."""

    PUSH_IN = "push_in"
    PULL_OUT = "pull_out"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    TILT_UP = "tilt_up"
    TILT_DOWN = "tilt_down"


@dataclass(frozen=True)
class _Window:
    """The part of the picture that is seen, in shares of its width and height."""

    left: float
    top: float
    size: float


# Enough to be felt in five seconds, little enough that the picture stays sharp.
ZOOM = 1.14
_NEAR = 1 / ZOOM
_SLACK = 1 - _NEAR

_WHOLE = _Window(0, 0, 1)
_MIDDLE = _Window(_SLACK / 2, _SLACK / 2, _NEAR)
_LEFT, _RIGHT = _Window(0, _SLACK / 2, _NEAR), _Window(_SLACK, _SLACK / 2, _NEAR)
_UPPER, _LOWER = _Window(_SLACK / 2, 0, _NEAR), _Window(_SLACK / 2, _SLACK, _NEAR)

_WAYS = {
    Move.PUSH_IN: (_WHOLE, _MIDDLE),
    Move.PULL_OUT: (_MIDDLE, _WHOLE),
    Move.PAN_LEFT: (_RIGHT, _LEFT),
    Move.PAN_RIGHT: (_LEFT, _RIGHT),
    Move.TILT_UP: (_LOWER, _UPPER),
    Move.TILT_DOWN: (_UPPER, _LOWER),
}


def animate_still(  # noqa: PLR0913 - all but three go by name
    ffmpeg: FFmpeg,
    picture: Path,
    target: Path,
    *,
    size: FrameSize,
    fps: int = 24,
    seconds: float,
    move: Move,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Make a film of a still picture by moving a camera over it.

    FFmpeg's `perspective` places each frame to 1/256 of a pixel; `zoompan`, made for the same
    purpose, moves in whole pixels and trembles. The film is encoded quickly and nearly without
    loss, for `make_uniform` to encode it well.

    Args:
        ffmpeg: the programs.
        picture: PNG, JPEG or WebP; its middle fills the size.
        target: an mp4.
        size: in pixels.
        fps: frames per second.
        seconds: how long the move takes.
        move: what the camera does.
        progress: is told the part done.
        stop: ends the work when set.
    """
    frames = round(seconds * fps)
    with folder_beside(target) as scratch, whole_file(target) as part:
        canvas = scratch / "canvas.ppm"
        cover(open_picture(picture), size.width, size.height).save(canvas)
        still = graph.input(f"file:{canvas}", f="ppm_pipe", protocol_whitelist="file")["v:0"]
        moving = (
            still.filter("scale", **TO_BT709)
            .filter("format", "yuv420p")
            .filter("setparams", **BT709)
            .filter("loop", loop=-1, size=1)
            .filter("settb", f"1/{fps}")
            .filter("setpts", "N")
            .filter("perspective", **_corners(move, frames))
        )
        options: dict[str, str | float] = {"c:v": "libx264", "preset": "ultrafast", "crf": 12}
        if ffmpeg.threads is not None:
            options["threads"] = ffmpeg.threads
        work = graph.output(moving, f"file:{part}", r=fps, **options, **{"frames:v": frames})
        purpose = f"Setting {picture.name} in motion"
        run(ffmpeg, work, purpose=purpose, seconds=seconds, progress=progress, stop=stop)


def _corners(move: Move, frames: int) -> dict[str, str]:
    """Return the corners of the window in each frame, as `perspective` wants them.

    The move starts and ends at half speed: a camera that stood still at each cut would make ten
    clips look like ten slides.
    """
    start, end = _WAYS[move]
    done = f"(on/{max(frames - 1, 1)})"
    eased = f"(({done}+{done}*{done}*(3-2*{done}))/2)"

    def between(side: str, first: float, last: float) -> str:
        return f"{side}*({first:.6f}+({last - first:.6f})*{eased})"

    left = between("W", start.left, end.left)
    top = between("H", start.top, end.top)
    right = between("W", start.left + start.size, end.left + end.size)
    bottom = between("H", start.top + start.size, end.top + end.size)
    corners = {"x0": left, "y0": top, "x1": right, "y1": top}
    corners |= {"x2": left, "y2": bottom, "x3": right, "y3": bottom}
    return corners | {"interpolation": "cubic", "sense": "source", "eval": "frame"}
