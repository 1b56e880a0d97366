import wave
from pathlib import Path

import numpy as np
import pytest

from adgen_dagster.errors import AdgenError
from adgen_dagster.media.errors import UnreadableMedia
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.media.line import MAX_TEMPO, VOICE_LUFS
from adgen_dagster.media.probe import measure_loudness
from adgen_dagster.media.sound import LineTooLong, fit_line

from .scenes import RATE, Sound, film, level_db, samples, silence, sound, syllables, tone


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

    with pytest.raises(LineTooLong, match=r"takes 3\.0 s to say and its slot is 2 s") as raised:
        fit_line(ffmpeg, said, tmp_path / "line.wav", slot_s=2.0)

    assert isinstance(raised.value, AdgenError)
    assert raised.value.seconds == pytest.approx(3.0, abs=0.15)
    assert raised.value.slot_s == 2.0
    assert not (tmp_path / "line.wav").exists()


def test_a_silent_recording_is_a_silent_slot(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    said = sound(tmp_path / "said.wav", silence(1.0))

    fitted = fit_line(ffmpeg, said, tmp_path / "line.wav", slot_s=1.0)

    assert fitted.spoken_s == 0
    assert not samples(ffmpeg, tmp_path / "line.wav").any()
    assert len(samples(ffmpeg, tmp_path / "line.wav")) == RATE


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

    with pytest.raises(UnreadableMedia, match=r"film\.mp4 has no sound"):
        fit_line(ffmpeg, path, tmp_path / "line.wav")
