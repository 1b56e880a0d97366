"""What a text is to a studio that makes films: small talk, a film, a correction. Pure.

It is a small recogniser, not a clever one: what it does not know is unclear, and its person is
asked. Only what says that it wants a film, or plainly describes something, begins one at once.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from adgen_dagster.partitions import MAX_SEGMENTS
from telegram_gateway.chatter import is_about_a_film_there, is_chatter, tells_of_a_film


class Meaning(StrEnum):
    """What a text is."""

    GREETING = "greeting"
    THANKS = "thanks"
    ASSENT = "assent"
    """Yes, no, fine: an answer by a word where buttons are meant."""
    QUESTION = "question"
    """What everybody asks of a bot: prices, times, what it can do, where a film is, to stop."""
    WISH = "wish"
    """It wants a film, and does not say of what: `нужен ролик`."""
    NEW_FILM = "new_film"
    """It says that it wants one more film."""
    FILM = "film"
    """It says that it wants a film, or describes something."""
    UNCLEAR = "unclear"

    @property
    def is_small_talk(self) -> bool:
        """Whether it gets a word, and no job."""
        return self in _SMALL_TALK


_SMALL_TALK = {Meaning.GREETING, Meaning.THANKS, Meaning.ASSENT, Meaning.QUESTION, Meaning.WISH}

_FEW_WORDS, _SOME_WORDS = 6, 12
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
_FILM = (
    r"(?:ролик\w*|реклам\w*|видео\w*|фильм\w*"
    r"|advert\w*|ads?|videos?|commercials?|films?|spots?)"
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
    r"|you|me|us|a|an|one|more|another|new|let's"
)
_FILM_SAID = re.compile(rf"\b{_FILM}\b")
_SAYS_NEW = re.compile(
    r"^(?P<wanted>.*\b(?:нуж(?:ен|на|но|ны)|хо(?:чу|тим)|сдела(?:й|йте)|созда(?:й|йте)|снимите|сними"
    r"|закажу|need|want|make|create|order|shoot)\b.*?\s)?(?:(?:a|an|one)\s+)?"
    r"(?:нов\w{2}|друг(?:ой|ая|ую|ое)|ещ[её] (?:од(?:ин|ну|но)|такой же)|another|new|one more)"
    rf" (?:\w+ )?(?:{_FILM}|заказ|order)\b"
    r"(?P<named>\s*[:,.—–-]|\s+(?:для|про|об?|на тему|for|about|of)\b)?"
)
_SAYS_WHAT_ABOUT = re.compile(
    rf"\b{_FILM} (?:для|про|об?|на тему|for|about|of)\b"
    rf"|\b{_FILM}\s*[:—–]|^реклам\w+ \w|\bрекламируем\b"
)
_SAYS_WANTED = re.compile(
    r"\b(?:нуж(?:ен|на|но|ны)|хо(?:чу|тим)|хотел\w*|хотелось|закажу|заказать|сдела(?:й|йте|ть|ем)"
    r"|созда(?:й|йте|ть)|снимите|сними|снять|придума(?:й|йте|ть)|need|want|would like|make|create"
    rf"|order|produce|shoot)\b.*\b{_FILM}\b"
)
_ASKS_FOR_CHANGE = re.compile(
    r"\b(?:сдела(?:й|йте)|помен(?:яй|яйте|ять)|измени(?:те|ть)?|исправ(?:ь|ьте|ить)|убери(?:те)?"
    r"|убрать|добав(?:ь|ьте|ить)|замени(?:те|ть)?|перепиш\w+|передела\w+|поправ\w+|сократи\w*"
    r"|верни(?:те)?|перерису\w+|пере\w+й(?:те)?|давай(?:те)?|пусть|мож(?:но|ешь|ете)|хочу|надо"
    r"|нужно|скажи(?:те)?|расскажи(?:те)?|покажи(?:те)?|подскажи(?:те)?|помоги(?:те)?|напиши(?:те)?"
    r"|объясни(?:те)?|не (?:работает|могу|понимаю|понял\w?|вижу|так|то|нравится)"
    r"|make|change|fix|remove|add|replace|rewrite|redo|shorten|please|(?:can|could|would) you|let's"
    r"|tell|show|help|explain|doesn't|don't|didn't)\b"
)
_BEGINS_AS_CHANGE = re.compile(
    r"^(?:\w{3,}ее|больше|меньше|лучше|раньше|дольше|короче|ярче|тише|громче|мягче|легче|чуть"
    r"|немного|слишком|друг(?:ой|ая|ое|ие|ую)|без|не|ещ[её]|опять|снова|а|и|но|ну|то|это"
    r"|more|less|without|no|not|another|too|but|and|again|\w{3,}er)\b"
)


def meaning_of(text: str) -> Meaning:
    """What a text is, said where nothing was asked."""
    rest, courtesy = _without_courtesy(_plain(text))
    words = len(re.findall(r"\w+", rest))
    if courtesy and not words:
        return courtesy
    if _is_wish(rest):
        return Meaning.WISH
    if _ASKED_OF_BOTS.search(rest):
        return Meaning.QUESTION
    is_asked = "?" in rest[-2:] and words <= _SOME_WORDS
    is_thanks = courtesy not in {None, Meaning.GREETING}
    if not (is_asked or (is_thanks and _FILM_SAID.search(rest))) and _wants_film(rest):
        return Meaning.NEW_FILM if _says_new(rest) else Meaning.FILM
    is_change = bool(_ASKS_FOR_CHANGE.search(rest)) and words <= _SOME_WORDS
    begins = _BEGINS_AS_CHANGE.search(rest) or _LEADS.match(rest)
    is_talk = bool(begins) and words <= _FEW_WORDS
    is_rest_of_thanks = is_thanks and words <= _FEW_WORDS
    if words == 1 or is_change or is_talk or is_asked or is_rest_of_thanks or is_chatter(rest):
        return Meaning.UNCLEAR
    return Meaning.FILM


def says_film(text: str) -> bool:
    """Whether a text says that it wants a film; others that are one only describe something."""
    return _wants_film(_without_courtesy(_plain(text))[0])


def _is_wish(rest: str) -> bool:
    """Whether somebody wants a film, and there is nothing yet to make one of."""
    words = re.findall(r"[\w']+", rest)
    films = [word for word in words if _A_FILM.fullmatch(word)]
    return bool(films) and all(word in films or _WISHES.fullmatch(word) for word in words)


def _says_new(rest: str) -> bool:
    """Whether it is one more film that is wanted, not one that is there: `новый ролик лучше`."""
    found = _SAYS_NEW.search(rest)
    return bool(found and (found["wanted"] or found["named"]))


def _wants_film(rest: str) -> bool:
    """Whether a text says that it wants a film, and not what to do with one."""
    if tells_of_a_film(rest):
        return False
    if _SAYS_WHAT_ABOUT.search(rest):
        return True
    is_wanted = _SAYS_WANTED.search(rest) or _says_new(rest)
    return bool(is_wanted) and not is_about_a_film_there(rest)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _without_courtesy(text: str) -> tuple[str, Meaning | None]:
    """A text without the greetings and thanks that it begins with, and the first of them."""
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
    """`3, 5-7 теплее`, `кадр 3 сделай ярче`: which segments a text speaks of."""
    one_line = " ".join(text.split())
    if leads := _LEADS.match(one_line):
        return SegmentNote(_listed(leads["list"]), leads["rest"].strip())
    if names := _NAMES.search(one_line):
        return SegmentNote(_listed(names["list"]), text.strip())
    return SegmentNote((), text.strip())


def line_notes(text: str) -> tuple[tuple[int, str], ...]:
    """`3: Хлеб к семи утра`: the lines of a script that a text corrects; none, where one is not."""
    found = [_LINE.match(line) for line in text.splitlines() if line.strip()]
    return tuple((int(each["line"]), each["rest"].strip()) for each in found if each) * all(found)


def _listed(text: str) -> tuple[int, ...]:
    numbers: set[int] = set()
    for first, last in re.findall(r"(\d{1,2})(?:\s*[-–—]\s*(\d{1,2}))?", text):
        numbers.update(range(int(first), int(last or first) + 1))
    return tuple(sorted(number for number in numbers if 0 < number <= MAX_SEGMENTS))
