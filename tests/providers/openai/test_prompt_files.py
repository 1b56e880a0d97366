"""The prompts are files that a person can read, edit and replace, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from adgen_dagster.errors import AdgenError
from adgen_dagster.providers.openai import PromptError, load_prompts, openai_from
from adgen_dagster.providers.openai.prompt_files import PLACES
from adgen_dagster.settings import Settings, load_settings


def places(name: str) -> str:
    return " ".join(f"{{{{{place}}}}}" for place in sorted(PLACES[name]))


def test_our_own_prompts_are_sound() -> None:
    prompts = load_prompts()

    filled = prompts.animation.filled(count=10, limit=300)

    assert "{{" not in filled
    assert "at most **300 characters**" in filled
    for prompt in (prompts.script, prompts.segments, prompts.animation):
        assert prompt.text.startswith("# ")


def test_a_folder_replaces_single_files(tmp_path: Path) -> None:
    (tmp_path / "script.md").write_text(f"Пиши: {places('script')}", encoding="utf-8")

    prompts = load_prompts(tmp_path)

    assert prompts.script.text.startswith("Пиши")
    assert prompts.segments == load_prompts().segments


def test_spaces_in_a_place_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "animation.md").write_text("{{ count }} of {{limit}}", encoding="utf-8")

    assert load_prompts(tmp_path).animation.filled(count=3, limit=9) == "3 of 9"


def test_what_is_filled_in_is_not_filled_again(tmp_path: Path) -> None:
    (tmp_path / "animation.md").write_text("{{count}} of {{limit}}", encoding="utf-8")

    filled = load_prompts(tmp_path).animation.filled(count="{{limit}}", limit=9)

    assert filled == "{{limit}} of 9"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{places('animation')} {{{{price}}}}".encode(), "nothing is known for {{price}}"),
        (b"only {{count}}", "no place for {{limit}}"),
        (f"{places('animation')} {{{{ open".encode(), "not closed"),
        (b" \n", "empty"),
        (b"\xff\xfe{{count}}", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "animation.md").write_bytes(content)

    with pytest.raises(PromptError) as refused:
        load_prompts(tmp_path)

    assert said in str(refused.value)
    assert "animation.md" in str(refused.value)


def test_a_file_that_is_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "segments.md").mkdir()

    with pytest.raises(PromptError, match=r"segments\.md cannot be read"):
        load_prompts(tmp_path)


def test_a_wrong_folder_is_told_when_the_studio_is_opened(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADGEN_PROMPTS_DIR", "/nowhere")

    with pytest.raises(AdgenError, match=r"ADGEN_PROMPTS_DIR: .*nowhere is not a folder"):
        openai_from(load_settings())
