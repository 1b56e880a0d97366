"""Cast the shadows of things: on the ground, and on what is behind them."""

from PIL import Image, ImageChops

from adgen_dagster.providers.offline.pictures.canvas import Canvas, blurred
from adgen_dagster.providers.offline.pictures.colour import Palette


def standing_shadow(
    canvas: Canvas, c: Palette, sheet: Image.Image, at: tuple[float, float], size: int
) -> None:
    """A dark touch under the thing and its long shadow to the right."""
    x, y = at[0] * canvas.size[0], at[1] * canvas.size[1]
    alpha = sheet.getchannel("A")
    box = alpha.getbbox() or (0, 0, *sheet.size)
    foot = (sheet.height + size) / 2
    flat, lean = 0.15, 0.5
    height = round(foot * flat)
    wide = round(sheet.width + foot * lean)
    # Where in the sheet each place of the shadow comes from: pressed flat and leaning.
    cast = alpha.transform(
        (wide, height),
        Image.Transform.AFFINE,
        (1, lean / flat, -height * lean / flat, 0, 1 / flat, 0),
        Image.Resampling.BILINEAR,
    )
    fading = Image.linear_gradient("L").resize(cast.size)
    cast = ImageChops.multiply(cast, fading)
    _soft(canvas, c, cast, (round(x - sheet.width / 2), round(y - height)), size * 0.014, 0.45)
    half = (box[2] - box[0]) * 0.42 / canvas.size[0]
    low = size * 0.035 / canvas.size[1]
    canvas.shape(
        lambda pen, to: pen.ellipse(
            [to((at[0] - half, at[1] - low * 1.2)), to((at[0] + half, at[1] + low * 0.8))], 255
        ),
        c.ink,
        opacity=0.5,
        blur=0.012,
        corners=[(at[0] - half, at[1] - low * 1.2), (at[0] + half, at[1] + low * 0.8)],
    )


def hanging_shadow(canvas: Canvas, c: Palette, sheet: Image.Image, at: tuple[float, float]) -> None:
    """A soft shadow on what is behind the thing, a little lower and to the right."""
    shift = round(sheet.width * 0.03)
    place = (
        round(at[0] * canvas.size[0] - sheet.width / 2 + shift),
        round(at[1] * canvas.size[1] - sheet.height / 2 + shift * 2),
    )
    _soft(canvas, c, sheet.getchannel("A"), place, sheet.width * 0.03, 0.32)


def _soft(
    canvas: Canvas,
    c: Palette,
    mask: Image.Image,
    at: tuple[int, int],
    blur: float,
    opacity: float,
) -> None:
    """Lay a mask as a shadow with soft edges; its corner is at a pixel of the picture."""
    room = round(4 * blur) + 8
    wide = Image.new("L", (mask.width + 2 * room, mask.height + 2 * room))
    wide.paste(mask, (room, room))
    canvas.lay(blurred(wide, blur), c.ink, opacity, at=(at[0] - room, at[1] - room))
