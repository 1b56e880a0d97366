"""Pictures drawn by resvg and Pillow from a prompt's words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.errors import ErrorKind
from adgen_dagster.media.clip import frame_size
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.offline import OfflinePainter
from adgen_dagster.providers.offline.pictures.canvas import Canvas
from adgen_dagster.providers.offline.pictures.colour import Light, palette, palettes
from adgen_dagster.providers.offline.pictures.lettering import BLACK, drawable, written
from adgen_dagster.providers.offline.pictures.rooms import INSIDE
from adgen_dagster.providers.offline.pictures.scenery import OUTSIDE
from adgen_dagster.providers.offline.pictures.subjects import read_prompt, things_known
from adgen_dagster.providers.offline.pictures.things import drawn
from adgen_dagster.storage.artifacts import StoppedError, Take

WORLD = 'World: for "Утро"; palette of espresso brown, warm cream and soft teal; calm. Scene: '
CUP = f"{WORLD}Close-up: a cup of coffee on a table by the window, clear daylight."

Paint = Callable[..., Image.Image]


@pytest.fixture
def paint(new_take: Callable[[], Take], folder: Path) -> Paint:
    def painted(
        prompt: str, *, ratio: Ratio = Ratio.WIDE, seed: int = 1, reference: Path | None = None
    ) -> Image.Image:
        made = OfflinePainter().paint(
            prompt, ratio=ratio, seed=seed, reference=reference, take=new_take(), folder=folder
        )
        return Image.open(made.path).convert("RGB").copy()

    return painted


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures, in levels of grey."""
    return float(np.asarray(ImageChops.difference(one, other)).mean())


@pytest.mark.parametrize("ratio", Ratio)
def test_a_picture_has_the_film_s_size_and_something_to_see(ratio: Ratio, paint: Paint) -> None:
    picture = paint(CUP, ratio=ratio)

    size = frame_size(ratio)
    assert picture.size == (size.width, size.height)
    assert np.asarray(picture).std() > 20


def test_the_same_prompt_and_seed_give_the_same_picture(paint: Paint) -> None:
    assert difference(paint(CUP), paint(CUP)) == 0


def test_another_seed_and_another_scene_give_another_picture(paint: Paint) -> None:
    cup = paint(CUP)

    assert difference(cup, paint(CUP, seed=2)) > 1
    assert difference(cup, paint(f"{WORLD}Wide shot: hills at night.")) > 10


def test_all_pictures_of_a_film_share_its_palette() -> None:
    scenes = ("a cup, clear daylight", "hills at dawn", "a gift, night lights")

    subjects = [read_prompt(WORLD + scene) for scene in scenes]

    assert {subject.hues.name for subject in subjects} == {"espresso"}
    assert len({subject.turn for subject in subjects}) == 1


def test_a_note_in_front_changes_what_is_seen_but_not_the_palette() -> None:
    plain, noted = read_prompt(CUP), read_prompt(f"Лучше кот ночью. {CUP}")

    assert noted.things[0] == "cat"
    assert noted.light is Light.NIGHT
    assert noted.hues == plain.hues


def test_another_writer_s_prompts_share_a_palette_by_what_they_end_with() -> None:
    world = "The bakery on the corner, linen and oak, soft window light, 35 mm, shallow focus."
    first, second = (read_prompt(f"{scene} {world}") for scene in ("Bread.", "A street."))

    assert first.hues == second.hues
    assert first.turn == second.turn


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("чашка кофе с паром", "cup"),
        ("букет на столе", "bouquet"),
        ("a car on an open road", "car"),
        ("смартфон в руке", "phone"),
        ("который час", ""),
        ("реклама кремля", ""),
    ],
)
def test_things_are_known_by_their_names_in_both_languages(words: str, thing: str) -> None:
    things = read_prompt(f"World: x Scene: {words}").things

    assert (things[0] if things else "") == thing


@pytest.mark.parametrize("name", things_known())
def test_every_thing_stays_inside_its_sheet(name: str) -> None:
    sheet = drawn(name, 60, palette(palettes()["ocean"], Light.DAY))

    box = sheet.getchannel("A").getbbox()
    assert box is not None
    assert 0 < box[0] < box[2] < sheet.width
    assert 0 < box[1] < box[3] < sheet.height


def test_a_thing_wears_the_colours_of_the_film() -> None:
    shown = {
        name: drawn("bag", 200, palette(palettes()[name], Light.DAY))
        for name in ("ocean", "emerald")
    }
    turned = drawn("bag", 200, palette(palettes()["ocean"], Light.DAY), turn=30)

    assert difference(*(sheet.convert("RGB") for sheet in shown.values())) > 5
    assert turned.width > shown["ocean"].width


@pytest.mark.parametrize("name", sorted(OUTSIDE | INSIDE))
def test_every_place_leaves_the_captions_a_calm_ground(name: str) -> None:
    size = (320, 180)
    canvas = Canvas(size, seed=1)

    (OUTSIDE | INSIDE)[name](canvas, palette(palettes()["ocean"], Light.DAY))

    ground = np.asarray(canvas.finished().convert("L"))[round(0.86 * size[1]) :, 20:-20]
    steps = np.abs(np.diff(ground.astype(float), axis=1))
    assert np.percentile(steps, 90) < 12


@pytest.mark.parametrize("light", Light)
def test_planes_get_darker_towards_the_viewer(light: Light) -> None:
    for hues in palettes().values():
        colours = palette(hues, light)

        depths = [sum(plane) for plane in (colours.far, colours.mid, colours.near)]
        assert depths == sorted(depths, reverse=True)


def test_cyrillic_letters_are_drawn_and_no_boxes() -> None:
    missing = written("\U0010fffe", room=900, tallest=60, weight=BLACK, fill=(0, 0, 0))
    sheets = [
        written(letter, room=900, tallest=60, weight=BLACK, fill=(0, 0, 0)) for letter in "ЖЫЁщъ"
    ]

    assert missing is None
    drawn = {sheet.tobytes() for sheet in sheets if sheet}
    assert len(drawn) == 5


def test_letters_that_the_font_lacks_are_left_out() -> None:
    assert drawable("Утро 🎉 日本 −20%") == "Утро −20%"


def test_a_long_name_becomes_smaller_and_stays_in_its_room() -> None:
    short = written("Утро", room=400, tallest=120, weight=BLACK, fill=(0, 0, 0))
    long = written("Самый длинный салон", room=400, tallest=120, weight=BLACK, fill=(0, 0, 0))

    assert short
    assert long
    assert long.width <= 410
    assert long.height < 2 * short.height


def test_the_figure_of_an_offer_is_written_into_the_picture(paint: Paint) -> None:
    scene = f"{WORLD}a gift among circles of colour, clear daylight."

    bare, lettered = paint(scene), paint(f'{scene} It stands for "−20%".')

    left = (100, 150, 600, 400)
    ink = np.asarray(lettered.crop(left).convert("L")) < 80
    assert ink.mean() > 0.02
    assert (np.asarray(bare.crop(left).convert("L")) < 80).mean() < ink.mean() / 4


def test_the_product_s_own_photo_is_shown(paint: Paint, folder: Path) -> None:
    photo = folder / "photo.png"
    Image.new("RGB", (300, 240), (0, 255, 0)).save(photo)

    shown = np.asarray(paint(CUP, reference=photo)).astype(int)

    green = (shown[..., 1] > 200) & (shown[..., 0] < 60) & (shown[..., 2] < 60)
    assert 0.08 < green.mean() < 0.4


@pytest.mark.parametrize("size", [(900, 1600), (1600, 900), (400, 300), (500, 500), (1500, 500)])
def test_the_product_is_not_squeezed(size: tuple[int, int], paint: Paint, folder: Path) -> None:
    photo = Image.new("RGB", size, (255, 0, 255))
    reach, middle = min(size) * 0.4, (size[0] / 2, size[1] / 2)
    box = (middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach)
    ImageDraw.Draw(photo).ellipse(box, fill=(0, 255, 0))
    photo.save(folder / "photo.png")

    shown = np.asarray(paint(CUP, reference=folder / "photo.png")).astype(int)

    ys, xs = np.nonzero((shown[..., 1] > 200) & (shown[..., 0] < 90) & (shown[..., 2] < 90))
    assert abs(np.ptp(xs) / np.ptp(ys) - 1) < 0.05


def test_a_photo_that_is_none_is_refused(paint: Paint, folder: Path) -> None:
    photo = folder / "photo.png"
    photo.write_text("not a picture")

    with pytest.raises(ProviderError) as refused:
        paint(CUP, reference=photo)

    assert refused.value.kind is ErrorKind.BAD_INPUT


def test_the_request_is_kept_before_the_work_and_a_stopped_run_draws_nothing(
    take: Take, folder: Path
) -> None:
    take.stop.set()

    with pytest.raises(StoppedError):
        OfflinePainter().paint(
            CUP, ratio=Ratio.WIDE, seed=1, reference=None, take=take, folder=folder
        )

    assert (take.read("request") or {})["things"] == ["cup"]
    assert not any(folder.iterdir())
