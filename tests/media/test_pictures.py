"""What a picture is before it is upright opaque sRGB of eight bits, and what is no picture."""

import io
import os
import resource
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw

from adgen_dagster.errors import ErrorKind
from adgen_dagster.media import decoding
from adgen_dagster.media.errors import UnreadableMediaError, UnusableMediaError
from adgen_dagster.media.pictures import judge_picture, open_picture
from tests.media.hostile_pictures import decoders_at_work, held, scan_bomb

INPUTS = Path(__file__).parents[1] / "inputs"
RED, HIDDEN = (200, 40, 40), (0, 255, 0)


def close(shown: tuple[int, ...], wanted: tuple[int, ...], off: int = 8) -> bool:
    return all(abs(a - b) <= off for a, b in zip(shown, wanted, strict=True))


def pixel(picture: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = picture.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def mean(picture: Image.Image) -> float:
    grey = picture.convert("L").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(grey, int)
    return grey


def disc(mode: str) -> Image.Image:
    """A red disc; round it nothing is seen, and a green hides there."""
    picture = Image.new("RGBA", (200, 200), (*HIDDEN, 0))
    ImageDraw.Draw(picture).ellipse((40, 40, 160, 160), (*RED, 255))
    if mode == "P":
        return picture.convert("RGB").quantize(8, dither=Image.Dither.NONE)
    return picture.convert(mode)


# ---- 16 bits


def test_grey_of_16_bits_keeps_its_ramp() -> None:
    shown = open_picture(INPUTS / "photo-16-bit-grey.png")

    assert abs(mean(shown) - 127) < 8


@pytest.mark.parametrize(("level", "wanted"), [(0, 0), (20_000, 78), (50_000, 195), (65_535, 255)])
def test_grey_of_16_bits_is_as_light_as_it_was(level: int, wanted: int, tmp_path: Path) -> None:
    Image.new("I;16", (40, 30), level).save(tmp_path / "grey.png")

    assert close(pixel(open_picture(tmp_path / "grey.png"), 9, 9), (wanted,) * 3, 1)


def test_colour_of_16_bits_keeps_its_colour(tmp_path: Path) -> None:
    (tmp_path / "deep.png").write_bytes(png_of_16_bits((50_000, 10_000, 20_000, 65_535)))

    assert close(pixel(open_picture(tmp_path / "deep.png"), 9, 9), (194, 39, 78), 2)


def png_of_16_bits(colour: tuple[int, ...], side: int = 20) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    rows = (b"\0" + struct.pack(">4H", *colour) * side) * side
    header = struct.pack(">IIBBBBB", side, side, 16, 6, 0, 0, 0)
    ends = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + ends


# ---- transparency


def test_what_hides_behind_transparency_is_nowhere() -> None:
    assert_flat(open_picture(INPUTS / "photo-transparent.png"))


@pytest.mark.parametrize("name", ["rgba.png", "rgba.webp", "palette.png", "rgba.avif"])
def test_a_transparent_picture_stands_on_a_light_ground(name: str, tmp_path: Path) -> None:
    if name == "palette.png":
        flat = disc("P")
        hidden = flat.getpixel((5, 5))
        flat.save(tmp_path / name, transparency=hidden)
    else:
        fine = {"quality": 100, "subsampling": "4:4:4"} if name == "rgba.avif" else {}
        disc("RGBA").save(tmp_path / name, **fine)

    assert_flat(open_picture(tmp_path / name))


def test_grey_with_transparency_stands_on_a_light_ground(tmp_path: Path) -> None:
    disc("LA").save(tmp_path / "grey.png")

    shown = open_picture(tmp_path / "grey.png")

    assert min(pixel(shown, 5, 5)) > 230
    assert max(pixel(shown, 100, 100)) < 120


def test_one_colour_that_is_said_to_be_transparent_is(tmp_path: Path) -> None:
    picture = Image.new("RGB", (200, 200), HIDDEN)
    ImageDraw.Draw(picture).ellipse((40, 40, 160, 160), RED)
    picture.save(tmp_path / "key.png", transparency=HIDDEN)

    assert_flat(open_picture(tmp_path / "key.png"))


def assert_flat(shown: Image.Image) -> None:
    assert shown.mode == "RGB"
    assert min(pixel(shown, 5, 5)) > 230
    assert close(pixel(shown, 100, 100), RED, 12)
    red, green, _ = shown.split()
    most = max(g - r for r, g in zip(red.tobytes(), green.tobytes(), strict=True))
    assert most < 12, "the hidden green is seen"


# ---- colour


def test_a_telephone_s_wide_colours_are_brought_into_srgb() -> None:
    assert close(pixel(open_picture(INPUTS / "photo-display-p3.jpg"), 9, 9), (220, 60, 50))


def test_a_profile_that_says_nothing_changes_nothing(tmp_path: Path) -> None:
    for name, profile in {
        "rubbish.jpg": b"no profile",
        "of-lab.jpg": ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
    }.items():
        Image.new("RGB", (40, 40), RED).save(tmp_path / name, quality=95, icc_profile=profile)

        assert close(pixel(open_picture(tmp_path / name), 9, 9), RED), name


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P", "RGB"])
def test_every_mode_becomes_rgb_as_light_as_it_was(mode: str, tmp_path: Path) -> None:
    suffix = "jpg" if mode == "CMYK" else "png"
    Image.new("RGB", (64, 64), (255, 255, 255)).convert(mode).save(tmp_path / f"white.{suffix}")

    shown = open_picture(tmp_path / f"white.{suffix}")

    assert (shown.mode, close(pixel(shown, 30, 30), (255, 255, 255), 3)) == ("RGB", True)


# ---- turned, large


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_upright_however_it_was_held(orientation: int, tmp_path: Path) -> None:
    upright = Image.new("RGB", (60, 90), "navy")
    upright.paste((255, 255, 0), (0, 0, 20, 20))  # the upper left corner
    backwards = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    held = upright if backwards is None else upright.transpose(backwards)
    exif = Image.Exif()
    exif[0x0112] = orientation
    held.save(tmp_path / "held.jpg", quality=95, exif=exif.tobytes())

    shown = open_picture(tmp_path / "held.jpg")

    assert shown.size == (60, 90)
    assert close(pixel(shown, 9, 9), (255, 255, 0), 30)
    assert close(pixel(shown, 50, 80), (0, 0, 128), 30)


def test_a_broken_exif_costs_no_picture(tmp_path: Path) -> None:
    exif = b"Exif\0\0MM\0*\xff\xff\xff\xff"
    Image.new("RGB", (60, 90), RED).save(tmp_path / "broken.jpg", exif=exif, quality=95)

    assert open_picture(tmp_path / "broken.jpg").size == (60, 90)


def test_a_telephone_s_fifty_megapixels_are_opened_at_a_part_of_their_size(tmp_path: Path) -> None:
    Image.new("RGB", (8160, 6120), RED).save(tmp_path / "large.jpg")

    shown = open_picture(tmp_path / "large.jpg")

    assert shown.size == (2048, 1536)
    assert close(pixel(shown, 1000, 700), RED)


def test_a_png_larger_than_8k_is_refused_with_its_size(tmp_path: Path) -> None:
    Image.new("1", (8000, 6000)).save(tmp_path / "large.png")

    with pytest.raises(UnreadableMediaError, match=r"large\.png is a picture of 8000x6000, larger"):
        open_picture(tmp_path / "large.png")


@pytest.mark.parametrize("format_name", ["GIF", "BMP", "TIFF", "JPEG2000"])
def test_another_format_is_refused_with_those_that_are_opened(
    format_name: str, tmp_path: Path
) -> None:
    Image.new("RGB", (60, 90), RED).save(tmp_path / "photo.jpg", format_name)

    with pytest.raises(UnreadableMediaError, match="is not a PNG, JPEG, WebP or AVIF picture"):
        open_picture(tmp_path / "photo.jpg")


# ---- what means harm


def test_a_picture_that_would_take_minutes_costs_seconds_and_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert decoding.CPU_S <= 6
    monkeypatch.setattr(decoding, "CPU_S", 1)
    (tmp_path / "bomb.jpg").write_bytes(scan_bomb())
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    with pytest.raises(UnreadableMediaError, match=r"bomb\.jpg takes too long to be opened"):
        open_picture(tmp_path / "bomb.jpg")

    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    assert used < decoding.CPU_S + 3

    monkeypatch.setattr(decoding, "CPU_S", 600)
    monkeypatch.setattr(decoding, "LIMIT_S", 600.0)
    with ThreadPoolExecutor(1) as pool:
        bomb = pool.submit(open_picture, tmp_path / "bomb.jpg")
        with held(decoders_at_work()):
            open_picture(INPUTS / "photo-upright-phone.png")
            assert not bomb.done()

        with pytest.raises(UnreadableMediaError, match=r"bomb\.jpg takes too long to be opened"):
            bomb.result()


def test_a_decoder_that_stands_still_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bomb.jpg").write_bytes(scan_bomb())
    monkeypatch.setattr(decoding, "CPU_S", 600)
    monkeypatch.setattr(decoding, "LIMIT_S", 0.5)

    # In minutes it would be opened.
    with pytest.raises(UnreadableMediaError, match="takes too long"):
        open_picture(tmp_path / "bomb.jpg")


def test_a_picture_that_takes_all_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (7000, 4000)).save(tmp_path / "large.png")
    monkeypatch.setattr(decoding, "MEMORY_BYTES", 100 << 20)

    with pytest.raises(UnreadableMediaError, match="needs more memory"):
        open_picture(tmp_path / "large.png")


def test_a_decoder_inherits_no_secret_and_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody")
    (tmp_path / "bomb.jpg").write_bytes(scan_bomb())
    monkeypatch.setattr(decoding, "LIMIT_S", 600.0)
    kept = os.open(INPUTS, os.O_RDONLY)
    os.set_inheritable(kept, True)

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(open_picture, tmp_path / "bomb.jpg")
        (decoder,) = decoders_at_work()
        with held([decoder]):
            environment = (decoder / "environ").read_bytes()
            files = sorted(int(each.name) for each in (decoder / "fd").iterdir())
            limits = (decoder / "limits").read_text(encoding="ascii")
        with pytest.raises(UnreadableMediaError):
            work.result()
    os.close(kept)

    assert b"sk-of-somebody" not in environment
    assert files == [0, 1, 2]
    assert "Max open files            0                    0" in limits


@pytest.mark.parametrize(
    "program",
    [
        "while True: sys.stdout.buffer.write(bytes(1 << 20))",
        "while True: sys.stderr.write('x' * (1 << 20))",
        "sys.stdout.close(); sys.stderr.close(); time.sleep(60)",
        "print('9 9'); print('too little')",
        "print('-1 5')",
        "print('a picture')",
        "os.kill(os.getpid(), 11)",
    ],
)
def test_a_decoder_that_a_picture_has_taken_over_harms_nobody(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken-over.py").write_text(f"import os, sys, time\n{program}\n")
    monkeypatch.setattr(decoding, "_DECODER", tmp_path / "taken-over.py")
    monkeypatch.setattr(decoding, "CPU_S", 1)

    with pytest.raises(UnreadableMediaError, match=r"photo-upright-phone\.png"):
        open_picture(INPUTS / "photo-upright-phone.png")


# ---- what a provider sends


def test_a_provider_s_picture_of_another_size_in_the_same_shape_is_good(tmp_path: Path) -> None:
    for size in ((1280, 720), (1920, 1080), (1344, 768)):
        Image.new("RGB", size).save(tmp_path / "made.png")

        judge_picture(tmp_path / "made.png", 1280, 720)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is not a PNG, JPEG"),
        (b"\0\0\0\x20ftypisom" + bytes(5000), "is not a PNG, JPEG"),
        (b"<html>", "is not a PNG, JPEG"),
    ],
)
def test_what_is_no_picture_is_the_provider_s_fault(
    content: bytes, told: str, tmp_path: Path
) -> None:
    (tmp_path / "made.png").write_bytes(content)

    with pytest.raises(UnusableMediaError, match=told) as refused:
        judge_picture(tmp_path / "made.png", 1280, 720)

    assert refused.value.kind is ErrorKind.BAD_OUTPUT


@pytest.mark.parametrize("format_name", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_was_cut_short_is_the_provider_s_fault(
    format_name: str, tmp_path: Path
) -> None:
    encoded = io.BytesIO()
    Image.effect_noise((1280, 720), 90).convert("RGB").save(encoded, format_name)
    (tmp_path / "made.png").write_bytes(encoded.getvalue()[: encoded.tell() * 9 // 10])

    with pytest.raises(UnusableMediaError, match="cannot be read as a picture"):
        judge_picture(tmp_path / "made.png", 1280, 720)


@pytest.mark.parametrize("size", [(720, 1280), (1280, 1280), (128, 72), (1280, 600)])
def test_a_picture_of_another_shape_is_the_provider_s_fault(
    size: tuple[int, int], tmp_path: Path
) -> None:
    Image.new("RGB", size).save(tmp_path / "made.png")

    with pytest.raises(UnusableMediaError, match=f"of {size[0]}x{size[1]}, not of 1280x720"):
        judge_picture(tmp_path / "made.png", 1280, 720)
