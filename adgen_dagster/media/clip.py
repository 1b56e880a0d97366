"""Turn any film into a uniform clip: one length, one size, one encoding, its caption burned in."""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ffmpeg as graph

from adgen_dagster.media.caption import CaptionPart, draw_caption
from adgen_dagster.media.colours import BT709, scaled
from adgen_dagster.media.encoding import encoded
from adgen_dagster.media.errors import MediaError, UnreadableMediaError, UnusableMediaError
from adgen_dagster.media.ffmpeg import FFmpeg, Progress, folder_beside, opened, run, whole_file
from adgen_dagster.media.probe import Probe, probe


@dataclass(frozen=True)
class FrameSize:
    """A film's size in pixels."""

    width: int
    height: int


# The sizes that Runway's models draw for these ratios, so that nothing is scaled.
FRAME_SIZES = {
    "16:9": FrameSize(1280, 720),
    "9:16": FrameSize(720, 1280),
    "1:1": FrameSize(960, 960),
}

# A film may end this much before its slot does; its last frame then stands for a moment.
LONGEST_STILL_S = 0.5
# A film of another shape loses its edges. Of a longer one only a strip would be seen, and it would
# have to be made so large for that, that it takes minutes.
LONGEST_SHAPE = 4.0
LEAST_SIDE = 32
# More frames than these that were not decoded, or decoded from damaged bytes, are seen.
MOST_DAMAGED = 0.01


def frame_size(ratio: str) -> FrameSize:
    """Return the size of a film in this ratio.

    Raises:
        MediaError: we make no films in this ratio.
    """
    if ratio not in FRAME_SIZES:
        raise MediaError(f"No film is made in {ratio}; there are {', '.join(FRAME_SIZES)}.")
    return FRAME_SIZES[ratio]


def make_uniform(  # noqa: PLR0913 - all but three go by name
    ffmpeg: FFmpeg,
    source: Path,
    target: Path,
    *,
    size: FrameSize,
    fps: int = 24,
    seconds: float = 5.0,
    caption: str | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Probe:
    """Make a clip that can be joined with others of its kind without encoding.

    A longer film is cut off, one that is a little shorter holds its last frame; another shape
    fills the size and loses its edges; its own sound is dropped.

    Args:
        ffmpeg: the programs.
        source: any film that `probe` accepts.
        target: an mp4.
        size: in pixels.
        fps: frames per second.
        seconds: the clip's exact length, a whole number of frames.
        caption: a line to burn in.
        progress: is told the part done.
        stop: ends the work when set.

    Raises:
        UnreadableMediaError: the source is not a film.
        UnusableMediaError: the source is shorter or smaller than it must be, or damaged.
        MediaError: what came out is not as long as it must be.
    """
    found = probe(ffmpeg, source)
    if found.width is None:
        raise UnreadableMediaError(f"{source.name} is sound without pictures.")
    _require_seen(source, found)
    frames = round(seconds * fps)
    pictures = _fitted(opened(source, t=seconds + 1)["V:0"], found, size, fps, frames)
    parts = draw_caption(caption, size.width, size.height) if caption else []
    with folder_beside(target) as scratch, whole_file(target) as part:
        pictures = _captioned(pictures, parts, frames, scratch)
        pictures, options = encoded(ffmpeg, pictures.filter("format", "yuv420p"), fps)
        work = graph.output(pictures, f"file:{part}", **options, **{"frames:v": frames})
        purpose = f"Making a clip of {source.name}"
        # FFmpeg says only at this level what it could not decode, and how long the film was.
        log = run(
            ffmpeg,
            work,
            purpose=purpose,
            seconds=seconds,
            progress=progress,
            stop=stop,
            log="level+verbose",
        )
        _require_whole(source, log, frames, fps)
        made = probe(ffmpeg, part)
        if made.frames != frames:
            raise MediaError(f"{source.name} gave {made.frames} frames instead of {frames}.")
    return made


def _require_seen(source: Path, found: Probe) -> None:
    """Refuse a film of which nothing could be recognized."""
    width, height = found.width or 0, found.height or 0
    if min(width, height) < LEAST_SIDE or found.elongation > LONGEST_SHAPE:
        raise UnusableMediaError(
            f"{source.name} shows {width}x{height} pixels: too few, or a strip."
        )


def _require_whole(source: Path, log: str, frames: int, fps: int) -> None:
    """Refuse what a viewer would see to be broken off or damaged."""
    shown = max(map(int, re.findall(r"frames in, (\d+) frames out", log)), default=frames)
    if shown < frames - LONGEST_STILL_S * fps:
        wanted = f"{frames / fps:g} s that were asked for"
        raise UnusableMediaError(f"{source.name} shows {shown / fps:.1f} s of the {wanted}.")
    damaged = sum(map(int, re.findall(r"(\d+) decode errors", log)))
    damaged += log.count("corrupt decoded frame")
    if damaged > frames * MOST_DAMAGED:
        raise UnusableMediaError(
            f"{source.name} is damaged: {damaged} of its frames are not whole."
        )


def _fitted(
    pictures: graph.Stream, found: Probe, size: FrameSize, fps: int, frames: int
) -> graph.Stream:
    """Return the film at our rate, in our size and our colours, exactly so many frames long."""
    width, height = size.width, size.height
    pictures = (
        pictures.filter("setpts", "PTS-STARTPTS")
        .filter("fps", fps)
        .filter("trim", end_frame=frames)
    )
    # "dar" is the shape as it is meant to be seen, pixels that are not square included.
    wide = f"2*ceil(max({width},{height}*dar)/2)"
    high = f"2*ceil(max({height},{width}/dar)/2)"
    return (
        scaled(pictures, found, wide, high)
        .filter("crop", width, height)
        .filter("setsar", 1)
        .filter("format", "yuv420p")
        .filter("setparams", **BT709)
        .filter("tpad", stop=-1, stop_mode="clone")
        .filter("trim", end_frame=frames)
    )


def _captioned(
    pictures: graph.Stream, parts: Sequence[CaptionPart], frames: int, scratch: Path
) -> graph.Stream:
    """Return the film with the parts of its caption laid over it one after the other."""
    shown = 0.0
    for number, part in enumerate(parts):
        saved = scratch / f"caption-{number}.png"
        part.picture.save(saved)
        first, last = round(shown * frames), round((shown + part.share) * frames) - 1
        shown += part.share
        letters = graph.input(f"file:{saved}", f="png_pipe", protocol_whitelist="file")
        pictures = graph.filter(
            [pictures, letters],
            "overlay",
            x=part.x,
            y=part.y,
            enable=f"between(n,{first},{last})",
        )
    return pictures
