"""A price, a telephone number and an address on their way into a film: shown whole, said in words.

Below the stack, with the real writer, captions and espeak-ng's own phonemes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adgen_dagster.domain.brief import Language
from adgen_dagster.domain.storyboard import SLOT_S, cut_into_segments
from adgen_dagster.media import caption
from adgen_dagster.media.clip import FRAME_SIZES
from adgen_dagster.media.ffmpeg import find_ffmpeg
from adgen_dagster.media.line import fit_line
from adgen_dagster.providers.offline import OfflineNarrator, OfflineWriter
from adgen_dagster.providers.offline.voice.reading import readable
from adgen_dagster.storage.artifacts import Take
from tests.inputs import texts
from tests.number_words import english, russian
from tests.prices import prices
from tests.providers.offline.briefs import brief_of
from tests.providers.offline.phonemes import phonemes

RUSSIAN = (
    "Кофейня «Утро»: капучино за 1 299,90 ₽, второй кофе бесплатно. Мы на ул. Ленина, д. 5."
    " Тел. 8 800 555 35 35, сайт https://www.utro.ru/menu?x=1&y=2"
)
ENGLISH = (
    "The Corner Bakery at 5 Main St.: a cake for $1,299.90, fresh bread daily."
    " Call 1-800-555-0199 or order at https://www.corner-bakery.com/menu?x=1&y=2"
)
FILMS = [
    (
        RUSSIAN,
        {
            "1 299,90 ₽": russian(1299, 90),
            "8 800 555 35 35": (
                "восемь восемьсот пятьсот пятьдесят пять тридцать пять тридцать пять"
            ),
            "ул. Ленина": "улица Ленина",
            "д. 5": "дом пять",
            "utro.ru": "utro точка ru",
        },
    ),
    (
        ENGLISH,
        {
            "$1,299.90": english(1299, 90),
            "1-800-555-0199": "one eight hundred five five five zero one nine nine",
            "Main St.": "Main Street",
            "corner-bakery.com": "corner-bakery dot com",
        },
    ),
]


@pytest.mark.parametrize(("text", "figures"), FILMS, ids=["ru", "en"])
def test_a_film_shows_and_says_a_price_a_telephone_and_an_address(
    text: str, figures: dict[str, str], take: Take
) -> None:
    brief = brief_of(text)
    script = OfflineWriter().write_script(brief, text, (), take).script
    assert script is not None
    board = cut_into_segments(brief, script, [("picture", "motion")] * len(script.lines))
    lines = [segment.narration for segment in board.segments]
    said = [readable(line, brief.language) for line in lines]

    for shown, words in figures.items():
        number = next(number for number, line in enumerate(lines) if shown in line)
        figure = readable(shown, brief.language).rstrip(".")
        assert figure in said[number]
        sound, wanted = phonemes(
            [said[number], said[number].replace(figure, words)], brief.language
        )
        assert sound == wanted, said[number]
        for size in FRAME_SIZES.values():
            drawn = caption_lines(lines[number], size.width, size.height)
            assert any(shown in line for line in drawn), drawn
    price = next(iter(figures))
    assert [line.scene for line in script.lines if "«" in line.scene and price in line.scene]
    assert not any(re.search(r"\?\w|&y|www|https", line) for line in lines)


@pytest.mark.parametrize("text", [RUSSIAN, ENGLISH], ids=["ru", "en"])
def test_every_line_of_it_fits_its_slot_whole(
    text: str, take: Take, new_take: Callable[[], Take], folder: Path
) -> None:
    brief = brief_of(text)
    script = OfflineWriter().write_script(brief, text, (), take).script
    assert script is not None

    for line in {line.narration for line in script.lines if re.search(r"\d", line.narration)}:
        spoken = OfflineNarrator().speak(
            line, before="", after="", brief=brief, take=new_take(), folder=folder
        )
        fit_line(find_ffmpeg(), spoken.path, folder / "line.wav", slot_s=SLOT_S)


def caption_lines(text: str, width: int, height: int) -> list[str]:
    """The lines in which a caption stands, screen after screen."""
    _, parts = caption._fitted(caption._words(text), width, height)
    return [line.replace("\u00a0", " ") for part in parts for line in part]


@pytest.mark.parametrize("language", Language)
def test_a_sum_sounds_as_the_words_for_it(language: Language) -> None:
    cents, spell = (0, 1, 5, 50, 99), {"ru": russian, "en": english}[language]
    # Numbers of all lengths and endings, each a little different from the one before.
    sums = [
        (7 * 13**power % 10**digits, cents[power % 5])
        for digits in range(1, 8)
        for power in range(9)
    ]
    sums = [(whole, cent) for whole, cent in sums if whole]

    written = [
        f"{whole:,}".replace(",", "\u00a0") + (f",{cent:02}" if cent else "") + " ₽"
        if language is Language.RUSSIAN
        else f"${whole:,}" + (f".{cent:02}" if cent else "")
        for whole, cent in sums
    ]

    sounds = phonemes([readable(figure, language) for figure in written], language)
    assert dict(zip(written, sounds, strict=True)) == dict(
        zip(written, phonemes([spell(*sum_) for sum_ in sums], language), strict=True)
    )


@pytest.mark.parametrize("case", texts("narration"), ids=lambda case: case["text"])
def test_the_handed_over_lines_are_read_right(case: dict[str, Any]) -> None:
    read = readable(case["text"], Language(case["lang"]))

    assert case.get("not_as_one_number", "\0") not in read
    assert not any(piece in read for piece in case.get("not", ()))
    assert any(piece in read.lower() for piece in case.get("has_any", [""]))


DIGITS = st.text("0123456789", min_size=10, max_size=10)


@settings(max_examples=40)
@given(DIGITS, st.sampled_from(["+7 ({}) {}-{}-{}", "8 {} {} {} {}", "8{}{}{}{}", "8-{}-{}-{}-{}"]))
def test_of_a_telephone_every_digit_is_said_and_none_as_a_thousand(digits: str, form: str) -> None:
    written = form.format(digits[:3], digits[3:6], digits[6:8], digits[8:])

    for language in Language:
        said = readable(f"Call {written}.", language)
        assert "".join(re.findall(r"\d", said))[1:] == digits
        assert all(len(number) <= 3 for number in re.findall(r"\d+", said))


WORDS = st.lists(st.sampled_from(["кофе", "в", "подарок", "fresh", "каждое", "скидка"]), max_size=9)
PIECES = st.one_of(
    prices().map(lambda price: price[0]),
    st.sampled_from(["8 800 555 35 35", "+7 (495) 123-45-67", "ул. Ленина", "№ 125", "от 5 кг"]),
)


@settings(max_examples=60)
@given(WORDS, PIECES, WORDS, st.sampled_from(sorted(FRAME_SIZES)))
def test_no_amount_is_torn_over_two_lines_or_screens(
    before: list[str], piece: str, behind: list[str], ratio: str
) -> None:
    size = FRAME_SIZES[ratio]

    lines = caption_lines(" ".join([*before, piece, *behind]), size.width, size.height)

    told = re.sub(r"\s", " ", piece).removeprefix("от ")
    assert any(told in re.sub(r"\s", " ", line) for line in lines), lines
