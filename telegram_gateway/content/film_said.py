"""Tells whether a text asks for a film, or speaks of one that exists. Pure.

Only what says so begins a film by itself. Where that is in doubt it does not say so: a question
too many costs a tap, a film that nobody ordered costs money.
"""

import re

_RATHER = r"(?:\w[\w-]*(?:ый|ий|ой|ая|яя|ую|юю|ое|ее)|a|an|one|short|new|один|одна|одну)\s+"
"""What stands before a film that is only named."""
FILM = (
    r"(?:(?:видео|промо|мини|арт)?-?ролик|видео|фильм|промо|реклам(?:а|у|ка|ку)"
    r"|ads?|advert(?:isement)?s?|videos?|commercials?|films?|spots?|promos?)"
)
"""A film as it is wanted: `реклама`, not `рекламе`."""
_ABOUT = r"(?:для|про|об?|на тему|for|about|of|on)\b"
_ORDERS = (
    r"(?:с?дела(?:й|йте|ть|ем)|созда(?:й|йте|ть)|сн(?:ими|имите|ять)|(?:при|вы)дума(?:й|йте|ть)"
    r"|закаж(?:у|ем|ите)|заказ(?:ать|ываю|ываем)|с?генериру(?:й|йте)|с?генерировать"
    r"|с?монтиру(?:й|йте)|запиши(?:те)?|подготов(?:ь|ьте|ить)|организу(?:й|йте)"
    r"|make|create|order|produce|shoot|generate|prepare|film)"
)
_WISHES = (
    r"(?:нуж(?:ен|на|но|ны)|треб(?:уется|уются)|прошу|хо(?:чу|тим|чется)|хотел\w*|хотелось"
    r"|давай(?:те)?|(?:мне|нам) бы|need|want|(?:would|'d) (?:like|love)|looking for)"
)
_BETWEEN = (
    r"(?:(?!(?:\w+(?:ть|ться|ти|чь|им|ем|ём)|to|не|not|про|о|об|под|к|ко|с|со|about|for|of|with)\b)"
    r"[\w'«»\"-]+,?\s+){0,7}?"
)
"""Words between a wish and its film; another verb among them is what is wanted instead."""
_NOT_TOLD = r"(?<!\bi )(?<!\bwe )(?<!\bthey )(?<!\byou )"
"""`Make an ad`, not `I make ads for a living`."""
_WANTED = re.compile(
    rf"\b(?:{_WISHES},?\s+{_BETWEEN}(?:to\s+)?{_ORDERS}|{_NOT_TOLD}{_ORDERS}|{_WISHES}),?\s+"
    rf"{_BETWEEN}{FILM}\b|\b{FILM}\s+(?:\w+\s+)?(?:нуж(?:ен|на|но)|требуется|needed|wanted)\b"
)
_NEW = re.compile(
    rf"^(?:a |an |one )?(?:нов\w{{2}}|друг(?:ой|ая|ую|ое)|ещ[её] (?:од(?:ин|ну|но|на)|такой же)"
    rf"|another|new|one more) (?:\w+ )?(?:{FILM}|заказ|order)\b(?:\s*[:,.—–-]|\s+{_ABOUT})"
)
_IS_NEW = re.compile(
    r"\b(?:нов\w{2}|друг(?:ой|ая|ую|ое)|ещ[её] (?:од(?:ин|ну|но|на)|такой же)|another|new|one more)"
    rf" (?:\w+ )?{FILM}\b"
)
_NAMED = re.compile(
    rf"^(?:{_RATHER})*{FILM}(?:-?ролик|\s+(?:ролик|видео|video|film|spot))?"
    rf"(?:\s*:(?!\s*https?:)|(?:\s\w+)?\s+(?!of\b|on\b){_ABOUT}\s+\S)"
)
"""`Реклама для пекарни`, `Короткий ролик про море`, `Ad: a bakery`."""
_OF_SOMETHING = re.compile(
    r"^(?:реклам[ау]|рекламн(?:ый|ое) (?:видеоролик|ролик|видео))\s+"
    r"(?!(?:и|но|а|же|не|ни|у|на|в|во|с|со|к|по|от|из|за|до|при|без|как|что|это|эта|так|уже|ещ[её]"
    r"|тоже|там|тут|где|мне|нам|вам|вас|нас|мой|моя|ваша|наша|очень|вообще|просто|опять|снова|только"
    r"|двигатель|хороша|видна|важна)\b)(?!\w+(?:ет|ют|ит|ят|тся|ая|ую|ое|ый|ого)\b(?!\s+\w))[\w«\"]"
)
"""`Реклама пекарни`, unlike `Реклама надоела`."""
_ADVERTISE = re.compile(
    r"^(?:(?:давай(?:те)?|надо|нужно|хочу|хотим|please|let's|пожалуйста)[\s,]+)*"
    r"(?:(?:про|раз)?рекламиру(?:ем|й|йте)|(?:про|раз)?рекламировать|advertise)\s+\S"
)
_BRIEF = re.compile(r"^(?:бриф|тз|заказ|brief|order)\s*:\s*(?!https?:)\S")

_REFUSED = re.compile(
    r"\b(?:не|нет|никак\w+) (?:хо|нуж|над|дела|созда|снима|запуска|заказ|буд|актуал)\w*"
    r"|\bне (?:сейчас|сегодня)\b"
    r"|\bбольше не\b|\b(?:do not|don't|didn't|no longer|never|stop)\b"
    r"|\bне \w+ (?:ролик|видео|реклам|фильм)|\b(?:передума|раздума|отказ(?:ыва|ал))\w*"
    r"|\b(?:changed? my mind|no need|not now|not today)\b"
)
"""No film is wanted."""
_HEDGED = re.compile(
    r"\b(?:если|когда|позже|потом|как-нибудь|вдруг|говор(?:ит|ят|ил)|сказал\w*|дума(?:л|ет|ют)\w*"
    r"|кажется|вам|тебе|кому|хотите|хочешь|предлага\w+|if|when|maybe|someday|later|says|said|thought"
    r"|you (?:need|want|guys)|do you)\b"
)
"""Not now, or not for who says it."""
_JUDGED = re.compile(
    r"\b(?:получил(?:ось|ся|ась)|вы(?:шл[аои]|шел)|понравил\w*|нрав(?:ит|ят)ся|заш(?:[её]л|ла|ло)"
    r"|удал(?:ся|ась|ось)|слишком|не похож\w*|хуже|лучше|вау|о+го+|отстой|ужас\w*|молодцы?"
    r"|восторг\w*|раздража\w*|надоел\w*|достал\w*|loved?|liked?|wow|awful|worse|better|too \w+"
    r"|came out|turned out|looks|looked)\b"
)
_PRAISED = re.compile(
    r"\b(?:супер|огонь|класс|классн\w+|топ|бомба|крут\w+|отличн\w+|шикарн\w+|прекрасн\w+|смешн\w+"
    r"|красив\w+|здоров\w|хорош\w*|плох\w*|great|nice|good|bad|perfect|awesome|amazing|funny|cool)\b"
)
_HAPPENED = re.compile(
    r"\b(?:уш(?:[её]л|ло|ла)|отправил\w*|получил\w*|(?:по)?смотре(?:л\w*|ть)|увиде(?:л\w*)|видел\w*"
    r"|показал\w*|скинул\w*|прислал\w*|выложил\w*|запустил\w*|сделал\w*|снял\w*|был[аои]?|есть|будет"
    r"|готов[аоы]?|удалил\w*|потерял\w*|наш(?:[её]л|ла|ли)|приш(?:[её]л|ла|ло)|стоит|стоил\w*|стала"
    r"|работа(?:ет|л\w*)|висит|лежит|ид[её]т|шла|крутят?\w*|собрал\w*|набрал\w*|провал\w+|заказывал\w*"
    r"|можно|нельзя|надо|пришли(?:те)?|скин\w+|удал\w+|верни\w*|отправ\w+|покажи\w*|раз"
    r"|\w{3,}ила|помогла|сработала|пропала|упала|обошлась|окупилась|тормозит|виснет"
    r"|не|так(?:ой|ая|ое)?|могу|советую|рекомендую|\w+(?:йте|ите|ешь|ишь|ает|яет|ует|ит|ят|ют|ут)"
    r"|\w{3,}(?:тр|вл|пл|ш|щ|а|я)ю|attached|sent|below|needs?|forbidden|so"
    r"|was|were|went|got|made|has|had|(?<!that )(?<!which )(?<!who )(?:is|are))\b"
)
"""What is told of a film, where one is only named."""
_BY_US = re.compile(r"\b(?:вы|ты|you)\s+(?:с?делал|присл|снял|снима|made|sent|did|shot)\w*")
_PIECES = re.compile(
    r"\b(?:картинк|голос|диктор|озвучк|субтитр|сценари|реплик|музык|логотип|качеств|формат"
    r"|вертикальн|горизонтальн|voice|subtitles|captions|script\b|music\b|quality|format"
    r"|hd\b|vertical|horizontal)\w*"
)
_SHAPE = re.compile(
    rf"\b(?:вертикальн|горизонтальн|квадратн|vertical|horizontal|square)\w*\s+(?={FILM}\b)"
)
"""Said before the film it is a kind of film, not what is to be done to one."""
_HANDLED = re.compile(
    r"\b(?:отмен|удал|скач|посмотр|получ|открыва|верн|передела|заново|снова|этот|это\b|свой|сво[её]\b"
    r"|больше|меньше|чтобы|из (?:видео|ролика)|в (?:видео|ролике|рекламе)"
    r"|cancel|delete|download|watch|again\b|this\b|(?:the|my|that) (?:\w+ )?(?:video|film|ad)\b"
    r"|more\b|less\b)\w*"
)
_CHANGED = re.compile(
    r"\b(?!по?скорее)\w{2,}[лнртдвм]ее\b(?=\s*(?:$|[,.!?;:]|и\b|чем\b))"
    r"|\b(?:по)?(?:короче|ярче|тише|громче|мягче|легче|лучше|длиннее)\b"
    r"|\b(?:short|long|fast|slow|dark|bright|warm|cold|loud|quiet|calm|soft|bett|funni|simpl|light)er\b"
)
_ASKS = re.compile(
    r"^(?:(?:а|и|но|ну|так|извините|простите|пожалуйста|but|and|so|sorry|please)\W+)*"
    r"(?:что (?:за|с|там|дел|буд|нуж|так|вы|ты|это)\w*"
    r"|(?:под)?скажи|расскажи|как|где|куда|откуда|когда|почему|зачем|чем|чего|кто|с кем|чей"
    r"|сколько|можно|можете|нельзя|нужно ли|вопрос|what|why|how|where|when|who"
    r"|which|is|are|was|were|am|do|does|did|can|could|will|would|should|have|has|question)\b"
)
_SEGMENT = re.compile(r"\b(?:кадр|frame)")

_SENTENCE_ENDS = re.compile(r"[.!?;\n]\s")
_TOLD_ENDS = re.compile(
    r"[:.!?;\n]|(?:,\s*|\s)(?:\w{1,3}\s+)?(?:где|куда|котор\w+|where|which|that|who)\b"
)
"""Where what is told of a film gives way to what is told of its subject."""
_COMMA = re.compile(r"[,:.!?;\n—–]")


def says_film(text: str, *, is_answer: bool = False) -> bool:
    """Tell whether a text asks for a film, and not what to do with one.

    Args:
        text: in small letters, without greetings and thanks.
        is_answer: whether it began with thanks or a yes: a film that it only names may be there.
    """
    if _NEW.search(text) or _BRIEF.search(text) or _advertises(text) or _wants(text):
        return True
    return not is_answer and _names(text)


def says_new(text: str) -> bool:
    """Tell whether the film that a text asks for is one more."""
    return bool(_NEW.search(text) or _IS_NEW.search(text))


def is_remark(text: str) -> bool:
    """Tell whether a text asks something, or thanks for a film, judges or declines it."""
    told = _told(text)
    signs = (_REFUSED, _JUDGED, _SEGMENT)
    return bool(_ASKS.match(text)) or any(sign.search(told) for sign in signs)


def _advertises(text: str) -> bool:
    return bool(_ADVERTISE.search(text)) and not _REFUSED.search(_told(text))


def _wants(text: str) -> bool:
    for found in _WANTED.finditer(text):
        sentence = _sentence_of(text, found)
        if any(sign.search(sentence) for sign in (_REFUSED, _HEDGED, _SEGMENT)):
            continue
        if _ASKS.match(sentence):
            continue
        rest = text[found.end() :]
        clause = _SHAPE.sub("", found[0] + _until(_COMMA, rest))
        if _CHANGED.search(clause):
            continue
        if re.match(rf"(?:\s\w+){{0,2}}\s*(?::|{_ABOUT})", rest):
            return True
        if not any(sign.search(clause) for sign in (_PIECES, _HANDLED, _JUDGED)):
            return True
    return False


def _names(text: str) -> bool:
    if not (_NAMED.search(text) or _OF_SOMETHING.search(text)):
        return False
    signs = (_REFUSED, _HEDGED, _JUDGED, _PRAISED, _HAPPENED, _SEGMENT)
    return not _BY_US.search(text) and not any(sign.search(_told(text)) for sign in signs)


def _told(text: str) -> str:
    return _until(_TOLD_ENDS, text)


def _until(ends: re.Pattern[str], text: str) -> str:
    found = ends.search(text)
    return text[: found.start()] if found else text


def _sentence_of(text: str, found: re.Match[str]) -> str:
    starts = [each.end() for each in _SENTENCE_ENDS.finditer(text, 0, found.start())]
    begin = starts[-1] if starts else 0
    return text[begin : found.end()] + _until(_TOLD_ENDS, text[found.end() :])
