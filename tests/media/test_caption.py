import pytest
from hypothesis import given
from hypothesis import strategies as st

from adgen_dagster.media.caption import (
    BOTTOM_MARGIN,
    LETTER_SHARE,
    MAX_PARTS,
    SIDE_MARGIN,
    UPRIGHT_BOTTOM_MARGIN,
    CaptionPart,
    draw_caption,
)
from adgen_dagster.media.clip import FRAME_SIZES, FrameSize
from adgen_dagster.providers.offline.pictures.composition import compose
from adgen_dagster.providers.offline.pictures.subjects import read_prompt

WIDE = FRAME_SIZES["16:9"]
SIZES = st.sampled_from(list(FRAME_SIZES.values()))

NARRATION = "Свежая обжарка каждое утро, прямо у вашего дома — заходите!"


def letters_of(part: CaptionPart) -> tuple[int, int, int, int]:
    """Where the white letters are in the film: left, top, right, bottom."""
    box = part.picture.convert("RGB").convert("L").point([0] * 128 + [255] * 128).getbbox()
    assert box is not None
    return part.x + box[0], part.y + box[1], part.x + box[2], part.y + box[3]


def is_drawn_the_same(one: str, other: str) -> bool:
    left, right = draw_caption(one, *WIDE_SIZE), draw_caption(other, *WIDE_SIZE)
    return [part.picture.tobytes() for part in left] == [part.picture.tobytes() for part in right]


WIDE_SIZE = (WIDE.width, WIDE.height)


@given(text=st.text(max_size=300), size=SIZES)
def test_any_text_stays_within_the_safe_area_in_at_most_two_lines(
    text: str, size: FrameSize
) -> None:
    parts = draw_caption(text, size.width, size.height)

    margin = UPRIGHT_BOTTOM_MARGIN if size.height > size.width else BOTTOM_MARGIN
    letter = LETTER_SHARE * (size.width * size.height) ** 0.5
    assert len(parts) <= MAX_PARTS
    for part in parts:
        left, top, right, bottom = letters_of(part)
        assert left >= size.width * SIDE_MARGIN - 0.1 * letter
        assert right <= size.width * (1 - SIDE_MARGIN) + 0.1 * letter
        assert bottom <= size.height * (1 - margin) + 0.5 * letter
        assert bottom - top <= 3 * letter
        assert part.x >= 0
        assert part.x + part.picture.width <= size.width
    assert sum(part.share for part in parts) == pytest.approx(1 if parts else 0)


@given(text=st.text(alphabet="абвг ,.-1₽gjpq", max_size=200))
def test_on_an_upright_film_nothing_stands_where_the_apps_draw_their_own(text: str) -> None:
    for part in draw_caption(text, 720, 1280):
        left, _, right, bottom = letters_of(part)
        assert bottom <= 1280 * 2 / 3
        assert right <= 720 * 0.88
        assert left >= 720 * 0.12


@pytest.mark.parametrize("ratio", FRAME_SIZES)
def test_a_line_of_narration_needs_at_most_two_parts(ratio: str) -> None:
    size = FRAME_SIZES[ratio]

    parts = draw_caption(NARRATION, size.width, size.height)

    assert len(parts) == (2 if ratio == "9:16" else 1)


def test_parts_are_shown_as_long_as_they_take_to_read() -> None:
    first, second = draw_caption("Мы. " + "длинное предложение " * 3, 720, 1280)

    assert first.share + second.share == pytest.approx(1)
    assert 0.3 < first.share < 0.7


def test_letters_are_equally_large_in_every_ratio() -> None:
    heights = set()
    for size in FRAME_SIZES.values():
        (part,) = draw_caption("Hм", size.width, size.height)
        _, top, _, bottom = letters_of(part)
        heights.add(bottom - top)

    assert len(heights) == 1


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "🎉🔥", "\u200d\ufe0f", "\x00\x07\x1b"])
def test_a_text_without_a_letter_makes_no_caption(text: str) -> None:
    assert draw_caption(text, *WIDE_SIZE) == []


def test_what_the_font_does_not_have_is_left_out() -> None:
    assert is_drawn_the_same("Открыто 🎉 !", "Открыто!")
    assert is_drawn_the_same("Кофе\u202e и \x1b[31mчай", "Кофе и [31mчай")


def test_a_line_break_is_a_space() -> None:
    assert is_drawn_the_same("one\ntwo\r\n\tthree", "one two three")


def test_letters_built_of_two_signs_are_drawn_as_one() -> None:
    assert is_drawn_the_same("е\u0308лка", "ёлка")


@pytest.mark.parametrize("sign", ["'", '"', "\\", "{", "}", "%", ":", ";", ",", "[", "]", "$", "`"])
def test_a_sign_that_means_something_to_a_program_is_drawn_as_it_is(sign: str) -> None:
    assert not is_drawn_the_same(f"a{sign}b", "ab")


def test_a_word_longer_than_a_line_is_cut() -> None:
    parts = draw_caption("https://" + "long" * 40, 720, 1280)

    assert parts
    assert all(letters_of(part)[2] <= 720 for part in parts)


def test_a_text_that_cannot_fit_ends_in_an_ellipsis() -> None:
    *_, last = draw_caption("слово " * 60, 720, 1280)
    *_, whole = draw_caption("слово " * 20, 720, 1280)

    assert has_ellipsis(last)
    assert not has_ellipsis(whole)


def has_ellipsis(part: CaptionPart) -> bool:
    """Whether the last letter of the last line is no higher than a dot."""
    white = part.picture.convert("RGB").convert("L").point([0] * 128 + [255] * 128)
    _, _, right, bottom = white.getbbox() or (0, 0, 0, 0)
    last_line = white.crop((0, bottom - 26, right, bottom))
    _, _, end, _ = last_line.getbbox() or (0, 0, 0, 0)
    _, top, _, end_bottom = last_line.crop((end - 5, 0, end, 26)).getbbox() or (0, 0, 0, 0)
    return end_bottom - top < 10


def test_the_name_on_an_upright_end_card_stands_above_the_caption() -> None:
    prompt = "End card: a loaf of bread. Lettering: «The Corner Bakery»."
    card = compose(read_prompt(prompt), (720, 1280), 5, None).convert("L")
    part = draw_caption("Приходите каждое утро, мы ждём вас у самого дома!", 720, 1280)[0]

    behind = card.crop((100, letters_of(part)[1], 620, 1280))

    darkest, lightest = behind.getextrema()
    assert lightest - darkest < 90
