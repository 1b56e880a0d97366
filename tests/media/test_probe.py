import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from adgen_dagster.media.clip import FrameSize, make_uniform
from adgen_dagster.media.errors import MediaError, UnreadableMediaError
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.media.probe import measure_loudness, probe
from adgen_dagster.media.sound import check_music

from .scenes import film, silence, sound, tone

RED = "color=red:s=320x180:r=24:d=0.5"


def test_a_film_is_described(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    beep = ["-f", "lavfi", "-i", "sine=440:d=0.5:sample_rate=44100", "-c:a", "aac"]
    path = film(ffmpeg, tmp_path / "a film.mp4", RED, *beep, "-movflags", "+faststart")

    found = probe(ffmpeg, path)

    assert (found.width, found.height, found.fps, found.frames) == (320, 180, 24.0, 12)
    assert (found.video_codec, found.video_profile, found.pix_fmt) == ("h264", "High", "yuv420p")
    assert (found.audio_codec, found.audio_sample_rate, found.audio_channels) == ("aac", 44100, 1)
    assert found.duration_s == pytest.approx(0.5, abs=0.03)
    assert found.size_bytes == path.stat().st_size
    assert found.is_faststart is True


def test_a_voice_message_is_sound_without_pictures(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    path = film(ffmpeg, tmp_path / "voice.oga", "sine=440:d=1", "-c:a", "libopus")

    found = probe(ffmpeg, path)

    assert (found.audio_codec, found.width, found.video_codec) == ("opus", None, None)
    assert found.is_faststart is None


def test_the_cover_of_an_album_is_no_film(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    cover = film(ffmpeg, tmp_path / "cover.png", RED, "-frames:v", "1", "-update", "1")
    path = film(
        ffmpeg,
        tmp_path / "song.mp3",
        "sine=440:d=1",
        *("-i", str(cover), "-map", "0", "-map", "1", "-disposition:v", "attached_pic"),
    )

    assert probe(ffmpeg, path).width is None
    with pytest.raises(UnreadableMediaError, match=r"song\.mp3 is sound without pictures"):
        make_uniform(ffmpeg, path, tmp_path / "clip.mp4", size=FrameSize(320, 180))


def test_a_film_whose_index_is_at_the_end_is_told_apart(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    assert probe(ffmpeg, film(ffmpeg, tmp_path / "film.mp4", RED)).is_faststart is False


def test_a_film_turned_by_a_telephone_is_measured_as_it_is_seen(
    ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    lying = film(ffmpeg, tmp_path / "lying.mp4", RED)
    turned = tmp_path / "turned.mp4"
    turn = [ffmpeg.ffmpeg, "-v", "error", "-display_rotation", "90", "-i", lying, "-c", "copy"]
    subprocess.run([*turn, turned], check=True)

    found = probe(ffmpeg, turned)

    assert (found.width, found.height) == (180, 320)


PLAYLIST = b"#EXTM3U\n#EXTINF:1,\n%s\n#EXT-X-ENDLIST\n"

# What people and attackers send under the name of a film.
HOSTILE = {
    "text.mp4": b"not a film at all\n" * 100,
    "empty.mp4": b"",
    "playlist.m3u8": PLAYLIST % b"file:///etc/passwd",
    "playlist.mp4": PLAYLIST % b"file:///etc/passwd",
    "web-playlist.mp4": PLAYLIST % b"http://127.0.0.1:9/x.ts",
    "near-playlist.m3u8": PLAYLIST % b"good.mp4",
    "list.mp4": b"ffconcat version 1.0\nfile good.mp4\n",
    "list.ffconcat": b"ffconcat version 1.0\nfile good.mp4\n",
    "session.mp4": b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
    "drawing.mp4": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='good.mp4'/></svg>",
    "manifest.mp4": b"<?xml version='1.0'?><MPD><Period></Period></MPD>",
    "captions.mp4": b"1\n00:00:00,000 --> 00:00:02,000\nhello\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_media_is_refused_in_clear_words(
    name: str, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    film(ffmpeg, tmp_path / "good.mp4", RED)
    (tmp_path / name).write_bytes(HOSTILE[name])

    for refuse in (probe, check_music):
        with pytest.raises(UnreadableMediaError) as raised:
            refuse(ffmpeg, tmp_path / name)
        assert name in str(raised.value)
        assert "root:" not in str(raised.value)


@pytest.mark.parametrize("share", [0.999, 0.5, 0.05])
@pytest.mark.parametrize("movflags", ["+faststart", "0"])
def test_a_film_cut_short_is_refused(
    share: float, movflags: str, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    path = film(ffmpeg, tmp_path / "film.mp4", RED, "-movflags", movflags)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(UnreadableMediaError, match=r"film\.mp4"):
        probe(ffmpeg, path)


def test_a_name_with_a_number_pattern_opens_no_row_of_pictures(
    ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    film(ffmpeg, tmp_path / "row%03d.png", RED)
    (tmp_path / "row%03d.png").write_bytes(b"x")

    with pytest.raises(UnreadableMediaError):
        probe(ffmpeg, tmp_path / "row%03d.png")


def test_a_file_that_is_not_there_is_said_to_be_missing(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    with pytest.raises(UnreadableMediaError, match=r"nothing\.mp4 is not there"):
        probe(ffmpeg, tmp_path / "nothing.mp4")


def test_a_picture_is_no_film(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    Image.new("RGB", (64, 36)).save(tmp_path / "picture.png")

    with pytest.raises(UnreadableMediaError, match=r"picture\.png cannot be read as film or sound"):
        probe(ffmpeg, tmp_path / "picture.png")


def test_an_encrypted_film_is_told_apart_from_a_damaged_one(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    key = ("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "0" * 32)
    path = film(ffmpeg, tmp_path / "film.mp4", RED, *key, "-encryption_kid", "0" * 32)

    with pytest.raises(UnreadableMediaError, match=r"^film\.mp4 is encrypted against copying"):
        probe(ffmpeg, path)


def test_a_film_that_promises_enormous_pictures_is_refused(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    path = film(ffmpeg, tmp_path / "raw.avi", RED, "-c:v", "rawvideo", "-pix_fmt", "bgr24")
    true, promised = struct.pack("<ii", 320, -180), struct.pack("<ii", 90_000, -90_000)
    assert true in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(true, promised))

    with pytest.raises(UnreadableMediaError, match=r"raw\.avi"):
        probe(ffmpeg, path)


def test_a_name_like_an_option_or_an_address_is_only_a_name(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    for name in ("-i.mp4", "http:x.mp4", "it's %d [0]; .mp4", "перец\n.mp4"):
        path = film(ffmpeg, tmp_path / "plain.mp4", RED).rename(tmp_path / name)

        assert probe(ffmpeg, path).width == 320


def test_a_known_tone_is_as_loud_as_the_standard_says(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    # EBU Tech 3341: a stereo tone of 1 kHz at -23 dBFS measures -23 LUFS; one channel 3 LU less.
    level = 10 ** (-23 / 20)
    path = sound(tmp_path / "tone.wav", tone(3, 1000, level))

    heard = measure_loudness(ffmpeg, path)

    assert heard.integrated_lufs == pytest.approx(-26, abs=0.3)
    assert heard.true_peak_dbtp == pytest.approx(-23, abs=0.3)


def test_a_part_of_a_file_is_measured_alone(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    path = sound(tmp_path / "half.wav", np.concatenate([silence(2), tone(2)]))

    assert measure_loudness(ffmpeg, path, 0, 1.5).integrated_lufs == -70
    assert measure_loudness(ffmpeg, path, 2, 2).integrated_lufs > -20


def test_digital_silence_has_a_number(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    heard = measure_loudness(ffmpeg, sound(tmp_path / "silence.wav", silence(1)))

    assert (heard.integrated_lufs, heard.true_peak_dbtp) == (-70, -120)


def test_pictures_without_sound_have_no_loudness(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="Measuring how loud"):
        measure_loudness(ffmpeg, film(ffmpeg, tmp_path / "film.mp4", RED))
