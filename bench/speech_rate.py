"""Measure how many characters the offline narrator speaks in a second.

Run `python bench/speech_rate.py`. The sample is what the narrator has to read: every line that
the offline writer knows, in its pools and set together as in its scripts, and lines that people
and other writers wrote. Only lines that fill a good part of their slot count, because pauses and
long words weigh differently in short ones. `storyboard.SPEECH_CHARS_PER_S` holds the 5th
percentile: of the lines as long as the budget, 95 in 100 fit into `SPOKEN_S` as they are.
"""

from functools import cache
from itertools import pairwise
from pathlib import Path

import espeakng_loader

from adgen_dagster.domain.brief import Language
from adgen_dagster.domain.storyboard import SPEECH_CHARS_PER_S, SPOKEN_S, narration_budget
from adgen_dagster.providers.offline.narrator import LANGUAGES, WORDS_PER_MINUTE
from adgen_dagster.providers.offline.voice.program import SpeechLibrary
from adgen_dagster.providers.offline.voice.reading import readable
from adgen_dagster.providers.offline.words.phrases import phrases

LEAST_CHARS = 40
MOST_CHARS = 75

WRITTEN = {
    Language.RUSSIAN: (
        "Утро начинается с запаха свежего кофе и хорошего настроения.",
        "Знакомьтесь: «Утро». Кофейня, где вас ждут с самого рассвета.",
        "Скидка двадцать процентов до восьми утра. Успейте проснуться!",
        "Первый визит бесплатно, а второй вы запишете уже сами.",
        "Английский по вечерам: говорите смело уже через месяц.",
        "Представьте квартиру, где из окна видно реку и старый парк.",
        "Электросамокат заряжается за два часа и едет целый день.",
        "Профессиональные тренеры, просторные залы и никакой спешки.",
        "Мы собираем мебель из массива дуба по вашим размерам.",
        "Натуральный мёд с алтайской пасеки, без сахара и добавок.",
        "Оформите заявку на сайте, и мы перезвоним через пять минут.",
        "Ваша собака будет счастлива, а вы спокойны весь отпуск.",
    ),
    Language.ENGLISH: (
        "Every good morning starts with a cup made just for you.",
        "Meet Morning Coffee, the quiet corner in the middle of town.",
        "Twenty percent off before eight. Wake up and taste it.",
        "Your first visit is free, and the second one will be your idea.",
        "Handmade mugs from Lisbon, and no two of them are the same.",
        "Imagine an apartment with a view of the river and the park.",
        "The scooter charges in two hours and rides all day long.",
        "Professional trainers, spacious halls, and no rush at all.",
        "We build solid oak furniture to your exact measurements.",
        "Pure honey from the mountains, with nothing added to it.",
        "Send a request on our website and we will call you back.",
        "Your dog will be happy, and you can enjoy your holiday.",
    ),
}


def main() -> None:
    """Measure both languages and print what the constant should be."""
    for language in Language:
        rates = sorted(_rate(line, language) for line in _sample(language))
        fifth, middle = rates[len(rates) // 20], rates[len(rates) // 2]
        constant = SPEECH_CHARS_PER_S[language]
        budget = narration_budget(language)
        fitting = sum(budget / rate <= SPOKEN_S for rate in rates) / len(rates)
        print(
            f"{language}: {len(rates)} lines, {_words_per_minute(language):.0f} words a minute;"
            f" characters a second: slowest {rates[0]:.1f}, 5th percentile {fifth:.1f},"
            f" median {middle:.1f}, fastest {rates[-1]:.1f};"
            f" the constant is {constant:g}, its budget {budget} characters,"
            f" of which {fitting:.1%} fit into {SPOKEN_S:g} s"
        )


def _sample(language: Language) -> list[str]:
    known = phrases(language)
    pools = [known.lines[name] for name in ("hook", "story", "promise", "proof", "close")]
    pools += [
        line
        for theme in known.themes.values()
        for line in (theme.hook, theme.promise, theme.proof, theme.close)
    ]
    single = [line for pool in pools for line in pool]
    tails = [tail for pool in known.tails.values() for tail in pool]
    joined = [f"{line} {tails[number % len(tails)]}" for number, line in enumerate(single)]
    paired = [f"{first} {second}" for first, second in pairwise(single)]
    lines = {*single, *joined, *paired, *WRITTEN[language]}
    return [line for line in lines if LEAST_CHARS <= len(line) <= MOST_CHARS]


def _seconds(line: str, language: Language) -> float:
    engine = _engine()
    text = readable(line, language)
    pcm = engine.speak(text, LANGUAGES[language], WORDS_PER_MINUTE)
    return len(pcm) / 2 / engine.sample_rate


@cache
def _engine() -> SpeechLibrary:
    return SpeechLibrary(Path(espeakng_loader.get_data_path()))


def _rate(line: str, language: Language) -> float:
    return len(line) / _seconds(line, language)


def _words_per_minute(language: Language) -> float:
    lines = WRITTEN[language]
    words = sum(len(line.split()) for line in lines)
    return 60 * words / sum(_seconds(line, language) for line in lines)


if __name__ == "__main__":
    main()
