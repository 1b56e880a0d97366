"""Make the colours of a picture: one palette per film, seen in the light of the moment.

Colours are mixed in OKLCH, where equal steps look equal, so every palette of hues gives the same
well-behaved light and dark. The conversion is Björn Ottosson's (bottosson.github.io/posts/oklab).
"""

import math
import tomllib
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files

Colour = tuple[int, int, int]


_PAINTS = ("accent", "second", "green", "brown", "crust", "red")
_TINT = 0.55
_GREY = 0.03


class Light(StrEnum):
    """The time of day in a picture."""

    DAWN = "dawn"
    DAY = "day"
    GOLDEN = "golden"
    NIGHT = "night"


@dataclass(frozen=True)
class Hues:
    """What makes a palette: the hues of sky, ground and two accents, in degrees."""

    name: str
    words: str
    sky: float
    ground: float
    accent: float
    second: float
    depth: float


@dataclass(frozen=True)
class Palette:
    """Every colour of one picture, far to near and light to dark."""

    light: Light
    sky_top: Colour
    sky_low: Colour
    sun: Colour
    far: Colour
    mid: Colour
    near: Colour
    ink: Colour
    wall: Colour
    wall_shade: Colour
    surface: Colour
    surface_shade: Colour
    paper: Colour
    paper_shade: Colour
    accent: Colour
    accent_dark: Colour
    accent_light: Colour
    second: Colour
    second_dark: Colour
    second_light: Colour
    green: Colour
    green_dark: Colour
    brown: Colour
    brown_dark: Colour
    metal: Colour
    metal_dark: Colour
    crust: Colour
    crust_light: Colour
    red: Colour
    red_dark: Colour

    @property
    def is_dark(self) -> bool:
        """Whether light letters are read better on it."""
        return self.light is Light.NIGHT


@dataclass(frozen=True)
class _Mood:
    """Lightness and chroma of a light's planes; `warmth` draws the horizon's hue to `glow`."""

    top: tuple[float, float]
    low: tuple[float, float]
    glow: float
    warmth: float
    far: float
    mid: float
    near: float
    wall: float
    surface: float
    things: float


_MOODS = {
    Light.DAWN: _Mood((0.74, 0.075), (0.91, 0.07), 45, 0.75, 0.74, 0.60, 0.44, 0.86, 0.56, -0.01),
    Light.DAY: _Mood((0.80, 0.075), (0.95, 0.035), 90, 0.45, 0.78, 0.64, 0.48, 0.91, 0.62, 0.0),
    Light.GOLDEN: _Mood((0.70, 0.10), (0.90, 0.105), 68, 0.85, 0.70, 0.55, 0.39, 0.82, 0.50, -0.01),
    Light.NIGHT: _Mood((0.23, 0.07), (0.44, 0.10), 300, 0.3, 0.36, 0.28, 0.20, 0.33, 0.25, -0.04),
}


def oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """A colour of OKLCH as RGB; what no screen shows is brought nearer to grey."""
    while True:
        linear = _linear(lightness, chroma, hue)
        if chroma < 0.004 or all(-0.002 <= part <= 1.002 for part in linear):
            red, green, blue = (_encoded(part) for part in linear)
            return red, green, blue
        chroma *= 0.93


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encoded(part: float) -> int:
    part = min(max(part, 0.0), 1.0)
    shown = 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
    return round(255 * shown)


def lch(colour: Colour) -> tuple[float, float, float]:
    """A colour's lightness, chroma and hue in OKLCH."""
    red, green, blue = (_linear_part(part / 255) for part in colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _linear_part(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def tinted(colour: Colour, colours: Palette) -> Colour:
    """A strange colour as this palette would have it: drawn towards the nearest of its own."""
    lightness, chroma, hue = lch(colour)
    paper, ink = lch(colours.paper), lch(colours.ink)
    if chroma < _GREY:
        # White as its paper and black as its ink, both with a breath of their hue.
        near = ink if lightness < 0.5 else paper
        dark = (lightness - ink[0]) / (1 - ink[0])
        return oklch(max(ink[0], ink[0] + dark * (paper[0] - ink[0])), near[1], near[2])
    own = [lch(getattr(colours, name)) for name in _PAINTS]
    nearest = min(own, key=lambda each: abs((each[2] - hue + 180) % 360 - 180))
    hue = _between(hue, nearest[2], _TINT)
    return oklch(lightness * paper[0] / 0.965, min(chroma, nearest[1]), hue)


def mixed(first: Colour, other: Colour, share: float) -> Colour:
    """`first` with a share of the other colour."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, other, strict=True))
    return red, green, blue


@cache
def palettes() -> dict[str, Hues]:
    """All palettes by name."""
    text = (files("adgen_dagster.providers.offline.pictures") / "palettes.toml").read_text(
        encoding="utf-8"
    )
    return {name: Hues(name, **entry) for name, entry in tomllib.loads(text).items()}


def palette(hues: Hues, light: Light, turn: float = 0.0) -> Palette:
    """The colours of `hues` in a light; `turn` shifts all hues by a few degrees."""
    # At night everything turns to blue: without that, dark yellows and reds look like mud.
    blue = 0.7 if light is Light.NIGHT else 0.0
    seen = replace(
        hues,
        sky=_between(hues.sky + turn, 272, blue),
        ground=_between(hues.ground + turn, 268, blue),
        accent=hues.accent + turn,
        second=hues.second + turn,
    )
    top = seen.second if light is Light.DAY else seen.sky
    return Palette(light=light, **_planes(seen, _MOODS[light], top), **_things(seen, _MOODS[light]))


def _planes(hues: Hues, mood: _Mood, top: float) -> dict[str, Colour]:
    """Sky, land and rooms; `top` is the hue of the upper sky."""
    sky, ground, deep = hues.sky, hues.ground, hues.depth
    low = _between(sky, mood.glow, mood.warmth)
    return {
        "sky_top": _plane(mood.top[0] + deep, mood.top[1], top),
        "sky_low": _plane(mood.low[0], mood.low[1], low),
        "sun": oklch(0.97, 0.05, _between(mood.glow, 85, 0.5)),
        "far": _plane(mood.far + deep, 0.055, _between(low, ground, 0.5)),
        "mid": _plane(mood.mid + deep, 0.075, _between(low, ground, 0.8)),
        "near": _plane(mood.near + deep, 0.075, ground),
        "ink": oklch(0.27 + deep, 0.045, ground),
        "wall": _plane(mood.wall + deep, 0.045, _between(sky, mood.glow, mood.warmth * 0.4)),
        "wall_shade": _plane(mood.wall - 0.10 + deep, 0.055, _between(sky, mood.glow, 0.3)),
        "surface": _plane(mood.surface + deep, 0.075, ground),
        "surface_shade": _plane(mood.surface - 0.15 + deep, 0.07, ground),
    }


def _things(hues: Hues, mood: _Mood) -> dict[str, Colour]:
    """What things are made of: the film's own colours, and those that everybody knows."""
    # Yellow is yellow only when it is light: darker it turns to mustard.
    lift = 0.11 * max(0.0, math.cos(math.radians(hues.accent - 90))) ** 3
    made_of = {
        "paper": (0.965, 0.018, hues.sky),
        "paper_shade": (0.87, 0.03, hues.sky),
        "accent": (0.67 + lift, 0.165, hues.accent),
        "accent_dark": (0.53 + lift, 0.145, hues.accent),
        "accent_light": (0.82 + lift / 2, 0.10, hues.accent),
        "second": (0.62, 0.11, hues.second),
        "second_dark": (0.46, 0.095, hues.second),
        "second_light": (0.80, 0.075, hues.second),
        "green": (0.63, 0.115, 140),
        "green_dark": (0.47, 0.10, 148),
        "brown": (0.48, 0.085, 52),
        "brown_dark": (0.34, 0.065, 48),
        "metal": (0.82, 0.012, 250),
        "metal_dark": (0.58, 0.02, 250),
        "crust": (0.68, 0.12, 65),
        "crust_light": (0.84, 0.10, 82),
        "red": (0.62, 0.18, 27),
        "red_dark": (0.50, 0.16, 25),
    }
    return {
        name: oklch(lightness + mood.things, chroma, hue)
        for name, (lightness, chroma, hue) in made_of.items()
    }


def _plane(lightness: float, chroma: float, hue: float) -> Colour:
    """A colour for sky and walls: yellow turns to orange where it darkens, not to olive."""
    hue %= 360
    if 65 < hue < 125:
        hue = _between(hue, 58, min(max((0.97 - lightness) / 0.25, 0.0), 1.0))
    return oklch(lightness, chroma, hue)


def _between(first: float, other: float, share: float) -> float:
    """A hue on the shorter way round from one to the other."""
    way = (other - first + 180) % 360 - 180
    return first + way * share
