"""Units, currencies and scales: how each is written, in signs and in words of both languages."""

import re
from dataclasses import dataclass
from functools import cache, cached_property

_ENDINGS = (
    "ями|ами|ого|ому|ыми|ими|ов|ом|ам|ах|ой|ей|ью|ем|ям|ях|ек|ый|ых|ым|ая|ое|ую|ые"
    "|а|у|е|ы|и|ь|я|ю|й"
)


@dataclass(frozen=True)
class Unit:
    """What an amount is an amount of.

    Args:
        name: ours, for instance "usd" or "kg".
        signs: a pattern of the signs and short forms that stand for it after a number.
        russian: the word after one, two to four, five and more.
        english: the word after one, and after any other number.
        before: a pattern of the signs that may stand before the number.
        small: the unit of which a hundred make one.
        is_currency: whether it is money.
    """

    name: str
    signs: str
    russian: tuple[str, str, str]
    english: tuple[str, str]
    before: str = ""
    small: str = ""
    is_currency: bool = False

    @cached_property
    def words(self) -> str:
        """A pattern of its whole words, in every case."""
        forms = zip(*(form.split() for form in self.russian), strict=True)
        stems = [_common(*word).rstrip("ы") for word in forms]
        russian = " ".join(rf"{stem}(?:{_ENDINGS})?(?!\w)" for stem in stems)
        english = "|".join(rf"{word}(?!\w)" for word in sorted({*self.english}, key=len)[::-1])
        english = re.sub("(met|lit)er", "\\1(?:er|re)", english)
        return f"{russian}|{english}" if min(map(len, stems)) >= 3 else english

    @cached_property
    def written(self) -> str:
        """A pattern of all that stands for it after a number."""
        return f"{self.signs}|{self.words}"


def _common(*words: str) -> str:
    """Return how all of the words begin."""
    stem = words[0]
    while not all(word.startswith(stem) for word in words):
        stem = stem[:-1]
    return stem


def _money(
    name: str,
    sign: str,
    words: str,
    russian: tuple[str, str, str],
    english: tuple[str, str],
    small: str = "",
) -> Unit:
    code = name.upper()
    return Unit(
        name,
        rf"{sign}|{code}(?!\w)|{words}",
        russian,
        english,
        before=rf"{sign}|(?<!\w){code}",
        small=small,
        is_currency=True,
    )


# "2026 г." is a year, "250 г." are grams.
_YEARS_LETTER = r"(?<!(?<!\d)(?:19|20)\d\d)(?<!(?<!\d)(?:19|20)\d\d[ \u00a0\u2009\u202f])"

_UNITS = (
    _money(
        "rub",
        "₽",
        r"руб(?:\.|л[а-я]*)?(?!\w)|р\.|р(?!\w)|ro?ubles?(?!\w)",
        ("рубль", "рубля", "рублей"),
        ("ruble", "rubles"),
        "kopeck",
    ),
    _money(
        "usd",
        r"(?:US)?\$",
        r"долл(?:\.|ар[а-я]*)(?!\w)|dollars?(?!\w)",
        ("доллар", "доллара", "долларов"),
        ("dollar", "dollars"),
        "cent",
    ),
    _money(
        "eur",
        "€",
        r"евро(?!\w)|euros?(?!\w)",
        ("евро", "евро", "евро"),
        ("euro", "euros"),
        "cent",
    ),
    _money(
        "gbp",
        "£",
        r"фунт[а-я]*(?!\w)|pounds?(?!\w)",
        ("фунт", "фунта", "фунтов"),
        ("pound", "pounds"),
        "penny",
    ),
    _money(
        "kzt",
        "₸",
        r"тг\.?(?!\w)|тенге(?!\w)|tenge(?!\w)",
        ("тенге", "тенге", "тенге"),
        ("tenge", "tenge"),
    ),
    _money(
        "uah",
        "₴",
        r"грн\.?(?!\w)|грив[а-я]+(?!\w)|hryvnias?(?!\w)",
        ("гривна", "гривны", "гривен"),
        ("hryvnia", "hryvnias"),
        "kopeck",
    ),
    _money("gel", "₾", r"лари(?!\w)|lari(?!\w)", ("лари", "лари", "лари"), ("lari", "lari")),
    _money(
        "try", "₺", r"лир[аы]?(?!\w)|liras?(?!\w)", ("лира", "лиры", "лир"), ("lira", "lira")
    ),
    _money(
        "inr", "₹", r"рупи[яйи](?!\w)|rupees?(?!\w)", ("рупия", "рупии", "рупий"),
        ("rupee", "rupees"),
    ),
    _money("jpy", "¥", r"иен[аы]?(?!\w)|yen(?!\w)", ("иена", "иены", "иен"), ("yen", "yen")),
    _money(
        "cny", "元", r"юан[а-я]+(?!\w)|yuan(?!\w)", ("юань", "юаня", "юаней"), ("yuan", "yuan")
    ),
    Unit("cent", r"¢|цент(?:а|ов)?(?!\w)|cents?(?!\w)", ("цент", "цента", "центов"),
         ("cent", "cents")),
    Unit("penny", r"пенс(?:а|ов)?(?!\w)|pence(?!\w)|penny(?!\w)", ("пенс", "пенса", "пенсов"),
         ("penny", "pence")),
    Unit("kopeck", r"коп\.|коп(?!\w)|копе[а-я]+(?!\w)|kopecks?(?!\w)",
         ("копейка", "копейки", "копеек"), ("kopeck", "kopecks")),
    Unit("percent", r"%|процент[а-я]*(?!\w)|per\s?cent(?!\w)",
         ("процент", "процента", "процентов"), ("percent", "percent")),
    Unit("celsius", r"°\s?[CС](?!\w)", ("градус", "градуса", "градусов"),
         ("degree Celsius", "degrees Celsius")),
    Unit("fahrenheit", r"°\s?F(?!\w)", ("градус Фаренгейта", "градуса Фаренгейта",
         "градусов Фаренгейта"), ("degree Fahrenheit", "degrees Fahrenheit")),
    Unit("degree", r"°|градус[а-я]*(?!\w)|degrees?(?!\w)", ("градус", "градуса", "градусов"),
         ("degree", "degrees")),
    Unit("km/h", r"км/ч(?!\w)|km/h(?!\w)|kph(?!\w)",
         ("километр в час", "километра в час", "километров в час"),
         ("kilometer per hour", "kilometers per hour")),
    Unit("mph", r"mph(?!\w)", ("миля в час", "мили в час", "миль в час"),
         ("mile per hour", "miles per hour")),
    Unit("m2", r"м²|м2(?!\w)|кв\. ?м(?!\w)\.?|m²|m2(?!\w)|sq\. ?m(?!\w)\.?",
         ("квадратный метр", "квадратных метра", "квадратных метров"),
         ("square meter", "square meters")),
    Unit("sqft", r"ft²|sq\. ?ft(?!\w)\.?", ("квадратный фут", "квадратных фута",
         "квадратных футов"), ("square foot", "square feet")),
    Unit("m3", r"м³|м3(?!\w)|куб\. ?м(?!\w)\.?|m³|m3(?!\w)", ("кубический метр", "кубических метра",
         "кубических метров"), ("cubic meter", "cubic meters")),
    Unit("kg", r"кг(?!\w)\.?|kgs?(?!\w)", ("килограмм", "килограмма", "килограммов"),
         ("kilogram", "kilograms")),
    Unit("mg", r"мг(?!\w)|mg(?!\w)", ("миллиграмм", "миллиграмма", "миллиграммов"),
         ("milligram", "milligrams")),
    Unit("g", _YEARS_LETTER + r"гр?(?!\w)\.?|(?-i:g)(?!\w)",
         ("грамм", "грамма", "граммов"), ("gram", "grams")),
    Unit("t", r"т(?!\w)(?!\. ?[дпек]\.)", ("тонна", "тонны", "тонн"), ("ton", "tons")),
    Unit("lb", r"lbs?(?!\w)\.?", ("фунт", "фунта", "фунтов"), ("pound", "pounds")),
    Unit("oz", r"oz(?!\w)\.?", ("унция", "унции", "унций"), ("ounce", "ounces")),
    Unit("ml", r"мл(?!\w)|ml(?!\w)", ("миллилитр", "миллилитра", "миллилитров"),
         ("milliliter", "milliliters")),
    Unit("l", r"л(?!\w)(?!\. ?с\.)|(?-i:l)(?!\w)",
         ("литр", "литра", "литров"), ("liter", "liters")),
    Unit("km", r"км(?!\w)|km(?!\w)", ("километр", "километра", "километров"),
         ("kilometer", "kilometers")),
    Unit("cm", r"см(?!\w)|cm(?!\w)", ("сантиметр", "сантиметра", "сантиметров"),
         ("centimeter", "centimeters")),
    Unit("mm", r"мм(?!\w)|mm(?!\w)", ("миллиметр", "миллиметра", "миллиметров"),
         ("millimeter", "millimeters")),
    Unit("m", r"м(?!\w)|(?-i:m)(?!\w)", ("метр", "метра", "метров"),
         ("meter", "meters")),
    Unit("ft", r"ft(?!\w)", ("фут", "фута", "футов"), ("foot", "feet")),
    Unit("pcs", r"шт(?!\w)\.?|pcs(?!\w)\.?", ("штука", "штуки", "штук"), ("piece", "pieces")),
    Unit("h", r"ч(?!\w)\.?|hrs?(?!\w)\.?|(?-i:h)(?!\w)",
         ("час", "часа", "часов"), ("hour", "hours")),
    Unit("min", r"мин(?!\w)\.?|min(?!\w)\.?", ("минута", "минуты", "минут"),
         ("minute", "minutes")),
    Unit("sec", r"сек(?!\w)\.?|sec(?!\w)\.?", ("секунда", "секунды", "секунд"),
         ("second", "seconds")),
    Unit("kw", r"кВт(?!\w)|kW(?!\w)", ("киловатт", "киловатта", "киловатт"),
         ("kilowatt", "kilowatts")),
    # "350 W. 42nd St." is West.
    Unit("w", r"Вт(?!\w)|(?-i:W)(?!\w)(?!\. ?(?-i:[A-Z\d]))", ("ватт", "ватта", "ватт"),
         ("watt", "watts")),
    Unit("hp", r"л\. ?с\.|hp(?!\w)", ("лошадиная сила", "лошадиные силы", "лошадиных сил"),
         ("horsepower", "horsepower")),
    Unit("kcal", r"ккал(?!\w)|kcal(?!\w)", ("килокалория", "килокалории", "килокалорий"),
         ("kilocalorie", "kilocalories")),
    Unit("mbps", r"Мбит/с(?!\w)|Mbps(?!\w)", ("мегабит в секунду", "мегабита в секунду",
         "мегабит в секунду"), ("megabit per second", "megabits per second")),
    Unit("gb", r"ГБ(?!\w)|Гб(?!\w)|GB(?!\w)", ("гигабайт", "гигабайта", "гигабайт"),
         ("gigabyte", "gigabytes")),
    Unit("mb", r"МБ(?!\w)|Мб(?!\w)|MB(?!\w)", ("мегабайт", "мегабайта", "мегабайт"),
         ("megabyte", "megabytes")),
    Unit("tb", r"ТБ(?!\w)|Тб(?!\w)|TB(?!\w)", ("терабайт", "терабайта", "терабайт"),
         ("terabyte", "terabytes")),
)  # fmt: skip
"""Where one is the beginning of another, the longer one stands first."""


@dataclass(frozen=True)
class Scale:
    """What a number is multiplied by in a word: "3 млн" are three million.

    `letters` are written at the number itself: "$1.5M".
    """

    name: str
    factor: int
    signs: str
    letters: str
    russian: tuple[str, str, str]

    @property
    def words(self) -> str:
        """A pattern of its whole words, in every case."""
        return rf"{_common(*self.russian)}[а-я]{{0,3}}(?!\w)|{self.name}(?!\w)"

    @property
    def written(self) -> str:
        """A pattern of all that stands for it after a number."""
        return f"{self.signs}|{self.words}"


SCALES = {
    scale.name: scale
    for scale in (
        Scale("thousand", 1_000, r"тыс(?!\w)\.?", "KКkк",
              ("тысяча", "тысячи", "тысяч")),
        Scale("million", 1_000_000, r"млн(?!\w)\.?|mln(?!\w)",
              "MМ", ("миллион", "миллиона", "миллионов")),
        Scale("billion", 1_000_000_000,
              r"млрд(?!\w)\.?|bn(?!\w)", "B",
              ("миллиард", "миллиарда", "миллиардов")),
        Scale("trillion", 1_000_000_000_000, r"трлн(?!\w)\.?", "",
              ("триллион", "триллиона", "триллионов")),
    )
}  # fmt: skip


@cache
def units() -> dict[str, Unit]:
    """Return all units by their names, in the order in which they are looked for."""
    return {unit.name: unit for unit in _UNITS}
