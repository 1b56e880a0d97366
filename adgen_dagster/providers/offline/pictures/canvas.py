"""A picture in the making: smooth gradients, layers with soft edges, light, shadow, grain."""

import random
from collections.abc import Callable, Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageMath

from adgen_dagster.providers.offline.pictures.colour import Colour, mixed
from adgen_dagster.providers.offline.pictures.outlines import Point

Size = tuple[int, int]
Fill = Colour | tuple[Colour, Colour]
"""One colour, or two: from the shape's top to its foot."""

FINENESS = 2
"""Shapes are drawn this much larger and reduced, which is what makes edges smooth."""

# Levels of grey. Hides the steps of slow gradients and gives the flat shapes a tooth; more of
# it would cost the encoder bits that the film needs elsewhere.
GRAIN = 4

# Blurs this wide do not show whether they were made from all pixels or from a quarter of them.
_COARSE = 4


class Canvas:
    """An RGB picture on which one paints from back to front.

    Coordinates are shares: x of the width, y of the height.
    """

    def __init__(self, size: Size, seed: int) -> None:
        self.size = size
        self.random = random.Random(seed)  # noqa: S311 - art, no secret
        self.picture = Image.new("RGB", size)

    @property
    def short(self) -> int:
        """The shorter side in pixels."""
        return min(self.size)

    @property
    def is_tall(self) -> bool:
        """Whether the picture is upright."""
        return self.size[1] > self.size[0]

    @property
    def is_wide(self) -> bool:
        """Whether there is room for something beside something."""
        return self.size[0] > self.size[1]

    def mesh(self, rows: Sequence[Sequence[Colour]]) -> None:
        """Fill the picture with colours that flow into each other, as on a stretched net."""
        count = (len(rows[0]), len(rows))
        channels: list[Image.Image] = []
        noise = _noise(self.size, 0)
        for channel in range(3):
            net = Image.new("F", count)
            net.putdata([float(colour[channel]) for row in rows for colour in row])
            smooth = net.resize(self.size, Image.Resampling.BICUBIC)
            channels.append(
                ImageMath.lambda_eval(
                    lambda names: names["convert"](
                        names["flow"] + names["float"](names["noise"]) / 128.0 - 0.5, "L"
                    ),
                    flow=smooth,
                    noise=noise,
                )
            )
        self.picture = Image.merge("RGB", channels)

    def shape(
        self,
        draw: Callable[[ImageDraw.ImageDraw, Callable[[Point], Point]], object],
        fill: Fill,
        *,
        opacity: float = 1.0,
        blur: float = 0.0,
        corners: Sequence[Point] = ((0, 0), (1, 1)),
    ) -> None:
        """Paint what `draw` draws.

        Args:
            draw: draws with 255 on a mask; its second argument turns shares into places.
            fill: the colours.
            opacity: 0 to 1.
            blur: softness of the edge, as a share of the shorter side.
            corners: points between which everything is drawn; a small shape is quickly painted.
        """
        fine = FINENESS if blur < 0.004 else 1
        soft = blur * self.short
        left, top, right, bottom = self._around(corners, soft)
        if left >= right or top >= bottom:
            return
        mask = Image.new("L", ((right - left) * fine, (bottom - top) * fine))
        width, height = self.size
        draw(
            ImageDraw.Draw(mask),
            lambda point: ((point[0] * width - left) * fine, (point[1] * height - top) * fine),
        )
        mask = mask.reduce(fine) if fine > 1 else mask
        if blur:
            mask = blurred(mask, soft)
        self.lay(mask, fill, opacity, at=(left, top))

    def _around(self, points: Sequence[Point], soft: float) -> tuple[int, int, int, int]:
        """The part of the picture that holds the points and as much as a blur spreads them."""
        room = 4 * soft + 2 * _COARSE

        def reach(axis: int) -> tuple[int, int]:
            places = [point[axis] * self.size[axis] for point in points]
            # On the grid of what is made small, so that it is made small in the same squares.
            low, high = int((min(places) - room) // _COARSE), int((max(places) + room) // _COARSE)
            return max(low * _COARSE, 0), min((high + 1) * _COARSE, self.size[axis])

        (left, right), (top, bottom) = reach(0), reach(1)
        return left, top, right, bottom

    def area(
        self, points: Sequence[Point], fill: Fill, *, opacity: float = 1.0, blur: float = 0.0
    ) -> None:
        """Paint a polygon."""
        self.shape(
            lambda pen, at: pen.polygon([at(point) for point in points], 255),
            fill,
            opacity=opacity,
            blur=blur,
            corners=points,
        )

    def disc(
        self, x: float, y: float, r: float, fill: Fill, *, opacity: float = 1.0, blur: float = 0.0
    ) -> None:
        """Paint a circle; its radius is a share of the shorter side."""
        soft = blur * self.short
        reach = r * self.short + 3 * soft
        left, top = round(x * self.size[0] - reach) - 1, round(y * self.size[1] - reach) - 1
        side = 2 * round(reach) + 4
        # Only as large as the circle: some pictures have fifty of them.
        mask = Image.new("L", (side * FINENESS, side * FINENESS))
        middle_x, middle_y = x * self.size[0] - left, y * self.size[1] - top
        radius = r * self.short
        box = (middle_x - radius, middle_y - radius, middle_x + radius, middle_y + radius)
        ImageDraw.Draw(mask).ellipse([edge * FINENESS for edge in box], 255)
        mask = mask.reduce(FINENESS)
        if soft:
            mask = mask.filter(ImageFilter.GaussianBlur(soft))
        mask = mask.point([round(value * opacity) for value in range(256)])
        self.picture.paste(_filling(fill, mask.size), (left, top), mask)

    def lay(
        self,
        mask: Image.Image,
        fill: Fill,
        opacity: float = 1.0,
        at: tuple[int, int] = (0, 0),
    ) -> None:
        """Paint through a mask whose corner lies at a pixel of the picture."""
        box = mask.getbbox()
        if box is None:
            return
        part = mask.crop(box)
        if opacity < 1:
            part = part.point([round(value * opacity) for value in range(256)])
        self.picture.paste(_filling(fill, part.size), (at[0] + box[0], at[1] + box[1]), part)

    def glow(self, x: float, y: float, r: float, colour: Colour, strength: float) -> None:
        """Add light around a place; its radius is a share of the shorter side."""
        radius = round(r * self.short)
        halo = _halo().resize((2 * radius, 2 * radius), Image.Resampling.BICUBIC)
        halo = halo.point([round(value * strength) for value in range(256)])
        left, top = round(x * self.size[0]) - radius, round(y * self.size[1]) - radius
        lit = self.picture.crop((left, top, left + halo.width, top + halo.height))
        light = Image.new("RGB", lit.size, colour)
        self.picture.paste(ImageChops.screen(lit, light), (left, top), halo)

    def put(self, thing: Image.Image, x: float, y: float, *, opacity: float = 1.0) -> None:
        """Lay a transparent sheet on the picture, its middle at (x, y)."""
        place = (
            round(x * self.size[0] - thing.width / 2),
            round(y * self.size[1] - thing.height / 2),
        )
        mask = thing.getchannel("A")
        if opacity < 1:
            mask = mask.point([round(value * opacity) for value in range(256)])
        self.picture.paste(thing.convert("RGB"), place, mask)

    def finished(self) -> Image.Image:
        """The picture with the corners a little darker and a fine grain."""
        shade = _vignette(self.size)
        self.picture = ImageChops.multiply(self.picture, shade)
        grain = _noise(self.size, self.random.randrange(4))
        grain = grain.point([128 + round((value - 127.5) / 127.5 * GRAIN) for value in range(256)])
        return ImageChops.add(self.picture, Image.merge("RGB", [grain] * 3), 1, -128)


def blurred(mask: Image.Image, radius: float) -> Image.Image:
    """A mask with soft edges; wide blurs are made small and enlarged."""
    if radius < 3 * _COARSE:
        return mask.filter(ImageFilter.GaussianBlur(radius))
    small = mask.reduce(_COARSE).filter(ImageFilter.GaussianBlur(radius / _COARSE))
    return small.resize(mask.size, Image.Resampling.BICUBIC)


def _filling(fill: Fill, size: Size) -> Image.Image:
    if len(fill) == 3:
        return Image.new("RGB", size, fill)
    column = Image.new("RGB", (1, 64))
    column.putdata([mixed(fill[0], fill[1], step / 63) for step in range(64)])
    return column.resize(size, Image.Resampling.BICUBIC)


@lru_cache(maxsize=1)
def _halo() -> Image.Image:
    """Light that fades to nothing at the sides; Pillow's own reaches on to the corners."""
    sides = 74
    return ImageChops.invert(Image.radial_gradient("L")).point(
        [round(255 * (max(value - sides, 0) / (255 - sides)) ** 1.5) for value in range(256)]
    )


@lru_cache(maxsize=4)
def _vignette(size: Size) -> Image.Image:
    width, height = round(size[0] * 1.4), round(size[1] * 1.4)
    fade = Image.radial_gradient("L").resize((width, height), Image.Resampling.BICUBIC)
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    fade = fade.crop((left, top, left + size[0], top + size[1]))
    fade = fade.point([round(255 - 52 * (max(value - 90, 0) / 165) ** 1.6) for value in range(256)])
    return Image.merge("RGB", [fade] * 3)


@lru_cache(maxsize=12)
def _noise(size: Size, number: int) -> Image.Image:
    """Grey noise, the same in every process."""
    source = random.Random(number)  # noqa: S311 - art, no secret
    return Image.frombytes("L", size, source.randbytes(size[0] * size[1]))
