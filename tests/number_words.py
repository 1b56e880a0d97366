"""Sums in words as a person says them: made apart from the code that has to know them again."""

_ONES = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = (*("", "", "twenty", "thirty", "forty", "fifty"), *("sixty", "seventy", "eighty", "ninety"))
_RUSSIAN_ONES = (
    "", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять",
    "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать",
    "семнадцать", "восемнадцать", "девятнадцать",
)  # fmt: skip
_RUSSIAN_TENS = (
    "", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят",
    "девяносто",
)  # fmt: skip
_RUSSIAN_HUNDREDS = (
    "", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот",
    "девятьсот",
)  # fmt: skip


def english(dollars: int, cents: int) -> str:
    """The sum in English."""
    told = f"{_english(dollars) or 'zero'} {'dollar' if dollars == 1 else 'dollars'}"
    return f"{told} and {_english(cents)} {'cent' if cents == 1 else 'cents'}" if cents else told


def russian(rubles: int, kopecks: int) -> str:
    """The sum in Russian."""
    told = f"{_russian(rubles) or 'ноль'} {_form(rubles, 'рубль', 'рубля', 'рублей')}"
    if not kopecks:
        return told
    words = _russian(kopecks, is_feminine=True)
    return f"{told} {words} {_form(kopecks, 'копейка', 'копейки', 'копеек')}"


def _english(number: int) -> str:
    parts: list[str] = []
    for value, word in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= value:
            parts.append(f"{_english(number // value)} {word}")
            number %= value
    small = (
        _ONES[number]
        if number < 20
        else f"{_TENS[number // 10]}-{_ONES[number % 10]}".removesuffix("-")
    )
    return " ".join(filter(None, [*parts, small]))


def _russian(number: int, *, is_feminine: bool = False) -> str:
    parts: list[str] = []
    if number >= 1_000_000:
        count = number // 1_000_000
        parts += [_russian(count), _form(count, "миллион", "миллиона", "миллионов")]
        number %= 1_000_000
    if number >= 1_000:
        count = number // 1_000
        parts += [_russian(count, is_feminine=True), _form(count, "тысяча", "тысячи", "тысяч")]
        number %= 1_000
    parts.append(_RUSSIAN_HUNDREDS[number // 100])
    number %= 100
    if number >= 20:
        parts.append(_RUSSIAN_TENS[number // 10])
        number %= 10
    feminine = {1: "одна", 2: "две"} if is_feminine else {}
    return " ".join(filter(None, [*parts, feminine.get(number, _RUSSIAN_ONES[number])]))


def _form(number: int, one: str, few: str, many: str) -> str:
    if number % 100 in range(11, 15):
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(number % 10, many)
