"""Listen to music: refuse what could not be a film's, bring the rest to the level it needs."""

import re
import threading
from dataclasses import dataclass
from pathlib import Path

import ffmpeg as graph

from adgen_dagster.media.errors import (
    DiskFullError,
    MediaError,
    MediaUnavailableError,
    UnreadableMediaError,
)
from adgen_dagster.media.ffmpeg import FFmpeg, bounded, opened, run
from adgen_dagster.media.length import counted, require_numbers
from adgen_dagster.media.line import gain_db
from adgen_dagster.media.probe import METER, SILENT_DBTP, Loudness, probe, read_meter

SHORTEST_MUSIC_S = 1.0
LONGEST_MUSIC_S = 3600.0
# A quiet beginning belongs to many pieces; this is where people think that there is no music.
LONGEST_SILENCE_S = 10.0
# Quieter than this at every moment: nobody hears it under a voice.
SILENCE_DBFS = -60.0

# An hour of MP3 takes 16 s on one of our processors.
LIMIT_S = 60.0

# The peaks of music stand less than this over its loudness; what stands higher is damage that a
# decoder made a crack of, and neither measured nor heard at its full height.
CREST_DB = 18.0
MOST_CRACK_ROUNDS = 3

# The meter counts in samples of this rate, whatever the file's own is.
METER_RATE = 16_000


@dataclass(frozen=True)
class _Heard:
    """What listening to a whole file told."""

    seconds: float
    peak_dbfs: float
    silent_s: float


def check_music(ffmpeg: FFmpeg, path: Path) -> None:
    """Refuse what cannot be the music of a film, before a job is begun with it.

    The whole file is listened to: its header may not say how long it is, or say it wrong.

    Raises:
        UnreadableMediaError: the file cannot be read, has no sound, is too short or too long, or
            begins with a long silence.
    """
    found = probe(ffmpeg, path)
    if found.audio_codec is None:
        raise UnreadableMediaError(f"{path.name} has no sound.")
    _require_short(path, found.duration_s or 0)
    heard = _listen(ffmpeg, path)
    _require_short(path, heard.seconds)
    if heard.seconds < SHORTEST_MUSIC_S:
        raise UnreadableMediaError(f"{path.name} is too short for music.")
    if heard.peak_dbfs < SILENCE_DBFS:
        raise UnreadableMediaError(f"{path.name} is silent.")
    if heard.silent_s > LONGEST_SILENCE_S:
        raise UnreadableMediaError(
            f"{path.name} is silent for its first {heard.silent_s:.0f} s; cut the silence off."
        )


def _require_short(path: Path, seconds: float) -> None:
    if seconds > LONGEST_MUSIC_S:
        raise UnreadableMediaError(f"{path.name} is longer than an hour.")


def _listen(ffmpeg: FFmpeg, path: Path) -> _Heard:
    told = {"measure_perchannel": "none", "measure_overall": "Peak_level+Number_of_samples"}
    sound = (
        bounded(counted(opened(path, t=LONGEST_MUSIC_S + 1)["a:0"]))
        .filter("aresample", METER_RATE)
        # As it is mixed: of 64 channels nobody knows how to make two.
        .filter("aformat", channel_layouts="stereo")
        .filter("silencedetect", noise=f"{SILENCE_DBFS}dB", duration=1)
        .filter("astats", **told)
    )
    work = graph.output(sound, "-", f="null")
    try:
        log = run(ffmpeg, work, purpose=f"Listening to {path.name}", limit_s=LIMIT_S, log="info")
    except (MediaUnavailableError, DiskFullError):
        raise
    except MediaError as error:
        raise UnreadableMediaError(
            f"{path.name} cannot be played to its end; save it anew as MP3 or WAV."
        ) from error
    require_numbers(path, log)
    return _Heard(
        seconds=_number(log, r"Peak level dB: \S+\s.*Number of samples: (\S+)") / METER_RATE,
        peak_dbfs=max(_number(log, r"Peak level dB: (\S+)"), SILENT_DBTP),
        silent_s=_silent_start(log),
    )


def _number(log: str, pattern: str) -> float:
    found = re.search(pattern, log)
    return float(found[1]) if found else float("-inf")


def _silent_start(log: str) -> float:
    """Return how long it is silent before the first sound."""
    starts = re.search(r"silence_start: (\S+)", log)
    ends = re.search(r"silence_end: (\S+)", log)
    return float(ends[1]) if starts and ends and float(starts[1]) < 1 else 0.0


def levelled(
    ffmpeg: FFmpeg, path: Path, lufs: float, seconds: float, stop: threading.Event | None
) -> graph.Stream:
    """Music, repeated without end, its first `seconds` as loud as wanted.

    Args:
        ffmpeg: the programs.
        path: what `check_music` accepted.
        lufs: how loud it will be; never more than `MAX_GAIN_DB` is added.
        seconds: how much of it will be heard.
        stop: ends the listening when set.
    """
    ceiling_db, loudness = 0.0, _loudness(ffmpeg, path, 0.0, seconds, stop)
    for _ in range(MOST_CRACK_ROUNDS):
        crest_db = loudness.integrated_lufs + CREST_DB
        if min(loudness.true_peak_dbtp, ceiling_db) <= crest_db + 0.5:
            break
        ceiling_db = crest_db
        loudness = _loudness(ffmpeg, path, ceiling_db, seconds, stop)
    music = _clipped(bounded(opened(path, stream_loop=-1)["a:0"]), ceiling_db)
    return music.filter("volume", f"{gain_db(loudness, lufs):.2f}dB")


def _loudness(
    ffmpeg: FFmpeg, path: Path, ceiling_db: float, seconds: float, stop: threading.Event | None
) -> Loudness:
    heard = _clipped(bounded(opened(path, t=seconds)["a:0"]), ceiling_db).filter("ebur128", **METER)
    work = graph.output(heard, "-", f="null")
    log = run(ffmpeg, work, purpose=f"Listening to {path.name}", stop=stop, log="info")
    return read_meter(log)


def _clipped(sound: graph.Stream, ceiling_db: float) -> graph.Stream:
    if ceiling_db >= 0:
        return sound
    return sound.filter("asoftclip", type="hard", threshold=f"{10 ** (ceiling_db / 20):.6f}")
