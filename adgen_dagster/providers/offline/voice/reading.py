"""Write out for the voice what espeak-ng would misread: signs, prices, addresses, emoji."""

import re
import unicodedata
from collections.abc import Callable

from adgen_dagster.brief import Language

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f](?=\d{3}(?!\d))")
_DOMAIN_DOT = re.compile(r"(?<=[^\W_])\.(?=[^\W\d_]{2,})")
_SPOKEN_LETTERS = ("L", "N", "P", "Z", "M")

# One, two to four, five and more; fractions take the second form.
_RUBLES = ("рубль", "рубля", "рублей")
_PERCENT = ("процент", "процента", "процентов")
_DOLLARS = ("доллар", "доллара", "долларов")
_EUROS = ("евро", "евро", "евро")
_DEGREES = ("градус", "градуса", "градусов")

_RUSSIAN_UNITS = (
    (r"\s?%", _PERCENT),
    (r"\s?(?:₽|руб\.|руб\b|р\.)", _RUBLES),
    (r"\s?\$", _DOLLARS),
    (r"\s?€", _EUROS),
    (r"\s?°[CС]?", _DEGREES),
)
_ENGLISH_UNITS = (
    (r"\s?%", "percent"),
    (r"\s?₽", "rubles"),
    (r"\s?€", "euros"),
    (r"\s?°[CF]?", "degrees"),
)
_RUSSIAN_WORDS = {"&": " и ", "№": " номер ", "+": " плюс ", "=": " равно ", "×": " на "}
_ENGLISH_WORDS = {"&": " and ", "№": " number ", "+": " plus ", "=": " equals ", "×": " by "}

_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        (
            *("a", "b", "v", "g", "d", "ye", "yo", "zh", "z", "ee", "y", "k", "l", "m", "n", "o"),
            *("p", "r", "s", "t", "oo", "f", "kh", "ts", "ch", "sh", "shch", "", "y", ""),
            *("e", "yu", "ya"),
        ),
        strict=True,
    )
)


def readable(text: str, language: Language) -> str:
    """`text` in words and plain punctuation that espeak-ng reads aloud as a person would."""
    text = _THOUSANDS.sub("", unicodedata.normalize("NFC", text))
    text = _in_russian(text) if language is Language.RUSSIAN else _in_english(text)
    text = re.sub(r"[«»„“”\"\[\]{}<>|*_#~^`\\@]", " ", text)
    kept = "".join(
        sign if unicodedata.category(sign)[0] in _SPOKEN_LETTERS else " " for sign in text
    )
    return " ".join(kept.split())


def spoken_length(text: str, language: Language) -> int:
    """How many letters are heard: a digit is a word, or the better part of one."""
    words = readable(text, language)
    return len(words) + 4 * sum(sign.isdigit() for sign in words)


def _in_russian(text: str) -> str:
    text = re.sub(r"(?:(?<=^)|(?<=[\s(«„“\"]))[-−–](?=\d)", "минус ", text)
    text = re.sub(r"\b24/7\b", "круглосуточно", text)
    text = re.sub(r"\b(\d{1,2}):00\b", r"\1 00", text)
    for sign, forms in _RUSSIAN_UNITS:
        text = re.sub(_NUMBER + sign, _counted(forms), text)
    text = _DOMAIN_DOT.sub(" точка ", text)
    return _with_words(text, _RUSSIAN_WORDS)


def _in_english(text: str) -> str:
    text = re.sub(r"(?:(?<=^)|(?<=[\s(\"]))[-−–](?=[\d$])", "minus ", text)
    text = re.sub(r"\$" + _NUMBER, r"\1 dollars", text)
    text = re.sub(r"\b24/7\b", "around the clock", text)
    for sign, word in _ENGLISH_UNITS:
        text = re.sub(_NUMBER + sign, rf"\1 {word}", text)
    text = _DOMAIN_DOT.sub(" dot ", text)
    # The English voice spells Cyrillic letter by letter.
    return _with_words(re.sub("[а-яёА-ЯЁ]+", _as_latin, text), _ENGLISH_WORDS)


def _counted(forms: tuple[str, str, str]) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{found[1]} {forms[_form(found[1])]}"


def _form(number: str) -> int:
    if not number.isdecimal():
        return 1
    last, teens = int(number[-1]), number[-2:-1] == "1"
    if teens or last == 0 or last > 4:
        return 2
    return 0 if last == 1 else 1


def _as_latin(found: re.Match[str]) -> str:
    word = "".join(_LATIN[letter] for letter in found[0].lower())
    return word.capitalize()


def _with_words(text: str, words: dict[str, str]) -> str:
    for sign, word in words.items():
        text = text.replace(sign, word)
    return text.replace("/", ", ")
