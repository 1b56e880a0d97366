"""One encoding for every clip, so that clips can be joined by copying."""

import functools
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ffmpeg as graph

from adgen_dagster.media.errors import MediaError
from adgen_dagster.media.ffmpeg import FFmpeg, run

# Ticks of the clock per frame in the mp4, so that 24 and 30 fps fall on whole ticks.
TICKS_PER_FRAME = 512

# At CRF 20 a moving 720p picture takes 2 to 4 Mbit/s. The cap keeps noise and glitter from
# taking more: fifty seconds stay under 38 MB whatever they show.
CAP_KBPS = 6000


@dataclass(frozen=True)
class VideoEncoder:
    """An H.264 encoder: its options, and the filters that must stand last before it."""

    name: str
    quality: Mapping[str, str | float]
    last_filters: Sequence[tuple[str, ...]] = ()


# "stitchable" keeps what an encoder learns about one clip out of its headers.
SOFTWARE = VideoEncoder("libx264", {"preset": "veryfast", "crf": 20, "x264-params": "stitchable=1"})

_EVEN = {"b:v": "4000k"}
HARDWARE = {
    "nvenc": VideoEncoder("h264_nvenc", _EVEN),
    "qsv": VideoEncoder("h264_qsv", _EVEN),
    "videotoolbox": VideoEncoder("h264_videotoolbox", _EVEN),
    "vaapi": VideoEncoder(
        "h264_vaapi",
        _EVEN | {"vaapi_device": "/dev/dri/renderD128"},
        (("format", "nv12"), ("hwupload",)),
    ),
}


def encoded(
    ffmpeg: FFmpeg, pictures: graph.Stream, fps: int, *, kbps: int | None = None, preset: str = ""
) -> tuple[graph.Stream, dict[str, str | float]]:
    """Return the stream and the output options by which every clip is encoded.

    Args:
        ffmpeg: the programs; its `hardware` is used where it works.
        pictures: yuv420p frames.
        fps: frames per second.
        kbps: an average bit rate to keep to, instead of constant quality; always in software,
            which makes most of few bits.
        preset: another of x264's presets than ours, together with `kbps`.
    """
    if kbps is None:
        return _with(video_encoder(ffmpeg), ffmpeg, pictures, fps)
    pictures, options = _with(SOFTWARE, ffmpeg, pictures, fps)
    del options["crf"]
    options |= {"b:v": f"{kbps}k", "maxrate": f"{kbps * 5 // 4}k", "bufsize": f"{2 * kbps}k"}
    return pictures, options | {"preset": preset}


def _with(
    encoder: VideoEncoder, ffmpeg: FFmpeg, pictures: graph.Stream, fps: int
) -> tuple[graph.Stream, dict[str, str | float]]:
    for name, *arguments in encoder.last_filters:
        pictures = pictures.filter(name, *arguments)
    options: dict[str, str | float] = {
        "c:v": encoder.name,
        "profile:v": "high",
        **encoder.quality,
        "maxrate": f"{CAP_KBPS}k",
        "bufsize": f"{2 * CAP_KBPS}k",
        "flags": "+cgop",
        "g": 2 * fps,
        "video_track_timescale": TICKS_PER_FRAME * fps,
        "map_metadata": -1,
        "map_chapters": -1,
        "movflags": "+faststart",
    }
    if ffmpeg.threads is not None:
        options["threads"] = ffmpeg.threads
    return pictures, options


@functools.cache
def video_encoder(ffmpeg: FFmpeg) -> VideoEncoder:
    """Choose the encoder for clips: the hardware asked for if a tiny trial succeeds, else x264."""
    wanted = HARDWARE.get(ffmpeg.hardware or "")
    if wanted is None:
        return SOFTWARE
    shown = graph.input("testsrc2=size=320x240:rate=24", f="lavfi", t=0.5)["v:0"]
    pictures, options = _with(wanted, ffmpeg, shown.filter("format", "yuv420p"), 24)
    with tempfile.TemporaryDirectory(prefix="adgen-") as scratch:
        trial = graph.output(pictures, f"file:{scratch}/trial.mp4", **options)
        try:
            run(ffmpeg, trial, purpose=f"Trying {wanted.name}", limit_s=20)
        except MediaError:
            return SOFTWARE
    return wanted
