"""Which letters of a text are drawn, in which order and on which line; what is left out is told."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adgen_dagster.media.bidi import goes_left, in_reading_order
from adgen_dagster.media.breaking import cut, words_of
from adgen_dagster.media.caption import _fitted, _words, draw_caption
from adgen_dagster.media.clip import FRAME_SIZES
from adgen_dagster.media.letters import spelled, undrawable
from adgen_dagster.media.typeface import SHAPES

shaped = pytest.mark.skipif(not SHAPES, reason="FriBidi is not installed here")

NBSP = "\u00a0"


def lines_of(text: str, ratio: str) -> list[str]:
    """The lines of a caption, on whichever screen."""
    size = FRAME_SIZES[ratio]
    words = _words(text)
    parts = _fitted(words, size.width, size.height)[1] if words else []
    return [line for lines in parts for line in lines]


WRITTEN = {
    "Chinese": "每天早晨新鲜的龙井茶",
    "Japanese": "毎朝焼きたてのパン",
    "Korean": "매일 아침 커피",
    "Georgian": "ყავა დილით",
    "Armenian": "Առավոտյան սուրճ",
    "Ethiopic": "ቡና",
    "signs": "№ 5 ½ ² ₽ ₸ ₴ ★ ☎ ✓ → ㎡",
}
JOINED = {
    "Arabic": "مقهى الصباح",
    "Hebrew": "קפה של בוקר",
    "Hindi": "सुबह की कॉफ़ी",
    "Thai": "กาแฟยามเช้า",
    "Bengali": "সকালের কফি",
    "Tamil": "காலை காபி",
}


@pytest.mark.parametrize(
    "text", [*WRITTEN.values(), *(pytest.param(text, marks=shaped) for text in JOINED.values())]
)
def test_every_script_that_a_font_has_is_drawn(text: str) -> None:
    assert undrawable(text) == ""
    assert spelled(text) == text
    assert draw_caption(text, 1280, 720)


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("ＳＡＬＥ до ５０％", "SALE до 50%"),
        ("𝗦𝗔𝗟𝗘 𝟱𝟬", "SALE 50"),
        ("№ 5, 30 m², ½", "№ 5, 30 m², ½"),
        (f"149{NBSP}990{NBSP}₽", f"149{NBSP}990{NBSP}₽"),
        ("10\u202f000\u2007₽", f"10{NBSP}000{NBSP}₽"),
        ("全新，８折！", "全新，8折！"),
        ("co\u00adop \u202eabc \ufeffd", "coop abc d"),
    ],
)
def test_only_what_no_font_has_is_spelled_otherwise(typed: str, drawn: str) -> None:
    assert spelled(typed).replace("\u202f", NBSP).replace("\u2007", NBSP) == drawn


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("Welcome to 𐎀𐎁 𐎂, the best coffee", "Welcome to the best coffee"),
        ("Приходите в 𐎀𐎁. Ждём!", "Приходите в. Ждём!"),
        ("Чай 𐎀,, 𐎁 и кофе", "Чай и кофе"),
        ("Открыто 🎉 !", "Открыто !"),
        ("𐎀", ""),
    ],
)
def test_no_sign_stays_of_a_word_that_is_left_out(typed: str, drawn: str) -> None:
    assert spelled(typed) == drawn


def test_what_is_left_out_is_told_letter_by_letter() -> None:
    assert undrawable("Кофе 🎉🔥 в 𐎀𐎀𐎁, \x07\u202e\ufe0f2\u200b0") == "🎉🔥𐎀𐎁"


@given(text=st.text(max_size=80))
def test_what_is_not_told_is_drawn(text: str) -> None:
    told = undrawable(text)

    assert not undrawable(spelled(text))
    if not told and re.search(r"[a-zа-я0-9]", text):
        assert draw_caption(text, 1280, 720)


AMOUNTS = [
    "149 990 ₽",
    "1 500 000 ₽",
    "1 299,90 ₽",
    "+7 (495) 123-45-67",
    "250 г",
    "$1.5M",
    "№ 125",
]


@given(
    words=st.lists(
        st.sampled_from(["дом", "скидка", "вкусный", "и", "в", "на", "без"]), max_size=9
    ),
    place=st.integers(0, 9),
    amount=st.sampled_from(AMOUNTS),
    ratio=st.sampled_from(list(FRAME_SIZES)),
)
def test_an_amount_stands_in_one_line_of_one_screen(
    words: list[str], place: int, amount: str, ratio: str
) -> None:
    text = " ".join([*words[:place], amount, *words[place:]])

    shown = [line.replace(NBSP, " ") for line in lines_of(text, ratio)]

    assert any(amount in line for line in shown)


# Captions that an earlier adgen tore or emptied; each piece stands in one line.
TOGETHER = [
    ("9:16", "дом для подарок скидка 149 990 ₽ свежий скидка вкусный", "149 990 ₽"),
    ("9:16", "дом наша для цена цена 1 500 000 ₽ очереди дом рядом", "1 500 000 ₽"),
    ("16:9", "кофе новая новая +7 (495) 123-45-67 вкусный сегодня", "+7 (495) 123-45-67"),
    ("16:9", "вкусный без для свежий 1 299,90 ₽ кофе кофе без домом скидка", "1 299,90 ₽"),
    ("9:16", "цена только ул. Ленина, 5 свежий подарок", "ул. Ленина"),
    ("9:16", "и вкусный свежий 250 г каждый доставка и свежий", "250 г"),
    ("16:9", "Свежий чай 龙井 каждое утро", "龙井"),
    ("16:9", "ＳＡＬＥ до ５０％", "50%"),
    pytest.param(
        "16:9", "Welcome to مقهى الصباح, the best coffee in town", "مقهى الصباح,", marks=shaped
    ),
]


@pytest.mark.parametrize(("ratio", "text", "piece"), TOGETHER)
def test_what_was_torn_or_lost_stands_whole(ratio: str, text: str, piece: str) -> None:
    assert any(piece in line.replace(NBSP, " ") for line in lines_of(text, ratio))


def test_an_amount_behind_many_short_words_is_not_cut() -> None:
    for count in range(12):
        text = f"{'и в на ' * count}+7 (495) 123-45-67 и 1 500 000 ₽"
        shown = " | ".join(lines_of(text, "9:16")).replace(NBSP, " ")
        assert "+7 (495) 123-45-67" in shown
        assert "1 500 000 ₽" in shown


@pytest.mark.parametrize("hard", [NBSP, "\u202f", "\u2007"])
def test_a_hard_space_of_the_author_holds(hard: str) -> None:
    for count in range(1, 8):
        text = f"{'слово ' * count}завтра{hard}утром вместе"
        lines = lines_of(text, "9:16")
        assert any(f"завтра{hard}утром" in line for line in lines)


def test_an_address_is_cut_behind_a_sign_of_its_own() -> None:
    address = "https://www.example-shop.com/menu/coffee?size=large&campaign=autumn2026"

    lines = lines_of(address, "9:16")

    assert "".join(lines) == address
    assert all(line[-1] in "/?&=-." for line in lines[:-1])


def test_a_word_may_be_cut_where_it_is_invisibly_marked() -> None:
    lines = lines_of("длинноедлинноеслово\u200bкотороеможнорезать", "9:16")

    assert lines == ["длинноедлинноеслово", "котороеможнорезать"]
    assert lines_of("два\u200bслова", "16:9") == ["дваслова"]


def test_a_line_of_chinese_neither_begins_nor_ends_with_the_wrong_sign() -> None:
    words = words_of("每天早晨，新鲜的“龙井”茶（只要99元）。欢迎！")

    assert all(word[0] not in "，）。！" for word in words)
    assert all(word[-1] != "（" for word in words)
    assert "99" in "".join(words)
    assert len(words) > 12


@shaped
def test_no_cut_parts_letters_that_are_drawn_as_one() -> None:
    for text in ("किताबक्षमाहिन्दी", "กาแฟสดใหม่ทุกเช้า", "e\u0301e\u0301e\u0301"):
        for most in range(1, len(text)):
            pieces = cut(text, lambda piece, most=most: len(piece) <= most)
            assert "".join(pieces) == text
            for _, behind in pairwise(pieces):
                assert most < 4 or behind[0] not in "\u093e\u093f\u0902\u0e48\u0e49\u0301"


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("кофе, чай", ["кофе, чай"]),
        ("to مقهى الصباح, the", ["to ", "مقهى الصباح", ", the"]),
        ("קפה Corner Bakery (טרי)", ["(טרי)", "Corner Bakery", " קפה "]),
        ("מחיר 15,50 היום", [" היום", "15,50", "מחיר "]),
        ("12:30 צהריים", ["צהריים", "12:30", ""]),
    ],
)
def test_pieces_stand_in_the_order_in_which_they_are_read(typed: str, seen: list[str]) -> None:
    pieces = [piece for piece, _ in in_reading_order(typed, leftwards=goes_left(typed))]

    assert [piece.strip() for piece in pieces if piece.strip()] == [
        piece.strip() for piece in seen if piece.strip()
    ]
    assert sorted("".join(pieces)) == sorted(typed)


@given(text=st.text(alphabet="abאב12 ,.:()-$%", max_size=20), leftwards=st.booleans())
def test_no_order_loses_a_letter(text: str, *, leftwards: bool) -> None:
    pieces = in_reading_order(text, leftwards=leftwards)

    assert sorted("".join(piece for piece, _ in pieces)) == sorted(text)
    assert all(not (is_leftwards and set(piece) & set("ab12")) for piece, is_leftwards in pieces)
