from hypothesis import given
from hypothesis import strategies as st

from adgen_dagster.domain.utf16 import cut_utf16, utf16_units

TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("é😀𝄞"), max_size=40)


@given(TEXTS, st.integers(-2, 60))
def test_a_cut_text_is_the_longest_beginning_that_fits(text: str, most: int) -> None:
    cut = cut_utf16(text, most)

    assert text.startswith(cut)
    assert utf16_units(cut) <= max(0, most)
    assert cut == text or utf16_units(text[: len(cut) + 1]) > most


def test_no_character_is_halved() -> None:
    assert cut_utf16("ab😀", 3) == "ab"
