"""Draw one thing from its SVG file: in the picture's colours, lit from the upper left."""

import io
import math
import re
from dataclasses import fields
from functools import cache, lru_cache
from importlib.resources import files

import resvg_py
from PIL import Image, ImageChops

from adgen_dagster.providers.offline.pictures.colour import Colour, Palette, tinted

_ART = files("adgen_dagster.providers.offline.pictures") / "art"

# A thing is 200 units high and stands on y = 100; around it is room for steam, handles, leaves.
_REACH = 1.25

_HEX = re.compile(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\b")


def drawn(name: str, size: int, colours: Palette, turn: float = 0.0) -> Image.Image:
    """Draw a thing on a transparent sheet.

    Args:
        name: a thing of `subjects.toml`.
        size: how high a thing is that fills its square, in pixels; the sheet is larger.
        colours: the palette of the picture.
        turn: by how many degrees it is turned to the left.
    """
    corner = math.radians(abs(turn))
    reach = _REACH * (math.cos(corner) + math.sin(corner))
    edge, side = round(100 * reach, 3), round(size * reach)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}"'
        f' viewBox="{-edge} {-edge} {2 * edge} {2 * edge}">'
        f'<g transform="rotate({-turn:.3f})">{_shapes(name, colours)}</g></svg>'
    )
    png = resvg_py.svg_to_bytes(
        svg_string=svg, style_sheet=_style_sheet(colours), skip_system_fonts=True
    )
    return _in_light(Image.open(io.BytesIO(png)).convert("RGBA"))


@lru_cache(maxsize=64)
def _shapes(name: str, colours: Palette) -> str:
    """Read what stands in a thing's file, from one `svg` tag to the other, with its own sheet."""
    ours = _ART / "motifs" / f"{name}.svg"
    if ours.is_file():
        text = ours.read_text(encoding="utf-8")
    else:
        text = (_ART / "fluent" / f"{name}.svg").read_text(encoding="utf-8")
        text = _HEX.sub(lambda found: _hex(tinted(_colour(found[1]), colours)), text)
    where = (
        f'x="{-100 * _REACH}" y="{-100 * _REACH}" width="{200 * _REACH}" height="{200 * _REACH}"'
    )
    # Otherwise it would be cut at its edges, which nothing reaches, at the price of a layer.
    return text.replace("<svg ", f'<svg {where} overflow="visible" ', 1)


def _colour(code: str) -> Colour:
    red, green, blue = bytes.fromhex(code if len(code) == 6 else "".join(2 * each for each in code))
    return red, green, blue


def _hex(colour: Colour) -> str:
    return f"#{bytes(colour).hex()}"


@lru_cache(maxsize=8)
def _style_sheet(colours: Palette) -> str:
    """Give every class of the files its colour: what is filled with it, what is drawn in it."""
    named: dict[str, Colour] = {
        each.name: getattr(colours, each.name) for each in fields(colours) if each.type is Colour
    }
    return "".join(
        f".{name}{{fill:{_hex(colour)}}}.{name}-line{{stroke:{_hex(colour)}}}"
        for name, colour in named.items()
    )


def _in_light(sheet: Image.Image) -> Image.Image:
    """Lighten a sheet towards the upper left and darken it towards the lower right."""
    alpha = sheet.getchannel("A")
    lit = Image.composite(_white(sheet.size), sheet, ImageChops.multiply(alpha, _lit(sheet.size)))
    lit = Image.composite(_dark(sheet.size), lit, ImageChops.multiply(alpha, _shade(sheet.size)))
    lit.putalpha(alpha)
    return lit


@cache
def _slope() -> Image.Image:
    """A diagonal ramp, from black at the upper left to white at the lower right."""
    ramp = Image.linear_gradient("L")
    return Image.blend(ramp, ramp.rotate(90), 0.5)


def _ramp(slope: Image.Image, size: tuple[int, int], start: int, most: int) -> Image.Image:
    """A ramp that begins at `start` and ends at `most`, as large as a sheet."""
    ramp = slope.point([max(0, (v - start)) * most // (255 - start) for v in range(256)])
    return ramp.resize(size, Image.Resampling.BICUBIC)


@lru_cache(maxsize=8)
def _shade(size: tuple[int, int]) -> Image.Image:
    return _ramp(_slope(), size, 100, 105)


@lru_cache(maxsize=8)
def _lit(size: tuple[int, int]) -> Image.Image:
    return _ramp(ImageChops.invert(_slope()), size, 110, 80)


@lru_cache(maxsize=8)
def _white(size: tuple[int, int]) -> Image.Image:
    return Image.new("RGBA", size, (255, 250, 238, 255))


@lru_cache(maxsize=8)
def _dark(size: tuple[int, int]) -> Image.Image:
    return Image.new("RGBA", size, (24, 14, 40, 255))
