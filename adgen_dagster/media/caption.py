"""Draw a line of narration as the caption of an advertisement.

Captions are drawn by Pillow and laid over the film as pictures. So words that people typed
never come near FFmpeg's filter syntax, every letter is measured before it is placed, and the
weight of a variable font can be chosen, which FFmpeg's own text filters cannot do.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

# Share of the picture's mean side. All our frame sizes have the same area, so letters are
# equally large in all of them: 42 pixels, about 3.5 mm on a telephone.
LETTER_SHARE = 0.044
# A text too long even in parts is set smaller, down to this, and then cut.
SMALLER = (1.0, 0.85, 0.72)

SIDE_MARGIN = 0.08
BOTTOM_MARGIN = 0.085
# On an upright film the apps draw their buttons and the author's name over the lowest fifth.
UPRIGHT_BOTTOM_MARGIN = 0.2

# A caption is read at about 15 letters a second; two lines hold about 50 letters on an upright
# film. In a slot of five seconds more than three parts would only flicker.
MAX_PARTS = 3
MAX_LETTERS = 300
# Where a caption may rather be cut in parts: the deeper the pause, the less it matters that the
# parts are of different length.
PAUSES = dict.fromkeys(".!?…", 0.2) | dict.fromkeys(",;:", 0.4) | dict.fromkeys("–—", 0.6)

# The values of the font's two axes, in its order.
WEIGHT = 680
NORMAL_WIDTH = 100

LINE_HEIGHT = 1.2


@dataclass(frozen=True)
class CaptionPart:
    """A piece of a caption, ready to be laid over the film.

    Args:
        picture: letters with their shadow on a transparent ground.
        x: where its left edge goes.
        y: where its upper edge goes.
        share: which share of the caption's time it is shown.
    """

    picture: Image.Image
    x: int
    y: int
    share: float


def draw_caption(text: str, width: int, height: int) -> list[CaptionPart]:
    """Draw a caption of at most two lines for a film of this size.

    A text that two lines cannot hold is shown in parts, one after the other. Letters that the
    font does not have (emoji, for example) are left out; an empty list means nothing is left.
    """
    margin = UPRIGHT_BOTTOM_MARGIN if height > width else BOTTOM_MARGIN
    words = _words(text)
    if not words:
        return []
    font, parts = _fitted(words, width, height)
    letters = sum(len(line) for lines in parts for line in lines)
    drawn: list[CaptionPart] = []
    for lines in parts:
        picture, baseline = _draw(lines, font)
        x = (width - picture.width) // 2
        y = round(height * (1 - margin)) - baseline
        share = sum(len(line) for line in lines) / letters
        # In film two pixels share their colour, so FFmpeg lays pictures at even places only.
        drawn.append(CaptionPart(picture, x - x % 2, y - y % 2, share))
    return drawn


def _words(text: str) -> list[str]:
    """The words that can be drawn, those that belong together tied by a no-break space."""
    known = "".join(
        letter
        for letter in unicodedata.normalize("NFC", " ".join(text.split()))
        if letter == " " or (not unicodedata.category(letter).startswith("C") and _has(letter))
    )[:MAX_LETTERS]
    known = re.sub(r" +(?=[!?.,…]( |$))", "", " ".join(known.split()))
    known = re.sub(r"(?<!\S)(\w{1,2}) (?=\S)", "\\1\u00a0", known)
    known = re.sub(r" (?=[–—]( |$))", "\u00a0", known)
    return known.split(" ") if known else []


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font_file = files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf"
    with as_file(font_file) as path:
        font = ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([WEIGHT, NORMAL_WIDTH])
    return font


@lru_cache(4096)
def _has(letter: str) -> bool:
    """Whether the font draws anything else than its sign for an unknown letter."""
    return _drawn_alone(letter) != _drawn_alone("\U0010fffe")


def _drawn_alone(letter: str) -> bytes:
    layer = Image.new("L", (48, 48))
    ImageDraw.Draw(layer).text((12, 36), letter, 255, _font(24), anchor="ls")
    return layer.tobytes()


def _fitted(
    words: list[str], width: int, height: int
) -> tuple[ImageFont.FreeTypeFont, list[list[str]]]:
    """The largest letters, and within them the fewest parts, in which the words fit."""
    room = width * (1 - 2 * SIDE_MARGIN)
    sizes = [round(LETTER_SHARE * (width * height) ** 0.5 * scale) for scale in SMALLER]
    for size in sizes:
        column = _Column(size, room)
        pieces = column.pieces(words)
        for count in range(1, MAX_PARTS + 1):
            if column.holds(pieces, count):
                return _font(size), column.parts(pieces, count)
    column = _Column(sizes[-1], room)
    pieces = column.pieces(words)
    while not column.holds([*pieces, "…"], MAX_PARTS):
        pieces.pop()
    return _font(sizes[-1]), column.parts([*pieces, "…"], MAX_PARTS)


@dataclass(frozen=True)
class _Column:
    """Letters of one size set in lines of one length."""

    size: int
    room: float

    def pieces(self, words: list[str]) -> list[str]:
        """The words, those longer than a line cut where it ends."""
        pieces: list[str] = []
        for word in words:
            rest = word
            while _length(rest, self.size) > self.room:
                fits = next(n for n in range(len(rest), 0, -1) if self._fits([rest[:n]]) or n == 1)
                pieces.append(rest[:fits])
                rest = rest[fits:]
            pieces.append(rest)
        return pieces

    def holds(self, words: list[str], parts: int) -> bool:
        """Whether so many parts of two lines are enough."""
        lines, length = 1, 0.0
        for word in words:
            length += _length(word, self.size)
            if length > self.room:
                lines, length = lines + 1, _length(word, self.size)
            length += _length(" ", self.size)
        return lines <= 2 * parts

    def parts(self, words: list[str], count: int) -> list[list[str]]:
        """The words in so many parts of about equal length, cut at a pause where one is near."""
        if count == 1:
            return [self._lines(words)]
        total = len(" ".join(words))

        def unevenness(cut: int) -> float:
            apart = abs(len(" ".join(words[:cut])) - total / count)
            return apart * PAUSES.get(words[cut - 1][-1], 1.0)

        cuts = [
            cut
            for cut in range(1, len(words))
            if self.holds(words[:cut], 1) and self.holds(words[cut:], count - 1)
        ]
        cut = min(cuts, key=unevenness)
        return [self._lines(words[:cut]), *self.parts(words[cut:], count - 1)]

    def _lines(self, words: list[str]) -> list[str]:
        """One line, or two that are as equal as they can be."""
        if self._fits(words):
            return [" ".join(words)]
        pairs = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
        return list(min(pairs, key=lambda pair: max(_length(line, self.size) for line in pair)))

    def _fits(self, words: list[str]) -> bool:
        return _length(" ".join(words), self.size) <= self.room


@lru_cache(4096)
def _length(words: str, size: int) -> float:
    return _font(size).getlength(words)


def _draw(lines: list[str], font: ImageFont.FreeTypeFont) -> tuple[Image.Image, int]:
    """White letters with a dark edge on a soft shadow, and where their last baseline is.

    The edge keeps them readable on snow, the shadow on a busy street.
    """
    size = font.size
    stroke, blur = round(size * 0.06), size * 0.16
    pad = round(size * 0.5) + stroke
    line_height = round(size * LINE_HEIGHT)
    width = round(max(font.getlength(line) for line in lines)) + 2 * pad
    first = pad + round(size)
    extent = (width + width % 2, first + line_height * (len(lines) - 1) + round(size * 0.3) + pad)

    def mask(stroke_width: int) -> Image.Image:
        layer = Image.new("L", extent, 0)
        draw = ImageDraw.Draw(layer)
        for number, line in enumerate(lines):
            place = (extent[0] / 2, first + number * line_height)
            draw.text(place, line, 255, font, anchor="ms", stroke_width=stroke_width)
        return layer

    letters, edge = mask(0), mask(stroke)
    shadow = mask(stroke * 2).filter(ImageFilter.GaussianBlur(blur))
    shadow = shadow.point([value * 0.6 for value in range(256)])
    picture = Image.merge("RGB", [letters] * 3)
    picture.putalpha(ImageChops.lighter(ImageChops.lighter(edge, letters), shadow))
    return picture, first + line_height * (len(lines) - 1)
