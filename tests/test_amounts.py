"""One definition of what is a single word to a reader: amounts, telephones, addresses."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adgen_dagster.amounts import Kind, tied, tokens, unbreakable, units
from tests.prices import prices


@given(prices(), st.sampled_from([("кофе за", "каждый день"), ("only", "today,"), ("", "")]))
def test_a_sum_is_one_word_worth_what_is_written(
    price: tuple[str, Decimal, str], around: tuple[str, str]
) -> None:
    written, value, currency = price
    text = f"{around[0]} {written} {around[1]}".strip()

    (found,) = tokens(text)

    assert found.text == written
    assert found.amount is not None
    assert (found.amount.value, found.amount.unit) == (value, currency)
    assert [text[start:end] for start, end in unbreakable(text)] == [written]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("от 3 млн ₽", 3_000_000, "rub"),
        ("$1.5M", 1_500_000, "usd"),
        ("50 тыс. руб.", 50_000, "rub"),
        ("2.5 million dollars", 2_500_000, "usd"),
        ("18,5%", "18.5", "percent"),
        ("−20 %", -20, "percent"),
        ("250 г муки", 250, "g"),
        ("10 000 шт. в день", 10_000, "pcs"),
        ("0,750 л", "0.75", "l"),
        ("2,500 кг", "2.5", "kg"),
        ("1,000 beans", 1000, ""),
        ("3.141", "3.141", ""),
        ("45 м²", 45, "m2"),
        ("−5 °C", -5, "celsius"),
        ("10 000 000 000 ₽", 10_000_000_000, "rub"),
        ("USD 50", 50, "usd"),
        ("5–7 кг", 5, "kg"),
        ("100-2000 ₽", 100, "rub"),
        ("10×15 см", 10, "cm"),
        ("в 2026 г. и потом", 2026, ""),
        ("в 100м от метро", 100, "m"),
        ("a 50m pool", 50, "m"),
        ("забор 2,5м", "2.5", "m"),
        ("за $5m", 5_000_000, "usd"),
        ("5М ₽", 5_000_000, "rub"),
        ("600M users", 600_000_000, ""),
        ("30к подписчиков", 30_000, ""),
        ("3 миллиона ₽", 3_000_000, "rub"),
        ("2,5 миллиона рублей", 2_500_000, "rub"),
        ("21 тысячу рублей", 21_000, "rub"),
        ("студия 45м2", 45, "m2"),
        ("100 м3 в час", 100, "m3"),
        ("350 W. 42nd St.", 350, ""),
        ("лампа 60 W", 60, "w"),
    ],
)
def test_an_amount_is_read_with_its_unit(text: str, value: float | str, unit: str) -> None:
    amount = next(token.amount for token in tokens(text) if token.amount)

    assert (amount.value, amount.unit) == (Decimal(str(value)), unit)


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("звоните 8 800 555 35 35, ждём", Kind.PHONE, "8 800 555 35 35"),
        ("+7 (495) 123-45-67 сегодня", Kind.PHONE, "+7 (495) 123-45-67"),
        ("тел.: 8(4012)12-34-56", Kind.PHONE, "8(4012)12-34-56"),
        ("8-800-555-35-35 24/7", Kind.PHONE, "8-800-555-35-35"),
        ("88005553535", Kind.PHONE, "88005553535"),
        ("call 1-800-555-0199.", Kind.PHONE, "1-800-555-0199"),
        ("(212) 555-0199 now", Kind.PHONE, "(212) 555-0199"),
        ("020 7946 0958", Kind.PHONE, "020 7946 0958"),
        ("+380 44 123 45 67", Kind.PHONE, "+380 44 123 45 67"),
        ("https://www.a-b.com/menu?x=1&y=2 for", Kind.SITE, "https://www.a-b.com/menu?x=1&y=2"),
        ("на кофе.рф, там", Kind.SITE, "кофе.рф"),
        ("t.me/utro?start=1.", Kind.SITE, "t.me/utro?start=1"),
        ("Write to hello@example.com.", Kind.EMAIL, "hello@example.com"),
        ("ищите @utro_bot!", Kind.HANDLE, "@utro_bot"),
        ("с 10:00–22:00", Kind.TIME, "10:00–22:00"),
        ("until 5 p.m.", Kind.TIME, "5 p.m."),
        ("до 31.12.2026", Kind.DATE, "31.12.2026"),
    ],
)
def test_what_is_no_amount_is_known_for_what_it_is(text: str, kind: Kind, found: str) -> None:
    assert (kind, found) in [(token.kind, token.text) for token in tokens(text)]
    assert not any(token.amount for token in tokens(found))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("на ул. Ленина, д. 5", ["ул. Ленина", "д. 5"]),
        ("Заказ № 1 250 готов", ["№ 1 250"]),
        ("с 2026 г. и в XXI в. тоже", ["2026 г.", "XXI в."]),
        ("г. Казань", ["г. Казань"]),
        ("Dr. Smith, Main St. now", ["Dr. Smith", "Main St."]),
        ("чай, кофе и т. д., т. е. всё", ["и т. д.", "т. е."]),
        ("Открыто. Ждём", []),
        ("4K, 5G, B2B, 20-й, 1st, v1.2.3, 24K gold", []),
        ("221B Baker St., flat 24B", ["Baker St."]),
        ("123-45-67 доб. 12", ["123-45-67", "доб. 12"]),
        ("the #1 bakery", ["#1"]),
        ("by Dec. 24, or 3 дек. тоже", ["Dec. 24", "3 дек."]),
        ("W. Smith lives on E. 5th St. now", ["E. 5th St."]),
        ("We sat in the W. Then", []),
    ],
)
def test_an_abbreviation_stays_with_its_word(text: str, pieces: list[str]) -> None:
    assert [text[start:end] for start, end in unbreakable(text)] == pieces


def test_a_tied_text_differs_in_spaces_only_and_keeps_its_author_s() -> None:
    assert tied("за 1 299,90 ₽ в\u00a0день") == "за 1\u00a0299,90\u00a0₽ в\u00a0день"


@given(st.text(alphabet="0123456789 .,-()+%₽$гмКкKM@/:аб№x\u00a0", max_size=40))
def test_any_text_has_its_tokens_in_order(text: str) -> None:
    place = 0
    for token in tokens(text):
        assert token.start >= place
        assert text[token.start : token.end] == token.text
        place = token.end
    assert tied(text).replace("\u00a0", " ") == text.replace("\u00a0", " ")


def test_every_unit_is_known_by_its_own_words() -> None:
    for unit in units().values():
        for word in {*unit.english} if unit.is_currency else set[str]():
            (found,) = tokens(f"7 {word}")
            assert found.amount is not None
            assert found.amount.unit == unit.name


@pytest.mark.parametrize(
    "piece", ["St. ", "т. ", "1 000 ", "г. 2026 ", "8 800 ", "1-", "A", "a@", "x × "]
)
def test_a_long_text_of_a_stranger_costs_no_more_than_its_length(piece: str) -> None:
    def seconds(length: int) -> float:
        began = time.process_time()
        tied((piece * length)[:length])
        return time.process_time() - began

    seconds(100)

    assert seconds(16_000) < 1 + 40 * seconds(1_000)
