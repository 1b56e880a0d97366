import threading
from pathlib import Path

import numpy as np
import pytest

from adgen_dagster.media.errors import MediaError, MediaStoppedError, UnreadableMediaError
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.media.probe import measure_loudness, probe
from adgen_dagster.media.sound import check_music, fit_line, mix_narration

from .scenes import RATE, Sound, film, level_db, samples, silence, sound, syllables, tone

SLOT_S = 2.0
MUSIC_HZ = 3000.0


@pytest.fixture(scope="module")
def lines(ffmpeg: FFmpeg, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three fitted lines of different level."""
    folder = tmp_path_factory.mktemp("lines")
    for number, level in enumerate((0.1, 0.4, 0.8)):
        said = sound(folder / f"said-{number}.wav", syllables(1.4, level))
        fit_line(ffmpeg, said, folder / f"line-{number}.wav", slot_s=SLOT_S)
    return [folder / f"line-{number}.wav" for number in range(3)]


@pytest.fixture(scope="module")
def music(ffmpeg: FFmpeg, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds of a high tone, far from the voice's frequencies, as a quiet mp3."""
    folder = tmp_path_factory.mktemp("music")
    wav = sound(folder / "music.wav", tone(3, MUSIC_HZ, 0.05))
    return film(ffmpeg, folder / "music.mp3", "anullsrc", "-i", str(wav), "-map", "1")


def slot(heard: Sound, number: int) -> Sound:
    return heard[round(number * SLOT_S * RATE) : round((number + 1) * SLOT_S * RATE)]


@pytest.mark.parametrize("under", ["music", "nothing"])
def test_a_mix_is_as_loud_as_promised_after_encoding(
    under: str, ffmpeg: FFmpeg, tmp_path: Path, lines: list[Path], music: Path
) -> None:
    target = tmp_path / "mix.m4a"

    mix = mix_narration(
        ffmpeg, lines, target, slot_s=SLOT_S, music=music if under == "music" else None
    )

    heard, found = measure_loudness(ffmpeg, target), probe(ffmpeg, target)
    assert heard == mix.loudness
    assert heard.integrated_lufs == pytest.approx(-16, abs=1)
    assert heard.true_peak_dbtp <= -1
    assert (found.audio_codec, found.audio_sample_rate, found.audio_channels) == ("aac", 48000, 2)
    assert found.duration_s == pytest.approx(3 * SLOT_S, abs=1024 / RATE)
    assert mix.duration_s == 3 * SLOT_S


def test_each_line_is_heard_in_its_own_slot(
    ffmpeg: FFmpeg, tmp_path: Path, lines: list[Path]
) -> None:
    with_a_gap = [lines[0], None, lines[2]]

    mix_narration(ffmpeg, with_a_gap, tmp_path / "mix.m4a", slot_s=SLOT_S)

    heard = samples(ffmpeg, tmp_path / "mix.m4a")
    assert level_db(slot(heard, 0)) > -30
    assert level_db(slot(heard, 1)) < -70
    assert level_db(slot(heard, 2)) > -30


def test_music_makes_way_for_the_voice_and_comes_back(
    ffmpeg: FFmpeg, tmp_path: Path, lines: list[Path], music: Path
) -> None:
    mix_narration(
        ffmpeg,
        [None, lines[1], None, None],
        tmp_path / "mix.m4a",
        slot_s=SLOT_S,
        music=music,
    )

    heard = samples(ffmpeg, tmp_path / "mix.m4a")
    alone = level_db(heard[round(1.0 * RATE) : round(1.9 * RATE)], MUSIC_HZ)
    ducked = level_db(heard[round(2.5 * RATE) : round(3.4 * RATE)], MUSIC_HZ)
    back = level_db(heard[round(5.0 * RATE) : round(5.8 * RATE)], MUSIC_HZ)
    voice = level_db(heard[round(2.5 * RATE) : round(3.4 * RATE)], 140)
    assert alone - ducked > 6
    assert abs(back - alone) < 2
    assert voice > ducked + 6


def test_music_is_repeated_to_the_end_and_faded_at_both_ends(
    ffmpeg: FFmpeg, tmp_path: Path, music: Path
) -> None:
    mix_narration(ffmpeg, [None] * 5, tmp_path / "mix.m4a", slot_s=SLOT_S, music=music)

    heard = samples(ffmpeg, tmp_path / "mix.m4a")
    middle = level_db(heard[7 * RATE : round(7.5 * RATE)])
    assert level_db(heard[: RATE // 20]) < middle - 12
    assert level_db(heard[-RATE // 20 :]) < middle - 12
    assert middle > -30


def test_long_music_ends_with_the_film(ffmpeg: FFmpeg, tmp_path: Path, lines: list[Path]) -> None:
    long = film(ffmpeg, tmp_path / "long.mp3", "sine=3000:d=30")

    mix_narration(ffmpeg, lines[:1], tmp_path / "mix.m4a", slot_s=SLOT_S, music=long)

    assert probe(ffmpeg, tmp_path / "mix.m4a").duration_s == pytest.approx(SLOT_S, abs=0.022)


def test_silence_stays_silence(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    quiet = sound(tmp_path / "quiet.wav", silence(SLOT_S))

    mix = mix_narration(ffmpeg, [None, quiet], tmp_path / "mix.m4a", slot_s=SLOT_S)

    assert not samples(ffmpeg, tmp_path / "mix.m4a").any()
    assert mix.loudness.integrated_lufs == -70


def test_hiss_is_not_blown_up_to_a_roar(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    hiss = np.random.default_rng(1).normal(0, 0.0005, round(SLOT_S * RATE))

    mix = mix_narration(
        ffmpeg, [sound(tmp_path / "hiss.wav", hiss)], tmp_path / "mix.m4a", slot_s=SLOT_S
    )

    assert mix.loudness.integrated_lufs < -35


def test_a_film_without_music_has_none(ffmpeg: FFmpeg, tmp_path: Path, lines: list[Path]) -> None:
    mix_narration(ffmpeg, lines, tmp_path / "mix.m4a", slot_s=SLOT_S)

    heard = samples(ffmpeg, tmp_path / "mix.m4a")
    assert level_db(heard[-RATE // 10 :]) < -70


def test_a_mix_tells_how_far_it_is(
    ffmpeg: FFmpeg, tmp_path: Path, lines: list[Path], music: Path
) -> None:
    told: list[float] = []

    mix_narration(
        ffmpeg,
        lines,
        tmp_path / "mix.m4a",
        slot_s=SLOT_S,
        music=music,
        progress=told.append,
    )

    assert told == sorted(told)
    assert told[-1] == 1.0


def test_stopping_a_mix_leaves_nothing_behind(
    ffmpeg: FFmpeg, tmp_path: Path, lines: list[Path]
) -> None:
    stop = threading.Event()
    stop.set()

    with pytest.raises(MediaStoppedError):
        mix_narration(ffmpeg, lines, tmp_path / "made" / "mix.m4a", slot_s=SLOT_S, stop=stop)

    assert list((tmp_path / "made").iterdir()) == []


def test_a_film_without_slots_has_no_sound(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="without slots"):
        mix_narration(ffmpeg, [], tmp_path / "mix.m4a")


def test_music_that_can_be_used_is_accepted(ffmpeg: FFmpeg, music: Path) -> None:
    check_music(ffmpeg, music)


def test_music_longer_than_an_hour_is_refused(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    hour = "anullsrc=r=8000:cl=mono:d=3601"
    path = film(ffmpeg, tmp_path / "long.wav", hour, "-c:a", "pcm_u8")

    with pytest.raises(UnreadableMediaError, match=r"long\.wav is longer than an hour"):
        check_music(ffmpeg, path)


def test_a_click_is_no_music(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    with pytest.raises(UnreadableMediaError, match="too short"):
        check_music(ffmpeg, sound(tmp_path / "click.wav", tone(0.2)))


def test_a_film_without_sound_is_no_music(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    with pytest.raises(UnreadableMediaError, match="has no sound"):
        check_music(ffmpeg, film(ffmpeg, tmp_path / "film.mp4", "color=red:s=64x36:d=2"))
