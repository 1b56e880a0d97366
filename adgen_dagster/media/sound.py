"""Mix the narration with music to an even loudness: the film's whole sound in one file."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ffmpeg as graph
from ffmpeg.nodes import OutputStream

from adgen_dagster.media.errors import MediaError
from adgen_dagster.media.ffmpeg import (
    FFmpeg,
    Progress,
    folder_beside,
    opened,
    portion,
    run,
    whole_file,
)
from adgen_dagster.media.line import (
    MAX_GAIN_DB,
    SAMPLE_RATE,
    VOICE_LUFS,
    FittedLine,
    LineTooLongError,
    exactly,
    fit_line,
    gain_db,
)
from adgen_dagster.media.music import check_music, levelled
from adgen_dagster.media.probe import (
    METER,
    SILENT_LUFS,
    Loudness,
    measure_loudness,
    read_meter,
)

__all__ = ["FittedLine", "LineTooLongError", "Mix", "check_music", "fit_line", "mix_narration"]

# Music alone (before the first word, after the last) sits under the voice; while someone speaks
# the compressor takes it down by about ten more.
MUSIC_LUFS = VOICE_LUFS - 7

MUSIC_FADE_IN_S = 0.6
MUSIC_FADE_OUT_S = 2.0

# AAC draws the wave anew, and its peaks come out up to this much higher than they went in.
AAC_OVERSHOOT_DB = 0.7
# How near the measured loudness must come; EBU R 128 itself allows 0.5.
LOUDNESS_TOLERANCE_LU = 0.5
MOST_ROUNDS = 6
# What is further off than this after the last round would be heard beside other films.
MOST_MISSED_LU = 1.0

# A voice at -18 LUFS lies 10 to 15 dB over this threshold while it speaks, so at 6:1 the music
# goes down by about ten; it comes back slowly enough not to pump between words.
DUCKING = {"threshold": 0.03, "ratio": 6, "attack": 25, "release": 500, "knee": 4}


@dataclass(frozen=True)
class Mix:
    """A finished sound track."""

    duration_s: float
    loudness: Loudness


def mix_narration(  # noqa: PLR0913 - all but three go by name
    ffmpeg: FFmpeg,
    lines: Sequence[Path | None],
    target: Path,
    *,
    slot_s: float = 5.0,
    music: Path | None = None,
    loudness_lufs: float = -16.0,
    true_peak_dbtp: float = -1.0,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Mix:
    """Make the film's sound: the lines in their slots, music under them, AAC in an m4a.

    Args:
        ffmpeg: the programs.
        lines: what `fit_line` made, one for each slot; None where nobody speaks.
        target: an m4a.
        slot_s: how long a slot is.
        music: repeated or cut to the film's length, and quieter while someone speaks.
        loudness_lufs: what the whole is brought to, measured after encoding. A track of silence
            or hiss stays as quiet as it is.
        true_peak_dbtp: what no peak goes over, measured after encoding.
        progress: is told the part done.
        stop: ends the work when set.

    Raises:
        MediaError: the sound cannot be brought to its loudness.
    """
    if not lines:
        raise MediaError("A film without slots has no sound.")
    seconds = len(lines) * slot_s
    with folder_beside(target) as scratch, whole_file(target) as part:
        desk = _Desk(ffmpeg, scratch, seconds, stop)
        mixed, loudness = desk.voices(lines, slot_s, portion(progress, 0.0, 0.3))
        if music is not None:
            mixed, loudness = desk.with_music(mixed, loudness, music, portion(progress, 0.3, 0.6))
        loudness = desk.master(mixed, loudness, part, loudness_lufs, true_peak_dbtp)
    if progress is not None:
        progress(1.0)
    return Mix(seconds, loudness)


@dataclass(frozen=True)
class _Desk:
    """The steps of one mix; each writes a file and says how loud it is."""

    ffmpeg: FFmpeg
    scratch: Path
    seconds: float
    stop: threading.Event | None

    def voices(
        self, lines: Sequence[Path | None], slot_s: float, progress: Progress | None
    ) -> tuple[Path, Loudness]:
        """Join all lines, each in its slot."""
        slots = [_slot(number, line, slot_s) for number, line in enumerate(lines)]
        sound = graph.concat(*slots, n=len(slots), v=0, a=1)
        return self._write(sound, "voices.wav", "putting the lines together", progress)

    def with_music(
        self, voices: Path, loudness: Loudness, music: Path, progress: Progress | None
    ) -> tuple[Path, Loudness]:
        """Mix the voices over music that makes way for them."""
        bed = levelled(self.ffmpeg, music, MUSIC_LUFS, self.seconds, self.stop)
        speech = opened(voices)["a:0"].filter("volume", f"{gain_db(loudness, VOICE_LUFS):.2f}dB")
        heard = speech.filter_multi_output("asplit")
        fade_at_s = max(self.seconds - MUSIC_FADE_OUT_S, 0)
        under = (
            bed.filter("aresample", SAMPLE_RATE)
            .filter("aformat", channel_layouts="stereo")
            .filter("atrim", end_sample=round(self.seconds * SAMPLE_RATE))
            .filter("afade", type="in", duration=MUSIC_FADE_IN_S)
            .filter("afade", type="out", start_time=fade_at_s, duration=MUSIC_FADE_OUT_S)
        )
        ducked = graph.filter([under, heard[0]], "sidechaincompress", **DUCKING)
        mixed = graph.filter(
            [heard[1].filter("aformat", channel_layouts="stereo"), ducked],
            "amix",
            inputs=2,
            duration="first",
            normalize=0,
        )
        return self._write(mixed, "mixed.wav", "mixing voice and music", progress)

    def _write(
        self, sound: graph.Stream, name: str, purpose: str, progress: Progress | None
    ) -> tuple[Path, Loudness]:
        written = self.scratch / name
        # Floating point, so that nothing clips before the loudness is set.
        work = graph.output(
            exactly(sound, self.seconds).filter("ebur128", **METER),
            f"file:{written}",
            **{"c:a": "pcm_f32le", "ar": SAMPLE_RATE},
        )
        log = self._run(work, purpose, progress, log="info")
        return written, read_meter(log)

    def master(
        self, mixed: Path, loudness: Loudness, target: Path, lufs: float, peak_dbtp: float
    ) -> Loudness:
        """Encode at the loudness wanted, no peak over the limit; say what was reached.

        Limiting takes some loudness away and encoding moves the peaks, so the result is
        measured, and where it is off the next round starts from what was learned.
        """
        gain, ceiling = gain_db(loudness, lufs), peak_dbtp - AAC_OVERSHOOT_DB
        is_quiet = loudness.integrated_lufs <= max(SILENT_LUFS, lufs - MAX_GAIN_DB)
        for _ in range(MOST_ROUNDS):
            self._encode(mixed, target, gain, ceiling)
            loudness = measure_loudness(self.ffmpeg, target)
            over_db = loudness.true_peak_dbtp - peak_dbtp
            missing_db = 0.0 if is_quiet else lufs - loudness.integrated_lufs
            if over_db <= 0 and abs(missing_db) <= LOUDNESS_TOLERANCE_LU:
                break
            gain += missing_db
            ceiling -= max(over_db + 0.1, 0)
        missed_lu = 0.0 if is_quiet else lufs - loudness.integrated_lufs
        if loudness.true_peak_dbtp > peak_dbtp or abs(missed_lu) > MOST_MISSED_LU:
            raise MediaError(
                f"The sound stays at {loudness.integrated_lufs:.1f} LUFS with peaks of "
                f"{loudness.true_peak_dbtp:.1f} dBTP: it cannot be brought to its loudness."
            )
        return loudness

    def _encode(self, mixed: Path, target: Path, gain: float, ceiling: float) -> None:
        sound = (
            opened(mixed)["a:0"]
            .filter("volume", f"{gain:.2f}dB")
            .filter("aformat", channel_layouts="stereo")
            # Four times the rate shows the limiter the peaks between the samples.
            .filter("aresample", 4 * SAMPLE_RATE)
            .filter("alimiter", limit=10 ** (ceiling / 20), attack=5, release=80, level=0)
            .filter("aresample", SAMPLE_RATE)
        )
        work = graph.output(
            exactly(sound, self.seconds),
            f"file:{target}",
            **{"c:a": "aac", "b:a": "128k", "ar": SAMPLE_RATE, "ac": 2, "map_metadata": -1},
        )
        self._run(work, "encoding the sound", None)

    def _run(
        self, work: OutputStream, purpose: str, progress: Progress | None, log: str = "error"
    ) -> str:
        return run(
            self.ffmpeg,
            work,
            purpose=purpose,
            seconds=self.seconds,
            progress=progress,
            stop=self.stop,
            log=log,
        )


def _slot(number: int, line: Path | None, slot_s: float) -> graph.Stream:
    if line is None:
        silence = f"anullsrc=r={SAMPLE_RATE}:cl=mono"
        return graph.input(silence, f="lavfi", t=slot_s)["a:0"]
    # ffmpeg-python takes equal steps for one and the same, so each slot gets a mark of its own:
    # one line may be heard twice.
    sound = opened(line)["a:0"].filter("ametadata", mode="add", key="slot", value=number)
    sound = sound.filter("aresample", SAMPLE_RATE)
    return exactly(sound.filter("aformat", channel_layouts="mono"), slot_s)
