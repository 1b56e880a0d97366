"""Fit a spoken line into its slot of the film."""

import wave
from dataclasses import dataclass
from pathlib import Path

import ffmpeg as graph

from adgen_dagster.media.errors import MediaError, UnreadableMedia
from adgen_dagster.media.ffmpeg import FFmpeg, folder_beside, opened, run, whole_file
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
SILENCE_DB = -48
LONGEST_LINE_S = 60.0


class LineTooLong(MediaError):
    """A spoken line does not fit into its slot, not even sped up."""

    def __init__(self, seconds: float, slot_s: float) -> None:
        super().__init__(f"the line takes {seconds:.1f} s to say and its slot is {slot_s:g} s")
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
) -> FittedLine:
    """Make a spoken line exactly one slot long: 48 kHz mono wav, silence around the words.

    Args:
        ffmpeg: the programs.
        source: the recording; silence at its ends does not count.
        target: a wav.
        slot_s: how long the slot is.
        lead_s: the silence before the first word.
        tail_s: the least silence after the last.

    Raises:
        LineTooLong: the words take more than `MAX_TEMPO` times the time there is.
        UnreadableMedia: the recording cannot be read.
    """
    if probe(ffmpeg, source).audio_codec is None:
        raise UnreadableMedia(f"{source.name} has no sound")
    room_s = slot_s - lead_s - tail_s
    with folder_beside(target) as scratch:
        words = scratch / "words.wav"
        loudness = _cut_silence(ffmpeg, source, words)
        spoken_s = _wav_seconds(words)
        tempo = max(spoken_s / room_s, 1.0)
        if tempo > MAX_TEMPO:
            raise LineTooLong(spoken_s, slot_s)
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
            run(ffmpeg, work, purpose=f"fitting {source.name} into its slot")
    return FittedLine(spoken_s / tempo, tempo)


WAV = {"c:a": "pcm_s16le", "map_metadata": -1, "flags": "+bitexact", "fflags": "+bitexact"}


def _cut_silence(ffmpeg: FFmpeg, source: Path, target: Path) -> Loudness:
    """Write the recording without the silence at its ends; say how loud it is."""
    edge: dict[str, str | float] = {"start_periods": 1, "start_threshold": f"{SILENCE_DB}dB"}
    edge |= {"start_silence": 0.05, "detection": "peak"}
    sound = opened(source, t=LONGEST_LINE_S)["a:0"].filter("aresample", SAMPLE_RATE)
    sound = sound.filter("aformat", channel_layouts="mono")
    for _ in range(2):
        sound = sound.filter("silenceremove", **edge).filter("areverse")
    sound = sound.filter("ebur128", **METER)
    work = graph.output(sound, f"file:{target}", ar=SAMPLE_RATE, **WAV)
    log = run(ffmpeg, work, purpose=f"finding the words in {source.name}", log="info")
    if not _wav_seconds(target):
        return Loudness(SILENT_LUFS, SILENT_DBTP, 0.0)
    return read_meter(log)


def _wav_seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def gain_db(loudness: Loudness, wanted_lufs: float) -> float:
    """How much louder the sound must become; nothing for silence, and never hiss to a roar."""
    if loudness.integrated_lufs <= SILENT_LUFS:
        return 0.0
    return min(wanted_lufs - loudness.integrated_lufs, MAX_GAIN_DB)


def exactly(sound: graph.Stream, seconds: float) -> graph.Stream:
    """The sound followed by silence, cut at this length to the sample."""
    samples = round(seconds * SAMPLE_RATE)
    return sound.filter("apad", whole_len=samples).filter("atrim", end_sample=samples)
