"""A voice is held to its words, and only to them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adgen_dagster.providers.openai.figures import in_figures
from adgen_dagster.providers.openai.wording import says_the_same
from tests.inputs import texts
from tests.number_words import english, russian

SAME = [
    ("Only €19.99", "only nineteen ninety-nine euros"),
    ("Only $19.99", "only nineteen ninety-nine dollars"),
    ("£4.50 a cup", "four fifty pounds a cup"),
    ("€1,999", "nineteen ninety-nine euros"),
    ("0,5 л сока", "пол-литра сока"),
    ("0,5 л сока", "поллитра сока"),
    ("0,5 кг муки", "полкило муки"),
    ("0,5 литра сока", "половина литра сока"),
    ("0.5 l of juice", "half a liter of juice"),
    ("350 W. 42nd St.", "three fifty West forty-second Street"),
    ("until Dec. 24", "until December twenty-fourth"),
    ("до 24 дек. 2026", "до двадцать четвёртого декабря две тысячи двадцать шестого"),
    ("в 10:00", "в 10 00"),
    ("Call 0500", "call oh five oh oh"),
    ("от 99 ₽/мес.", "от девяноста девяти рублей в месяц"),
    ("$99/mo", "ninety-nine dollars per month"),
    ("Работаем 24/7", "Работаем двадцать четыре на семь"),
    ("Работаем 24/7", "Работаем круглосуточно"),
    ("open 24/7", "open twenty-four seven"),
    ("123-45-67 доб. 12", "123 45 67 добавочный двенадцать"),
    ("масштаб 1:100", "масштаб один к ста"),
    ("1/2 price today", "half price today"),
    ("½ цены", "половина цены"),
    ("Adgen, 1/2 price", "Adgen, half price"),
    ("Мира, 1/2", "Мира, один дробь два"),
    ("3/4 стакана", "три четверти стакана"),
    ("2.5x faster", "two and a half times faster"),
    ("студия 45 м2", "студия сорок пять квадратных метров"),
    ("за 2,5 млн ₽", "за 2.5 миллиона рублей"),
    ("+25 °C", "двадцать пять градусов"),
    ("д. 5/7", "дом пять дробь семь"),
    ("с 01.02.2000", "с первого февраля двухтысячного года"),
    ("с 01.02.2000", "с 1 февраля 2000 года"),
    ("Order at https://www.a-b.com/x?y=1", "Order at a-b.com/x?y=1"),
    ("Пишите: hello@example.com", "Пишите: hello собака example точка com"),
    ("a 1.5-hour tour", "a one and a half hour tour"),
    ("комната 3 × 4 м", "комната три на четыре метра"),
    ("в 9:05", "в девять ноль пять"),
    ("Since 1998", "since nineteen ninety-eight"),
    ("$1,000", "a thousand dollars"),
    ("5-star hotel", "five-star hotel"),
    ("до 31.12.2026", "до тридцать первого декабря две тысячи двадцать шестого года"),
    ("Мы №1 в городе", "мы номер один в городе"),
    ("The #1 choice", "the number one choice"),
    ("музыка 90-х", "музыка девяностых"),
    ("2-3 раза", "два-три раза"),
    ("Fresh oranges, cold glass!", "fresh oranges — cold glass"),
    ("Ещё раз", "еще раз"),
    ("ice-cream", "ice cream"),
    ("don’t stop", "don't stop"),
    ("Скидка 50%", "Скидка пятьдесят процентов."),
    ("Save $50 today", "Save fifty dollars today"),
    ("500 ₽", "пятьсот рублей"),
    ("Only 1,000 beans", "only one thousand beans"),
    ("Only 1 000 beans", "Only 1,000 beans"),
    ("Работаем 24 часа", "Работаем двадцать четыре часа"),
    ("the first cup", "the 1st cup"),
    ("в две тысячи двадцать шестом году", "в 2026-м году"),
    ("R&D", "R and D"),
    ("Мёд № 1", "мед номер один"),
    ("Order at example.com today.", "Order at example dot com today."),
    ("Only nineteen dollars and ninety-nine cents.", "Only $19.99."),
    ("Заходите на сайт кофе точка ру.", "Заходите на сайт кофе.ру."),
    ("Now 2.5 percent", "Now two and a half percent"),
    ("Now 2.5%", "now two point five percent"),
    ("2,5%", "два с половиной процента"),
    ("2,5 %", "две целых пять десятых процента"),
    ("1 299,90 ₽", "тысяча двести девяносто девять рублей девяносто копеек"),
    ("1 299,90 ₽", "1299 рублей 90 копеек"),
    ("от 3 млн ₽", "от трёх миллионов рублей"),
    ("$1.5M", "one and a half million dollars"),
    ("$1.5M", "1.5 million dollars"),
    ("$1,299.90", "one thousand two hundred ninety-nine dollars and ninety cents"),
    ("$0.99", "ninety-nine cents"),
    ("0,99 ₽", "99 копеек"),
    ("€99", "девяносто девять евро"),
    ("£99.50", "ninety-nine pounds fifty"),
    ("$19.99", "nineteen ninety-nine"),
    ("Call 0199", "Call oh one nine nine"),
    ("8 800 555 35 35", "восемь восемьсот пятьсот пятьдесят пять тридцать пять тридцать пять"),
    ("8 800 555 35 35", "8-800-555-35-35"),
    ("8 800 555 35 35", "восемь, восемьсот, пять пять пять, три пять, три пять"),
    ("1-800-555-0199", "one eight hundred five five five oh one nine nine"),
    (
        "+7 495 123-45-67",
        "плюс семь четыреста девяносто пять сто двадцать три сорок пять шестьдесят семь",
    ),
    ("Call 555-0199", "call five five five, zero one nine nine"),
    ("call 1-800-555-0199", "call 1 800 555 0199"),
    ("Dr. Smith", "Doctor Smith"),
    ("на ул. Ленина, 5", "на улице Ленина, пять"),
    ("в 2026 г.", "в две тысячи двадцать шестом году"),
    ("и т. д.", "и так далее"),
    ("café", "cafe"),
    ("grey", "gray"),
    ("XXI век", "двадцать первый век"),
    ("с 10:00 до 22:00", "с десяти до двадцати двух"),
    ("с 10:00 до 22:00", "с десяти часов до двадцати двух часов"),
    ("at 10:30", "at ten thirty"),
    ("Open 10:00", "open ten o'clock"),
    ("5 p.m.", "five PM"),
    ("10 AM", "10 a.m."),
    ("24/7", "twenty four seven"),
    ("-20%", "минус двадцать процентов"),
    ("5–7 кг", "5 до 7 килограммов"),
    ("5-7 kg", "five to seven kilograms"),
    ("250 г", "двести пятьдесят граммов"),
    ("hello@example.com", "hello at example dot com"),
    ("example.com/menu", "example dot com slash menu"),
    ("https://www.example.com/", "example.com"),
    ("corner-bakery.com", "corner dash bakery dot com"),
    ("utro.ru", "утро точка ру"),
    ("кв. 12", "квартира двенадцать"),
    ("50 тыс. руб.", "пятьдесят тысяч рублей"),
    ("2 500 рублей", "две с половиной тысячи рублей"),
    ("1 500 ₽", "полторы тысячи рублей"),
    ("1500 ₽", "одна тысяча пятьсот рублей"),
    ("45 м²", "сорок пять квадратных метров"),
    ("−5 °C", "минус пять градусов"),
    ("150 dollars", "a hundred and fifty dollars"),
    ("№ 125", "номер сто двадцать пять"),
    ("Main St. 5", "Main Street five"),
    ("1 + 1 = 3", "один плюс один равно три"),
    ("2,5 тыс. ₽", "2 500 рублей"),
    ("$5-$10", "five to ten dollars"),
    ("$5–10", "five dollars to ten dollars"),
    ("100 000 ₽", "сто тысяч рублей"),
    ("2 тысячи 500 рублей", "2500 ₽"),
    ("50% off", "fifty per cent off"),
    ("3D", "three D"),
    ("iPhone 15", "iPhone fifteen"),
    ("20-й", "двадцатый"),
    ("1,5 кг", "полтора килограмма"),
    ("the 21st", "the twenty-first"),
]
DIFFERENT = [
    ("5 000 гостей", "50 00 гостей"),
    ("5 000 гостей", "пятьдесят ноль ноль гостей"),
    ("80 000 guests", "800 00 guests"),
    ("€19.99", "one thousand nine hundred ninety-nine euros"),
    ("€19.99", "nineteen ninety euros"),
    ("0,5 л сока", "5 литров сока"),
    ("0,5 л сока", "литр сока"),
    ("until Dec. 24", "until November twenty-fourth"),
    ("350 W. 42nd St.", "three fifty East forty-second Street"),
    ("от 99 ₽/мес.", "от девяноста девяти рублей в год"),
    ("масштаб 1:100", "масштаб 1:10"),
    ("1/2 price", "third price"),
    ("в 100м от метро", "сто миллионов от метро"),
    ("1 299,90 ₽", "тысяча двести девяносто девять и девяносто"),
    ("Fresh oranges", "Sure! Here it is: Fresh oranges"),
    ("Fresh oranges now", "Fresh oranges"),
    ("Fresh oranges", "Fresh apples"),
    ("Fresh oranges", ""),
    ("hello there", "there hello"),
    ("семь", "семья"),
    ("Save $50 today", "Save forty dollars today"),
    ("Save $50 today", "Save fifty today"),
    ("Купите 3 кофе", "Купите четыре кофе"),
    ("Open 24 hours", "Open always hours"),
    ("Скидка 50%", "Скидка пятьдесят рублей"),
    ("We open at 5 every day.", "Something else entirely."),
    ("Only $19.99 today", "I'm sorry, I can't help with that."),
    ("Скидка 20% до пятницы", "Извините, я не могу этого сделать"),
    ("8 800 555 35 35", "Позвоните нам сегодня"),
    ("2.5%", "25%"),
    ("$19.99", "$19.90"),
    ("$19.99", "nineteen dollars"),
    ("1 299,90 ₽", "1 299 ₽"),
    ("10:30", "10:13"),
    ("8 800 555 35 35", "8 800 555 35 53"),
    ("example.com", "example dot org"),
    ("3 млн ₽", "3 тысячи рублей"),
    ("$5", "€5"),
    ("5 кг", "5 г"),
    ("-5 °C", "5 °C"),
    ("5 and 7 cups", "57 cups"),
    ("Open at 5", "Open at 5 every day"),
    ("Buy 2 get 1", "Buy 2"),
    ("ул. Ленина", "площадь Ленина"),
    ("Everything for 99 rubles", "Everything for ninety rubles"),
    ("305 dollars", "thirty five dollars"),
    ("1 000 ₽", "100 рублей"),
    ("пять тысяч", "пятьсот тысяч"),
    ("twenty", "25%"),
    ("Chapter 5", "Chapter one"),
]


@pytest.mark.parametrize(("wanted", "said"), SAME)
def test_the_same_words_in_another_spelling_are_the_same(wanted: str, said: str) -> None:
    assert says_the_same(said, wanted)
    assert says_the_same(wanted, said)


@pytest.mark.parametrize(("wanted", "said"), DIFFERENT)
def test_other_words_are_different(wanted: str, said: str) -> None:
    assert not says_the_same(said, wanted)
    assert not says_the_same(wanted, said)


@pytest.mark.parametrize("case", texts("wording"), ids=lambda case: case["wanted"])
def test_the_handed_over_readings_are_judged_right(case: dict[str, str]) -> None:
    assert says_the_same(case["said"], case["wanted"]) is case["same"]


@given(st.text(max_size=80))
def test_every_text_says_the_same_as_itself(text: str) -> None:
    assert says_the_same(text, text)
    assert says_the_same(text.upper().lower(), text.lower().upper().lower())


FIGURES = ["5", "$19.99", "20%", "1 299,90 ₽", "8 800 555 35 35", "10:30", "a-b.ru", "№ 7", "3 млн"]
SENTENCES = st.lists(
    st.sampled_from([*FIGURES, "open", "only", "кофе", "every", "скидка", "sorry", "help"]),
    min_size=1,
    max_size=5,
)


def _in_a_row(words: list[str]) -> bool:
    return any(a in FIGURES and b in FIGURES for a, b in pairwise(words))


@given(SENTENCES, SENTENCES)
def test_two_sentences_with_figures_are_the_same_only_if_they_are(
    one: list[str], other: list[str]
) -> None:
    # Figures in a row are heard as one: "5 5" and "55" sound alike.
    assume(one != other and not _in_a_row(one) and not _in_a_row(other))

    assert not says_the_same(" ".join(one), " ".join(other))


SUMS = st.tuples(st.integers(0, 9_999_999), st.sampled_from([0, 1, 5, 20, 50, 90, 99]))


@given(SUMS, SUMS, st.sampled_from([" ", "\u00a0", ",", ""]))
def test_a_sum_is_known_in_words_and_no_other_sum_is_taken_for_it(
    told: tuple[int, int], other: tuple[int, int], group: str
) -> None:
    assume(told != other and told[0])
    figure = f"{told[0]:,}".replace(",", group)
    cents = f"{told[1]:02}" if told[1] else ""
    dollars = f"only ${told[0]:,}{f'.{cents}' if cents else ''} today"
    rubles = f"всего {figure}{f',{cents}' if cents and group != ',' else ''} ₽ сегодня"
    kopecks = told[1] if group != "," else 0

    assert says_the_same(f"Only {english(*told)} today.", dollars)
    assert says_the_same(f"Всего {russian(told[0], kopecks)} сегодня!", rubles)
    assert not says_the_same(f"Only {english(*other)} today.", dollars)
    if (other[0], other[1]) != (told[0], kopecks):
        assert not says_the_same(f"Всего {russian(*other)} сегодня!", rubles)


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("two hundred fifty thousand", "250000"),
        ("one thousand two hundred", "1200"),
        ("twenty twenty six", "20 26"),
        ("nineteen hundred", "1900"),
        ("twentieth", "20"),
        ("oh one nine nine", "0 1 9 9"),
        ("double five", "5 5"),
        ("two and a half million", "2500000"),
        ("zero point zero five", "0.05"),
        ("двести пятьдесят тысяч", "250000"),
        ("одна тысяча двести", "1200"),
        ("сорока семи", "47"),
        ("девятнадцать", "19"),
        ("две целых пять сотых", "2.05"),
        ("полтора миллиона", "1500000"),
        ("cats", "cats"),
        ("семейная", "семейная"),
        ("twenty and thirty", "20 and 30"),
    ],
)
def test_a_number_in_words_has_its_figures(words: str, figures: str) -> None:
    assert in_figures(words) == figures
