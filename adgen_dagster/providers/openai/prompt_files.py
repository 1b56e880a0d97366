"""The prompt files: plain Markdown with marked places, ours or an operator's."""

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from adgen_dagster.errors import AdgenError

PLACES = {
    "script": {"language", "count", "acts", "budget", "target", "world_limit"},
    "segments": {"count", "ratio", "limit"},
    "animation": {"count", "limit"},
}
"""What each file has to have a place for, written `{{language}}`."""

_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class PromptError(AdgenError):
    """A prompt file cannot be used; the text names it and says what is wrong."""


@dataclass(frozen=True)
class Prompt:
    """What a model is told, with places that each request fills."""

    text: str

    def filled(self, **values: object) -> str:
        """Replace every `{{name}}` in the text."""
        return _PLACE.sub(lambda place: str(values[place[1]]), self.text)


@dataclass(frozen=True)
class Prompts:
    """The three prompts of the writer."""

    script: Prompt
    segments: Prompt
    animation: Prompt


def load_prompts(folder: Path | None = None) -> Prompts:
    """Our prompts, each replaced by the file of the same name in `folder`, if it is there.

    Raises:
        PromptError: a file cannot be read, or its places are not those it should have.
    """
    if folder is not None and not folder.is_dir():
        raise PromptError(f"ADGEN_PROMPTS_DIR: {folder} is not a folder.")
    return Prompts(**{name: _load(name, folder) for name in PLACES})


def _load(name: str, folder: Path | None) -> Prompt:
    own = folder / f"{name}.md" if folder else None
    source = (
        own
        if own and own.exists()
        else files("adgen_dagster.providers.openai") / "prompts" / f"{name}.md"
    )
    try:
        text = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"The prompt {source} cannot be read: {error}") from error
    wrong = _wrong_with(text, PLACES[name])
    if wrong:
        raise PromptError(f"The prompt {source} cannot be used: {wrong}.")
    return Prompt(text)


def _wrong_with(text: str, wanted: set[str]) -> str:
    found = set(_PLACE.findall(text))
    rest = _PLACE.sub("", text)
    if not text.strip():
        return "it is empty"
    if "{{" in rest or "}}" in rest:
        return "a place is not closed; write it as {{name}}"
    if found - wanted:
        there = ", ".join(sorted(wanted))
        return f"nothing is known for {_listed(found - wanted)}; there is {there}"
    if wanted - found:
        return f"it has no place for {_listed(wanted - found)}"
    return ""


def _listed(names: set[str]) -> str:
    return ", ".join(f"{{{{{name}}}}}" for name in sorted(names))
