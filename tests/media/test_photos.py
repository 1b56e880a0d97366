"""A person's photo is made fit once, for every painter."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from adgen_dagster.media.photos import NARROWEST, PHOTO_BYTES, WIDEST, fit_photo, fitted_photo

INPUTS = Path(__file__).parents[1] / "inputs"


def with_circle(size: tuple[int, int]) -> Image.Image:
    """Yellow, with a green circle in the middle that all but touches its longer edges."""
    photo = Image.new("RGB", size, (250, 220, 40))
    reach = min(size) * 0.45
    middle = size[0] / 2, size[1] / 2
    box = (middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach)
    ImageDraw.Draw(photo).ellipse(box, fill=(0, 120, 60))
    return photo


def circle_of(photo: Image.Image) -> tuple[int, int]:
    """Width and height of what is green."""
    red = photo.convert("RGB").getchannel("R").point(lambda level: 255 if level < 120 else 0)
    box = red.getbbox()
    assert box
    return box[2] - box[0], box[3] - box[1]


@pytest.mark.parametrize(
    "size", [(400, 12_000), (9000, 3000), (1080, 2400), (1170, 2532), (3000, 400), (801, 1603)]
)
def test_a_photo_of_any_shape_becomes_one_that_runway_takes(
    size: tuple[int, int], tmp_path: Path
) -> None:
    with_circle(size).save(tmp_path / "photo.png")

    with Image.open(fit_photo(tmp_path / "photo.png", tmp_path)) as fitted:
        assert NARROWEST <= fitted.width / fitted.height <= WIDEST
        assert max(fitted.size) <= 2048
        width, height = circle_of(fitted)

    assert abs(width - height) <= max(3, 0.03 * width), "the circle was squeezed"
    assert width > 0


def test_a_margin_has_the_colour_of_the_photo_s_edges(tmp_path: Path) -> None:
    with_circle((1080, 2400)).save(tmp_path / "photo.png")

    with Image.open(fit_photo(tmp_path / "photo.png", tmp_path)) as fitted:
        corner = fitted.getpixel((2, 2))

    assert isinstance(corner, tuple)
    assert all(abs(a - b) < 8 for a, b in zip(corner, (250, 220, 40), strict=True))


def test_the_tall_photo_of_the_review_is_made_fit(tmp_path: Path) -> None:
    with Image.open(fit_photo(INPUTS / "photo-tall-1-to-30.png", tmp_path)) as fitted:
        assert fitted.width / fitted.height >= NARROWEST


def test_nothing_but_the_picture_is_kept_above_all_not_where_it_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Telephone of Ann"
    exif.get_ifd(0x8825).update({1: "N", 2: (59.0, 56.0, 3.0), 3: "E", 4: (30.0, 18.0, 55.0)})
    sent = tmp_path / "IMG_1.jpg"
    with_circle((900, 600)).save(sent, exif=exif, comment=b"at home", quality=95)

    fitted = fit_photo(sent, tmp_path)

    assert b"Telephone of Ann" in sent.read_bytes()
    for trace in (b"Exif", b"Telephone", b"at home", b"ICC_PROFILE", b"ns.adobe.com"):
        assert trace not in fitted.read_bytes()
    with Image.open(fitted) as photo:
        assert photo.size == (600, 900)
        assert not photo.getexif()


def test_a_photo_full_of_detail_stays_within_what_a_request_may_hold(tmp_path: Path) -> None:
    Image.effect_noise((3000, 2500), 200).convert("RGB").save(tmp_path / "noise.png")

    fitted = fit_photo(tmp_path / "noise.png", tmp_path)

    assert fitted.stat().st_size <= PHOTO_BYTES
    with Image.open(fitted) as photo:
        assert max(photo.size) == 2048


def test_a_photo_that_was_made_fit_is_used_as_it_is(tmp_path: Path) -> None:
    fitted = fit_photo(INPUTS / "photo-upright-phone.png", tmp_path)

    assert fitted_photo(fitted, tmp_path / "elsewhere") == fitted


def test_a_photo_from_before_is_made_fit_when_it_is_used(tmp_path: Path) -> None:
    with Image.open(fitted_photo(INPUTS / "photo-tall-1-to-30.png", tmp_path)) as fitted:
        assert fitted.width / fitted.height >= NARROWEST
