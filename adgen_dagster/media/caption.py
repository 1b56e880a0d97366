"""Draw a line of narration as the caption of an advertisement.

Captions are drawn by Pillow and laid over the film as pictures. So words that people typed
never come near FFmpeg's filter syntax, every letter is measured before it is placed, and the
weight of a variable font can be chosen, which FFmpeg's own text filters cannot do.
"""

from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

from adgen_dagster.media.bidi import goes_left
from adgen_dagster.media.breaking import cut, words_of
from adgen_dagster.media.letters import spelled
from adgen_dagster.media.typeface import draw_line, is_tall, length

# Share of the picture's mean side. All our frame sizes have the same area, so letters are
# equally large in all of them: 42 pixels, about 3.5 mm on a telephone.
LETTER_SHARE = 0.044
# A text too long even in parts is set smaller, down to this, and then cut.
SMALLER = (1.0, 0.85, 0.72)

SIDE_MARGIN = 0.08
BOTTOM_MARGIN = 0.085
# On an upright film the apps draw the author's name and the text over the lowest third, and
# their buttons along the right edge.
UPRIGHT_BOTTOM_MARGIN = 0.35
UPRIGHT_SIDE_MARGIN = 0.13

# A caption is read at about 15 letters a second; two lines hold about 50 letters on an upright
# film. In a slot of five seconds more than three parts would only flicker.
MAX_PARTS = 3
MAX_LETTERS = 300
# Where a caption may rather be cut in parts: the deeper the pause, the less it matters that the
# parts are of different length.
PAUSES = (
    dict.fromkeys(".!?…。！？", 0.2) | dict.fromkeys(",;:，、；：،", 0.4) | dict.fromkeys("–—", 0.6)
)

LINE_HEIGHT = 1.2
TALL_LINE_HEIGHT = 1.4


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

    A text that two lines cannot hold is shown in parts, one after the other. Letters that no
    font has (`undrawable` tells them) are left out; an empty list means nothing is left.
    """
    margin = UPRIGHT_BOTTOM_MARGIN if height > width else BOTTOM_MARGIN
    words = _words(text)
    if not words:
        return []
    size, parts = _fitted(words, width, height)
    leftwards = goes_left(text)
    letters = sum(len(line) for lines in parts for line in lines)
    drawn: list[CaptionPart] = []
    for lines in parts:
        picture, baseline = _draw(lines, size, leftwards=leftwards)
        x = (width - picture.width) // 2
        y = round(height * (1 - margin)) - baseline
        share = sum(len(line) for line in lines) / letters
        # In film two pixels share their colour, so FFmpeg lays pictures at even places only.
        drawn.append(CaptionPart(picture, x - x % 2, y - y % 2, share))
    return drawn


def _words(text: str) -> list[str]:
    return words_of(spelled(text)[:MAX_LETTERS])


def _fitted(words: list[str], width: int, height: int) -> tuple[int, list[list[str]]]:
    """Return the largest letters, and within them the fewest parts, in which the words fit."""
    room = width * (1 - 2 * (UPRIGHT_SIDE_MARGIN if height > width else SIDE_MARGIN))
    sizes = [round(LETTER_SHARE * (width * height) ** 0.5 * scale) for scale in SMALLER]
    for size in sizes:
        column = _Column(size, room)
        pieces = column.pieces(words)
        for count in range(1, MAX_PARTS + 1):
            if column.holds(pieces, count):
                return size, column.parts(pieces, count)
    column = _Column(sizes[-1], room)
    pieces = column.pieces(words)
    while not column.holds([*pieces, "…"], MAX_PARTS):
        pieces.pop()
    return sizes[-1], column.parts([*pieces, "…"], MAX_PARTS)


@dataclass(frozen=True)
class _Column:
    """Letters of one size set in lines of one length."""

    size: int
    room: float

    def pieces(self, words: list[str]) -> list[str]:
        """Return the words, those longer than a line cut where it ends."""
        return [piece for word in words for piece in cut(word, self._fits)]

    def holds(self, words: list[str], parts: int) -> bool:
        """Tell whether so many parts of two lines are enough."""
        lines, so_far = 1, 0.0
        for word in words:
            if so_far and so_far + length(word.rstrip(" "), self.size) > self.room:
                lines, so_far = lines + 1, 0.0
            so_far += length(word, self.size)
        return lines <= 2 * parts

    def parts(self, words: list[str], count: int) -> list[list[str]]:
        """Split the words into so many parts of about equal length, at a pause if one is near."""
        if count == 1:
            return [self._lines(words)]
        total = len("".join(words))

        def unevenness(cut: int) -> float:
            apart = abs(len("".join(words[:cut])) - total / count)
            return apart * PAUSES.get(words[cut - 1].rstrip(" ")[-1:], 1.0)

        cuts = [
            cut
            for cut in range(1, len(words))
            if self.holds(words[:cut], 1) and self.holds(words[cut:], count - 1)
        ]
        cut = min(cuts, key=unevenness)
        return [self._lines(words[:cut]), *self.parts(words[cut:], count - 1)]

    def _lines(self, words: list[str]) -> list[str]:
        """One line, or two that are as equal as they can be."""
        whole = _line(words)
        if self._fits(whole) or len(words) == 1:
            return [whole]
        pairs = [(_line(words[:cut]), _line(words[cut:])) for cut in range(1, len(words))]
        return list(min(pairs, key=lambda pair: max(length(line, self.size) for line in pair)))

    def _fits(self, line: str) -> bool:
        return length(line, self.size) <= self.room


def _line(words: list[str]) -> str:
    return "".join(words).rstrip(" ")


def _draw(lines: list[str], size: int, *, leftwards: bool) -> tuple[Image.Image, int]:
    """White letters with a dark edge on a soft shadow, and where their last baseline is.

    The edge keeps them readable on snow, the shadow on a busy street.
    """
    stroke, blur = round(size * 0.06), size * 0.16
    pad = round(size * 0.5) + stroke
    line_height = round(size * (TALL_LINE_HEIGHT if any(map(is_tall, lines)) else LINE_HEIGHT))
    width = round(max(length(line, size) for line in lines)) + 2 * pad
    first = pad + size
    extent = (width + width % 2, first + line_height * (len(lines) - 1) + round(size * 0.3) + pad)

    def mask(stroke_width: int) -> Image.Image:
        layer = Image.new("L", extent, 0)
        for number, line in enumerate(lines):
            middle = (extent[0] / 2, first + number * line_height)
            draw_line(layer, line, size, middle, leftwards=leftwards, stroke=stroke_width)
        return layer

    letters, edge = mask(0), mask(stroke)
    shadow = mask(stroke * 2).filter(ImageFilter.GaussianBlur(blur))
    shadow = shadow.point([value * 0.6 for value in range(256)])
    picture = Image.merge("RGB", [letters] * 3)
    picture.putalpha(ImageChops.lighter(ImageChops.lighter(edge, letters), shadow))
    return picture, first + line_height * (len(lines) - 1)
