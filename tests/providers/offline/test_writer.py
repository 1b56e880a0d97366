"""The template writer: whole scripts from any words, in Russian and English."""

from __future__ import annotations

import tempfile
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adgen_dagster.domain.brief import Brief, BriefError, Language, clean_text
from adgen_dagster.domain.storyboard import Script, cut_into_segments, narration_budget
from adgen_dagster.domain.utf16 import utf16_units
from adgen_dagster.providers.offline import OfflineWriter
from adgen_dagster.providers.offline.animator import move_for
from adgen_dagster.storage.artifacts import ArtifactStore, StoppedError, Take
from tests.providers.offline.briefs import BAKERY, BARBER, COFFEE, COURSE, ROCKETS, brief_of

COUNTS = [(3, 5, 2), (3, 4, 3), (1, 1, 1), (14, 24, 10), (46, 1, 1), (1, 1, 46)]


def written(brief: Brief, take: Take, *notes: str) -> Script:
    script = OfflineWriter().write_script(brief, brief.text, notes, take).script
    assert script is not None
    return script


def narration(script: Script) -> str:
    return " ".join(line.narration for line in script.lines)


@pytest.mark.parametrize("counts", COUNTS)
@pytest.mark.parametrize("text", [COFFEE, BAKERY, "hello"])
def test_any_acts_are_filled_and_no_line_is_said_twice(
    text: str, counts: tuple[int, int, int], take: Take
) -> None:
    brief = brief_of(text, counts)

    script = written(brief, take).require_acts(brief)

    assert len({line.narration for line in script.lines}) == sum(counts)


def test_a_script_tells_the_person_s_own_facts(take: Take) -> None:
    told = narration(written(brief_of(COFFEE), take))

    assert "кофейня «Утро» в центре Казани" in told
    assert "Свежая обжарка, скидка 20% до восьми утра." in told


def test_the_film_ends_with_the_name_or_the_slogan(take: Take) -> None:
    assert written(brief_of(COFFEE), take).lines[-1].narration.startswith("Кофейня «Утро»")
    assert written(brief_of(COURSE), take).lines[-1].narration.startswith("Говори смело. ")
    assert written(brief_of(ROCKETS), take).title == "Acme Rockets"


def test_the_same_words_and_seed_give_the_same_script(new_take: Take) -> None:
    first = written(brief_of(BARBER, seed=1), new_take())
    again = written(brief_of(BARBER, seed=1), new_take())
    other = written(brief_of(BARBER, seed=2), new_take())

    assert again == first
    assert other != first


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("добавь про доставку", "доставка"),
        ("скажи «Мы открылись вчера»", "Мы открылись вчера."),
        ("добавь, что у нас живёт кот", "У нас живёт кот."),
        ("упомяни скидку 30%", "Скидка 30%."),
        ("сделай веселее", "понравиться!"),
    ],
)
def test_a_note_is_heard_in_the_script(note: str, said: str, new_take: Take) -> None:
    brief = brief_of(COFFEE, seed=1)

    assert said not in narration(written(brief, new_take()))
    assert said in narration(written(brief, new_take(), note))


def test_what_a_note_does_not_want_is_not_said(new_take: Take) -> None:
    assert "кидк" in narration(written(brief_of(COFFEE), new_take()))
    assert "кидк" not in narration(written(brief_of(COFFEE), new_take(), "убери скидку"))


def test_what_a_note_takes_out_is_found_in_english_too(new_take: Take) -> None:
    brief = brief_of(
        "A shop: fresh bread every day, free parking, kind staff", language=Language.ENGLISH
    )

    assert "bread" in narration(written(brief, new_take()))
    assert "bread" not in narration(written(brief, new_take(), "remove the bread"))


def test_the_readme_s_own_example_shows_a_bakery(take: Take) -> None:
    text = "A bakery that opens at five, for people who work nights"

    script = written(brief_of(text, language=Language.ENGLISH), take)

    shown = " ".join(line.scene for line in script.lines)
    assert any(thing in shown for thing in ("bread", "loaf", "croissant"))


def test_an_offer_shows_its_own_price_and_no_other_s(take: Take) -> None:
    text = "Кофейня «Утро»: капучино за 1 299,90 ₽, второй кофе бесплатно"

    lines = written(brief_of(text), take).lines

    shown = {line.narration[:8]: "1 299,90 ₽" in line.scene for line in lines}
    assert shown["Капучино"]
    assert not shown["Второй к"]


def test_a_note_with_a_price_keeps_it_whole(take: Take) -> None:
    told = narration(written(brief_of(BAKERY), take, "add that delivery is $5.99"))

    assert "Delivery is $5.99." in told


def test_a_note_that_is_not_understood_goes_into_the_scenes(take: Take) -> None:
    script = written(brief_of(COFFEE), take, "побольше голубого")

    assert sum("побольше голубого" in line.scene for line in script.lines) == 3


def test_scenes_are_told_in_the_film_s_language_and_prompted_in_english(take: Take) -> None:
    brief = brief_of(COFFEE)
    script = written(brief, take)

    prompts = OfflineWriter().write_prompts(brief, script, take).prompts

    assert any("чашка кофе" in line.scene for line in script.lines)
    assert any("cup of coffee" in image for image, _ in prompts)
    for image, motion in prompts:
        foreign = image.replace("Утро", "")
        assert not any("CYRILLIC" in unicodedata.name(letter, "") for letter in foreign + motion)
        assert image.startswith(f"World: {script.world} Scene: ")


def test_the_camera_never_moves_the_same_way_twice_running(take: Take) -> None:
    brief = brief_of(COFFEE, (14, 24, 10))

    prompts = OfflineWriter().write_prompts(brief, written(brief, take), take).prompts

    moves = [move_for(motion, seed=0) for _, motion in prompts]
    assert all(one is not other for one, other in pairwise(moves))


def test_another_writer_s_script_gets_prompts_too(take: Take) -> None:
    brief = brief_of(COFFEE)
    script = written(brief, take)
    foreign = script.model_copy(
        update={
            "world": "w" * 990,
            "lines": tuple(
                line.model_copy(update={"scene": "Кот на крыше" * 100}) for line in script.lines
            ),
        }
    )

    prompts = OfflineWriter().write_prompts(brief, foreign, take).prompts

    assert len(cut_into_segments(brief, foreign, prompts).segments) == 10


def test_a_run_that_has_to_end_writes_nothing(take: Take) -> None:
    take.stop.set()

    with pytest.raises(StoppedError):
        written(brief_of(COFFEE), take)


WORDS = st.sampled_from(
    [
        *("кофейня", "«Утро»", "скидка 20%", "в Казани", "сделай рекламу", "слоган: да", "—", ":"),
        *(
            "coffee",
            '"Nova"',
            "make an ad for",
            "in Rome",
            "$5",
            "free",
            "called Zed",
            "👍",
            "\n- ",
        ),
        *("бесплатно,", "цена 900 ₽.", "который", "site.ru", "@me", "+7 900 123 45 67", "тон:"),
    ]
)
TEXTS = st.one_of(st.text(max_size=120), st.lists(WORDS, max_size=14).map(" ".join))


@settings(max_examples=60)
@given(
    text=TEXTS,
    note=TEXTS,
    language=st.sampled_from(Language),
    counts=st.sampled_from([(3, 5, 2), (1, 2, 1), (2, 1, 4)]),
)
def test_whatever_is_asked_a_script_comes_of_it(
    text: str, note: str, language: Language, counts: tuple[int, int, int]
) -> None:
    try:
        brief = brief_of(clean_text(text), counts, language=language)
    except BriefError:
        return
    with tempfile.TemporaryDirectory() as place:
        take = ArtifactStore(place, Path(place)).take("any", "run")

        script = written(brief, take, note).require_acts(brief)
        prompts = OfflineWriter().write_prompts(brief, script, take).prompts

    budget = narration_budget(language)
    assert len({line.narration for line in script.lines}) == len(script.lines)
    for line, segment in zip(
        script.lines, cut_into_segments(brief, script, prompts).segments, strict=True
    ):
        assert segment.narration == line.narration
        assert len(line.narration) <= budget
        assert not any(unicodedata.category(sign)[0] == "C" for sign in line.narration)
        assert utf16_units(segment.image_prompt) <= 1000
