"""What is painted for forty briefs, on one sheet that somebody has looked at: forty.jpg."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from adgen_dagster.domain.brief import Language
from adgen_dagster.providers.offline import OfflineWriter
from adgen_dagster.providers.offline.pictures import vocabulary
from adgen_dagster.providers.offline.pictures.colour import Light, palette, palettes, tinted
from adgen_dagster.providers.offline.pictures.composition import compose
from adgen_dagster.providers.offline.pictures.subjects import (
    home_of,
    named_things,
    read_prompt,
    things_known,
)
from adgen_dagster.providers.offline.pictures.things import drawn
from adgen_dagster.providers.offline.words.scenes import in_english
from adgen_dagster.storage.artifacts import Take
from tests.providers.offline.briefs import brief_of
from tests.providers.offline.forty import FORTY

LOOKED_AT = Path(__file__).parent / "forty.jpg"
ART = Path(vocabulary.__file__).parent / "art"
COLUMNS, WIDTH, HEIGHT = 8, 160, 90


def boxes() -> list[tuple[int, int, int, int]]:
    places = [divmod(number, COLUMNS) for number in range(len(FORTY))]
    return [(x * WIDTH, y * HEIGHT, x * WIDTH + WIDTH, y * HEIGHT + HEIGHT) for y, x in places]


def test_forty_briefs_look_as_they_did_when_somebody_looked(tmp_path: Path) -> None:
    sheet = Image.new("RGB", (COLUMNS * WIDTH, len(FORTY) // COLUMNS * HEIGHT))
    for number, (box, (text, _)) in enumerate(zip(boxes(), FORTY, strict=True)):
        picture = compose(read_prompt(text), (WIDTH * 4, HEIGHT * 4), number, None)
        sheet.paste(picture.reduce(4), box[:2])
    sheet.save(tmp_path / "forty.jpg", quality=90, subsampling=0)

    # Seen from afar: what the JPEG and another Pillow do to single pixels is no change.
    seen, known = (np.asarray(each.reduce(5), float) for each in (sheet, Image.open(LOOKED_AT)))
    apart = np.abs(seen - known).reshape(len(FORTY) // COLUMNS, HEIGHT // 5, COLUMNS, -1)
    levels = apart.mean(axis=(1, 3)).ravel()
    changed = [text for (text, _), level in zip(FORTY, levels, strict=True) if level > 2]
    assert changed == [], f"Look at {tmp_path / 'forty.jpg'}; if it is right, it replaces forty.jpg"


def test_every_brief_has_a_thing() -> None:
    assert [text for text, _ in FORTY if not read_prompt(text).things] == []


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("Стоматология без боли", "tooth"),
        ("шиномонтаж на Ленина", "tyre"),
        ("our law firm", "balance-scale"),
        ("Ателье у метро", "thread"),
        ("груминг для питомцев", "paw"),
        ("Свежая клубника с грядки", "strawberry"),
        ("Прививки без боли", "syringe"),
        ("We sell saxophones", "saxophone"),
        ("Нужен ролик о нашей фирме", ""),
        ("Быстро, удобно и недорого", ""),
        ("Аудитория: жители улицы Малышева", ""),
    ],
)
def test_trades_are_known_by_the_table_and_then_by_the_vocabulary(words: str, thing: str) -> None:
    assert (named_things(words) or ("",))[0] == thing


def test_a_landscape_stays_empty() -> None:
    assert read_prompt("World: x Scene: Wide shot: hills in the morning haze, sunny.").things == ()


def test_every_picture_has_words_and_every_word_a_picture() -> None:
    ours, fluent = (
        {file.stem for file in (ART / kind).glob("*.svg")} for kind in ("motifs", "fluent")
    )

    assert ours & fluent == set()
    assert {*things_known()} <= ours | fluent
    assert ours <= {*things_known()}
    for name in fluent:
        assert home_of(name) in {"table", "ground", "water", "air"}
        assert all(vocabulary.called(name, language) for language in Language)


def test_every_vendored_thing_stays_inside_its_sheet_and_stands_on_its_foot() -> None:
    colours = palette(palettes()["ocean"], Light.DAY)
    for name in sorted(file.stem for file in (ART / "fluent").glob("*.svg")):
        sheet = drawn(name, 60, colours)

        left, top, right, bottom = sheet.getchannel("A").getbbox() or (0, 0, 0, 0)
        assert 0 < left < right < sheet.width, name
        assert 0 < top < bottom < sheet.height, name
        foot = (sheet.height + 60) / 2
        assert home_of(name) == "air" or abs(bottom - foot) < 3, name


@pytest.mark.parametrize("light", Light)
def test_a_strange_colour_is_drawn_towards_the_film_s_own(light: Light) -> None:
    colours = palette(palettes()["rose"], light)

    white, black, red = (
        tinted(each, colours) for each in ((255, 255, 255), (0, 0, 0), (255, 0, 0))
    )

    assert np.abs(np.subtract(white, colours.paper)).max() < 8
    assert np.abs(np.subtract(black, colours.ink)).max() < 8
    assert red[0] > red[1] + 60
    assert tinted((0, 166, 237), colours) != (0, 166, 237)


@pytest.mark.parametrize("text", [text for text, _ in FORTY])
def test_a_film_shows_what_its_brief_names_first(text: str, new_take: Callable[[], Take]) -> None:
    brief, writer = brief_of(text), OfflineWriter()

    script = writer.write_script(brief, text, (), new_take()).script
    assert script
    prompts = writer.write_prompts(brief, script, new_take()).prompts

    seen = {thing for image, _ in prompts for thing in read_prompt(image).things}
    assert named_things(text)[0] in seen
    assert all(in_english(line.scene, brief.language)[1] for line in script.lines)
