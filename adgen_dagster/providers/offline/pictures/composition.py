"""Compose a picture: a place, the things in it, their shadows, a few letters."""

import math
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from adgen_dagster.media.pictures import open_picture
from adgen_dagster.providers.offline.pictures.canvas import Canvas, Size
from adgen_dagster.providers.offline.pictures.colour import Light, Palette, mixed, palette
from adgen_dagster.providers.offline.pictures.lettering import BLACK, LIGHT, written
from adgen_dagster.providers.offline.pictures.outlines import smooth
from adgen_dagster.providers.offline.pictures.rooms import INSIDE
from adgen_dagster.providers.offline.pictures.scenery import OUTSIDE, Ground, horizon
from adgen_dagster.providers.offline.pictures.shadows import hanging_shadow, standing_shadow
from adgen_dagster.providers.offline.pictures.subjects import Subject, home_of
from adgen_dagster.providers.offline.pictures.things import drawn

PREVIEW_MARK = "offline preview"

_PLACES = OUTSIDE | INSIDE
_HOMES = {
    "table": ("table", "window", "studio", "table"),
    "ground": ("hills", "city", "road"),
    "air": ("halo", "halo", "hills"),
    "water": ("sea",),
}
_SCALES = {"detail": 1.45, "near": 1.12, "wide": 0.74, "pair": 0.86}

# A thing's size as a share of the picture's shorter side.
_THING = 0.56


def compose(subject: Subject, size: Size, seed: int, product: Path | None) -> Image.Image:
    """Paint a subject.

    Args:
        subject: what to paint.
        size: in pixels.
        seed: the same seed and subject give the same picture.
        product: a photo to show as the main thing, or None.

    Raises:
        MediaError: the photo cannot be read.
    """
    canvas = Canvas(size, seed)
    c = palette(subject.hues, subject.light, subject.turn)
    if subject.framing == "pattern" and subject.things and not product:
        _pattern(canvas, c, subject.things)
    else:
        _scene(canvas, c, subject, product)
    picture = canvas.finished()
    _mark(picture, c)
    return picture


def _scene(canvas: Canvas, c: Palette, subject: Subject, product: Path | None) -> None:
    main = subject.things[0] if subject.things else ""
    home = home_of(main) if main else "table"
    is_card = subject.framing == "card"
    name = subject.place or canvas.random.choice(_HOMES[home])
    if is_card:
        # Letters are read before a calm ground only.
        name = name if name == "stage" else "halo"
    elif subject.letters and name == "studio":
        name = "table"
    place = _PLACES[name](canvas, c)
    if subject.framing == "detail":
        canvas.picture = canvas.picture.filter(ImageFilter.GaussianBlur(canvas.short * 0.014))
    if is_card:
        _card(canvas, c, subject, place)
    elif product and _is_of_product(subject, home):
        _photo(canvas, c, open_picture(product), place)
    elif main:
        _things(canvas, c, subject, place, on_stand=name == "studio")
    if subject.letters and not is_card:
        _corner_letters(canvas, c, subject.letters)
    _foreground(canvas, c)


def _is_of_product(subject: Subject, home: str) -> bool:
    """Whether the product's photo can stand for what a scene shows; a landscape stays one."""
    is_landscape = subject.framing == "wide" or home in {"ground", "water"}
    return not is_landscape and not subject.letters


def _things(canvas: Canvas, c: Palette, subject: Subject, place: Ground, *, on_stand: bool) -> None:
    """The main thing, and where there is room a smaller companion behind it."""
    main, *others = subject.things
    scale = _SCALES.get(subject.framing, 0.94) * place.scale
    side = canvas.random.choice((-1, 1))
    centred = canvas.is_tall or on_stand or subject.framing in {"detail", "near"}
    x = 0.5 if centred else 0.5 + side * canvas.random.uniform(0.06, 0.15)
    if subject.letters and canvas.is_wide:
        x = 0.66
    elif subject.letters:
        x, scale = 0.5, scale * 0.86
        place = replace(place, air=place.air + 0.08)
    elif not place.has_ground:
        x = 0.5
    company = [*others, *subject.company]
    with_company = subject.framing in {"pair", "wide"} or canvas.random.random() < 0.55
    has_room = subject.framing != "detail" and not subject.letters and not on_stand
    if company and with_company and has_room:
        friend = company[0] if others else canvas.random.choice(company)
        if home_of(friend) == home_of(main) != "air":
            reach = 0.30 if canvas.is_tall else 0.24 + 0.04 * scale
            _thing(canvas, c, friend, (x - side * reach, place), scale * 0.62)
    _thing(canvas, c, main, (x, place), scale)


def _thing(
    canvas: Canvas, c: Palette, name: str, where: tuple[float, Ground], scale: float
) -> None:
    """One thing with its shadow: standing on the ground, or hanging in the air."""
    x, place = where
    home = home_of(name)
    size = round(canvas.short * _THING * scale * (1.12 if canvas.is_tall else 1.0))
    hangs = home == "air" or not place.has_ground
    sheet = drawn(name, size, c, canvas.random.uniform(-7, 7) if home == "air" else 0.0)
    if hangs:
        hanging_shadow(canvas, c, sheet, (x, place.air))
        canvas.put(sheet, x, place.air)
        return
    y = place.foot - size / 2 / canvas.size[1]
    if home != "water":
        standing_shadow(canvas, c, sheet, (x, place.foot), size)
    canvas.put(sheet, x, y)


def _pattern(canvas: Canvas, c: Palette, things: tuple[str, ...]) -> None:
    """Things laid out in rows, seen from above."""
    light, deep = (c.wall, c.wall_shade) if not c.is_dark else (c.sky_low, c.sky_top)
    ground = mixed(c.accent_light, light, 0.55)
    canvas.mesh(
        [[ground, mixed(ground, deep, 0.4)], [mixed(ground, light, 0.5), mixed(ground, deep, 0.7)]]
    )
    step = 0.34 * canvas.short
    columns, rows = round(canvas.size[0] / step) + 2, round(canvas.size[1] / step) + 2
    sheets = [
        drawn(things[number % min(len(things), 2)], round(step * 0.72), c, turn)
        for number, turn in enumerate((-18, 9, -6, 21))
    ]
    for row in range(rows):
        for column in range(columns):
            x = (column - 0.5 + 0.5 * (row % 2)) * step / canvas.size[0]
            y = (row - 0.2) * step / canvas.size[1]
            sheet = sheets[(row * 3 + column) % len(sheets)]
            hanging_shadow(canvas, c, sheet, (x, y))
            canvas.put(sheet, x, y)
    # Captions stand here: the things step back.
    top = 0.54 if canvas.is_tall else 0.72
    veil = mixed(ground, deep, 0.7)
    canvas.area(
        [(0, top + 0.06), (1, top + 0.06), (1, 1.2), (0, 1.2)], veil, opacity=0.82, blur=0.07
    )


def _card(canvas: Canvas, c: Palette, subject: Subject, place: Ground) -> None:
    """The film's name, large, under its sign."""
    fill = c.paper if c.is_dark or subject.place == "stage" else c.ink
    room = round(canvas.size[0] * 0.78)
    tallest = round(canvas.short * 0.15)
    sheet = written(subject.letters, room=room, tallest=tallest, weight=BLACK, fill=fill)
    low = horizon(canvas) + (0.03 if canvas.is_tall else 0.06)
    top = low - (sheet.height / canvas.size[1] if sheet else 0.2)
    if sheet:
        canvas.put(sheet, 0.5, (low + top) / 2)
    if subject.things:
        middle, free = (top + 0.06) / 2, top - 0.10
        high = min(free * canvas.size[1] / (canvas.short * _THING), 0.7)
        above = replace(place, foot=middle, air=middle, scale=1.0, has_ground=False)
        _thing(canvas, c, subject.things[0], (0.5, above), high)


def _corner_letters(canvas: Canvas, c: Palette, text: str) -> None:
    """A number or a few words: beside the thing, or above it on an upright film."""
    fill = c.paper if c.light is Light.NIGHT else c.ink
    room = round(canvas.size[0] * (0.36 if canvas.is_wide else 0.80))
    is_short = len(text) < 8
    tallest = round(canvas.short * (0.16 if is_short else 0.10))
    weight = BLACK if is_short else LIGHT
    sheet = written(text, room=room, tallest=tallest, weight=weight, fill=fill, rows=3)
    if sheet:
        x, y = (0.27, 0.36) if canvas.is_wide else (0.5, 0.13)
        canvas.put(sheet, x, y)


def _photo(canvas: Canvas, c: Palette, photo: Image.Image, place: Ground) -> None:
    """The product's photo as a print with round corners, leaning a little."""
    side = canvas.short * (0.62 if canvas.is_tall else 0.56)
    shape = photo.width / photo.height
    width, height = side * min(shape, 1.2), side * min(shape, 1.2) / shape
    edge = round(side * 0.035)
    fitted = photo.resize((max(round(width), 1), round(height)), Image.Resampling.LANCZOS)
    print_size = (fitted.width + 2 * edge, fitted.height + 2 * edge)
    sheet = Image.new("RGBA", print_size, (*c.paper, 255))
    sheet.paste(fitted, (edge, edge))
    sheet.putalpha(_rounded(print_size, edge * 1.4))
    sheet = sheet.rotate(canvas.random.uniform(-3, 3), Image.Resampling.BICUBIC, expand=True)
    stands_at = place.foot - sheet.height / 2 / canvas.size[1]
    at = (0.5, stands_at if place.has_ground else place.air)
    hanging_shadow(canvas, c, sheet, at)
    canvas.put(sheet, *at)


def _rounded(size: Size, radius: float) -> Image.Image:
    mask = Image.new("L", (size[0] * 2, size[1] * 2))
    box = (0, 0, mask.width - 1, mask.height - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius * 2, 255)
    return mask.reduce(2)


def _foreground(canvas: Canvas, c: Palette) -> None:
    """Now and then something out of focus near the lens, which gives depth."""
    chance = canvas.random.random()
    if chance < 0.3:
        _leaves(canvas, c)
    elif chance < 0.65:
        for _ in range(7):
            x, y = canvas.random.random(), canvas.random.uniform(0.05, 0.6)
            canvas.disc(x, y, canvas.random.uniform(0.008, 0.02), c.sun, opacity=0.30, blur=0.006)


def _leaves(canvas: Canvas, c: Palette) -> None:
    side = canvas.random.choice((0, 1))
    unit_x, unit_y = canvas.short / canvas.size[0], canvas.short / canvas.size[1]
    for number, angle in enumerate((8, 34, 60, 84)):
        reach = canvas.random.uniform(0.20, 0.34)
        turn = math.radians(angle)
        along = (math.cos(turn) * reach, math.sin(turn) * reach)
        across = (-math.sin(turn) * 0.045, math.cos(turn) * 0.045)
        outline = [
            (0.0, 0.0),
            (along[0] * 0.5 + across[0], along[1] * 0.5 + across[1]),
            along,
            (along[0] * 0.5 - across[0], along[1] * 0.5 - across[1]),
        ]
        placed = [
            (abs(side - (x - 0.03) * unit_x), (y - 0.03) * unit_y) for x, y in smooth(outline)
        ]
        tone = mixed(c.green_dark if number % 2 else c.green, c.ink, 0.35)
        canvas.area(placed, tone, opacity=0.9, blur=0.007)


def _mark(picture: Image.Image, c: Palette) -> None:
    """Say in a corner, small, that no artist and no model made this."""
    size = round(min(picture.size) * 0.020)
    sheet = written(PREVIEW_MARK, room=picture.width, tallest=size, weight=LIGHT, fill=c.paper)
    if sheet:
        faint = sheet.getchannel("A").point([round(value * 0.6) for value in range(256)])
        pad = round(size * 1.2)
        picture.paste(sheet.convert("RGB"), (picture.width - sheet.width - pad, pad // 2), faint)
