"""espeak-ng speaks: really, in two languages, with the voices that it has."""

from __future__ import annotations

import shutil
import subprocess
import sys
import wave
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import espeakng_loader
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adgen_dagster.domain.brief import Language
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.offline import OfflineNarrator, OfflineTranscriber
from adgen_dagster.providers.offline.narrator import LANGUAGES, WORDS_PER_MINUTE
from adgen_dagster.providers.offline.voice.espeak import espeak
from adgen_dagster.providers.offline.voice.program import SpeechLibrary
from adgen_dagster.providers.offline.voice.reading import readable, spoken_length
from adgen_dagster.storage.artifacts import StoppedError, Take
from tests.providers.offline.briefs import BAKERY, COFFEE, brief_of

LINE = "Свежая обжарка каждый день."

Speak = Callable[..., Path]


@pytest.fixture
def speak(new_take: Callable[[], Take], folder: Path) -> Speak:
    def spoken(line: str, *, text: str = COFFEE, voice: str = "") -> Path:
        brief = brief_of(text, voice=voice)
        made = OfflineNarrator().speak(
            line, before="", after="", brief=brief, take=new_take(), folder=folder
        )
        return made.path.rename(folder / f"{len(list(folder.iterdir()))}.wav")

    return spoken


def sound(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22050)
        return np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)


def pitch_hz(samples: np.ndarray) -> float:
    """The voice's middle pitch by autocorrelation."""
    pitches: list[float] = []
    for start in range(0, len(samples) - 2048, 1024):
        part = samples[start : start + 2048].astype(float)
        part -= part.mean()
        if part.std() < 1500:
            continue
        echo = np.correlate(part, part, "full")[2047:]
        period = 55 + int(echo[55:300].argmax())
        if echo[period] > 0.5 * echo[0]:
            pitches.append(22050 / period)
    return float(np.median(pitches))


def test_a_russian_line_is_heard(speak: Speak) -> None:
    samples = sound(speak(LINE))

    assert 1.0 < len(samples) / 22050 < 4.0
    assert np.abs(samples).max() > 8000
    assert samples.std() > 1000


def test_more_words_take_more_time(speak: Speak) -> None:
    short, long = sound(speak(LINE)), sound(speak(f"{LINE} {LINE}"))

    assert 1.6 < len(long) / len(short) < 3


def test_each_language_has_its_own_voice(speak: Speak) -> None:
    russian, english = sound(speak("radio")), sound(speak("radio", text=BAKERY))

    assert russian.tobytes() != english.tobytes()


def test_a_woman_s_voice_is_higher_than_a_man_s(speak: Speak) -> None:
    woman, man = (pitch_hz(sound(speak(LINE, voice=voice))) for voice in ("female", "male"))

    assert man < 140
    assert woman > 160


@pytest.mark.parametrize("voice", ["Annie", "annie", "ru+f3"])
def test_espeak_s_own_voices_can_be_named(voice: str, speak: Speak) -> None:
    assert sound(speak(LINE, voice=voice)).tobytes() != sound(speak(LINE)).tobytes()


@pytest.mark.parametrize("voice", ["alloy", "../../etc/passwd", "en-us+f3"])
def test_an_unknown_voice_is_refused_with_those_that_are_known(voice: str, speak: Speak) -> None:
    with pytest.raises(ProviderError, match=r"male, female.* Annie") as refused:
        speak(LINE, voice=voice)

    assert refused.value.kind is ErrorKind.BAD_REQUEST


def test_a_line_without_a_word_is_refused(speak: Speak) -> None:
    with pytest.raises(ProviderError, match="nothing to be spoken"):
        speak("… 🎉 !")


def test_markup_is_no_order_to_the_voice(speak: Speak) -> None:
    plain = sound(speak("Раз два"))

    assert sound(speak("Раз \x01[[два]]\x00")).tobytes() == plain.tobytes()
    assert len(sound(speak('Раз <break time="9s"/> два'))) / 22050 < 5


def test_the_same_line_always_sounds_the_same_whatever_is_said_beside_it() -> None:
    def say(number: int) -> bytes:
        voice = ("ru", "en-us")[number % 2]
        return espeak().speak(LINE, voice, WORDS_PER_MINUTE)

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(say, range(8)))

    assert set(together[::2]) == {say(0)}
    assert set(together[1::2]) == {say(1)} != {say(0)}


def test_the_voices_are_found_below_a_very_long_path(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["x" * 60] * 3)
    shutil.copytree(
        Path(espeakng_loader.get_data_path()),
        deep / "espeak-ng-data",
        ignore=shutil.ignore_patterns("??_dict", "???_dict"),
    )
    dictionary = Path(espeakng_loader.get_data_path()) / "en_dict"
    shutil.copy(dictionary, deep / "espeak-ng-data")

    code = (
        "import espeakng_loader, sys\n"
        "from adgen_dagster.providers.offline.voice.program import main\n"
        "espeakng_loader.get_data_path = lambda: sys.argv[1]\n"
        "main(['en-us', '155', 'hello'])\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(deep / "espeak-ng-data")],
        capture_output=True,
        check=True,
    )

    assert len(told.stdout) > 10_000


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Скидка 20%", "ru", "Скидка 20 процентов"),
        ("21% и 2,5%", "ru", "21 процент и 2,5 процента"),
        ("всего 4 990 ₽", "ru", "всего 4990 рублей"),
        ("«Кофе №1» & чай", "ru", "Кофе номер 1 и чай"),
        ("-20% 24/7 utro.ru", "ru", "минус 20 процентов круглосуточно utro точка ru"),
        ("only $5.99 & 20% off", "en", "only 5 dollars and 99 cents and 20 percent off"),
        ("1 299,90 ₽", "ru", "1299 рублей 90 копеек"),
        ("0,99 ₽, −5 °C", "ru", "99 копеек, минус 5 градусов"),
        ("от 3 млн ₽ и €99", "ru", "от 3 миллиона рублей и 99 евро"),
        ("2 шт., 22 т, 12 мин", "ru", "две штуки, 20 две тонны, 12 минут"),
        ("5–7 кг, 10×15 см", "ru", "5, 7 килограммов, 10 на 15 сантиметров"),
        ("8 800 555 35 35", "ru", "8 800, 555 35 35"),
        ("+7 (495) 123-04-00", "ru", "плюс 7 495, 123 0 4 0 0"),
        ("88005553535", "ru", "8 800, 555 35 35"),
        ("ул. Ленина, д. 5. Ждём", "ru", "улица Ленина, дом 5. Ждём"),
        ("в 2026 г. Акция до 31.12.2026", "ru", "в 2026 году. Акция до 31 декабря 2026"),
        ("250 г сахара и т. д.", "ru", "250 граммов сахара и так далее."),
        ("https://a-b.ru/menu?x=1&y=2", "ru", "a-b точка ru menu"),
        ("hello@utro.ru, 99 ₽/мес", "ru", "hello собака utro точка ru, 99 рублей в месяц"),
        (
            "$1,299.90, £99.50, $1.5M",
            "en",
            "1299 dollars and 90 cents, 99 pounds and 50 pence, 1.5 million dollars",
        ),
        ("1-800-555-0199", "en", "1 800, 5 5 5, 0 1 9 9"),
        ("10:00–22:00, 9am", "en", "10 o'clock to 10 PM, 9 AM"),
        ("Dr. Smith, 5 Main St.", "en", "Doctor Smith, 5 Main Street."),
        ("$1 or €5-€10", "en", "1 dollar or 5 to 10 euros"),
        ("в 100м от метро", "ru", "в 100 метров от метро"),
        ("221B Baker St.", "en", "221B Baker Street."),
        ("тел. 123-45-67 доб. 12", "ru", "телефон 123 45 67 добавочный 12"),
        ("the #1 bakery, 1/2 price", "en", "the number 1 bakery, half price"),
        ("3/4 чашки, ул. Мира, 1/2", "ru", "три четверти чашки, улица Мира, 1 дробь 2"),
        ("2.5x faster", "en", "2.5 times faster"),
        ("Café «Утро»", "en", "Café Ootro"),
        ("soft\u00adhyphen\u200b 🎉", "en", "soft hyphen"),
    ],
)
def test_signs_are_read_as_words(text: str, language: str, said: str) -> None:
    assert readable(text, Language(language)) == said


def test_a_figure_counts_for_the_word_that_it_is() -> None:
    assert spoken_length("20", Language.RUSSIAN) >= len("двадцать")


@pytest.fixture(scope="module")
def library() -> SpeechLibrary:
    return SpeechLibrary(Path(espeakng_loader.get_data_path()))


@settings(max_examples=40)
@given(text=st.text(max_size=80), language=st.sampled_from(Language))
def test_any_text_is_read_without_control_signs(
    text: str, language: Language, library: SpeechLibrary
) -> None:
    words = readable(text, language)

    assert words.isprintable()
    library.speak(words, LANGUAGES[language], WORDS_PER_MINUTE)


def test_a_stopped_run_says_nothing(take: Take, folder: Path) -> None:
    take.stop.set()

    with pytest.raises(StoppedError):
        OfflineNarrator().speak(
            LINE, before="", after="", brief=brief_of(COFFEE), take=take, folder=folder
        )

    assert (take.read("request") or {})["voice"] == "ru"
    assert not any(folder.iterdir())


def test_voice_messages_are_refused_with_the_way_on(take: Take, folder: Path) -> None:
    with pytest.raises(ProviderError, match="Type the brief as text") as refused:
        OfflineTranscriber().transcribe(folder / "voice.ogg", 3.0, Language.RUSSIAN, take)

    assert refused.value.kind is ErrorKind.UNSUPPORTED
    assert take.read("request") is not None
