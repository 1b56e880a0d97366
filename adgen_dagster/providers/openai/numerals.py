"""Looks up words for numbers, Russian and English, in every inflected form."""

import re

_ENGLISH = {
    "zero": 0, "one": 1, "first": 1, "two": 2, "second": 2, "three": 3, "third": 3, "four": 4,
    "five": 5, "fifth": 5, "six": 6, "seven": 7, "eight": 8, "eighth": 8, "nine": 9, "ninth": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "twelfth": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100, "thousand": 1_000, "million": 1_000_000,
    "billion": 1_000_000_000,
}  # fmt: skip

_ORDINAL = "ый|ий|ой|ая|ое|ые|ого|ому|ым|ом|ую|ых|ыми|ою"
_COUNT = f"ь|и|ью|{_ORDINAL}"
_HUNDREDS = f"сот|стам|стами|стах|сот(?:{_ORDINAL})"
_RUSSIAN = tuple(
    (re.compile(pattern), value)
    for pattern, value in (
        (rf"н[оу]л(?:ь|я|ю|ем|е|ев(?:{_ORDINAL}))", 0),
        (rf"один|одн(?:а|о|и|у|ого|ой|ому|им|ом|их|ими)|перв(?:{_ORDINAL})", 1),
        (rf"два|две|двух|двум|двумя|втор(?:{_ORDINAL})", 2),
        (r"три|трех|трем|тремя|трет(?:ий|ья|ье|ьи|ьего|ьей|ьему|ьим|ьем|ью|ьих|ьими)", 3),
        (rf"четыр(?:е|ех|ем|ьмя)|четверт(?:{_ORDINAL})", 4),
        (rf"пят(?:{_COUNT})", 5),
        (rf"шест(?:{_COUNT})", 6),
        (rf"сем(?:ь|и|ью)|седьм(?:{_ORDINAL})", 7),
        (rf"восем(?:ь|ью)|восьм(?:и|ью|{_ORDINAL})", 8),
        (rf"девят(?:{_COUNT})", 9),
        (rf"десят(?!ых$)(?:{_COUNT})", 10),
        *(
            (rf"{start}надцат(?:{_COUNT})", value)
            for value, start in enumerate(
                ("один", "две", "три", "четыр", "пят", "шест", "сем", "восем", "девят"), start=11
            )
        ),
        (rf"двадцат(?:{_COUNT})", 20),
        (rf"тридцат(?:{_COUNT})", 30),
        (rf"сорока?|сороков(?:{_ORDINAL})", 40),
        *(
            (rf"{start}(?:ь|и|ью)?десят(?:и|ью|{_ORDINAL})?", value)
            for start, value in (("пят", 50), ("шест", 60), ("сем", 70), ("вос[еь]м", 80))
        ),
        (rf"девяност(?:о|а|{_ORDINAL})", 90),
        (rf"сто|ста|сот(?:{_ORDINAL})", 100),
        (rf"двести|двух(?:{_HUNDREDS})|двумя?стам?и?", 200),
        (rf"триста|трех(?:{_HUNDREDS})|тремя?стам?и?", 300),
        (rf"четыреста|четырех(?:{_HUNDREDS})|четырем?ь?м?я?стам?и?", 400),
        *(
            (rf"{start}(?:ь|и|ью)(?:{_HUNDREDS})", value)
            for start, value in (
                ("пят", 500), ("шест", 600), ("сем", 700), ("вос[еь]м", 800), ("девят", 900),
            )
        ),
        (rf"тысяч(?:а|и|у|ей|е|ам|ами|ах|ью|н(?:{_ORDINAL}))?", 1_000),
        (rf"двухтысячн(?:{_ORDINAL})", 2_000),
        (r"миллион(?:а|ов|у|ом|е|ы|ам|ами|ах)?", 1_000_000),
        (r"миллиард(?:а|ов|у|ом|е|ы|ам|ами|ах)?", 1_000_000_000),
    )
)  # fmt: skip


def value_of(word: str) -> int | None:
    """Return what one word of a number stands for."""
    word = folded(word)
    if word in _ENGLISH:
        return _ENGLISH[word]
    stem = word.removesuffix("ieth").removesuffix("th")
    if stem != word and word.isascii():
        return _ENGLISH.get(stem, _ENGLISH.get(f"{stem}y"))
    return next((value for form, value in _RUSSIAN if form.fullmatch(word)), None)


def folded(word: str) -> str:
    """Drop what makes no difference to the ear: letter case and ё."""
    return word.casefold().replace("ё", "е")
