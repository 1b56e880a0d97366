"""What a brief asks of the film itself: its shape, its language. Pure.

This is small: it hears what people write in a brief for a film, and leaves what was chosen beside
the brief alone where it is not sure.
"""

import re
import unicodedata

from adgen_dagster.domain.brief import Ratio

_FILM = (
    r"(?:ролик|видео|фильм|клип|кадр|формат|реклам|video|film|ad\b|advert|spot|clip|format"
    r"|commercial|frame)\w*"
)


def _shape(adjective: str, *others: str) -> re.Pattern[str]:
    near = rf"\b{adjective}\s+(?:\w+\s+){{0,2}}{_FILM}|\b{_FILM}\s+(?:\w+\s+)?{adjective}\b"
    return re.compile("|".join((near, *others)), re.IGNORECASE)


_SHAPES = {
    Ratio.TALL: _shape(
        r"(?:вертикальн\w*|vertical|portrait)",
        r"(?<!\bс )(?<!\bдо )(?<!from )(?<!till )(?<![\d:])9\s*[:xх×/]\s*16(?!\d)",
        r"\b(?:для|в|for|on)\s+(?:\w+\s+)?"
        r"(?:сторис\w*|stories|рилс\w*|reels|шортс\w*|shorts|тик-?ток\w*|tiktok)\b",
    ),
    Ratio.SQUARE: _shape(r"(?:квадратн\w*|square)", r"(?<![\d:])1\s*[:xх×]\s*1(?![\d:])"),
    Ratio.WIDE: _shape(
        r"(?:горизонтальн\w*|широкоэкранн\w*|horizontal|landscape|widescreen)",
        r"(?<![\d:])16\s*[:xх×/]\s*9(?!\d)",
    ),
}


def ratio_said(text: str) -> Ratio | None:
    """Return the aspect ratio that a brief asks for; None for none, or for two."""
    said = [ratio for ratio, words in _SHAPES.items() if words.search(text)]
    return said[0] if len(said) == 1 else None


_OURS = r"(?!русск|английск|russian|english)"
_ASKED = re.compile(
    rf"\b(?:{_FILM}|озвучк\w*|голос\w*|текст\w*|субтитр\w*|narrat\w*|voice\w*)\s+(?:\w+\s+)?"
    rf"(?:на\s+{_OURS}\w+(?:ском|цком)\b|in\s+{_OURS}(?:german|french|spanish|italian|portuguese"
    r"|polish|turkish|chinese|japanese|korean|arabic|hebrew|hindi|ukrainian|kazakh|dutch|greek"
    r"|georgian|armenian|uzbek|czech|swedish|finnish|vietnamese|thai)\b)"
    rf"|\bна\s+{_OURS}\w+(?:ском|цком)\s+языке",
    re.IGNORECASE,
)
_OTHER_CYRILLIC = frozenset("іїєґўәғқңөұүһђћјљњџѓќѕ")
_OTHER_LATIN = frozenset("äöüßñõãåøæąęłńśźżćčďěňřšťůžğışőűçêèâîôûëï¿¡")
_OUR_WORDS = "the and for with of to on our your that we you from at by every new this it are"
_OTHER_WORDS = (
    "der und für mit ein eine einen ist von vom zum zur das den dem im auf wir unser unsere"
    " le les des et pour avec une est dans notre nos du au sur el los las para con una del y"
    " nuestro nuestra es il gli per di che della nel un sono os uma com na no nosso dla z"
    " jest nasz nasza ve için bir ile bizim van het een voor met og til"
)
_ENOUGH, _MOSTLY = 2, 0.5


def is_in_another_language(text: str) -> bool:
    """Tell whether a brief is written in, or asks for, neither Russian nor English."""
    if _ASKED.search(text):
        return True
    letters = [letter for letter in text.lower() if letter.isalpha()]
    scripts = [unicodedata.name(letter, "").partition(" ")[0] for letter in letters]
    latin, cyrillic = scripts.count("LATIN"), scripts.count("CYRILLIC")
    if len(letters) * _MOSTLY > latin + cyrillic:
        return bool(letters)
    if cyrillic >= latin:
        return sum(letter in _OTHER_CYRILLIC for letter in letters) >= _ENOUGH
    words = re.findall(r"[^\W\d_]+", text.lower())
    english, other = (
        sum(word in known.split() for word in words) for known in (_OUR_WORDS, _OTHER_WORDS)
    )
    accents = sum(letter in _OTHER_LATIN for letter in letters)
    return other + min(accents, 1) >= _ENOUGH and other + accents > english
