"""The letters of captions: several fonts as one, measured and drawn line by line.

Noto Sans draws what it has, the fonts behind it what it lacks. HarfBuzz shapes them, where the
machine has FriBidi, which Pillow looks for when it starts; without it the scripts that need
shaping are not drawn at all: a reader of Hindi would rather miss a word than spell a wrong one.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from PIL import Image, ImageDraw, ImageFont, features

from adgen_dagster.media.bidi import in_reading_order
from adgen_dagster.media.fonts import has_letter, load_font

WEIGHT = 680
_NORMAL_WIDTH = 100

SHAPES = bool(features.check("raqm"))
"""Whether letters can be shaped and joined on this machine."""

# Hebrew, Arabic and their neighbours; the scripts of India, Tibet, Burma, Thailand and Laos;
# Khmer; Arabic and Hebrew letters in their fixed forms.
_NEEDS_SHAPING = re.compile("[\u0590-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufefe]")

WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
"""Chinese and Japanese letters and their punctuation, as a range of a regular expression."""
_KANA, _HANGUL = (
    re.compile("[\u3040-\u30ff\uff66-\uff9f]"),
    re.compile("[\u1100-\u11ff\uac00-\ud7ff]"),
)


@dataclass(frozen=True)
class _Face:
    """A font file, and which of the faces in it."""

    package: str
    file: str
    axes: tuple[int, ...] = (WEIGHT,)
    index: int = 0


_MAIN = _Face("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf", (WEIGHT, _NORMAL_WIDTH))
_SCRIPTS = (
    *("Arabic", "Armenian", "Bengali", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi", "Hebrew"),
    *("Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu"),
    *("Thai", "Symbols"),
)
_FACES = (
    _MAIN,
    *(_Face("manimgx_fonts", f"NotoSans{script}[wght].ttf") for script in _SCRIPTS),
)
# The same letters are drawn otherwise in Japan, Korea and China.
_JAPANESE, _KOREAN, _CHINESE = (
    _Face("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", index=index) for index in range(3)
)


@cache
def _font(face: _Face, size: int, *, shapes: bool = SHAPES) -> ImageFont.FreeTypeFont:
    return load_font(face.package, face.file, size, face.axes, index=face.index, shapes=shapes)


def can_draw(letter: str) -> bool:
    """Tell whether one of the fonts has the letter and it is drawn as its readers write it."""
    return _face_of(letter) is not None


def has_main(letter: str) -> bool:
    """Tell whether the first of the fonts has the letter."""
    return _face_of(letter) is _MAIN


@lru_cache(4096)
def _face_of(letter: str) -> _Face | None:
    if _NEEDS_SHAPING.match(letter) and not SHAPES:
        return None
    return next((face for face in (*_FACES, _CHINESE) if _has(face, letter)), None)


@lru_cache(4096)
def _has(face: _Face, letter: str) -> bool:
    return has_letter(_font(face, 24, shapes=False), letter)


@dataclass(frozen=True)
class _Run:
    """Letters of one font that are read in one direction."""

    text: str
    face: _Face
    leftwards: bool

    def length(self, size: int) -> float:
        return _font(self.face, size).getlength(self.text, direction=self.direction)

    @property
    def direction(self) -> str | None:
        if not SHAPES:
            return None
        return "rtl" if self.leftwards else "ltr"


@lru_cache(1024)
def _runs(text: str, *, leftwards: bool) -> tuple[_Run, ...]:
    """Return a line's runs from left to right."""
    asian = _asian(text)
    runs: list[_Run] = []
    for piece, is_leftwards in in_reading_order(text, leftwards=leftwards):
        own = [_Run(part, face, is_leftwards) for part, face in _by_face(piece, asian)]
        runs += reversed(own) if is_leftwards else own
    return tuple(runs)


def _asian(text: str) -> _Face:
    if _KANA.search(text):
        return _JAPANESE
    return _KOREAN if _HANGUL.search(text) else _CHINESE


def _by_face(text: str, asian: _Face) -> list[tuple[str, _Face]]:
    """The text cut where its font changes; signs and marks stay with what stands before them."""
    parts: list[tuple[str, _Face]] = []
    for letter in text:
        face = _face_of(letter) or _MAIN
        face = asian if face is _CHINESE else face
        before = parts[-1][1] if parts else None
        is_letter = unicodedata.category(letter)[0] in "LN"
        if before and (face is before or (not is_letter and _has(before, letter))):
            parts[-1] = parts[-1][0] + letter, before
        else:
            parts.append((letter, face))
    return parts


@lru_cache(4096)
def length(line: str, size: int) -> float:
    """Measure a line in letters of this size."""
    return sum(run.length(size) for run in _runs(line, leftwards=False))


def is_tall(line: str) -> bool:
    """Tell whether a line has letters that reach higher or lower than Latin ones."""
    return any(run.face is not _MAIN for run in _runs(line, leftwards=False))


def draw_line(
    layer: Image.Image,
    line: str,
    size: int,
    middle: tuple[float, float],
    *,
    leftwards: bool,
    stroke: int,
) -> None:
    """Draw a line of text.

    Args:
        layer: a mask; letters are drawn at its full value.
        line: the text.
        size: of the letters.
        middle: the point on its baseline around which it stands.
        leftwards: whether the text that it belongs to is read from right to left.
        stroke: how much thicker the letters are drawn, on every side.
    """
    draw, (x, y) = ImageDraw.Draw(layer), middle
    x -= length(line, size) / 2
    for run in _runs(line, leftwards=leftwards):
        draw.text(
            (x, y),
            run.text,
            255,
            _font(run.face, size),
            anchor="ls",
            direction=run.direction,
            stroke_width=stroke,
        )
        x += run.length(size)
