import subprocess
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from adgen_dagster.media.caption import draw_caption
from adgen_dagster.media.clip import FRAME_SIZES, FrameSize, frame_size, make_uniform
from adgen_dagster.media.errors import MediaError, MediaStoppedError, UnusableMediaError
from adgen_dagster.media.ffmpeg import FFmpeg

from .scenes import Frames, colour_of, film, frames

INPUTS = Path(__file__).parents[1] / "inputs"

HEVC = ["-pix_fmt", "yuv420p10le", "-c:v", "libx265", "-x265-params", "log-level=none"]
UHD = ["-color_primaries", "bt2020", "-colorspace", "bt2020nc", *HEVC]
PQ, HLG = [*UHD, "-color_trc", "smpte2084"], [*UHD, "-color_trc", "arib-std-b67"]

# What providers, telephones and people's programs make: (lavfi source, options).
SOURCES = {
    "as long as it must be": ("testsrc2=s=320x180:r=24:d=1", []),
    "longer": ("testsrc2=s=320x180:r=24:d=3", []),
    "shorter": ("testsrc2=s=320x180:r=24:d=0.55", []),
    "HDR, PQ": ("testsrc2=s=320x180:r=24:d=1", PQ),
    "HDR, HLG": ("testsrc2=s=320x180:r=24:d=1", HLG),
    "WebM": ("testsrc2=s=320x180:r=24:d=1", ["-c:v", "libvpx", "-f", "webm"]),
    "another size": ("testsrc2=s=500x300:r=24:d=1", []),
    "upright": ("testsrc2=s=180x320:r=24:d=1", []),
    "smaller": ("testsrc2=s=64x48:r=24:d=1", []),
    "odd sides": ("testsrc2=s=321x181:r=24:d=1", ["-pix_fmt", "yuv444p"]),
    "30 a second": ("testsrc2=s=320x180:r=30:d=1", []),
    "29.97 a second": ("testsrc2=s=320x180:r=30000/1001:d=1.1", []),
    "10 a second": ("testsrc2=s=320x180:r=10:d=1", []),
    "uneven": (
        "testsrc2=s=320x180:r=30:d=2,select='not(mod(n\\,3))+gt(n\\,30)'",
        ["-fps_mode", "vfr"],
    ),
    "begins late": ("testsrc2=s=320x180:r=24:d=1", ["-output_ts_offset", "7"]),
    "ten bits": ("testsrc2=s=320x180:r=24:d=1", ["-pix_fmt", "yuv420p10le"]),
    "full range": ("testsrc2=s=320x180:r=24:d=1", ["-pix_fmt", "yuvj420p"]),
    "long pixels": ("testsrc2=s=240x180:r=24:d=1,setsar=4/3", []),
    "with sound": ("testsrc2=s=320x180:r=24:d=1", ["-f", "lavfi", "-i", "sine=d=4"]),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_any_film_becomes_a_clip_that_is_exactly_as_it_must_be(
    kind: str, ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize
) -> None:
    picture, options = SOURCES[kind]
    source = film(ffmpeg, tmp_path / "source.mp4", picture, *options)

    made = make_uniform(ffmpeg, source, tmp_path / "clip.mp4", size=small, seconds=1)

    assert (made.duration_s, made.frames, made.fps) == (1.0, 24, 24.0)
    assert (made.width, made.height, made.pix_fmt) == (320, 180, "yuv420p")
    assert (made.video_codec, made.video_profile) == ("h264", "High")
    assert made.audio_codec is None
    assert len(frames(ffmpeg, tmp_path / "clip.mp4")) == 24


def test_clips_of_different_films_can_be_joined_without_encoding(
    ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize
) -> None:
    sources = [
        film(ffmpeg, tmp_path / "noise.mp4", "nullsrc=s=320x180:r=24:d=1,noise=alls=100"),
        film(ffmpeg, tmp_path / "black.mp4", "color=black:s=320x180:r=10:d=0.6"),
        film(ffmpeg, tmp_path / "old.webm", "testsrc=s=99x55:r=15:d=1", "-c:v", "libvpx"),
    ]

    made = [
        make_uniform(
            ffmpeg, source, source.with_suffix(".clip.mp4"), size=small, seconds=1, caption=caption
        )
        for source, caption in zip(sources, ("Слова", None, "more words"), strict=True)
    ]

    assert len({(clip.codec_setup, clip.time_base, clip.fps) for clip in made}) == 1


@pytest.mark.parametrize(("fps", "seconds"), [(24, 0.5), (30, 0.5), (24, 1.25), (30, 1.0)])
def test_a_clip_has_as_many_frames_as_its_time_holds(
    fps: int, seconds: float, ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize
) -> None:
    source = film(ffmpeg, tmp_path / "source.mp4", "testsrc2=s=320x180:r=24:d=1")

    made = make_uniform(ffmpeg, source, tmp_path / "clip.mp4", size=small, fps=fps, seconds=seconds)

    assert (made.frames, made.fps) == (round(fps * seconds), fps)
    assert made.duration_s == pytest.approx(seconds, abs=0.001)


def test_a_short_film_holds_its_last_frame(
    ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize
) -> None:
    blue_then_red = (
        "color=blue:s=320x180:r=24:d=0.25[a];color=red:s=320x180:r=24:d=0.25[b];[a][b]concat"
    )
    source = film(ffmpeg, tmp_path / "source.mp4", blue_then_red)

    make_uniform(ffmpeg, source, tmp_path / "clip.mp4", size=small, seconds=1)

    shown = frames(ffmpeg, tmp_path / "clip.mp4")
    assert colour_of(shown[0]) == pytest.approx((0, 0, 255), abs=8)
    for held in shown[6:]:
        assert colour_of(held) == pytest.approx((255, 0, 0), abs=8)


def disc(width: int, height: int, radius: str) -> str:
    """A lavfi source of a bright disc on grey."""
    bright = f"geq=lum='if(lt({radius},60),235,100)':cb=128:cr=128"
    return f"color=gray:s={width}x{height}:r=24:d=0.2,{bright}"


def test_another_shape_fills_the_size_from_its_middle_without_being_stretched(
    ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize
) -> None:
    source = film(ffmpeg, tmp_path / "source.mp4", disc(300, 300, "hypot(X-150,Y-150)"))

    make_uniform(ffmpeg, source, tmp_path / "clip.mp4", size=small, seconds=0.2)

    first = frames(ffmpeg, tmp_path / "clip.mp4", 320, 180)[0].mean(axis=2)
    rows, columns = np.nonzero(first > 180)
    assert np.ptp(rows) == pytest.approx(np.ptp(columns), abs=2)
    assert (rows.mean(), columns.mean()) == pytest.approx((89.5, 159.5), abs=1)
    assert first.min() > 60


def test_long_pixels_are_made_square(ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize) -> None:
    squeezed = disc(160, 180, "hypot((X-80)*2,Y-90)")
    source = film(ffmpeg, tmp_path / "source.mp4", f"{squeezed},setsar=2")

    make_uniform(ffmpeg, source, tmp_path / "clip.mp4", size=small, seconds=0.2)

    first = frames(ffmpeg, tmp_path / "clip.mp4", 320, 180)[0].mean(axis=2)
    rows, columns = np.nonzero(first > 180)
    assert np.ptp(rows) == pytest.approx(np.ptp(columns), abs=3)


def test_a_film_turned_by_a_telephone_stands_upright(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    left_half_red = "color=blue:s=320x180:r=24:d=0.2,drawbox=w=160:h=180:color=red:t=fill"
    lying = film(ffmpeg, tmp_path / "lying.mp4", left_half_red)
    turned = tmp_path / "turned.mp4"
    turn = [ffmpeg.ffmpeg, "-v", "error", "-display_rotation", "90", "-i", lying, "-c", "copy"]
    subprocess.run([*turn, turned], check=True)

    make_uniform(ffmpeg, turned, tmp_path / "clip.mp4", size=FrameSize(180, 320), seconds=0.2)

    first = frames(ffmpeg, tmp_path / "clip.mp4", 18, 32)[0]
    assert colour_of(first[20:]) == pytest.approx((255, 0, 0), abs=10)
    assert colour_of(first[:12]) == pytest.approx((0, 0, 255), abs=10)


def test_colours_are_kept(ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize) -> None:
    source = film(ffmpeg, tmp_path / "source.mp4", "color=0x20a060:s=320x180:r=24:d=0.2")

    make_uniform(ffmpeg, source, tmp_path / "clip.mp4", size=small, seconds=0.2)

    shown = colour_of(frames(ffmpeg, tmp_path / "clip.mp4")[2])
    assert shown == pytest.approx((0x20, 0xA0, 0x60), abs=6)


def test_the_frame_sizes_are_those_that_runway_draws() -> None:
    assert frame_size("16:9") == FrameSize(1280, 720)
    assert frame_size("9:16") == FrameSize(720, 1280)
    assert frame_size("1:1") == FrameSize(960, 960)


def test_an_unknown_ratio_is_refused_with_those_there_are() -> None:
    with pytest.raises(MediaError, match="4:3; there are 16:9, 9:16, 1:1"):
        frame_size("4:3")


GREY = "color=gray:s={0}x{1}:r=24:d=0.2"


def captioned(ffmpeg: FFmpeg, folder: Path, size: FrameSize, caption: str | None) -> Frames:
    """The frames of a grey clip, in full size."""
    source = film(ffmpeg, folder / "grey.mp4", GREY.format(size.width, size.height))
    clip = folder / "clip.mp4"
    make_uniform(ffmpeg, source, clip, size=size, seconds=0.25, caption=caption)
    return frames(ffmpeg, clip, size.width, size.height)


def difference_from_drawn(frame: Frames, caption: str, size: FrameSize, part: int = 0) -> float:
    """How far a frame is from grey with this caption drawn on it, at its worst place."""
    drawn = draw_caption(caption, size.width, size.height)[part]
    expected = Image.new("RGB", (size.width, size.height), (128, 128, 128))
    expected.paste(drawn.picture, (drawn.x, drawn.y), drawn.picture)
    apart = np.abs(np.asarray(expected).astype(np.int16) - frame).mean(axis=2)
    tiles = apart.reshape(size.height // 20, 20, size.width // 20, 20)
    return float(tiles.mean(axis=(1, 3)).max())


@pytest.mark.parametrize("ratio", FRAME_SIZES)
@pytest.mark.parametrize("caption", ["Кофе у дома: зёрна ёмкие!", "Coffee round the corner"])
def test_a_caption_is_burned_in_as_it_was_drawn(
    ratio: str, caption: str, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    size = FRAME_SIZES[ratio]

    shown = captioned(ffmpeg, tmp_path, size, caption)

    assert difference_from_drawn(shown[0], caption, size) < 12
    assert difference_from_drawn(shown[-1], caption, size) < 12
    assert colour_of(shown[0][: size.height // 2]) == pytest.approx((128, 128, 128), abs=3)
    assert shown[0].max() > 240


def test_without_a_caption_nothing_is_drawn(
    ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize
) -> None:
    for caption in (None, "", "🎉"):
        shown = captioned(ffmpeg, tmp_path, small, caption)

        assert np.ptp(shown[0]) < 8


@pytest.mark.parametrize(
    "caption",
    [
        "'; drawtext=text=x, [in] [out]; movie=/etc/passwd",
        "%{pts} %{eif:1:d} %d %s %n",
        r"{\an8}{\b1} \N \n \h {\fs200}",
        "a:b,c;d=e'f\"g\\h[i]j|k",
        "$(touch pwned) `touch pwned` && touch pwned",
        "first\nsecond'\n:x=0",
        "-filter_complex -y /etc/passwd",
    ],
)
def test_a_caption_that_looks_like_a_command_is_only_shown(
    caption: str, ffmpeg: FFmpeg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    size = FRAME_SIZES["16:9"]

    shown = captioned(ffmpeg, tmp_path, size, caption)

    assert difference_from_drawn(shown[0], caption, size) < 12
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "grey.mp4"]


def test_a_long_caption_is_shown_in_parts_one_after_the_other(
    ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    size = FRAME_SIZES["9:16"]
    caption = "Свежая обжарка каждое утро, прямо у вашего дома, и первая чашка в подарок"
    first, second = draw_caption(caption, size.width, size.height)

    shown = captioned(ffmpeg, tmp_path, size, caption)

    change = round(first.share * 6)
    assert 0 < change < 6
    for number, frame in enumerate(shown):
        part = 0 if number < change else 1
        assert difference_from_drawn(frame, caption, size, part) < 15
    assert first.picture.tobytes() != second.picture.tobytes()


def test_stopping_leaves_nothing_behind(ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize) -> None:
    source = film(ffmpeg, tmp_path / "source.mp4", "testsrc2=s=320x180:r=24:d=1")
    stop = threading.Event()
    stop.set()

    with pytest.raises(MediaStoppedError):
        make_uniform(ffmpeg, source, tmp_path / "made" / "clip.mp4", size=small, stop=stop)

    assert list((tmp_path / "made").iterdir()) == []


def test_a_clip_tells_how_far_it_is(ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize) -> None:
    source = film(ffmpeg, tmp_path / "source.mp4", "testsrc2=s=320x180:r=24:d=1")
    told: list[float] = []

    make_uniform(ffmpeg, source, tmp_path / "clip.mp4", size=small, seconds=1, progress=told.append)

    assert told == sorted(told)
    assert told[-1] == 1.0


def hdr(ffmpeg: FFmpeg, target: Path, colour: tuple[int, int, int], curve: str) -> Path:
    """A film of one colour, encoded as HDR with paper white at 203 candela."""
    picture = "color=0x{:02x}{:02x}{:02x}:s=320x180:r=24:d=0.5,format=gbrp".format(*colour)
    wide = "zscale=t=linear:npl=203,format=gbrpf32le"
    wide += f",zscale=p=bt2020:t={curve}:m=bt2020nc:r=limited:npl=203,format=yuv420p10le"
    told = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=gbr"
    return film(ffmpeg, target, f"{picture},{told},{wide}", *HEVC)


@pytest.mark.parametrize("curve", ["smpte2084", "arib-std-b67"])
@pytest.mark.parametrize("colour", [(224, 224, 224), (32, 192, 64), (192, 32, 32), (20, 20, 20)])
def test_a_film_of_high_dynamic_range_keeps_its_colours(
    colour: tuple[int, int, int], curve: str, ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize
) -> None:
    source = hdr(ffmpeg, tmp_path / "hdr.mp4", colour, curve)

    make_uniform(ffmpeg, source, tmp_path / "clip.mp4", size=small, seconds=0.5)

    assert colour_of(frames(ffmpeg, tmp_path / "clip.mp4")[3]) == pytest.approx(colour, abs=30)


def test_an_hdr_film_that_does_not_name_its_curve_is_taken_for_pq(
    ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize
) -> None:
    make_uniform(ffmpeg, INPUTS / "clip-hdr-pq.mp4", tmp_path / "clip.mp4", size=small, seconds=0.4)

    shown = frames(ffmpeg, tmp_path / "clip.mp4")
    assert colour_of(shown[3]) == pytest.approx((224, 224, 224), abs=40)


def test_a_film_with_more_colours_than_ours_keeps_them(
    ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize
) -> None:
    blue = "color=0x3060c0:s=320x180:r=24:d=0.5,format=gbrp"
    blue += ",setparams=color_primaries=bt709:color_trc=bt709:colorspace=gbr"
    blue += ",zscale=p=bt2020:t=2020_10:m=2020_ncl:r=limited,format=yuv420p10le"
    source = film(ffmpeg, tmp_path / "wide.mp4", blue, *HEVC)

    make_uniform(ffmpeg, source, tmp_path / "clip.mp4", size=small, seconds=0.5)

    assert colour_of(frames(ffmpeg, tmp_path / "clip.mp4")[3]) == pytest.approx(
        (48, 96, 192), abs=12
    )


def damaged(ffmpeg: FFmpeg, folder: Path, name: str) -> Path:
    """Two seconds of film that was broken off, or overwritten with nothing in its last third."""
    noise = "testsrc2=s=320x180:r=24:d=2,noise=alls=20:allf=t"
    path = film(ffmpeg, folder / name, noise, "-pix_fmt", "yuv420p")
    whole = path.read_bytes()
    third = len(whole) // 3
    if path.suffix == ".mp4":
        path.write_bytes(whole[: third + third] + bytes(third // 2) + whole[third * 5 // 2 :])
    else:
        path.write_bytes(whole[:third])
    return path


@pytest.mark.parametrize("name", ["zeroed.mp4", "cut.webm", "cut.ts"])
def test_a_damaged_film_is_refused_as_what_a_provider_made(
    name: str, ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize
) -> None:
    source = damaged(ffmpeg, tmp_path, name)

    with pytest.raises(
        UnusableMediaError, match=r"^(zeroed|cut)\.\w+ (is damaged|shows 0|shows 1)"
    ):
        make_uniform(ffmpeg, source, tmp_path / "clip.mp4", size=small, seconds=2)

    assert not (tmp_path / "clip.mp4").exists()


def test_a_film_that_ends_long_before_its_slot_is_refused(
    ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize
) -> None:
    one_frame = film(ffmpeg, tmp_path / "still.mp4", "testsrc2=s=320x180:r=24:d=0.04")

    with pytest.raises(UnusableMediaError, match=r"still\.mp4 shows 0\.0 s of the 5 s"):
        make_uniform(ffmpeg, one_frame, tmp_path / "clip.mp4", size=small)
    with pytest.raises(UnusableMediaError):
        make_uniform(
            ffmpeg, INPUTS / "clip-last-third-zeroed.mp4", tmp_path / "clip.mp4", size=small
        )


@pytest.mark.parametrize(
    "told",
    [
        "testsrc2=s=16x16:r=24:d=1",
        "testsrc2=s=320x36:r=24:d=1",
        "testsrc2=s=320x180:r=24:d=1,setsar=10",
    ],
)
def test_a_film_of_which_only_a_spot_or_a_strip_would_be_seen_is_refused(
    told: str, ffmpeg: FFmpeg, tmp_path: Path, small: FrameSize
) -> None:
    source = film(ffmpeg, tmp_path / "source.mp4", told)

    with pytest.raises(UnusableMediaError, match="too few, or a strip"):
        make_uniform(ffmpeg, source, tmp_path / "clip.mp4", size=small, seconds=1)
