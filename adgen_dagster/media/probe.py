"""Say what a media file is, and how loud it is; refuse what is not media."""

import json
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg as graph

from adgen_dagster.media.boxes import is_cut_short, is_encrypted, is_faststart
from adgen_dagster.media.errors import MediaError, MediaUnavailableError, UnreadableMediaError
from adgen_dagster.media.ffmpeg import MAX_PIXELS, FFmpeg, opened, run, run_probe

# What a person cannot hear; stands in for the -inf of digital silence, which JSON cannot carry.
SILENT_LUFS = -70.0
SILENT_DBTP = -120.0


@dataclass(frozen=True)
class Probe:
    """What a file holds; None where it has no such stream or does not say.

    Width and height are as shown, after the rotation that telephones write beside the picture;
    `elongation` says how many times the longer side is the shorter one, by the shape of the pixels.
    `codec_setup` is a hash of the decoder's set-up: clips can be joined without encoding only
    where it is the same.
    """

    size_bytes: int
    duration_s: float | None = None
    width: int | None = None
    height: int | None = None
    elongation: float = 1.0
    fps: float | None = None
    frames: int | None = None
    video_codec: str | None = None
    video_profile: str | None = None
    pix_fmt: str | None = None
    color_space: str | None = None
    color_transfer: str | None = None
    color_primaries: str | None = None
    time_base: str | None = None
    codec_setup: str | None = None
    audio_codec: str | None = None
    audio_sample_rate: int | None = None
    audio_channels: int | None = None
    is_faststart: bool | None = None


@dataclass(frozen=True)
class Loudness:
    """Loudness by EBU R 128."""

    integrated_lufs: float
    true_peak_dbtp: float
    range_lu: float


def probe(ffmpeg: FFmpeg, path: Path) -> Probe:
    """Say what is in a film or sound file.

    Raises:
        UnreadableMediaError: it is not a media file of a kind we open, it is damaged or cut
            short, or its picture is larger than 8K.
    """
    _require_bytes(path)
    options = ("-print_format", "json", "-show_format", "-show_streams")
    try:
        answer = run_probe(ffmpeg, path, *options, "-show_data_hash", "sha256")
    except MediaUnavailableError:
        raise
    except MediaError as error:
        raise UnreadableMediaError(f"{path.name} cannot be read as film or sound.") from error
    told: dict[str, Any] = json.loads(answer)
    streams: list[dict[str, Any]] = told.get("streams", [])
    nothing: dict[str, Any] = {}
    video = next((stream for stream in streams if _is_film(stream)), nothing)
    audio = next((stream for stream in streams if stream.get("codec_type") == "audio"), nothing)
    if not video and not audio:
        raise UnreadableMediaError(f"{path.name} holds neither film nor sound.")
    width, height = _shown_size(path, video) if video else (None, None)
    return Probe(
        size_bytes=path.stat().st_size,
        duration_s=_number(told.get("format", {}).get("duration")),
        width=width,
        height=height,
        elongation=_elongation(video),
        fps=_rate(video),
        frames=_whole(video.get("nb_frames")),
        video_codec=video.get("codec_name"),
        video_profile=video.get("profile"),
        pix_fmt=video.get("pix_fmt"),
        color_space=video.get("color_space"),
        color_transfer=video.get("color_transfer"),
        color_primaries=video.get("color_primaries"),
        time_base=video.get("time_base"),
        codec_setup=video.get("extradata_hash"),
        audio_codec=audio.get("codec_name"),
        audio_sample_rate=_whole(audio.get("sample_rate")),
        audio_channels=audio.get("channels"),
        is_faststart=is_faststart(path),
    )


def _require_bytes(path: Path) -> None:
    if not path.is_file():
        raise UnreadableMediaError(f"{path.name} is not there.")
    if not path.stat().st_size:
        raise UnreadableMediaError(f"{path.name} is empty.")
    if is_cut_short(path):
        raise UnreadableMediaError(f"{path.name} is cut short: the file ends before its film does.")
    if is_encrypted(path):
        raise UnreadableMediaError(f"{path.name} is encrypted against copying and cannot be used.")


def _is_film(stream: dict[str, Any]) -> bool:
    """Tell whether this is moving pictures, and not the cover of an album."""
    is_cover = stream.get("disposition", {}).get("attached_pic")
    return stream.get("codec_type") == "video" and not is_cover


def _shown_size(path: Path, video: dict[str, Any]) -> tuple[int, int]:
    width, height = _whole(video.get("width")), _whole(video.get("height"))
    if not width or not height:
        raise UnreadableMediaError(f"{path.name} has pictures that cannot be decoded.")
    if width * height > MAX_PIXELS:
        raise UnreadableMediaError(
            f"{path.name} has pictures of {width}x{height}, larger than we open."
        )
    side_data: list[dict[str, Any]] = video.get("side_data_list", [])
    turns = [_number(entry.get("rotation")) for entry in side_data]
    if any(turn and round(turn) % 180 for turn in turns):
        return height, width
    return width, height


def _elongation(video: dict[str, Any]) -> float:
    wide, _, high = str(video.get("sample_aspect_ratio", "")).partition(":")
    pixel = int(wide) / int(high) if wide.isdigit() and high.isdigit() and int(high) else 1.0
    width, height = _whole(video.get("width")), _whole(video.get("height"))
    shape = (width or 1) / (height or 1) * (pixel or 1.0)
    return max(shape, 1 / shape)


def _rate(video: dict[str, Any]) -> float | None:
    for key in ("avg_frame_rate", "r_frame_rate"):
        over, _, under = str(video.get(key, "")).partition("/")
        if over.isdigit() and under.isdigit() and int(over) and int(under):
            return float(Fraction(int(over), int(under)))
    return None


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None


def _whole(value: object) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def measure_loudness(
    ffmpeg: FFmpeg, path: Path, start_s: float | None = None, seconds: float | None = None
) -> Loudness:
    """Measure how loud a file is, or the part of it that begins at `start_s`."""
    part: dict[str, float] = {}
    if start_s is not None:
        part["ss"] = start_s
    if seconds is not None:
        part["t"] = seconds
    heard = opened(path, **part)["a:0"].filter("ebur128", **METER)
    purpose = f"Measuring how loud {path.name} is"
    return read_meter(run(ffmpeg, graph.output(heard, "-", f="null"), purpose=purpose, log="info"))


# The meter lets sound through unchanged, so it can stand at the end of any chain; what it found
# is logged at "info" when the sound ends.
METER = {"peak": "true", "framelog": "verbose"}


def read_meter(log: str) -> Loudness:
    """Read what an `ebur128` filter with the options `METER` reported at its end.

    Raises:
        MediaError: it said nothing, so there was no sound.
    """
    _, _, summary = log.rpartition("Summary:")
    found = {name: re.search(rf"\b{name}:\s+(\S+)", summary) for name in ("I", "LRA", "Peak")}
    told = {name: _number(match[1]) for name, match in found.items() if match}
    integrated, peak, spread = told.get("I"), told.get("Peak"), told.get("LRA")
    if integrated is None or peak is None or spread is None:
        raise MediaError("The loudness could not be measured: there was no sound.")
    return Loudness(max(integrated, SILENT_LUFS), max(peak, SILENT_DBTP), spread)
