"""Cut the finished film from clips and sound, and take small pictures of things."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import ffmpeg as graph

from adgen_dagster.domain.sizes import MEGABYTE
from adgen_dagster.media.encoding import encoded
from adgen_dagster.media.errors import MediaError, UnreadableMediaError
from adgen_dagster.media.ffmpeg import (
    FFmpeg,
    Progress,
    folder_beside,
    opened,
    portion,
    reading,
    run,
    whole_file,
)
from adgen_dagster.media.pictures import is_picture, open_picture, save_jpeg
from adgen_dagster.media.probe import Probe, probe

# How far the film may be from the length it must have.
TOLERANCE_S = 0.1

# Tried one after the other on a film that is too large: how fast to encode, and how much of the
# size that is left for pictures to aim at. An average bit rate is kept to within a few percent.
TIGHTER = (("veryfast", 0.94), ("medium", 0.85))
# Below this a 720p picture falls apart; better to say that the film does not fit.
LEAST_KBPS = 150


THUMBNAIL_BYTES = 200_000


@dataclass(frozen=True)
class Film:
    """A finished film that was checked.

    Args:
        probe: what ffprobe says of it.
        was_reencoded: whether it was too large as a copy of its clips.
        seconds_taken: how long each step took.
    """

    probe: Probe
    was_reencoded: bool
    seconds_taken: dict[str, float] = field(default_factory=dict[str, float])


def cut_film(
    ffmpeg: FFmpeg,
    clips: Sequence[Path],
    audio: Path,
    target: Path,
    *,
    seconds: float,
    max_mb: float = 50.0,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Film:
    """Join clips and their sound to a film without encoding anything again.

    Args:
        ffmpeg: the programs.
        clips: what `make_uniform` made, in their order.
        audio: what `mix_narration` made.
        target: an mp4.
        seconds: how long the film must be.
        max_mb: the most it may take, in megabytes of a million bytes. A larger film is encoded
            again to fit.
        progress: is told the part done.
        stop: ends the work when set.

    Raises:
        MediaError: the clips cannot be joined, the film is not as it must be, or it cannot be
            made to fit.
    """
    watch = _Watch()
    _require_uniform(clips, _probe_all(ffmpeg, clips), seconds)
    watch.lap("checking clips")
    with whole_file(target) as part:
        _join(ffmpeg, clips, audio, part, stop)
        watch.lap("joining")
        was_reencoded = part.stat().st_size > max_mb * MEGABYTE
        if was_reencoded:
            with whole_file(part) as smaller:
                _fit(ffmpeg, part, smaller, seconds, max_mb, portion(progress, 0.1, 1.0), stop)
            watch.lap("encoding again")
        made = probe(ffmpeg, part)
        _require_film(made, seconds)
        watch.lap("checking the film")
    if progress is not None:
        progress(1.0)
    return Film(made, was_reencoded, watch.laps)


class _Watch:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._since = time.monotonic()

    def lap(self, name: str) -> None:
        now = time.monotonic()
        self.laps[name] = round(now - self._since, 3)
        self._since = now


def _probe_all(ffmpeg: FFmpeg, clips: Sequence[Path]) -> list[Probe]:
    with ThreadPoolExecutor(4, thread_name_prefix="probe") as pool:
        return list(pool.map(partial(probe, ffmpeg), clips))


def _require_uniform(clips: Sequence[Path], probes: Sequence[Probe], seconds: float) -> None:
    """Refuse clips whose copies would not play as one film, and say which are the odd ones."""
    if not clips:
        raise MediaError("There are no clips to make a film of.")
    kinds = [_kind(found) for found in probes]
    usual, _ = Counter(kinds).most_common(1)[0]
    odd = [str(number) for number, kind in enumerate(kinds, 1) if kind != usual]
    if odd:
        raise MediaError(f"Clip {', '.join(odd)} of {len(clips)} was made unlike the others.")
    if probes[0].video_codec != "h264":
        raise MediaError(f"The clips are {probes[0].video_codec or 'sound'}, not h264.")
    together = sum(found.duration_s or 0 for found in probes)
    if abs(together - seconds) > TOLERANCE_S:
        raise MediaError(
            f"The clips are {together:.2f} s together; the film must be {seconds:g} s."
        )


def _kind(found: Probe) -> tuple[object, ...]:
    """Return what must be the same in all clips."""
    return (
        *(found.video_codec, found.width, found.height, found.pix_fmt),
        *(found.fps, found.time_base, found.codec_setup),
    )


def _join(
    ffmpeg: FFmpeg,
    clips: Sequence[Path],
    audio: Path,
    target: Path,
    stop: threading.Event | None,
) -> None:
    """Copy the clips' pictures and the sound into one file.

    The list that FFmpeg reads names links in a folder of our own, so that no file name, whatever
    is in it, has to be quoted for it, and its "safe" mode can stay on.
    """
    with folder_beside(target) as scratch:
        names = [f"{number:04d}.mp4" for number in range(len(clips))]
        for name, clip in zip(names, clips, strict=True):
            (scratch / name).symlink_to(clip.resolve())
        listed = scratch / "clips.txt"
        listed.write_text("".join(f"file {name}\n" for name in names))
        pictures = graph.input(f"file:{listed}", f="concat", safe=1, **reading("concat,mov"))
        options: dict[str, str | float] = {"c": "copy", "map_metadata": -1}
        work = graph.output(
            pictures["v:0"],
            opened(audio)["a:0"],
            f"file:{target}",
            movflags="+faststart",
            **options,
        )
        run(ffmpeg, work, purpose="Cutting the film", stop=stop)


def _fit(
    ffmpeg: FFmpeg,
    copied: Path,
    target: Path,
    seconds: float,
    max_mb: float,
    progress: Progress | None,
    stop: threading.Event | None,
) -> None:
    """Encode the film again so that it is not too large."""
    most_bytes = max_mb * MEGABYTE
    fps = round(probe(ffmpeg, copied).fps or 24)
    sound_kbps = 128 + 8
    room_kbps = most_bytes * 8 / 1000 / seconds - sound_kbps
    for number, (preset, share) in enumerate(TIGHTER):
        kbps = int(room_kbps * share)
        if kbps < LEAST_KBPS:
            break
        whole = opened(copied)
        pictures, options = encoded(ffmpeg, whole["v:0"], fps, kbps=kbps, preset=preset)
        work = graph.output(pictures, whole["a:0"], f"file:{target}", **options, **{"c:a": "copy"})
        purpose = f"Making the film smaller than {max_mb:g} MB"
        part = portion(progress, number / len(TIGHTER), (number + 1) / len(TIGHTER))
        run(ffmpeg, work, purpose=purpose, seconds=seconds, progress=part, stop=stop)
        if target.stat().st_size <= most_bytes:
            return
    raise MediaError(f"The film of {seconds:g} s cannot be made to fit into {max_mb:g} MB.")


def _require_film(made: Probe, seconds: float) -> None:
    """Refuse a film that is not what people were promised, whatever FFmpeg thought of it."""
    wrong: list[str] = []
    if made.duration_s is None or abs(made.duration_s - seconds) > TOLERANCE_S:
        wrong.append(f"it is {made.duration_s} s long, not {seconds:g} s")
    if (made.video_codec, made.video_profile, made.pix_fmt) != ("h264", "High", "yuv420p"):
        wrong.append(f"its pictures are {made.video_codec} {made.video_profile} {made.pix_fmt}")
    if made.audio_codec != "aac":
        wrong.append(f"its sound is {made.audio_codec}")
    if not made.is_faststart:
        wrong.append("it cannot be played before it is wholly there")
    if wrong:
        raise MediaError(f"The film is not as it must be: {'; '.join(wrong)}.")


def thumbnail(
    ffmpeg: FFmpeg, source: Path, target_jpg: Path, *, at_s: float = 0.0, width: int = 320
) -> Path:
    """Save a small JPEG of a picture or of a film's moment, at most 200 kB.

    Args:
        ffmpeg: the programs.
        source: a picture or a film.
        target_jpg: where to save it.
        at_s: the moment; near the end where the film is shorter.
        width: how long its longer side is. Telegram's limit is 320 on both.
    """
    if is_picture(source):
        picture = open_picture(source)
        picture.thumbnail((width, width))
    else:
        with folder_beside(target_jpg) as scratch:
            frame = scratch / "frame.png"
            _take_frame(ffmpeg, source, frame, at_s, width)
            picture = open_picture(frame)
    save_jpeg(picture, target_jpg, THUMBNAIL_BYTES)
    return target_jpg


def _take_frame(ffmpeg: FFmpeg, source: Path, target: Path, at_s: float, width: int) -> None:
    found = probe(ffmpeg, source)
    if found.width is None:
        raise UnreadableMediaError(f"{source.name} is sound without pictures.")
    last_s = max((found.duration_s or 0) - 2 / (found.fps or 24), 0)
    frame = opened(source, ss=min(at_s, last_s))["V:0"].filter(
        "scale", f"{width}*min(dar,1)", f"{width}/max(dar,1)"
    )
    work = graph.output(frame, f"file:{target}", **{"frames:v": 1, "update": 1})
    run(ffmpeg, work, purpose=f"Taking a picture of {source.name}")
    if not target.is_file():
        raise UnreadableMediaError(f"{source.name} shows nothing at {at_s:g} s.")
