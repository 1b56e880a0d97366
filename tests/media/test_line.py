import wave
from pathlib import Path

import numpy as np
import pytest

from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.media.errors import UnreadableMediaError, UnusableMediaError
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.media.line import MAX_TEMPO, VOICE_LUFS
from adgen_dagster.media.probe import measure_loudness
from adgen_dagster.media.sound import LineTooLongError, fit_line

from .scenes import RATE, Sound, film, level_db, samples, silence, sound, syllables, tone

INPUTS = Path(__file__).parents[1] / "inputs"


def edges(heard: Sound) -> tuple[float, float]:
    """When something is first and last heard, in seconds."""
    loud = np.nonzero(np.abs(heard) > 0.02)[0]
    return loud[0] / RATE, loud[-1] / RATE


def test_a_short_line_fills_its_slot_to_the_sample(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    said = sound(tmp_path / "said.wav", syllables(1.0))

    fitted = fit_line(ffmpeg, said, tmp_path / "line.wav", slot_s=3.0, lead_s=0.2)

    with wave.open(str(tmp_path / "line.wav")) as line:
        assert (line.getnframes(), line.getframerate()) == (3 * RATE, RATE)
        assert (line.getnchannels(), line.getsampwidth()) == (1, 2)
    first, last = edges(samples(ffmpeg, tmp_path / "line.wav"))
    assert 0.2 <= first < 0.35
    assert 1.0 < last < 1.35
    assert fitted.tempo == 1.0
    assert fitted.spoken_s == pytest.approx(1.0, abs=0.15)


def test_silence_around_the_words_does_not_count(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    around = np.concatenate([silence(2.0), syllables(1.0), silence(3.0)])
    said = sound(tmp_path / "said.wav", around)

    fitted = fit_line(ffmpeg, said, tmp_path / "line.wav", slot_s=2.0)

    first, last = edges(samples(ffmpeg, tmp_path / "line.wav"))
    assert fitted.spoken_s == pytest.approx(1.0, abs=0.2)
    assert first < 0.35
    assert last < 1.45


def test_a_pause_between_words_is_kept(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    said = sound(
        tmp_path / "said.wav", np.concatenate([syllables(0.4), silence(0.8), syllables(0.4)])
    )

    fitted = fit_line(ffmpeg, said, tmp_path / "line.wav", slot_s=3.0)

    assert fitted.spoken_s == pytest.approx(1.6, abs=0.2)


def test_a_line_too_long_is_sped_up_gently(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    said = sound(tmp_path / "said.wav", syllables(2.0))

    fitted = fit_line(ffmpeg, said, tmp_path / "line.wav", slot_s=2.0, lead_s=0.15, tail_s=0.2)

    _, last = edges(samples(ffmpeg, tmp_path / "line.wav"))
    assert 1.1 < fitted.tempo <= MAX_TEMPO
    assert fitted.spoken_s == pytest.approx(1.65, abs=0.01)
    assert last < 1.85


def test_a_faster_voice_is_no_higher(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    said = sound(tmp_path / "said.wav", tone(2.0, 440))

    fitted = fit_line(ffmpeg, said, tmp_path / "line.wav", slot_s=2.0)

    heard = samples(ffmpeg, tmp_path / "line.wav")
    assert fitted.tempo > 1.2
    assert level_db(heard, 440) - level_db(heard) > -1
    assert level_db(heard, 440 * fitted.tempo**2) < level_db(heard, 440) - 20


def test_a_line_that_cannot_fit_is_refused_with_its_length(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    said = sound(tmp_path / "said.wav", syllables(3.0))

    with pytest.raises(
        LineTooLongError, match=r"takes 3\.0 s to say and its slot is 2 s"
    ) as raised:
        fit_line(ffmpeg, said, tmp_path / "line.wav", slot_s=2.0)

    assert isinstance(raised.value, AdgenError)
    assert raised.value.seconds == pytest.approx(3.0, abs=0.15)
    assert raised.value.slot_s == 2.0
    assert not (tmp_path / "line.wav").exists()


NOTHING = {
    "silence": silence(1.0),
    "a click": np.concatenate([silence(0.5), tone(0.05), silence(0.5)]),
    "hiss too low to be a voice": np.random.default_rng(1).normal(0, 0.0003, RATE),
}


@pytest.mark.parametrize("said", NOTHING)
def test_a_recording_in_which_nobody_speaks_is_refused_as_a_reading(
    said: str, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    with pytest.raises(UnusableMediaError, match=r"said\.wav is (silent|heard for 0\.1)") as raised:
        fit_line(ffmpeg, sound(tmp_path / "said.wav", NOTHING[said]), tmp_path / "line.wav")

    assert raised.value.kind is ErrorKind.BAD_OUTPUT
    assert not (tmp_path / "line.wav").exists()


def test_the_silence_that_was_once_a_reading_is_refused(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    with pytest.raises(UnusableMediaError, match=r"speech-silent\.wav is silent"):
        fit_line(ffmpeg, INPUTS / "speech-silent.wav", tmp_path / "line.wav")


def test_a_second_of_sound_is_no_reading_of_a_long_line(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    said = sound(tmp_path / "said.wav", syllables(1.0))

    fit_line(ffmpeg, said, tmp_path / "line.wav", letters=15)
    with pytest.raises(UnusableMediaError, match="that is not the line"):
        fit_line(ffmpeg, said, tmp_path / "line.wav", letters=70)


def test_a_word_is_a_reading(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    said = sound(tmp_path / "said.wav", syllables(0.3))

    assert fit_line(ffmpeg, said, tmp_path / "line.wav", letters=2).spoken_s > 0.2


@pytest.mark.parametrize("noise_db", [-56, -50, -44])
def test_the_noise_of_a_room_is_no_part_of_the_line(
    noise_db: int, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    said = np.concatenate([silence(2.0), syllables(3.0, 0.8), silence(2.0)])
    room = np.random.default_rng(1).normal(0, 10 ** (noise_db / 20), len(said))

    fitted = fit_line(ffmpeg, sound(tmp_path / "said.wav", said + room), tmp_path / "line.wav")

    assert fitted.spoken_s == pytest.approx(3.0, abs=0.25)
    assert fitted.tempo == 1.0


def test_a_voice_too_quiet_for_the_threshold_is_heard_whole(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    said = np.concatenate([silence(1.0), syllables(2.0, 0.01), silence(1.0)])

    fitted = fit_line(ffmpeg, sound(tmp_path / "said.wav", said), tmp_path / "line.wav")

    assert fitted.spoken_s == pytest.approx(2.0, abs=0.2)


def test_a_voice_is_heard_whose_sides_cancel_each_other(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    one = sound(tmp_path / "one.wav", syllables(1.5))
    sides = ["-i", str(one), "-map", "1", "-af", "pan=stereo|c0=c0|c1=-1*c0"]
    said = film(ffmpeg, tmp_path / "said.wav", "anullsrc", *sides)

    fitted = fit_line(ffmpeg, said, tmp_path / "line.wav")

    assert fitted.spoken_s == pytest.approx(1.5, abs=0.15)
    assert measure_loudness(ffmpeg, tmp_path / "line.wav").integrated_lufs > VOICE_LUFS - 1


def test_a_crack_over_full_scale_does_not_bury_the_words(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    said = np.concatenate([syllables(1.5), silence(0.5)])
    said[RATE : RATE + 500] = 30_000.0
    raw = tmp_path / "said.raw"
    raw.write_bytes(said.astype("<f4").tobytes())
    as_float = ["-f", "f32le", "-ar", str(RATE), "-i", str(raw), "-map", "1", "-c:a", "pcm_f32le"]
    film(ffmpeg, tmp_path / "said.wav", "anullsrc", *as_float)

    fit_line(ffmpeg, tmp_path / "said.wav", tmp_path / "line.wav")

    heard = samples(ffmpeg, tmp_path / "line.wav")
    assert level_db(heard[round(0.3 * RATE) : round(0.9 * RATE)]) > -35


@pytest.mark.parametrize("level", [0.06, 0.3, 0.99])
def test_quiet_and_loud_recordings_become_equally_loud(
    level: float, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    said = sound(tmp_path / "said.wav", syllables(1.5, level))

    fit_line(ffmpeg, said, tmp_path / "line.wav", slot_s=2.0)

    heard = measure_loudness(ffmpeg, tmp_path / "line.wav")
    assert heard.integrated_lufs == pytest.approx(VOICE_LUFS, abs=1.0)
    assert heard.true_peak_dbtp < -2


@pytest.mark.parametrize("suffix", [".mp3", ".ogg", ".m4a", ".flac"])
def test_a_line_may_come_in_any_common_format(suffix: str, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    said = film(ffmpeg, tmp_path / f"said{suffix}", "sine=440:d=1:sample_rate=22050", "-ac", "2")

    fitted = fit_line(ffmpeg, said, tmp_path / "line.wav", slot_s=2.0)

    assert fitted.spoken_s == pytest.approx(1.0, abs=0.15)


def test_pictures_are_no_line(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    path = film(ffmpeg, tmp_path / "film.mp4", "color=red:s=64x36:d=0.2")

    with pytest.raises(UnreadableMediaError, match=r"film\.mp4 has no sound"):
        fit_line(ffmpeg, path, tmp_path / "line.wav")
