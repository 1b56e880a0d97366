"""Classifies a user's text: small talk, a film, a correction. Pure.

It is a small recogniser, not a clever one: what it does not know is unclear, and its person is
asked. Only what says that it wants a film, or answers who asked for a description, begins one.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from adgen_dagster.domain.brief import MAX_SEGMENTS
from telegram_gateway.content.film_said import is_remark, says_film, says_new


class Meaning(StrEnum):
    """What a text is."""

    GREETING = "greeting"
    THANKS = "thanks"
    ASSENT = "assent"
    """Yes, no, fine, in a moment: an answer by a word where buttons or a description are meant."""
    QUESTION = "question"
    """What everybody asks of a bot: prices, times, what it can do, where a film is, to stop."""
    WISH = "wish"
    """It wants a film, and does not say of what: `нужен ролик`."""
    NEW_FILM = "new_film"
    """It says that it wants one more film."""
    FILM = "film"
    """It says that it wants a film."""
    REMARK = "remark"
    """It asks something, or speaks of a film that is there, or of none: no description."""
    UNCLEAR = "unclear"
    """It may be anything; where a description was asked for, it is one."""

    @property
    def says_film(self) -> bool:
        """Whether it says that it wants a film, and which."""
        return self in {Meaning.FILM, Meaning.NEW_FILM}

    @property
    def is_small_talk(self) -> bool:
        """Whether it gets a word, and no job."""
        return self in _SMALL_TALK


_SMALL_TALK = {Meaning.GREETING, Meaning.THANKS, Meaning.ASSENT, Meaning.QUESTION, Meaning.WISH}

_SOME_WORDS = 12
_END = r"(?=$|[\s,.!?…:;)(–—]|[^\w\s-])"
_COURTESY = {
    Meaning.GREETING: re.compile(
        r"(?:всем )?(?:привет\w*|здравствуй(?:те)?|салют|хай|hello|hi|hey)(?: (?:бот|there|bot))?"
        r"|добр(?:ое утро|ый день|ый вечер|ой ночи|ого (?:дня|утра|вечера|времени суток))"
        r"|good (?:morning|afternoon|evening|day)"
    ),
    Meaning.THANKS: re.compile(
        r"(?:большое |огромное )?(?:спасибо|спасибки|спс|благодарю|thank you|thanks|thx)"
        r"(?: (?:большое|огромное|вам|тебе|за всё|за все|so much|very much|a lot|again))*"
    ),
    Meaning.ASSENT: re.compile(
        r"(?:ну |очень )?(?:ок|окей|да|нет|ага|угу|хорошо|ладно|понятно|понял[аи]?|ясно|отлично"
        r"|супер|класс|круто|здорово|красиво|нравится|норм|нормально|согласен|согласна|утверждаю"
        r"|пока|до свидания|ok|okay|yes|no|yep|nope|yeah|sure|fine|great|cool|nice|perfect|awesome"
        r"|(?:очень )?(?:красиво|отлично|круто|здорово|классно|супер) (?:получилось|вышло)"
        r"|(?:сейчас|щас|скоро|позже|потом|минут(?:оч)?ку|минуту|секунд(?:очк)?у)(?:,? (?:сейчас"
        r"|(?:на|до)пишу|пришлю|отправлю|опишу|подумаю)(?: (?:описание|текст|позже|и пришлю))*)?"
        r"|подожди(?:те)?|(?:one|just a) (?:moment|minute|sec(?:ond)?)|hold on"
        r"|approved?|got it|i see|bye|goodbye)"
        r"(?=\s*$|\s*[,.!?…:;)(–—]|\s*[^\w\s-])"
    ),
}
_ASKED_OF_BOTS = re.compile(
    r"^(?:(?:а|и|ну|but|and|please|пожалуйста|(?:под)?скажи(?:те)?|(?:мне )?можно узнать"
    r"|(?:хочу|хотел\w?)(?: бы)? узнать|интересует|(?:could you )?tell me)[\s,]+)*"
    r"(?:сколько (?:\w+ )?(?:сто|длит|ждать|времени|займ|будет)"
    r"|как(?:ая|ие|ова|овы) (?:\w+ )?(?:цен|стоимост|срок)|(?:цена|стоимость|прайс)\W*$"
    r"|(?:что|чего) (?:ты|вы|тут|здесь|он) (?:\w+ )?(?:уме|мож|дела)|как (?:\w+ )?работа"
    r"|кто (?:ты|вы)\b|(?:ты|вы) кто\b|как (?:у тебя |у вас |твои |ваши )?дела"
    r"|(?:когда|скоро) (?:\w+ )?(?:будет|готов)|долго (?:ещ[её]|ждать)"
    r"|how much|how long|what can you|what do you do|how do(?:es)? (?:it|this|you) work"
    r"|где (?:мой|наш|моё|мое|наше) (?:ролик|видео|заказ|фильм)|where is my|what's new"
    r"|как там(?: дела)?\W*$|(?:ну )?(?:что|как) там\W*$|(?:уже )?готово\s*\?|где ролик\W*$"
    r"|поч[её]м(?: (?:это|ролик|видео|реклама))?\W*$|сколько с меня\b"
    r"|(?:это |у вас )?(?:дорого|платно|бесплатно)\W*$|(?:как|где) (?:\w+ )?оплатить\W*$"
    r"|как (?:мне )?(?:отменить|остановить|заказать|пользоваться)(?: заказ| ролик| ботом)?\W*$"
    r"|what (?:does|will|would) (?:it|this|a film|a video) cost|what's the price"
    r"|is (?:it|this) (?:free|paid|expensive)\W*$|how (?:do i|to) (?:cancel|stop|order|pay)\W*$"
    r"|(?:отмен(?:и|ите|ить|а)(?: заказ| ролик)?|стоп|хватит|помощь|справка|меню|начать"
    r"|cancel(?: it| order)?|stop|help|menu|start)\W*$"
    r"|who are you|how are you|are you (?:a bot|there|real)|(?:price|prices|pricing)\W*$)"
)
_A_FILM = re.compile(
    r"(?:видео)?ролик\w*|видео|реклам(?:а|у|ы|ку|н\w+)|фильм\w*"
    r"|(?:advert|video|commercial|film|spot|ad)s?|advertisement"
)
_WISHES = re.compile(
    r"я|мы|мне|нам|нуж(?:ен|на|но|ны)|надо|хо(?:чу|тим)|хотел\w*|хотелось|бы|можно|можете|можешь"
    r"|у|вас|тебя|дела(?:ть|ем)|сдела(?:й|йте|ть|ем)|созда(?:й|йте|ть)|сними(?:те)?|снять"
    r"|заказ|заказать|закажу|дава(?:й|йте)|пожалуйста|ещё|еще|од(?:ин|ну|но)|нов\w{2}|друг\w{2}"
    r"|i|we|i'd|need|want|would|like|to|make|create|order|produce|shoot|get|have|please|can|could"
    r"|you|me|us|a|an|one|more|another|new|let's|срочно|быстро|сегодня|urgently|today|now"
)


def meaning_of(text: str) -> Meaning:
    """Classify a text that was sent where nothing was asked."""
    rest, courtesy = _without_courtesy(_plain(text))
    words = len(re.findall(r"\w+", rest))
    if courtesy and not words:
        return courtesy
    if _is_wish(rest):
        return Meaning.WISH
    if _ASKED_OF_BOTS.search(rest):
        return Meaning.QUESTION
    is_asked = "?" in rest[-2:] and words <= _SOME_WORDS
    is_answer = courtesy not in {None, Meaning.GREETING}
    if not is_asked and says_film(rest, is_answer=is_answer):
        return Meaning.NEW_FILM if says_new(rest) else Meaning.FILM
    if is_asked or is_remark(rest) or not re.search(r"[^\W\d_]", rest):
        return Meaning.REMARK
    return Meaning.UNCLEAR


def _is_wish(rest: str) -> bool:
    """Tell whether somebody wants a film, and there is nothing yet to make one of."""
    words = re.findall(r"[\w']+", rest)
    films = [word for word in words if _A_FILM.fullmatch(word)]
    return bool(films) and all(word in films or _WISHES.fullmatch(word) for word in words)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _without_courtesy(text: str) -> tuple[str, Meaning | None]:
    """Return a text without the greetings and thanks that it begins with, and the first of them."""
    first, rest = None, _trimmed(text)
    while True:
        for meaning, words in _COURTESY.items():
            found = re.match(f"(?:{words.pattern}){_END}", rest)
            if found:
                first, rest = first or meaning, _trimmed(rest[found.end() :])
                break
        else:
            return rest, first


def _trimmed(text: str) -> str:
    return re.sub(r"^\W+", "", text) if re.search(r"\w", text) else ""


_NUMBERS = r"\d{1,2}(?:\s*[-–—]\s*\d{1,2})?"
_LIST = rf"{_NUMBERS}(?:\s*(?:,|;|и\s|and\s|&)\s*{_NUMBERS})*"
_PIECE = r"(?:кадр|картинк|клип|сцен|frame|picture|image|clip|scene|shot)[а-яa-z]*"
_LEADS = re.compile(
    rf"^\s*(?:{_PIECE}\s*|№\s*)?(?P<list>{_LIST})(?:\s*[:.,]\s*|\s+)(?P<rest>\D.*)$",
    re.IGNORECASE,
)
_NAMES = re.compile(rf"\b{_PIECE}\s*(?:№\s*)?(?P<list>{_LIST})\b", re.IGNORECASE)
_LINE = re.compile(r"^\s*(?P<line>\d{1,2})\s*:\s*(?P<rest>[^\d\s].*)$")


@dataclass(frozen=True)
class SegmentNote:
    """What should be different in some segments; none: it does not say in which."""

    segments: tuple[int, ...]
    text: str


def segment_note(text: str) -> SegmentNote:
    """Find the segments that a text speaks of: `3, 5-7 теплее`, `кадр 3 сделай ярче`."""
    one_line = " ".join(text.split())
    if leads := _LEADS.match(one_line):
        return SegmentNote(_listed(leads["list"]), leads["rest"].strip())
    if names := _NAMES.search(one_line):
        return SegmentNote(_listed(names["list"]), text.strip())
    return SegmentNote((), text.strip())


def line_notes(text: str) -> tuple[tuple[int, str], ...]:
    """Read corrected script lines, `3: Хлеб к семи утра`; none if one line is something else."""
    found = [_LINE.match(line) for line in text.splitlines() if line.strip()]
    return tuple((int(each["line"]), each["rest"].strip()) for each in found if each) * all(found)


def _listed(text: str) -> tuple[int, ...]:
    numbers: set[int] = set()
    for first, last in re.findall(r"(\d{1,2})(?:\s*[-–—]\s*(\d{1,2}))?", text):
        numbers.update(range(int(first), int(last or first) + 1))
    return tuple(sorted(number for number in numbers if 0 < number <= MAX_SEGMENTS))
