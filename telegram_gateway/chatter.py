"""What people say to a bot, or to somebody else, that describes no film. Pure.

Of a text with one of these signs its person is asked, unless it says that it wants a film: a
question too many costs a tap, a film that nobody ordered costs money.
"""

import re

_LONG_WORDS = 40
"""A text of more words describes something, whatever words it uses."""

PIECES = re.compile(
    r"\b(?:кадр|картинк|голос|диктор|озвучк|субтитр|сценари|реплик|музык|логотип|качеств|формат"
    r"|вертикальн|горизонтальн|frames?\b|voice|subtitles|captions|script\b|music\b|quality|format"
    r"|hd\b|vertical|horizontal)\w*"
)
"""What a film that is there consists of, or looks like."""

HANDLED = re.compile(
    r"\b(?:отмен|удал|скач|посмотр|получ|открыва|верн|передела|заново|снова|этот|это|свой|сво[её]"
    r"|больше|меньше|чтобы|из (?:видео|ролика)|в (?:видео|ролике|рекламе)"
    r"|cancel|delete|download|watch|again\b|this\b|(?:the|my|that) (?:\w+ )?(?:video|film|ad)\b"
    r"|more\b|less\b)\w*"
)
"""What is done with a film that is there, rather than a new one."""
CHANGED = re.compile(
    r"\b(?:по)?\w{2,}(?:ее|ей)\b|\b(?:короче|ярче|тише|громче|мягче|легче|лучше)\b"
)
_ENGLISH_CHANGED = re.compile(
    r"\b(?:short|long|fast|slow|dark|bright|warm|cold|loud|quiet|calm|soft|bett|funni|simpl|light)er\b"
)

REFUSED = re.compile(
    r"\b(?:не|нет|никак\w+) (?:хо|нуж|над|дела|созда|снима|запуска|заказ|буд)\w*|\bбольше не\b"
    r"|\b(?:do not|don't|no longer|never|stop)\b|\bне \w+ (?:ролик|видео|реклам|фильм)"
)
"""No film is wanted."""

_ASKS = re.compile(
    r"^(?:(?:а|и|но|ну|так|извините|простите|пожалуйста|but|and|so|sorry|please)\W+)*"
    r"(?:что (?:за|с|там|дел|буд|нуж|так|вы|ты|это)\w*"
    r"|(?:под)?скажи|расскажи|как|где|куда|откуда|когда|почему|зачем|чем|чего|кто|с кем|чей"
    r"|сколько|есть|был[аио]?|будет|можно|можете|нельзя|нужно ли|вопрос|what|why|how|where|when|who"
    r"|which|is|are|was|were|am|do|does|did|can|could|will|would|should|have|has|question)\b"
)
_MEANS_US = re.compile(
    r"\b(?:я|мы с|ты|тебя|тебе|тобой|твой|твоя|мне|меня|мной|вы|вас|вам|вами|ваш[аеиу]?|вашей?"
    r"|i|i'm|i'd|i'll|i've|me|you|your|u|we will|we'll|my)\b"
)
_OF_SERVICE = re.compile(
    r"\b(?:заказ(?!н)|оплат|счет|счёт|договор|скидки|тариф|вопрос|кнопк|чат(?:ом|е)?\b|бот\b"
    r"|ошиб|промахн|возврат|пароль|подтвержд|провер|тест\b|связ[ьи]\b|invoice|payment|billing"
    r"|pricing|button|mistake|refund|testing?\b|wrong|error)"
)
_OF_TALK = re.compile(
    r"\b(?:пришл|пришлю|отправ|скин[ьу]|вышл|жд[уеё]|подожд|минут[ку]|секунд[ку]|позвон|верн[уеё]"
    r"|скоро бу|подума|обсуд|напиш|посмотр|провер|утвержда|соглас|запуска|продолж|передума|остан"
    r"|извини|прости|прошу|пожалуйста|алло|спосибо|спасиб|удач|поздрав|с дн[её]м|желаю|привет"
    r"|купи\b|встреча|встрет|опазд|лови|вот\b|ниже\b|выше\b|сейчас|некогда|никому|отч[её]т"
    r"|thank|sorry|wait|hold on|call me|come back|get back|think|nothing|here is|here's|later)"
)
_OF_PRAISE = re.compile(
    r"\b(?:получил(?:ось|ся|ась)|вышл[оа]|понравил|нравит|вау|о+го+|класс(?:но|ный|ная|ные)?\b"
    r"|супер\b|огонь|офиген|круто\b|шикарн|а?ха(?:ха)*\b|лол|смешно|красиво|здорово|отстой|ужас"
    r"|восторг|молодц|хорош(?:ий|ая|ее|о)\b|плох(?:ой|ая|ое|о)\b|слишком|не (?:похож|вид|успева)"
    r"|loved?\b|liked?\b|wow|lol|haha|awful|worse|too \w+)"
)
_FILM_THERE = re.compile(r"\b(?:ролик|видео\b|фильм|videos?\b|films?\b)")
_CONTACT = re.compile(r"\S+@\S+\.\w+|\+?\d[\d\s()-]{8,}\d")


def is_chatter(text: str) -> bool:
    """Whether a text looks like something said in a talk, and describes nothing to be filmed.

    Args:
        text: in small letters.
    """
    words = len(re.findall(r"\w+", text))
    if words > _LONG_WORDS:
        return False
    if not re.search(r"[^\W\d_]", text) or _CONTACT.fullmatch(text.strip()):
        return bool(words)
    signs = (_ASKS, _MEANS_US, _OF_SERVICE, _OF_TALK, _OF_PRAISE, _FILM_THERE, PIECES, REFUSED)
    return any(sign.search(text) for sign in signs)


def is_about_a_film_there(text: str) -> bool:
    """Whether what is wanted of a film may well be one that is there, or that nobody makes."""
    signs = (PIECES, HANDLED, CHANGED, _ENGLISH_CHANGED, REFUSED, _OF_PRAISE)
    return any(sign.search(text) for sign in signs)


def tells_of_a_film(text: str) -> bool:
    """Whether a text that names a film for something thanks for it, judges it, or refuses it."""
    return bool(re.search(r"\b(?:кадр|frame)", text) or _judged(text) or _ASKS.match(text))


def _judged(text: str) -> bool:
    return any(sign.search(text) for sign in (REFUSED, _OF_PRAISE)) or "the video" in text
