"""Music that people hand in: what is refused when it is ordered, and how the rest is heard."""

import wave
from pathlib import Path

import numpy as np
import pytest

from adgen_dagster.errors import ErrorKind
from adgen_dagster.media.errors import MediaError, UnreadableMediaError
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.media.length import measured_seconds
from adgen_dagster.media.sound import check_music, fit_line, mix_narration

from .scenes import RATE, Sound, film, level_db, samples, silence, sound, syllables, tone

INPUTS = Path(__file__).parents[1] / "inputs"
SLOT_S = 5.0


def mixed(ffmpeg: FFmpeg, folder: Path, music: Path) -> tuple[float, float]:
    """How loud the voice is in the second of three slots, and music alone in the last."""
    said = sound(folder / "said.wav", syllables(3.5))
    fit_line(ffmpeg, said, folder / "line.wav", slot_s=SLOT_S)
    lines = [None, folder / "line.wav", None]

    mix_narration(ffmpeg, lines, folder / "mix.m4a", slot_s=SLOT_S, music=music)

    heard = samples(ffmpeg, folder / "mix.m4a")
    return level_db(heard[6 * RATE : 8 * RATE]), level_db(heard[11 * RATE : 13 * RATE])


def float_music(ffmpeg: FFmpeg, target: Path, heard: Sound) -> Path:
    """Samples of any height as a wav in floating point."""
    raw = target.with_suffix(".raw")
    raw.write_bytes(heard.astype("<f4").tobytes())
    as_float = ["-f", "f32le", "-ar", str(RATE), "-i", str(raw), "-map", "1", "-c:a", "pcm_f32le"]
    return film(ffmpeg, target, "anullsrc", *as_float)


def test_four_wrong_bytes_do_not_bury_the_voice(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    damaged, intact = INPUTS / "music-four-bytes-wrong.mp3", INPUTS / "music-intact.mp3"

    check_music(ffmpeg, damaged)
    voice, music = mixed(ffmpeg, tmp_path, damaged)
    voice_before, music_before = mixed(ffmpeg, tmp_path, intact)

    assert voice == pytest.approx(voice_before, abs=1.5)
    assert music == pytest.approx(music_before, abs=3)


@pytest.mark.parametrize("crack", [40_000.0, float("nan")])
def test_cracks_over_full_scale_do_not_bury_the_voice(
    crack: float, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    quiet = tone(8, 3000, 0.05)
    cracked = quiet.copy()
    for at in (1.0, 6.0, 7.0):
        cracked[round(at * RATE) : round((at + 0.03) * RATE)] = crack

    voice, music = mixed(ffmpeg, tmp_path, float_music(ffmpeg, tmp_path / "a.wav", cracked))
    voice_before, music_before = mixed(
        ffmpeg, tmp_path, float_music(ffmpeg, tmp_path / "b.wav", quiet)
    )

    assert voice == pytest.approx(voice_before, abs=1.5)
    assert music == pytest.approx(music_before, abs=3)


@pytest.mark.parametrize("name", ["music-from-a-browser.webm"])
def test_music_whose_header_does_not_say_how_long_it_is_is_listened_to(
    name: str, ffmpeg: FFmpeg
) -> None:
    check_music(ffmpeg, INPUTS / name)


@pytest.mark.parametrize(("seconds", "is_music"), [(4.0, True), (0.5, False)])
def test_a_stream_is_measured(
    seconds: float, *, is_music: bool, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    wav = sound(tmp_path / "music.wav", tone(seconds))
    streamed = film(
        ffmpeg, tmp_path / "music.webm", "anullsrc", "-i", str(wav), "-map", "1", "-live", "1"
    )

    if is_music:
        check_music(ffmpeg, streamed)
    else:
        with pytest.raises(UnreadableMediaError, match="too short for music"):
            check_music(ffmpeg, streamed)


def test_encrypted_music_is_refused_in_one_sentence(ffmpeg: FFmpeg) -> None:
    with pytest.raises(UnreadableMediaError) as refused:
        check_music(ffmpeg, INPUTS / "music-encrypted.m4a")

    assert str(refused.value) == (
        "music-encrypted.m4a is encrypted against copying and cannot be used."
    )


SILENT = {
    r"is silent\.$": silence(8),
    "is silent for its first 55 s; cut the silence off": np.concatenate([silence(55), tone(3)]),
}


@pytest.mark.parametrize("told", SILENT)
def test_music_that_nobody_would_hear_is_refused(told: str, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    with pytest.raises(UnreadableMediaError, match=rf"^music\.wav {told}"):
        check_music(ffmpeg, sound(tmp_path / "music.wav", SILENT[told]))


def test_music_may_begin_quietly_and_pause(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    quiet = [silence(4), tone(1, level=0.01), silence(15), tone(2)]

    check_music(ffmpeg, sound(tmp_path / "music.wav", np.concatenate(quiet)))


def test_music_that_cannot_be_decoded_is_refused_without_a_log(
    ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    song = film(ffmpeg, tmp_path / "song.m4a", "sine=d=8", "-movflags", "+faststart")
    whole = song.read_bytes()
    begins = whole.index(b"mdat") + 4
    song.write_bytes(whole[:begins] + b"\xff" * (len(whole) - begins))

    with pytest.raises(UnreadableMediaError) as refused:
        check_music(ffmpeg, song)

    assert str(refused.value) == "song.m4a cannot be played to its end; save it anew as MP3 or WAV."


def test_a_loudness_that_is_not_reached_is_an_error(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    said = sound(tmp_path / "said.wav", syllables(4))

    with pytest.raises(MediaError, match="cannot be brought to its loudness") as missed:
        mix_narration(
            ffmpeg,
            [said],
            tmp_path / "mix.m4a",
            slot_s=SLOT_S,
            loudness_lufs=-6.0,
            true_peak_dbtp=-20.0,
        )

    assert missed.value.kind is ErrorKind.ASSEMBLY
    assert not (tmp_path / "mix.m4a").exists()


def test_music_of_which_no_stereo_can_be_made_is_refused_when_it_enters(
    ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    song = tmp_path / "song.wav"
    with wave.open(str(song), "wb") as file:
        file.setparams((64, 2, 8000, 0, "NONE", ""))
        file.writeframes(np.full(2 * 8000 * 64, 9000, "<i2").tobytes())

    with pytest.raises(UnreadableMediaError, match="cannot be played to its end"):
        check_music(ffmpeg, song)


@pytest.mark.parametrize("sample", [float("nan"), float("inf"), float("-inf")])
def test_samples_that_are_no_numbers_are_refused_when_they_enter(
    sample: float, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    half = np.concatenate([tone(2), np.full(2 * RATE, sample)])
    for name, heard in {"all.wav": np.full(4 * RATE, sample), "half.wav": half}.items():
        damaged = float_music(ffmpeg, tmp_path / name, heard)

        with pytest.raises(UnreadableMediaError, match=rf"^{name} is damaged: its samples"):
            check_music(ffmpeg, damaged)
        with pytest.raises(UnreadableMediaError, match=rf"^{name} is damaged: its samples"):
            measured_seconds(ffmpeg, damaged, until_s=10)
        with pytest.raises(UnreadableMediaError, match=rf"^{name} is damaged: its samples"):
            fit_line(ffmpeg, damaged, tmp_path / "line.wav", slot_s=SLOT_S)


@pytest.mark.parametrize("content", [b"", b"\xff" * 5000, b"OggS" + b"\x00" * 5000])
def test_a_voice_message_that_cannot_be_heard_is_refused_without_a_log(
    content: bytes, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    voice = tmp_path / "voice.ogg"
    voice.write_bytes(content)

    with pytest.raises(UnreadableMediaError) as refused:
        measured_seconds(ffmpeg, voice, until_s=10)

    assert str(refused.value) == "voice.ogg cannot be heard to its end; save it anew as MP3 or WAV."
