"""The message catalogues: every text of the gateway in every language (Project Fluent)."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentNumber, fluent_number

from adgen_dagster.domain.brief import Language
from adgen_dagster.logs import log_of
from telegram_gateway.content.markup import Html, escaped

_LOG = log_of(__name__)

Fact = str | int | float | FluentNumber

LEAST_USD = 0.005
"""Below half a cent an amount would be written as nothing."""


class TextError(KeyError):
    """A text is missing, or lacks a fact that it speaks of."""


_MARKS_INSIDE = str.maketrans("«»“”", "„“‘’")


def _inside_marks(text: str) -> str:
    """A text that stands in quotation marks: its own are those that belong inside others."""
    return text.translate(_MARKS_INSIDE)


_FLUENT_CHARS = 2000
"""fluent.runtime puts in at most 2500 characters at once (`MAX_PART_LENGTH`), and leaves out what
is longer: what somebody says in three minutes. Such texts are put in after it."""
_STAND_IN = "\ufdd0{}\ufdd1"
_FUNCTIONS: dict[str, Any] = {"INNER": _inside_marks}


class Catalogue:
    """All texts in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        # The marks that isolate what is put in show as boxes on some phones.
        self._bundle = FluentBundle([language], use_isolating=False, functions=_FUNCTIONS)
        folder = files("telegram_gateway") / "locales" / language
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.name.endswith(".ftl"):
                self._bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))

    def html(self, key: str, **facts: Fact) -> Html:
        """Format a message; escape its values, unless they are markup of the gateway's own."""
        safe = {
            name: escaped(fact) if isinstance(fact, str) else fact for name, fact in facts.items()
        }
        return Html(self._format(key, safe))

    def plain(self, key: str, **facts: Fact) -> str:
        """Format a text without markup: a button, the short answer to a tap."""
        return self._format(key, facts)

    def has(self, key: str) -> bool:
        """Tell whether there is such a text."""
        return self._bundle.has_message(key)

    def _format(self, key: str, facts: Mapping[str, Fact]) -> str:
        if not self._bundle.has_message(key):
            raise TextError(f"there is no text {key!r} in {self.language}")
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise TextError(f"the text {key!r} is empty in {self.language}")
        long = {
            name: fact
            for name, fact in facts.items()
            if isinstance(fact, str) and len(fact) > _FLUENT_CHARS
        }
        stand_ins = {name: _STAND_IN.format(name) for name in long}
        text, errors = self._bundle.format_pattern(pattern, {**facts, **stand_ins})
        if errors:
            _LOG.error("text_incomplete", key=key, language=str(self.language), why=str(errors))
        said = str(text)
        for name, fact in long.items():
            said = said.replace(stand_ins[name], fact)
        return said


@cache
def catalogue(language: Language) -> Catalogue:
    """Load the texts in a language."""
    return Catalogue(language)


_READ_RUSSIAN = frozenset({"ru", "be", "kk", "ky"})
"""Russian is an official language in Belarus, Kazakhstan and Kyrgyzstan, too."""


def language_of(code: str | None) -> Language:
    """Choose the first language for a user whose app is in `code` (IETF), for instance `ru`."""
    spoken = (code or "").lower().partition("-")[0]
    return Language.RUSSIAN if spoken in _READ_RUSSIAN else Language.ENGLISH


def spans(numbers: Iterable[int]) -> str:
    """Write numbers as ranges: `3, 5–7`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs
    )


def money(usd: float) -> FluentNumber:
    """Format an amount, as each language writes it."""
    amount = fluent_number(usd, style="currency", currency="USD")
    assert isinstance(amount, FluentNumber)  # noqa: S101 - a number becomes nothing else
    return amount


def is_paid(usd: float) -> bool:
    """Tell whether an amount is worth mentioning."""
    return usd >= LEAST_USD
