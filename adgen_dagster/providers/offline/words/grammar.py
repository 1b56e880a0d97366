"""The little that the offline writer knows of Russian and English sentences."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from adgen_dagster.domain.brief import Language


class Form(StrEnum):
    """How words of a brief can be quoted: after which words they stand as they are."""

    NAMED = "named"
    """In the nominative, or in English."""
    OF = "of"
    """In the genitive: `реклама нового смартфона`."""
    SEEN = "seen"
    """In the accusative: `про новый смартфон`."""
    ABOUT = "about"
    """In the prepositional, with its preposition: `о новом смартфоне`."""
    STATED = "stated"
    """A sentence of its own: `скажи, что …`."""
    HOW = "how"
    """A clause with its question word: `как мы печём`."""
    FOCUS = "focus"
    """What most weight is asked for: `с акцентом на камеру`."""
    BARE = "bare"
    """In English without an article: it can stand alone, and nothing can stand before it."""
    PEOPLE = "people"
    """Whom it is for, in the nominative: `аудитория: студенты`."""


@dataclass(frozen=True)
class AskedFor:
    """How a sentence begins that tells us what to make or to say; what follows has this form."""

    begins: re.Pattern[str]
    form: Form


@dataclass(frozen=True)
class Grammar:
    """Patterns of one language.

    Args:
        orders: what asks for a film; what follows is its subject.
        asks: what asks for something to be said.
        focus: where within a sentence begins what most weight is asked for.
        ours: what speaks of the film, its voice and music and not of what is advertised.
        clause: how a part begins that cannot stand alone.
        joint: small words at a part's beginning that can go.
        starts: where a new sentence begins though no stop tells it.
        verb: a word that makes a sentence of a name.
        offer: what makes a part an offer.
        named: a name that is introduced as one.
        slogan: a slogan that is introduced as one.
        proper: a name by its capital letters.
        elsewhere: capital letters that are not a product's name: places, months, known brands.
        relatives: what begins a clause about a noun, and what says the same in a sentence.
        mine: the person's own words for what is theirs, and how a firm says it.
    """

    orders: Sequence[AskedFor]
    asks: Sequence[AskedFor]
    focus: re.Pattern[str]
    ours: re.Pattern[str]
    clause: re.Pattern[str]
    joint: re.Pattern[str]
    starts: re.Pattern[str]
    verb: re.Pattern[str]
    offer: re.Pattern[str]
    named: re.Pattern[str]
    slogan: re.Pattern[str]
    proper: re.Pattern[str]
    elsewhere: re.Pattern[str]
    relatives: Mapping[str, str]
    mine: Mapping[str, str]


def _loose(pattern: str) -> re.Pattern[str]:
    """A pattern in any case, with white space in it for the reader; real spaces are escaped."""
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_BRANDS = (
    r"Wi-Fi|VIP|SPA|IT|AI|GPS|LED|USB|iPhone|Android|Instagram|TikTok|Telegram|WhatsApp|YouTube"
)
_LATIN_NAME = r"[A-Z][A-Za-z0-9&'’-]*(?:\s+(?:&\s+)?[A-Z0-9][A-Za-z0-9&'’-]*){0,3}(?!\w|[.@/]\w)"

_RUSSIAN_PLEASE = r"""(?:пожалуйста|привет|здравствуйте|добрый\ день|мне|нам|меня|и|я|мы|срочно
    |хочу|хотим|хотелось\ бы|прошу|нуж(?:ен|на|но|ны)|надо|можно|можете|давай\w*|обязательно|ещё
    |также|очень|сдела\w+|созда\w+|сним\w+|снять|придума\w+|сгенерир\w+|подготов\w+|заказать)
    \b[,!.]?\s*"""
_RUSSIAN_FILM = r"""(?:(?:рекламн\w+\s+)?(?:(?:видео|промо)?-?ролик\w*|видео|клип\w*|промо|фильм\w*
    |объявлени\w+)|реклам(?:а|у|ы|ку))\b\s*"""
_RUSSIAN_ORDER = rf"""^(?:{_RUSSIAN_PLEASE})*
    (?:(?:[а-яё]+(?:ый|ий|ой|ую|юю|ое|ее|ые|ие)|\d+\W?|секундн\w+|на|секунд\w*|минут\w*)\b\W*){{0,4}}
    (?:{_RUSSIAN_FILM})+(?:(?:на|длиной|длительностью)\s+\d+\s\w+\s*)?(?:для\ продвижения\s+)?
    (?:(?:для|в)\s+(?:instagram|инстаграм\w*|tiktok|тикток\w*|youtube|ютуб\w*|соцсет\w+|вк)\s+)?"""
_RUSSIAN_ASK = rf"""^(?:{_RUSSIAN_PLEASE})*(?:чтобы\s+)?(?:было\s+|все\s+)?
    (?:покаж\w+|показать|упомян\w+|добав\w+|скаж\w+|сказать|расскаж\w+|рассказать|рассказывал\w*
    |напиш\w+|укаж\w+|указать|подчеркн\w+|подчёркн\w+|сообщи\w*|напомн\w+|знали|узнали|видно
    |не\ забуд\w+(?:\ (?:сказать|упомянуть|указать|добавить|показать))?)\b
    (?:\s+(?:зрител\w+|всем|людям|там|текст))?,?\s*"""

# Endings of "мой" and "свой", and those of "наш".
_RUSSIAN_OURS = {"й": "", "я": "а", "ю": "у", "ё": "е", "ём": "ем"} | {
    ending: ending for ending in ("и", "его", "ему", "ей", "им", "их", "ими")
}

_RUSSIAN = Grammar(
    orders=(
        AskedFor(_loose(rf"{_RUSSIAN_ORDER}про\s+"), Form.SEEN),
        AskedFor(_loose(rf"{_RUSSIAN_ORDER}(?=об?о?\s)"), Form.ABOUT),
        AskedFor(_loose(rf"{_RUSSIAN_ORDER}(?:для|из)\s+"), Form.OF),
        AskedFor(_loose(rf"{_RUSSIAN_ORDER}(?=в|на|с|по|под)\w{{1,3}}\s[^.,:;—]*"), Form.NAMED),
        AskedFor(_loose(rf"{_RUSSIAN_ORDER}[,:.!—–-]+\s*"), Form.NAMED),
        AskedFor(_loose(rf"{_RUSSIAN_ORDER}"), Form.OF),
        AskedFor(
            _loose(rf"^(?:{_RUSSIAN_PLEASE})*(?:(?:про|раз)рекламир|продвига|продвин)\w+\s+"),
            Form.SEEN,
        ),
    ),
    asks=(
        AskedFor(
            _loose(
                rf"""^(?:{_RUSSIAN_PLEASE})*(?:с\s+)?(?:главн\w+\s+|основн\w+\s+)?
                (?:акцент\w*|упор\w*|внимани\w+)\s+(?:(?:сдела\w+|обрати\w+)\s+)?на\s+"""
            ),
            Form.FOCUS,
        ),
        AskedFor(_loose(rf"{_RUSSIAN_ASK}что\s+"), Form.STATED),
        AskedFor(_loose(rf"{_RUSSIAN_ASK}(?=как\s)"), Form.HOW),
        AskedFor(_loose(rf"{_RUSSIAN_ASK}про\s+"), Form.SEEN),
        AskedFor(_loose(rf"{_RUSSIAN_ASK}(?=об?о?\s)"), Form.ABOUT),
        AskedFor(_loose(_RUSSIAN_ASK), Form.SEEN),
        AskedFor(
            _loose(
                r"""^(?:(?:наша|целевая|основная)\s+)*аудитория\s*
                (?:[:—–-]|это)\s*(?:это\s+)?"""
            ),
            Form.PEOPLE,
        ),
    ),
    focus=_loose(r",?\s+(?=(?:с|делая)\s+(?:акцент\w*|упор\w*)\s+на\s)"),
    ours=_loose(
        r"""^(?:тон|стиль|голос|озвучк\w+|музык\w+|формат|длительность|хронометраж|язык|настроение
        |атмосфера\ ролика|субтитр\w*|титры|в\ стиле|в\ духе|спасибо|привет|здравствуйте|добрый
        \ день|пожалуйста)\b
        |\b(?:ролик\w*|видео|голос\w*|музык\w+|кадр\w*|озвучк\w+|субтитр\w*|настроение)\b.*
        \b(?:долж\w+|нуж\w+|пусть|был\w?|будет|быть|без|спокойн\w+|весёл\w+|весел\w+)\b
        |^(?:пусть|чтобы|хочу|хотим|хочется|надо|нужно|можно|без|сделай\w*)\b
        .*\b(?:ролик\w*|видео|голос\w*|музык\w+|кадр\w*|весел\w+|весёл\w+|ярк\w+|стильн\w+|красив\w+
        |тон\w?|секунд\w*|субтитр\w*|формат\w*)\b"""
    ),
    clause=_loose(
        r"""^(?:(?:в|на|с|к|из|от|для|о|об)\s+)?(?:котор\w+|чь[яеёи]\w*)\b
        |^(?:где|что|чтобы|чтоб|если|когда|потому|поэтому|чем|хотя|зато|ведь|куда|откуда|как|а|но
        |то|чей|пока|или|ни|либо|причём|включая|кроме|особенно)\b"""
    ),
    joint=_loose(r"^(?:и|да|ещё|еще|также|плюс|например|а\ также|и\ ещё|всё\ это)\s+"),
    starts=_loose(r"\s+(?=(?:мы|у\ нас|я|там|тут|здесь)\s)"),
    verb=_loose(
        r"""\b(?:мы|вы|я|он|она|они|есть|у\ нас|[а-яё]{2,}ём|[а-яё]{3,}(?:ем|им|ете|ёте|ите
        |ают|яют|уют|ют|ает|яет|ует|ится|ется|ются|ится|лась|лось|лись|лся))\b"""
    ),
    offer=_loose(
        r"\d\s?% | ₽ | \bруб | \bбесплатн | \bскидк | \bакци[яи]\b | \bв\ подарок | \bцена\b"
    ),
    named=_loose(
        r"""(?:под\ названием|называется|по\ имени|бренд|марка)\s+
        ([\w-]+(?:\s(?-i:[А-ЯЁA-Z])[\w-]*)*)"""
    ),
    slogan=_loose(
        r"\b(?:слоган|девиз|лозунг)\w*\s*(?:[:—–-]\s*)?(?:«([^»]+)»|([^«».!?\n]+))[.!?]?"
    ),
    proper=re.compile(rf"(?<![\w@./-]){_LATIN_NAME}"),
    elsewhere=re.compile(rf"\b(?:{_BRANDS})\b"),
    relatives={
        "где": "здесь",
        "который": "он",
        "которая": "она",
        "которое": "оно",
        "которые": "они",
    },
    mine={
        f"{owner}{ending}": f"наш{ours}"
        for owner in ("мо", "сво")
        for ending, ours in _RUSSIAN_OURS.items()
    },
)

_ENGLISH_PLEASE = r"""(?:(?:please|hi|hello|hey|thanks|i|we|you|can|could|want|need|would\ like|to
    |also|and|just|the\ viewer|people|make\ sure|be\ sure|do\ not\ forget|don't\ forget|us|me)
    \b[,!.]?\s*)"""
_ENGLISH_ORDER = rf"""^{_ENGLISH_PLEASE}*
    (?:(?:make|create|write|shoot|produce|generate|do|film)\s+(?:me\s+|us\s+)?)?
    (?:an?\s+|the\s+)?(?:[\w-]+\s+){{0,3}}?
    (?:ad|ads|advert\w*|commercial|video|clip|spot|promo|film)
    (?:\s+(?:video|clip|film|spot))?"""
_ENGLISH_ASK = rf"""^{_ENGLISH_PLEASE}*(?:show|mention|say|tell|add|include|point\ out|stress
    |know|write|note)(?:ing)?\b(?:\s+(?:them|everyone|people|us|clearly|in\ it))?,?\s*"""
_ENGLISH_MENTION = rf"""^{_ENGLISH_PLEASE}*(?:(?:mention|include|add|stress|point\ out)
    |show(?=\s(?:the|our|my|your|an?|off|people)\b)|(?:tell\ (?:them|people)|talk)\ about)\b\s+"""

_ENGLISH = Grammar(
    orders=(
        AskedFor(_loose(rf"{_ENGLISH_ORDER}\s+(?:for|about|of|on|promoting)\s+"), Form.NAMED),
        AskedFor(_loose(rf"{_ENGLISH_ORDER}\s*[:,.!—–-]+\s*"), Form.NAMED),
        AskedFor(_loose(rf"^{_ENGLISH_PLEASE}*(?:advertise|promote)\s+"), Form.NAMED),
    ),
    asks=(
        AskedFor(
            _loose(
                rf"""^{_ENGLISH_PLEASE}*(?:put\s+)?(?:with\s+)?(?:an?\s+|the\s+|main\s+)*
                (?:focus\w*|emphasi\w+|accent|highlight\w*|weight)\s+(?:is\s+|should\s+be\s+)?
                (?:on\s+)?(?:the\s+fact\s+that\s+)?"""
            ),
            Form.FOCUS,
        ),
        AskedFor(_loose(rf"{_ENGLISH_ASK}that\s+"), Form.STATED),
        AskedFor(_loose(rf"{_ENGLISH_ASK}(?=how\s)"), Form.HOW),
        AskedFor(_loose(_ENGLISH_MENTION), Form.SEEN),
        AskedFor(
            _loose(r"^(?:(?:the|our|target|main)\s+)*audience\s*(?::|is|are|[—–-])\s*"),
            Form.PEOPLE,
        ),
    ),
    focus=_loose(
        r""",?\s+(?=(?:with\s+(?:an?\s+|the\s+|main\s+)*(?:focus|emphasis|accent)
        |focus(?:s?ing|s?ed)?|emphasi[sz]ing|highlighting)\s)"""
    ),
    ours=_loose(
        r"""^(?:tone|style|voice|music|format|length|language|mood|in\ the\ style|subtitles|keep\ it
        |thanks|thank\ you|please|hi|hello|the\ (?:tone|style|voice|music|mood|video|film))\b\W*
        |\b(?:video|film|clip|voice|voice-?over|music|ad)\b.*\b(?:should|must|please|needs?\ to)\b
        |^(?:let|use|make|i\ want|we\ want|i\ would|we\ would|no)\b
        .*\b(?:videos?|voice|voice-?over|music|ad|funny|cheerful|calm|seconds?|subtitles|it)\b"""
    ),
    clause=_loose(
        r"^(?:which|that|who|whose|where|because|so|if|when|but|while|as|than|not|or|including)\b"
    ),
    joint=_loose(r"^(?:and|also|plus|and\ also|as\ well\ as)\s+"),
    starts=_loose(r"\s+(?=we\s(?!are\b.*\bwe\b)\w+\s)(?<!that\s)(?<!what\s)(?<!if\s)"),
    verb=_loose(
        r"""^(?:we|you|they|i|it|this|there)\b
        |(?<!that\s)(?<!which\s)(?<!who\s)\b(?:is|are|was|were|has|have|will|now)\b"""
    ),
    offer=_loose(
        r"\d\s?% | [$€£]\s?\d | \bfree\b | \bdiscount | \bgift\b | \boff\b | \bsale\b | \bprice"
    ),
    named=_loose(
        r"""(?:called|named|by\ the\ name\ of|brand)\s+
        ((?-i:[A-Z])[\w'&-]*(?:\s(?-i:[A-Z])[\w'&-]*)*)"""
    ),
    slogan=_loose(
        r"\b(?:slogan|tagline|motto)\s*(?:is)?\s*(?:[:—–-]\s*)?(?:«([^»]+)»|([^«».!?\n]+))[.!?]?"
    ),
    proper=re.compile(rf"(?<![\w@./-])(?!(?:I|We|You|It|They|This|There|Here)\b){_LATIN_NAME}"),
    elsewhere=re.compile(
        r"\b(?:in|at|on|from|near|of|by|to|around|[Ss]erving)\s+(?:the\s+)?[A-Z][\w'’-]*"
        r"(?:\s+(?:and\s+)?[A-Z][\w'’-]*)*"
        r"|\b[A-Z]\w*\s(?:Street|St|Road|Rd|Avenue|Ave|Lane|Square)\b"
        r"|\b(?:January|February|March|April|May|June|July|August|September|October|November"
        r"|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|Christmas|English"
        r"|Spanish|French|German|Russian|Italian|Chinese|Japanese|European|American|British"
        rf"|{_BRANDS})\b"
    ),
    relatives={"where": "here", "which": "it", "who": "we"},
    mine={"my": "our"},
)


@cache
def grammar(language: Language) -> Grammar:
    """Return the patterns of a language."""
    return _RUSSIAN if language is Language.RUSSIAN else _ENGLISH
