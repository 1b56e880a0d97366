import json
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from adgen_dagster.media.boxes import outer_boxes
from adgen_dagster.media.clip import FrameSize, make_uniform
from adgen_dagster.media.errors import MediaError, MediaStoppedError, UnreadableMediaError
from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.media.film import THUMBNAIL_BYTES, cut_film, thumbnail
from adgen_dagster.media.sound import mix_narration

from .scenes import colour_of, film, frames, level_db, samples, sound, tone

SIZE = FrameSize(320, 180)
COLOURS = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}

# Noise cannot be compressed: at 640x360 a second of it takes the cap's 750 kB.
NOISE = "nullsrc=s=640x360:r=24:d=1,noise=alls=100:allf=t"

MakeClip = Callable[..., Path]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workshop")


@pytest.fixture(scope="module")
def clips(ffmpeg: FFmpeg, workshop: Path) -> list[Path]:
    """Four uniform clips of a second, each of one colour."""
    made: list[Path] = []
    for colour in COLOURS:
        source = film(ffmpeg, workshop / f"raw-{colour}.mp4", f"color={colour}:s=320x180:r=24:d=1")
        clip = workshop / f"{colour}.mp4"
        make_uniform(ffmpeg, source, clip, size=SIZE, seconds=1, caption=f"Это {colour}")
        made.append(clip)
    return made


@pytest.fixture(scope="module")
def audio(ffmpeg: FFmpeg, workshop: Path) -> Path:
    """Four seconds of finished sound: a tone, silence, a tone, silence."""
    line = sound(workshop / "line.wav", tone(1))
    mix_narration(ffmpeg, [line, None, line, None], workshop / "mix.m4a", slot_s=1.0)
    return workshop / "mix.m4a"


def noisy_clips(ffmpeg: FFmpeg, folder: Path) -> list[Path]:
    source = film(ffmpeg, folder / "noise.mp4", NOISE, "-preset", "ultrafast", "-crf", "20")
    clip = folder / "noisy.mp4"
    make_uniform(ffmpeg, source, clip, size=FrameSize(640, 360), seconds=1)
    return [clip] * 4


def packets(ffmpeg: FFmpeg, path: Path, stream: str) -> list[float]:
    """When each packet is shown, in seconds, in order."""
    command = [ffmpeg.ffprobe, "-v", "error", "-select_streams", stream, "-show_packets"]
    told = subprocess.run([*command, "-of", "json", path], check=True, capture_output=True).stdout
    return sorted(float(packet["pts_time"]) for packet in json.loads(told)["packets"])


def test_each_slot_of_a_film_shows_its_own_clip_frame_by_frame(
    ffmpeg: FFmpeg, tmp_path: Path, clips: list[Path], audio: Path
) -> None:
    cut_film(ffmpeg, clips, audio, tmp_path / "film.mp4", seconds=4)

    shown = frames(ffmpeg, tmp_path / "film.mp4")
    assert len(shown) == 96
    for number, frame in enumerate(shown):
        expected = list(COLOURS.values())[number // 24]
        assert colour_of(frame[:20]) == pytest.approx(expected, abs=8)


def test_frames_follow_one_another_evenly_over_every_cut(
    ffmpeg: FFmpeg, tmp_path: Path, clips: list[Path], audio: Path
) -> None:
    cut_film(ffmpeg, clips, audio, tmp_path / "film.mp4", seconds=4)

    shown = packets(ffmpeg, tmp_path / "film.mp4", "v:0")
    assert shown == pytest.approx([number / 24 for number in range(96)], abs=0.0005)


def test_the_sound_is_in_step_with_the_pictures(
    ffmpeg: FFmpeg, tmp_path: Path, clips: list[Path], audio: Path
) -> None:
    cut_film(ffmpeg, clips, audio, tmp_path / "film.mp4", seconds=4)

    heard = samples(ffmpeg, tmp_path / "film.mp4")
    assert len(heard) == pytest.approx(4 * 48_000, abs=1024)
    seconds = [heard[at * 48_000 + 2400 : (at + 1) * 48_000 - 2400] for at in range(4)]
    assert [level_db(second) > -30 for second in seconds] == [True, False, True, False]


def test_a_film_is_what_people_were_promised(
    ffmpeg: FFmpeg, tmp_path: Path, clips: list[Path], audio: Path
) -> None:
    cut = cut_film(ffmpeg, clips, audio, tmp_path / "film.mp4", seconds=4)

    assert cut.probe.duration_s == pytest.approx(4.0, abs=0.1)
    assert (cut.probe.video_codec, cut.probe.video_profile) == ("h264", "High")
    assert (cut.probe.pix_fmt, cut.probe.audio_codec) == ("yuv420p", "aac")
    assert cut.probe.size_bytes == (tmp_path / "film.mp4").stat().st_size
    kinds = [box.kind for box in outer_boxes(tmp_path / "film.mp4")]
    assert kinds.index("moov") < kinds.index("mdat")
    assert not cut.was_reencoded
    assert set(cut.seconds_taken) == {"checking clips", "joining", "checking the film"}


def test_pictures_and_sound_are_copied_bit_for_bit(
    ffmpeg: FFmpeg, tmp_path: Path, clips: list[Path], audio: Path
) -> None:
    cut_film(ffmpeg, clips, audio, tmp_path / "film.mp4", seconds=4)

    def decoded(path: Path, stream: str) -> bytes:
        command = [ffmpeg.ffmpeg, "-v", "error", "-i", path, "-map", stream, "-f", "rawvideo"]
        command = command if "v" in stream else [*command[:-1], "s16le"]
        return subprocess.run([*command, "-"], check=True, capture_output=True).stdout

    assert decoded(tmp_path / "film.mp4", "0:v") == b"".join(decoded(clip, "0:v") for clip in clips)
    assert decoded(tmp_path / "film.mp4", "0:a") == decoded(audio, "0:a")


@pytest.mark.parametrize("name", ["it's.mp4", "a\nfile b.mp4", "%d #1.mp4", "-y.mp4", "клип 1.mp4"])
def test_a_clip_s_name_cannot_reach_the_list_of_clips(
    name: str, ffmpeg: FFmpeg, tmp_path: Path, clips: list[Path], audio: Path
) -> None:
    (tmp_path / name).write_bytes(clips[2].read_bytes())

    cut_film(
        ffmpeg, [*clips[:2], tmp_path / name, clips[3]], audio, tmp_path / "film.mp4", seconds=4
    )

    middle = frames(ffmpeg, tmp_path / "film.mp4")[60]
    assert colour_of(middle[:20]) == pytest.approx(COLOURS["blue"], abs=8)


@pytest.mark.parametrize("odd", [{"size": FrameSize(320, 240)}, {"fps": 30}])
def test_clips_that_do_not_belong_together_are_refused_by_number(
    odd: dict[str, object],
    ffmpeg: FFmpeg,
    tmp_path: Path,
    clips: list[Path],
    audio: Path,
    workshop: Path,
) -> None:
    other = tmp_path / "other.mp4"
    make_uniform(ffmpeg, workshop / "raw-blue.mp4", other, seconds=1, **{"size": SIZE, **odd})

    with pytest.raises(MediaError, match="Clip 3 of 4 was made unlike the others"):
        cut_film(ffmpeg, [*clips[:2], other, clips[3]], audio, tmp_path / "film.mp4", seconds=4)

    assert not (tmp_path / "film.mp4").exists()


def test_a_clip_of_another_encoding_is_refused(
    ffmpeg: FFmpeg, tmp_path: Path, clips: list[Path], audio: Path, workshop: Path
) -> None:
    with pytest.raises(MediaError, match="Clip 1 of 4"):
        cut_film(
            ffmpeg,
            [workshop / "raw-red.mp4", *clips[1:]],
            audio,
            tmp_path / "film.mp4",
            seconds=4,
        )


def test_clips_that_are_together_too_short_are_refused_before_anything_is_cut(
    ffmpeg: FFmpeg, tmp_path: Path, clips: list[Path], audio: Path
) -> None:
    with pytest.raises(MediaError, match=r"The clips are 3\.00 s together; .* 4 s"):
        cut_film(ffmpeg, clips[:3], audio, tmp_path / "film.mp4", seconds=4)


def test_a_film_whose_sound_is_longer_is_refused_after_cutting(
    ffmpeg: FFmpeg, tmp_path: Path, clips: list[Path], audio: Path
) -> None:
    (tmp_path / "film.mp4").write_text("the film before")

    with pytest.raises(MediaError, match=r"The film is not as it must be: it is 4\.0"):
        cut_film(ffmpeg, clips[:3], audio, tmp_path / "film.mp4", seconds=3)

    assert (tmp_path / "film.mp4").read_text() == "the film before"


def test_no_clips_make_no_film(ffmpeg: FFmpeg, tmp_path: Path, audio: Path) -> None:
    with pytest.raises(MediaError, match="no clips"):
        cut_film(ffmpeg, [], audio, tmp_path / "film.mp4", seconds=0)


def test_a_clip_cut_short_is_named(
    ffmpeg: FFmpeg, tmp_path: Path, clips: list[Path], audio: Path
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(clips[1].read_bytes()[:-100])

    with pytest.raises(UnreadableMediaError, match=r"broken\.mp4 is cut short"):
        cut_film(ffmpeg, [clips[0], broken], audio, tmp_path / "film.mp4", seconds=2)


def test_a_film_too_large_is_encoded_again_to_fit(
    ffmpeg: FFmpeg, tmp_path: Path, audio: Path
) -> None:
    clips = noisy_clips(ffmpeg, tmp_path)
    assert sum(clip.stat().st_size for clip in clips) > 2_000_000
    told: list[float] = []

    cut = cut_film(
        ffmpeg,
        clips,
        audio,
        tmp_path / "film.mp4",
        seconds=4,
        max_mb=1.0,
        progress=told.append,
    )

    assert cut.was_reencoded
    assert "encoding again" in cut.seconds_taken
    assert 500_000 < (tmp_path / "film.mp4").stat().st_size <= 1_000_000
    assert cut.probe.duration_s == pytest.approx(4.0, abs=0.1)
    assert cut.probe.is_faststart
    assert len(frames(ffmpeg, tmp_path / "film.mp4")) == 96
    assert told == sorted(told)


def test_a_film_that_cannot_fit_is_refused(
    ffmpeg: FFmpeg, tmp_path: Path, clips: list[Path], audio: Path
) -> None:
    with pytest.raises(MediaError, match=r"4 s cannot be made to fit into 0\.01 MB"):
        cut_film(ffmpeg, clips, audio, tmp_path / "film.mp4", seconds=4, max_mb=0.01)

    assert list(tmp_path.iterdir()) == []


def test_stopping_a_cut_leaves_nothing_behind(
    ffmpeg: FFmpeg, tmp_path: Path, clips: list[Path], audio: Path
) -> None:
    stop = threading.Event()
    stop.set()

    with pytest.raises(MediaStoppedError):
        cut_film(ffmpeg, clips, audio, tmp_path / "film.mp4", seconds=4, stop=stop)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("size", "small"), [((1280, 720), (320, 180)), ((720, 1280), (180, 320)), ((64, 36), (64, 36))]
)
def test_a_picture_s_thumbnail_fits_into_a_square(
    size: tuple[int, int], small: tuple[int, int], ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    Image.new("RGB", size, "teal").save(tmp_path / "picture.png")

    made = thumbnail(ffmpeg, tmp_path / "picture.png", tmp_path / "small.jpg")

    with Image.open(made) as picture:
        assert (picture.size, picture.format) == (small, "JPEG")


def test_a_film_s_thumbnail_shows_the_moment_asked_for(
    ffmpeg: FFmpeg, tmp_path: Path, clips: list[Path], audio: Path
) -> None:
    cut_film(ffmpeg, clips, audio, tmp_path / "film.mp4", seconds=4)

    for at_s, colour in ((0.0, "red"), (1.5, "lime"), (99.0, "white")):
        made = thumbnail(
            ffmpeg, tmp_path / "film.mp4", tmp_path / "small.jpg", at_s=at_s, width=160
        )
        with Image.open(made) as picture:
            assert picture.size == (160, 90)
            shown = picture.getpixel((80, 20))
            assert isinstance(shown, tuple)
            assert shown == pytest.approx(COLOURS[colour], abs=12)


def test_a_thumbnail_of_anything_is_small_enough_for_telegram(
    ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    Image.effect_noise((2000, 2000), 255).convert("RGB").save(tmp_path / "noise.png")

    made = thumbnail(ffmpeg, tmp_path / "noise.png", tmp_path / "small.jpg", width=1000)

    assert made.stat().st_size <= THUMBNAIL_BYTES


def test_sound_has_no_thumbnail(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    with pytest.raises(UnreadableMediaError, match=r"tone\.wav is sound without pictures"):
        thumbnail(ffmpeg, sound(tmp_path / "tone.wav", tone(0.2)), tmp_path / "small.jpg")
