"""A film says what its brief says, and leaves no long silence: forty briefs, and made-up ones."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adgen_dagster.domain.brief import Act, Brief, Language
from adgen_dagster.domain.storyboard import SLOT_S, narration_budget
from adgen_dagster.media.ffmpeg import find_ffmpeg
from adgen_dagster.media.line import fit_line
from adgen_dagster.providers.base import Written
from adgen_dagster.providers.offline import OfflineWriter
from adgen_dagster.providers.offline.narrator import LANGUAGES, WORDS_PER_MINUTE
from adgen_dagster.providers.offline.voice.espeak import espeak
from adgen_dagster.providers.offline.voice.reading import readable, spoken_length
from adgen_dagster.providers.offline.words.room import Room
from adgen_dagster.storage.artifacts import ArtifactStore
from tests.prices import prices
from tests.providers.offline.briefs import brief_of
from tests.providers.offline.forty import FORTY

LONGEST_SILENCE_S = 2.5


def written(brief: Brief) -> Written:
    with tempfile.TemporaryDirectory() as place:
        take = ArtifactStore(place, Path(place)).take("any", "run")
        return OfflineWriter().write_script(brief, brief.text, (), take)


def said(made: Written, *acts: Act) -> str:
    assert made.script is not None
    return " ".join(line.narration for line in made.script.lines if line.act in acts).lower()


def left_out(made: Written) -> tuple[str, ...]:
    assert made.script is not None
    return made.script.left_out


def lines_of(made: Written) -> list[str]:
    assert made.script is not None
    return [line.narration for line in made.script.lines]


@pytest.mark.parametrize(("text", "facts"), FORTY, ids=[text[:24] for text, _ in FORTY])
def test_every_fact_of_a_brief_is_said_in_the_main_act_or_the_call(
    text: str, facts: tuple[str, ...]
) -> None:
    made = written(brief_of(text))

    told = said(made, Act.MAIN, Act.OUTRO)
    assert [fact for fact in facts if fact.lower() not in told] == []
    assert left_out(made) == ()


@pytest.mark.parametrize("seed", [0, 7])
@pytest.mark.parametrize("text", [text for text, _ in FORTY], ids=lambda text: text[:24])
def test_every_line_fills_its_slot_and_fits_into_it(text: str, seed: int) -> None:
    brief = brief_of(text, seed=seed)
    room = Room(brief.language)

    lines = lines_of(written(brief))

    for line in lines:
        assert room.fits(line), line
        assert room.is_filled(line), line
        assert spoken_length(line, brief.language) >= 0.6 * narration_budget(brief.language), line
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("language", Language)
def test_no_line_as_it_is_spoken_leaves_a_long_silence(language: Language, tmp_path: Path) -> None:
    texts = [text for text, _ in FORTY if Language.of_text(text) is language]
    lines = [line for text in texts[::6] for line in lines_of(written(brief_of(text)))]

    for number, line in enumerate(lines):
        speech = tmp_path / f"{number}.wav"
        words = readable(line, language)
        speech.write_bytes(
            espeak().speak(words, LANGUAGES[language], WORDS_PER_MINUTE, threading.Event())
        )
        fitted = fit_line(find_ffmpeg(), speech, tmp_path / "line.wav", slot_s=SLOT_S)
        assert SLOT_S - fitted.spoken_s <= LONGEST_SILENCE_S, line


KINDS = {
    "ru": ["Кофейня «Утро»", "Автосервис «Болт»", "Онлайн-школа «Старт»", "Пекарня «Колос»"],
    "en": ["A bakery called Crumb", "Our barbershop Razor", "Nova", "A climbing gym named Peak"],
}
ORDERS = {
    "ru": ["{}: ", "Сделай рекламу: {}, ", "Ролик: {}: ", "{}, "],
    "en": ["{}: ", "Make an ad for {}: ", "I need a video about {}: ", "{}, "],
}
FACTS = {
    "ru": [
        *("свежая обжарка", "работаем с 9 до 21", "вход с двора", "открыты с 1 марта"),
        *("паркинг на 40 мест", "мастер приедет за час", "занятия по субботам в 18:30"),
        *("доставка по Казани и Иннополису", "детям до 7 лет скидка 50%", "мы на ул. Мира, 10"),
    ],
    "en": [
        *("fresh every morning", "open 9 to 6", "parking for 40 cars", "from 1 March"),
        *("doors at 7 p.m.", "delivery in Leeds and York", "50% off for students"),
        *("find us at 12 Main Street", "no appointment needed", "made of oak and wool"),
    ],
}
CONTACTS = {
    "ru": [" Тел. 8 800 555-35-35.", " Сайт utro.ru.", ""],
    "en": [" Call (212) 555-0142.", " Order at crumb.com.", ""],
}


@st.composite
def briefs(draw: st.DrawFn) -> tuple[Brief, list[str]]:
    """A brief made of facts, and what has to be said of it."""
    language = draw(st.sampled_from(["ru", "en"]))
    kind = draw(st.sampled_from(KINDS[language]))
    facts = draw(st.lists(st.sampled_from(FACTS[language]), max_size=5, unique=True))
    if draw(st.booleans()):
        facts.append(f"{'вход' if language == 'ru' else 'entry'} {draw(prices())[0]}")
    parted = draw(st.sampled_from([", ", ". "]))
    contact = draw(st.sampled_from(CONTACTS[language]))
    listed = parted.join(facts)
    order = draw(st.sampled_from(ORDERS[language])).format(kind)
    text = f"{order}{listed}".rstrip(":, ").removesuffix(".") + f".{contact}"
    reached = ("8 800 555-35-35", "utro.ru", "(212) 555-0142", "crumb.com")
    name = kind.rpartition(" ")[2].strip("«»")
    wanted = [name, *facts, *(word for word in reached if word in text)]
    return brief_of(text, language=Language(language)), wanted


@settings(max_examples=60, deadline=None)
@given(briefs())
def test_whatever_is_put_together_is_said_or_told_to_be_left_out(
    made_up: tuple[Brief, list[str]],
) -> None:
    brief, wanted = made_up

    made = written(brief)

    told = said(made, *Act)
    left = " ".join(left_out(made)).lower()
    missing = [fact for fact in wanted if fact.lower().strip(".") not in told]
    assert [fact for fact in missing if fact.lower().strip(".") not in left] == []
    assert not missing or len(brief.text) > 3 * narration_budget(brief.language)


def test_a_long_brief_says_its_numbers_first_and_tells_what_it_left_out() -> None:
    trades = ("Печём хлеб на закваске", "Варим кофе на песке", "Собираем подарки к празднику")
    sentences = [
        f"{trade} {where} {whom}"
        for trade in trades
        for where in ("в городе", "за городом", "на ярмарках", "у вас дома")
        for whom in ("для всех", "для гостей", "для друзей")
    ]
    told_last = "Скидка 15% по средам. Тел. 8 800 555-35-35."
    text = f"Пекарня «Колос». {'. '.join(sentences)}. {told_last}"

    made = written(brief_of(text))

    told = said(made, *Act)
    assert "скидка 15% по средам" in told
    assert "8 800 555-35-35" in told
    assert left_out(made)
    for sentence in sentences:
        assert sentence.lower() in told or sentence in left_out(made)


def test_a_brief_without_a_stop_is_shared_among_all_the_lines_there_are() -> None:
    goods = ("хлеб", "пироги", "булки", "торты", "пряники", "сушки", "калачи", "вафли", "кексы")
    text = " ".join(
        f"печём {what} на день {whom}" for what in goods for whom in ("рода", "села", "дома")
    )
    brief = brief_of(text)

    made = written(brief)

    assert made.script is not None
    assert made.script.require_acts(brief)
    assert said(made, Act.MAIN).count("печём") > brief.acts[1][1]
    assert left_out(made)


def test_the_same_brief_is_written_the_same() -> None:
    text = FORTY[1][0]

    assert written(brief_of(text)) == written(brief_of(text))
