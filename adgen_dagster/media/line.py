"""Fit a spoken line into its slot of the film."""

import re
import wave
from dataclasses import dataclass
from pathlib import Path

import ffmpeg as graph

from adgen_dagster.media.errors import MediaError, UnreadableMediaError, UnusableMediaError
from adgen_dagster.media.ffmpeg import FFmpeg, bounded, folder_beside, opened, run, whole_file
from adgen_dagster.media.length import counted, require_numbers
from adgen_dagster.media.probe import METER, SILENT_DBTP, SILENT_LUFS, Loudness, probe, read_meter

SAMPLE_RATE = 48_000

# A quarter faster is where speech begins to sound hurried. What needs more has too many words,
# and words are the writer's to cut.
MAX_TEMPO = 1.25

# Voices are brought here before anything is mixed, so that neither a quiet line nor a loud
# provider changes the balance with the music.
VOICE_LUFS = -18.0
# More than this is never added: what is so quiet is hiss, not a voice.
MAX_GAIN_DB = 24.0

# Quieter than this is the room, not the speaker. Synthetic voices are silent below -60.
SILENCE_DB = -48.0
# In a loud room silence is what is hardly louder than its quietest moment, but never what could
# be the speaker: that lies within so many decibels of how loud the whole is.
OVER_NOISE_DB = 6.0
NO_ROOM_DB = -70.0
UNDER_VOICE_DB = 15.0
# A voice this quiet is looked for again, so far below itself.
QUIET_VOICE_LUFS = -33.0
UNDER_QUIET_VOICE_DB = 25.0
LONGEST_LINE_S = 60.0

# A click, with the silence that is kept on both sides of it, is shorter than any word.
SHORTEST_WORD_S = 0.2
# Nobody speaks twice as fast as the fastest voice; what is shorter is not the line.
MOST_LETTERS_PER_S = 40.0

# One side of a stereo recording is the other upside down where together they are so much quieter.
CANCELLED_LU = 10.0


class LineTooLongError(MediaError):
    """A spoken line does not fit into its slot, not even sped up."""

    def __init__(self, seconds: float, slot_s: float) -> None:
        super().__init__(f"The line takes {seconds:.1f} s to say and its slot is {slot_s:g} s.")
        self.seconds = seconds
        self.slot_s = slot_s


@dataclass(frozen=True)
class FittedLine:
    """A line in its slot.

    Args:
        spoken_s: how long the voice is heard; 0 when the recording was silent.
        tempo: how much faster it was made; 1 when it fitted.
    """

    spoken_s: float
    tempo: float


def fit_line(
    ffmpeg: FFmpeg,
    source: Path,
    target: Path,
    *,
    slot_s: float = 5.0,
    lead_s: float = 0.15,
    tail_s: float = 0.2,
    letters: int = 0,
) -> FittedLine:
    """Make a spoken line exactly one slot long: 48 kHz mono wav, silence around the words.

    Args:
        ffmpeg: the programs.
        source: the recording; silence at its ends does not count.
        target: a wav.
        slot_s: how long the slot is.
        lead_s: the silence before the first word.
        tail_s: the least silence after the last.
        letters: how long the text is that was to be spoken; what is too short for it is refused.

    Raises:
        LineTooLongError: the words take more than `MAX_TEMPO` times the time there is.
        UnreadableMediaError: the recording cannot be read.
        UnusableMediaError: nobody speaks in it, or not for long enough.
    """
    found = probe(ffmpeg, source)
    if found.audio_codec is None:
        raise UnreadableMediaError(f"{source.name} has no sound.")
    room_s = slot_s - lead_s - tail_s
    with folder_beside(target) as scratch:
        recording = _Recording(ffmpeg, source, scratch, found.audio_channels == 2)
        words, loudness = recording.words(room_s)
        spoken_s = _wav_seconds(words)
        _require_spoken(source, spoken_s, letters)
        tempo = max(spoken_s / room_s, 1.0)
        if tempo > MAX_TEMPO:
            raise LineTooLongError(spoken_s, slot_s)
        sound = opened(words)["a:0"]
        if tempo > 1.0:
            # atempo joins whole periods of one voice, which suits speech up to this tempo, and
            # unlike rubberband it is in every build of FFmpeg.
            sound = sound.filter("atempo", tempo)
        sound = sound.filter("volume", f"{gain_db(loudness, VOICE_LUFS):.2f}dB")
        sound = sound.filter("alimiter", limit=0.7, level=0)
        sound = sound.filter("adelay", f"{round(lead_s * 1000)}")
        sound = exactly(sound, slot_s)
        with whole_file(target) as part:
            work = graph.output(sound, f"file:{part}", ar=SAMPLE_RATE, ac=1, **WAV)
            run(ffmpeg, work, purpose=f"Fitting {source.name} into its slot")
    return FittedLine(spoken_s / tempo, tempo)


def _require_spoken(source: Path, spoken_s: float, letters: int) -> None:
    """Refuse what cannot be somebody speaking a text of this length."""
    if not spoken_s:
        raise UnusableMediaError(f"{source.name} is silent: nobody speaks in it.")
    if spoken_s < max(SHORTEST_WORD_S, letters / MOST_LETTERS_PER_S):
        raise UnusableMediaError(
            f"{source.name} is heard for {spoken_s:.2f} s: that is not the line."
        )


@dataclass(frozen=True)
class _Recording:
    """A recording, in which the words are looked for."""

    ffmpeg: FFmpeg
    source: Path
    scratch: Path
    is_stereo: bool

    def words(self, room_s: float) -> tuple[Path, Loudness]:
        """Cut the silence off the recording's ends and measure how loud the rest is."""
        left_only = self.is_stereo and self._is_cancelled()
        words, loudness, quietest_db = self._cut(SILENCE_DB, "peak", left_only=left_only)
        level = loudness.integrated_lufs
        if SILENT_LUFS < level < QUIET_VOICE_LUFS:
            threshold_db = level - UNDER_QUIET_VOICE_DB
            words, loudness, quietest_db = self._cut(threshold_db, "peak", left_only=left_only)
        if _wav_seconds(words) > room_s and quietest_db > NO_ROOM_DB:
            noise_db = min(quietest_db + OVER_NOISE_DB, level - UNDER_VOICE_DB)
            words, loudness, _ = self._cut(noise_db, "rms", left_only=left_only)
        return words, loudness

    def _is_cancelled(self) -> bool:
        """Tell whether one side is the other upside down, so that both together are nothing."""
        return self._loudness(left_only=True) > self._loudness(left_only=False) + CANCELLED_LU

    def _loudness(self, *, left_only: bool) -> float:
        sound = self._mono(left_only=left_only).filter("ebur128", **METER)
        work = graph.output(sound, "-", f="null")
        log = run(self.ffmpeg, work, purpose=f"Listening to {self.source.name}", log="info")
        return read_meter(log).integrated_lufs

    def _mono(self, *, left_only: bool) -> graph.Stream:
        sound = counted(opened(self.source, t=LONGEST_LINE_S)["a:0"])
        sound = bounded(sound).filter("aresample", SAMPLE_RATE)
        if left_only:
            return sound.filter("channelmap", map="0", channel_layout="mono")
        return sound.filter("aformat", channel_layouts="mono")

    def _cut(
        self, silence_db: float, detection: str, *, left_only: bool
    ) -> tuple[Path, Loudness, float]:
        """Return what is louder than that; its loudness; how loud its quietest moment is."""
        words = self.scratch / f"words{silence_db:.1f}.wav"
        edge: dict[str, str | float] = {"start_periods": 1, "start_silence": 0.05}
        edge |= {"start_threshold": f"{silence_db:.1f}dB", "detection": detection}
        sound = self._mono(left_only=left_only)
        for _ in range(2):
            sound = sound.filter("silenceremove", **edge).filter("areverse")
        sound = sound.filter("ebur128", **METER).filter("astats", **QUIETEST)
        work = graph.output(sound, f"file:{words}", ar=SAMPLE_RATE, **WAV)
        purpose = f"Finding the words in {self.source.name}"
        log = run(self.ffmpeg, work, purpose=purpose, log="info")
        require_numbers(self.source, log)
        if not _wav_seconds(words):
            return words, Loudness(SILENT_LUFS, SILENT_DBTP, 0.0), SILENT_DBTP
        quietest = re.search(r"RMS th?rough dB: (-?[\d.]+)", log)
        return words, read_meter(log), float(quietest[1]) if quietest else SILENT_DBTP


QUIETEST = {"measure_perchannel": "none", "measure_overall": "RMS_trough"}
WAV = {"c:a": "pcm_s16le", "map_metadata": -1, "flags": "+bitexact", "fflags": "+bitexact"}


def _wav_seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def gain_db(loudness: Loudness, wanted_lufs: float) -> float:
    """Return how much louder the sound must become; 0 for silence: hiss never becomes a roar."""
    if loudness.integrated_lufs <= SILENT_LUFS:
        return 0.0
    return min(wanted_lufs - loudness.integrated_lufs, MAX_GAIN_DB)


def exactly(sound: graph.Stream, seconds: float) -> graph.Stream:
    """Return the sound followed by silence, cut at this length to the sample."""
    samples = round(seconds * SAMPLE_RATE)
    return sound.filter("apad", whole_len=samples).filter("atrim", end_sample=samples)
