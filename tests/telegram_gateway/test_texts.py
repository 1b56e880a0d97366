"""The catalogues: complete in every language, every text can be formatted, plurals are right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import telegram_gateway
from adgen_dagster.domain.brief import Act, BriefFault, FilmFormat, Language
from adgen_dagster.domain.storyboard import Line, Script, Storyboard
from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.errors import ErrorKind
from adgen_dagster.studio.gallery import Showing
from telegram_gateway.content.markup import MESSAGE_MAX, TOAST_MAX, escaped
from telegram_gateway.content.texts import TextError, catalogue, language_of, money, spans
from telegram_gateway.menu import COMMANDS
from telegram_gateway.settings import TelegramSettings
from telegram_gateway.views.notices import waiting
from telegram_gateway.views.showing import script_text
from tests.stand_ins.telegram.entities import format_text

SOURCE = Path(telegram_gateway.__file__).parent


class Facts(Visitor):
    """Which facts a text speaks of."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.others: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        self.others.add(node.id.name)


def messages(language: Language) -> Iterator[ast.Message]:
    for file in (files("telegram_gateway") / "locales" / language).iterdir():
        resource = FluentParser().parse(file.read_text(encoding="utf-8"))
        for entry in resource.body:
            assert not isinstance(entry, ast.Junk), f"{file.name}: {entry.content}"
            if isinstance(entry, ast.Message):
                yield entry


def facts_of(language: Language) -> dict[str, set[str]]:
    """The facts of every text, those of the texts it refers to included."""
    found: dict[str, Facts] = {}
    for message in messages(language):
        found[message.id.name] = Facts()
        found[message.id.name].visit(message)
    return {
        name: facts.names.union(*(found[other].names for other in facts.others))
        for name, facts in found.items()
    }


RUSSIAN, ENGLISH = facts_of(Language.RUSSIAN), facts_of(Language.ENGLISH)
CHOICES = {"is_free": ["true", "false"], "unit": ["seconds", "minutes", "hours"]}
CHOICES["rest"] = ["all", "some", "none"]
CHOICES["left"] = ["seconds", "minutes", "unknown"]
WORDS = {"title", "text", "narration", "promise", "reason", "numbers", "at", "length", "state"}
WORDS |= {"date", "id", "ratio", "language"}


def some_facts(names: set[str], number: int, choice: int) -> dict[str, object]:
    """Something for every fact: a text with everything that needs escaping, a number, a choice."""
    return {
        name: CHOICES[name][choice % len(CHOICES[name])]
        if name in CHOICES
        else money(1234.5)
        if name == "usd"
        else "<b>&\"'"
        if name in WORDS
        else number
        for name in names
    }


def test_both_languages_have_the_same_texts_with_the_same_facts() -> None:
    assert RUSSIAN == ENGLISH


@pytest.mark.parametrize("language", Language)
def test_no_text_is_there_twice(language: Language) -> None:
    names = [message.id.name for message in messages(language)]

    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", sorted(RUSSIAN))
def test_every_text_can_be_formatted_and_shown(
    language: Language, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    say = catalogue(language)

    for number in (0, 1, 2, 5, 11, 21, 1234):
        for choice in range(3):
            text = say.html(key, **some_facts(RUSSIAN[key], number, choice))  # type: ignore[arg-type]
            shown = format_text(text, "HTML").text
            assert shown.strip()
            assert len(shown) <= MESSAGE_MAX

    assert caplog.records == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", [key for key in sorted(RUSSIAN) if key.startswith("toast-")])
def test_a_short_answer_is_short(language: Language, key: str) -> None:
    assert len(catalogue(language).plain(key)) <= TOAST_MAX
    assert RUSSIAN[key] == set()


def test_every_text_that_the_code_names_is_there() -> None:
    named = re.compile(r'(?:html|plain|answer|Reply|_refuse)\(\s*(?:update,\s*)?"([a-z-]+)"')

    used = {key for file in SOURCE.rglob("*.py") for key in named.findall(file.read_text("utf-8"))}

    assert len(used) > 50
    assert used <= RUSSIAN.keys()


def dynamic_keys() -> Iterator[str]:
    """Texts whose names the code puts together."""
    for stage in Stage:
        yield from (f"{name}-{stage}" for name in ("ask", "price", "ask-note", "verdict-approved"))
        yield f"toast-approved-{stage}"
    yield from ("ask-images-new", "ask-videos-new", "failure-voice", "failure-not-heard")
    yield from (f"button-pick-{place}" for place in ("images", "videos", "film"))
    yield from (f"{stage}-head" for stage in ("images", "videos"))
    yield from (f"act-{act}" for act in Act)
    yield from (f"state-{state}".replace("_", "-") for state in JobState)
    yield from (f"failure-{kind}".replace("_", "-") for kind in ErrorKind)
    yield from (
        f"brief-{fault}".replace("_", "-")
        for fault in BriefFault
        if fault is not BriefFault.UNKNOWN_CHOICE
    )
    yield from (f"command-{command}" for command in COMMANDS)
    yield from (f"language-{language}" for language in Language)
    yield from (f"film-language-{language}" for language in ("auto", *Language))
    yield from (f"format-{name}" for name in FilmFormat)
    yield from (f"captions-{name}" for name in ("on", "off"))
    voices = TelegramSettings.model_fields["voices"].default
    yield from (f"voice-{name}" for name in ("auto", *voices))
    yield from ("toast-not-allowed", "toast-slow-down")


@pytest.mark.parametrize("key", sorted(dynamic_keys()))
def test_every_text_whose_name_is_put_together_is_there(key: str) -> None:
    assert key in RUSSIAN


@pytest.mark.parametrize(
    ("count", "russian", "english"),
    [
        (1, "Решите за 1 минуту, иначе заказ отменится.", "I’ll wait 1 minute, then cancel."),
        (2, "Решите за 2 минуты, иначе заказ отменится.", "I’ll wait 2 minutes, then cancel."),
        (5, "Решите за 5 минут, иначе заказ отменится.", "I’ll wait 5 minutes, then cancel."),
        (11, "Решите за 11 минут, иначе заказ отменится.", "I’ll wait 11 minutes, then cancel."),
        (21, "Решите за 21 минуту, иначе заказ отменится.", "I’ll wait 21 minutes, then cancel."),
    ],
)
def test_plurals(count: int, russian: str, english: str) -> None:
    facts = {"unit": "minutes", "n": count, "is_change": "false"}

    assert russian in catalogue(Language.RUSSIAN).plain("decide-within", **facts)  # type: ignore[arg-type]
    assert english in catalogue(Language.ENGLISH).plain("decide-within", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seconds", "russian"),
    [(600, "за 10 минут, иначе"), (3700, "за 62 минуты, иначе"), (86_400, "за 24 часа, иначе")],
)
def test_a_long_time_is_told_in_hours(seconds: float, russian: str) -> None:
    assert russian in catalogue(Language.RUSSIAN).plain(
        "decide-within", is_change="false", **waiting(seconds)
    )


@pytest.mark.parametrize(
    ("count", "russian"),
    [
        (1, "Вот 1 картинка. Нравится?"),
        (2, "Вот 2 картинки. Нравятся?"),
        (5, "Вот 5 картинок. Нравятся?"),
        (11, "Вот 11 картинок. Нравятся?"),
        (21, "Вот 21 картинка. Нравится?"),
    ],
)
def test_russian_plurals_of_things(count: int, russian: str) -> None:
    assert catalogue(Language.RUSSIAN).plain("ask-images", count=count) == russian


def test_the_sentences_that_people_know() -> None:
    say = catalogue(Language.RUSSIAN)

    assert say.plain("failure-rate-limited") == (
        "⏳ Сервис временно перегружен. Пожалуйста, попробуйте через несколько минут."
    )
    assert say.plain("button-approve") == "✅ Утвердить"
    assert say.plain("button-cancel") == "❌ Отменить"
    assert say.plain("button-change").startswith("✏️")


def test_what_is_put_in_is_escaped_in_messages_and_plain_on_buttons() -> None:
    say = catalogue(Language.ENGLISH)

    assert say.html("button-film", title="<A & B>") == "🎬 &lt;A &amp; B&gt;"
    assert say.plain("button-film", title="<A & B>") == "🎬 <A & B>"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("text", ["слово " * 700, "&" * 900])
def test_a_long_text_is_put_in_whole(
    language: Language, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    said = catalogue(language).html("transcript", text=text)

    assert f"<blockquote>{escaped(text)}</blockquote>" in said
    assert caplog.records == []


def test_a_missing_text_is_an_error() -> None:
    with pytest.raises(TextError, match="no-such-text"):
        catalogue(Language.ENGLISH).html("no-such-text")


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ru", "ru"),
        ("ru-RU", "ru"),
        ("RU", "ru"),
        ("kk", "ru"),
        ("en", "en"),
        ("de", "en"),
        (None, "en"),
    ],
)
def test_the_first_language_is_the_apps(code: str | None, language: str) -> None:
    assert language_of(code) == language


def test_money_is_written_as_each_language_does() -> None:
    facts = {"usd": money(1234.5), "is_free": "false"}

    assert "1 234,50 $" in catalogue(Language.RUSSIAN).plain("price-images", **facts).replace(  # type: ignore[arg-type]
        "\xa0", " "
    )
    assert "$1,234.50" in catalogue(Language.ENGLISH).plain("price-images", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", Language)
def test_the_script_says_what_its_captions_will_leave_out(language: Language) -> None:
    line = Line(act=Act.INTRO, narration="Кофе 🎉", scene="a cup")
    script = Script(title="Кофе", promise="p", world="w", lines=(line,))

    def told(undrawable: str) -> str:
        board = Storyboard(title="Кофе", segments=())
        return script_text(catalogue(language), Showing(board, script, {}, undrawable))

    assert "🎉 𐎀" in told("🎉𐎀")
    assert "⚠️" not in told("")


@pytest.mark.parametrize("language", Language)
def test_the_script_says_what_of_the_brief_it_has_no_room_for(language: Language) -> None:
    line = Line(act=Act.INTRO, narration="Кофе", scene="a cup")
    board = Storyboard(title="Кофе", segments=())

    def told(*phrases: str) -> str:
        script = Script(title="Кофе", promise="p", world="w", lines=(line,), left_out=phrases)
        return script_text(catalogue(language), Showing(board, script, {}))

    assert "парковка; банкет до 40 гостей" in told("парковка", "банкет до 40 гостей")
    assert len(told(*("очень длинная подробность",) * 200)) < 1_000
    assert "✂️" not in told()


@pytest.mark.parametrize(
    ("numbers", "written"),
    [((3,), "3"), ((3, 4), "3, 4"), ((7, 3, 5, 6), "3, 5–7"), (range(1, 11), "1–10"), ((), "")],
)
def test_numbers_are_written_as_people_do(numbers: tuple[int, ...], written: str) -> None:
    assert spans(numbers) == written


def test_quotation_marks_stand_inside_others_as_each_language_writes_them() -> None:
    russian, english = catalogue(Language.RUSSIAN), catalogue(Language.ENGLISH)

    assert "«Кофейня „Утро“»" in russian.html("stop-really", title="Кофейня «Утро»")
    assert "“The ‘Dawn’ café”" in english.html("stop-really", title="The “Dawn” café")
    assert "Кофейня «Утро»" in russian.html("script-title", title="Кофейня «Утро»")
