"""Markup is taken apart, and refused, exactly as Telegram does it.

The expectations are facts from tdlib's own test of its parsers.
"""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.helpers import escape_markdown

from .entities import format_text
from .errors import ApiError
from .markup import utf16_length

BROKEN_HTML = [
    ("🏟 🏟&lt;<abac>", 'Unsupported start tag "abac" at byte offset 13'),
    ("🏟 🏟&lt;<abac", "Unclosed start tag at byte offset 13"),
    ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
    ("🏟 🏟&lt;<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
    ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
    ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
    ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
    ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
    ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
    ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
    (
        "🏟 🏟&lt;<i>a</em   >",
        'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"',
    ),
    ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
]

HTML = [
    ("&ge;&lt;&gt;&amp;&quot;&laquo;&#12345678;", '&ge;<>&"&laquo;&#12345678;', []),
    ("➡️ ➡️<i>➡️ ➡️</i><b>➡️ ➡️</b>", "➡️ ➡️➡️ ➡️➡️ ➡️", [("italic", 5, 5), ("bold", 10, 5)]),
    ("🏟 🏟<i>🏟 &gt;<b aba   =   caba>&lt🏟</b></i>", "🏟 🏟🏟 ><🏟", [("italic", 5, 7), ("bold", 9, 3)]),
    ("🏟<i>a</    >", "🏟a", [("italic", 2, 1)]),
    ('a<span class = "tg-spoiler">b</span>', "ab", [("spoiler", 1, 1)]),
    ("<a href='telegram.org?&lt;'>t</a>", "t", [("text_link", 0, 1)]),
    ("<a>no address</a>", "no address", []),
    ('<pre><code class="language-fift">a&lt;</></>', "a<", [("pre", 0, 2)]),
    ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
]

BROKEN_MARKDOWN = [
    ("🏟 🏟_abacaba", "Can't find end of Italic entity at byte offset 9"),
    ("🏟 🏟_abac * asd ", "Can't find end of Bold entity at byte offset 15"),
    ("🏟 🏟`", "Can't find end of Code entity at byte offset 9"),
    ("🏟 🏟```a", "Can't find end of Pre entity at byte offset 9"),
    ("🏟 🏟```a ", "Can't find end of PreCode entity at byte offset 9"),
    ("🏟 🏟__🏟 🏟_", "Can't find end of Italic entity at byte offset 20"),
    ("🏟 🏟_🏟 🏟__", "Can't find end of Underline entity at byte offset 19"),
    ("🏟 🏟```🏟 🏟`", "Can't find end of Code entity at byte offset 21"),
    ("🏟 🏟__🏟 _🏟___", "Can't find end of Italic entity at byte offset 23"),
    ("[telegram\\.org](asd\\)", "Can't find end of a URL at byte offset 16"),
    ("🏟 🏟||test\\|", "Can't find end of Spoiler entity at byte offset 9"),
    ("🏟 🏟![👍", "Can't find end of CustomEmoji entity at byte offset 9"),
    ("🏟 🏟![👍]", "Custom emoji entity must contain a tg://emoji URL"),
    ("🏟 🏟![👍](tg://emoji?id=1234", "Can't find end of a custom emoji URL at byte offset 17"),
    (">*b\n>ld \n>bo\nld*\nasd\ndef", "Can't find end of Bold entity at byte offset 1"),
    (">asd\n>q||e||w__\n||asdad", "Can't find end of Underline entity at byte offset 13"),
    (">asd\n>q||e||w||a\n||asdad", "Can't find end of Spoiler entity at byte offset 13"),
]

MARKDOWN = [
    ("\\\\\\a\\b\\1\\➡️\\", "\\ab1\\➡️\\", []),
    ("🏟 🏟_abac \\* asd _", "🏟 🏟abac * asd", [("italic", 5, 10)]),
    ("🏟 🏟_🏟 __🏟___", "🏟 🏟🏟 🏟", [("italic", 5, 5), ("underline", 8, 2)]),
    ("🏟 🏟`🏟 🏟```", "🏟 🏟🏟 🏟", [("code", 5, 5)]),
    ("🏟 🏟```🏟\r\n🏟```", "🏟 🏟🏟", [("pre", 5, 2)]),
    ("🏟 🏟```🏟\n\n🏟```", "🏟 🏟\n🏟", [("pre", 5, 3)]),
    ("||test||", "test", [("spoiler", 0, 4)]),
    ("[telegram](telegram.dog)", "telegram", [("text_link", 0, 8)]),
    ("[telegram]()", "telegram", []),
    ("abc\n>def\n>ghi\njkl", "abc\ndef\nghi\njkl", [("blockquote", 4, 8)]),
    ("*a\n>b\n>ld\nasd*\ndef", "a\nb\nld\nasd\ndef", [("bold", 0, 10), ("blockquote", 2, 5)]),
    (">1\n**>2", "1\n2", [("blockquote", 0, 2), ("blockquote", 2, 1)]),
    (
        ">asd\n>q||e||w||\nasdad",
        "asd\nqew\nasdad",
        [("expandable_blockquote", 0, 8), ("spoiler", 5, 1)],
    ),
]


def places(raw: str, parse_mode: str) -> tuple[str, list[tuple[str, int, int]]]:
    found = format_text(raw, parse_mode)
    return found.text, [(e["type"], e["offset"], e["length"]) for e in found.entities]


@pytest.mark.parametrize(("raw", "reason"), BROKEN_HTML)
def test_broken_html_is_refused_with_telegrams_words(raw: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        format_text(raw, "HTML")

    assert refused.value.status == 400
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(("raw", "text", "entities"), HTML)
def test_html_becomes_text_and_entities(
    raw: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    assert places(raw, "HTML") == (text, entities)


@pytest.mark.parametrize(("raw", "reason"), BROKEN_MARKDOWN)
def test_broken_markdown_is_refused_with_telegrams_words(raw: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        format_text(raw, "MarkdownV2")

    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(("raw", "text", "entities"), MARKDOWN)
def test_markdown_becomes_text_and_entities(
    raw: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    assert places(raw, "MarkdownV2") == (text, entities)


@pytest.mark.parametrize("character", "]()>#+-=|{}.!")
def test_a_reserved_character_must_be_escaped(character: str) -> None:
    with pytest.raises(ApiError, match="is reserved and must be escaped with the preceding"):
        format_text(f"a{character}", "MarkdownV2")

    assert format_text(f"a\\{character}", "MarkdownV2").text == f"a{character}"


def test_an_unknown_parse_mode_is_refused() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        format_text("a", "BBCode")


def test_commands_mentions_and_links_are_found_where_they_are_not_code() -> None:
    _, found = places("/start @adgenBot https://example.com/a. <code>/help</code>", "HTML")

    assert found == [("bot_command", 0, 6), ("mention", 7, 9), ("url", 17, 21), ("code", 40, 5)]


def test_spaces_around_a_text_go_and_its_entities_move_along() -> None:
    assert places("  \n <b> a </b> ", "HTML") == ("a", [("bold", 0, 1)])


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"])))
def test_escaped_text_comes_through_html_unchanged(text: str) -> None:
    assert format_text(html.escape(text), "HTML").text == text.strip()


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"])))
def test_escaped_text_comes_through_markdown_unchanged(text: str) -> None:
    assert format_text(escape_markdown(text, version=2), "MarkdownV2").text == text.strip()


@given(st.text(), st.sampled_from(["HTML", "MarkdownV2", ""]))
def test_any_text_is_either_refused_or_has_entities_inside_it(text: str, mode: str) -> None:
    try:
        found = format_text(text, mode)
    except ApiError:
        return

    ends = [entity["offset"] + entity["length"] for entity in found.entities]
    assert all(0 < end <= utf16_length(found.text) for end in ends)
