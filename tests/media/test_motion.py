from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from adgen_dagster.media.clip import FrameSize, make_uniform
from adgen_dagster.media.errors import UnreadableMediaError
from adgen_dagster.media.ffmpeg import MAX_PIXELS, FFmpeg
from adgen_dagster.media.motion import ZOOM, Move, animate_still
from adgen_dagster.media.probe import probe

from .scenes import frames

SIZE = FrameSize(320, 180)


def dot(folder: Path, x: int, y: int) -> Path:
    """A picture with one bright dot on black."""
    picture = Image.new("RGB", (SIZE.width, SIZE.height))
    ImageDraw.Draw(picture).ellipse((x - 8, y - 8, x + 8, y + 8), fill="white")
    picture.save(folder / "dot.png")
    return folder / "dot.png"


def track(ffmpeg: FFmpeg, film: Path) -> tuple[np.ndarray, np.ndarray]:
    """Where the dot is in each frame, to a fraction of a pixel."""
    light = frames(ffmpeg, film, SIZE.width, SIZE.height).mean(axis=3)
    light[light < 30] = 0
    weight = light.sum(axis=(1, 2))
    across = (light * np.arange(SIZE.width)).sum(axis=(1, 2)) / weight
    down = (light * np.arange(SIZE.height)[:, None]).sum(axis=(1, 2)) / weight
    return across, down


# Which way a dot right of and below the middle goes on the screen: -1 left or up, 1 right or down.
WAYS = {
    Move.PUSH_IN: (1, 1),
    Move.PULL_OUT: (-1, -1),
    Move.PAN_LEFT: (1, 0),
    Move.PAN_RIGHT: (-1, 0),
    Move.TILT_UP: (0, 1),
    Move.TILT_DOWN: (0, -1),
}


@pytest.mark.parametrize("move", Move)
def test_the_camera_moves_its_way_smoothly_and_all_the_way(
    move: Move, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    picture, film = dot(tmp_path, 200, 110), tmp_path / "film.mp4"

    animate_still(ffmpeg, picture, film, size=SIZE, seconds=2, move=move)

    for places, way in zip(track(ffmpeg, film), WAYS[move], strict=True):
        steps = np.diff(places)
        assert len(places) == 48
        if way == 0:
            assert np.abs(places - places[0]).max() < 0.3
            continue
        assert np.sign(places[-1] - places[0]) == way
        # No step goes back, and none differs from its neighbours by what an eye sees as trembling.
        assert (steps * way > -0.05).all()
        assert np.abs(np.diff(steps)).max() < 0.15


def test_pushing_in_begins_with_the_whole_picture_and_ends_near(
    ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    picture, film = dot(tmp_path, 260, 90), tmp_path / "film.mp4"

    animate_still(ffmpeg, picture, film, size=SIZE, seconds=1, move=Move.PUSH_IN)

    across, _ = track(ffmpeg, film)
    assert across[0] == pytest.approx(260, abs=0.5)
    assert across[-1] == pytest.approx(160 + 100 * ZOOM, abs=0.7)


@pytest.mark.parametrize(("fps", "seconds"), [(24, 0.5), (30, 1.1), (24, 1 / 24)])
def test_a_move_takes_exactly_its_time(
    fps: int, seconds: float, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"

    animate_still(
        ffmpeg, dot(tmp_path, 160, 90), film, size=SIZE, fps=fps, seconds=seconds, move=Move.PUSH_IN
    )

    found = probe(ffmpeg, film)
    assert (found.frames, found.fps) == (round(fps * seconds), fps)


def test_a_moved_picture_becomes_a_clip_with_its_colours_and_nothing_black_at_its_edges(
    ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    Image.new("RGB", (500, 700), (200, 90, 40)).save(tmp_path / "upright.jpg", quality=95)
    film = tmp_path / "film.mp4"

    animate_still(
        ffmpeg, tmp_path / "upright.jpg", film, size=SIZE, seconds=0.5, move=Move.TILT_DOWN
    )
    make_uniform(ffmpeg, film, tmp_path / "clip.mp4", size=SIZE, seconds=0.5)

    shown = frames(ffmpeg, tmp_path / "clip.mp4", SIZE.width, SIZE.height)
    assert np.abs(shown - np.array([200, 90, 40])).max() < 14


def test_a_photograph_is_turned_as_its_camera_says(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    lying = Image.new("RGB", (180, 320), "blue")
    lying.paste("red", (0, 0, 180, 160))
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn a quarter to the right to see it upright"
    lying.save(tmp_path / "photo.jpg", exif=exif, quality=95)

    animate_still(
        ffmpeg,
        tmp_path / "photo.jpg",
        tmp_path / "film.mp4",
        size=SIZE,
        seconds=0.1,
        move=Move.PUSH_IN,
    )

    first = frames(ffmpeg, tmp_path / "film.mp4")[0]
    assert first[:, 40:, 0].mean() > 200
    assert first[:, :24, 2].mean() > 200


def hostile_picture(kind: str) -> bytes:
    header = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    return {
        "text": b"no picture",
        "empty": b"",
        "enormous": header + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00" + b"\0" * 30,
        "drawing": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "program": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "only its head": header,
    }[kind]


@pytest.mark.parametrize(
    "kind", ["text", "empty", "enormous", "drawing", "program", "only its head"]
)
def test_what_is_no_picture_is_refused(kind: str, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(hostile_picture(kind))

    with pytest.raises(UnreadableMediaError, match=r"picture\.png"):
        animate_still(ffmpeg, picture, tmp_path / "f.mp4", size=SIZE, seconds=1, move=Move.PUSH_IN)

    assert not (tmp_path / "f.mp4").exists()


def test_a_picture_cut_short_is_refused(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    whole = dot(tmp_path, 160, 90)
    whole.write_bytes(whole.read_bytes()[:-60])

    with pytest.raises(UnreadableMediaError, match=r"dot\.png"):
        animate_still(ffmpeg, whole, tmp_path / "f.mp4", size=SIZE, seconds=1, move=Move.PUSH_IN)


def test_a_picture_larger_than_8k_is_refused(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    side = int(MAX_PIXELS**0.5) + 2
    Image.new("1", (side, side)).save(tmp_path / "large.png")

    with pytest.raises(UnreadableMediaError, match="larger than we open"):
        animate_still(
            ffmpeg,
            tmp_path / "large.png",
            tmp_path / "f.mp4",
            size=SIZE,
            seconds=1,
            move=Move.PUSH_IN,
        )
