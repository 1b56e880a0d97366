"""The little that the offline writer knows of Russian and English sentences."""

import re
from dataclasses import dataclass
from functools import cache

from adgen_dagster.domain.brief import Language


@dataclass(frozen=True)
class Grammar:
    """Patterns of one language.

    Args:
        order: how a sentence begins that tells us what to make; what follows is declined.
        aside: a part that speaks to us and not to the viewer.
        clause: how a part begins that cannot stand alone.
        joint: small words at a part's beginning that can go.
        offer: what makes a part an offer.
        named: a name that is introduced as one.
        slogan: a slogan that is introduced as one.
        place: where something is, in words that need no declining.
        proper: a name by its capital letters.
        elsewhere: capital letters that are not a product's name: places, months, known brands.
    """

    order: re.Pattern[str]
    aside: re.Pattern[str]
    clause: re.Pattern[str]
    joint: re.Pattern[str]
    offer: re.Pattern[str]
    named: re.Pattern[str]
    slogan: re.Pattern[str]
    place: re.Pattern[str]
    proper: re.Pattern[str]
    elsewhere: re.Pattern[str]


def _loose(pattern: str) -> re.Pattern[str]:
    """A pattern in any case, with white space in it for the reader; real spaces are escaped."""
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_BRANDS = (
    r"Wi-Fi|VIP|SPA|IT|AI|GPS|LED|USB|iPhone|Android|Instagram|TikTok|Telegram|WhatsApp|YouTube"
)
_LATIN_NAME = r"[A-Z][A-Za-z0-9&'’-]*(?:\s+[A-Z0-9][A-Za-z0-9&'’-]*){0,3}(?!\w|[.@/]\w)"

_RUSSIAN = Grammar(
    order=_loose(
        r"""^(?:пожалуйста,?\s*|привет[,!]?\s*|здравствуйте[,!.]?\s*|мне\s+|нам\s+)*
        (?:(?:сдела\w+|созда\w+|сним\w+|снять|нуж\w+|надо|хочу|хотим|прошу|придума\w+
        |сгенерир\w+|напиш\w+|реклам\w+|ролик\w*|видео\w*|промо\w*|объявлени\w+)\b\s*)+
        (?:(?:для|про|об?)\b\s*)?"""
    ),
    aside=_loose(
        r"""^(?:пожалуйста|привет|здравствуйте|спасибо|сдела\w+|созда\w+|сним\w+|снять|покаж\w+
        |хочу|хотим|нужн\w+|нужен|надо|пусть|чтобы|чтоб|тон|стиль|голос|музык\w+|целев\w+|формат
        |прошу|в\ стиле|в\ духе|под|давай\w*|добав\w+|использу\w+|не\ надо|упомян\w+|скаж\w+
        |расскаж\w+|с\ акцентом|текст|язык)\b
        |\b(?:ролик\w*|видео\w*|реклам\w+|сценари\w+|секунд\w*|кадр\w*|озвуч\w+|аудитори\w+
        |инстаграм\w*|тикток\w*|формат[ае]?)\b"""
    ),
    clause=_loose(
        r"""^(?:котор\w+|где|что|если|когда|потому|поэтому|чем|хотя|зато|ведь|куда|как|а|но|чей
        |чья)\b"""
    ),
    joint=_loose(r"^(?:и|да|ещё|еще|также|плюс|например|а\ также|и\ ещё)\s+"),
    offer=_loose(
        r"\d\s?% | ₽ | \bруб | \bбесплатн | \bскидк | \bакци[яи]\b | \bв\ подарок | \bцена\b"
    ),
    named=_loose(
        r"""(?:под\ названием|называется|по\ имени|бренд|марка)\s+
        ([\w-]+(?:\s(?-i:[А-ЯЁA-Z])[\w-]*)*)"""
    ),
    slogan=_loose(r"(?:слоган|девиз|лозунг)\w*\s*[:—–-]?\s*(?:«([^»]+)»|([^«».!?\n]+))[.!?]?"),
    place=re.compile(
        r"\b(?:в|во|на)\s+(?!стиле|духе|Инстаграм|Телеграм)(?=\w+(?:е|и|ом|ем|ой|ах|ях)\b)"
        r"(?:(?:[а-яё]+\s+){0,2}[А-ЯЁ][а-яё-]+(?:\s+[А-ЯЁ][а-яё-]+)?"
        r"|(?:самом\s+)?центре\s+города)"
    ),
    proper=re.compile(rf"(?<![\w@./-]){_LATIN_NAME}"),
    elsewhere=re.compile(rf"\b(?:{_BRANDS})\b"),
)

_ENGLISH = Grammar(
    order=_loose(
        r"""^(?:please,?\s*|hi[,!]?\s*|hello[,!.]?\s*)*
        (?:(?:i|we)\s+(?:want|need|would\s+like)\s+)?
        (?:(?:please\s+)?(?:make|create|write|shoot|produce|generate|do)\s+(?:me|us)?\s*)?
        (?:an?\s+|the\s+)?(?:[\w-]+\s+){0,3}?
        (?:ad|ads|advert\w*|commercial|video|clip|spot|promo|film)
        (?:\s+(?:video|clip|film|spot))?\s+(?:for|about|of|on)\s+"""
    ),
    aside=_loose(
        r"""^(?:please|hi|hello|thanks|thank\ you|make|create|show|i\ want|we\ want|i\ need
        |we\ need|i\ would|we\ would|let|use|tone|style|voice|music|target|audience|in\ the\ style
        |add|mention|say|tell|keep\ it|the\ (?:tone|style|voice|music|audience|video))\b
        |\b(?:videos?|commercials?|ads?|adverts?|advertisements?|seconds?|voice-?over|script
        |instagram|tiktok|audience)\b"""
    ),
    clause=_loose(r"^(?:which|that|who|whose|where|because|so|if|when|but|while|as|than|not)\b"),
    joint=_loose(r"^(?:and|also|plus|and\ also|as\ well\ as)\s+"),
    offer=_loose(
        r"\d\s?% | [$€£]\s?\d | \bfree\b | \bdiscount | \bgift\b | \boff\b | \bsale\b | \bprice"
    ),
    named=_loose(
        r"""(?:called|named|by\ the\ name\ of|brand)\s+
        ((?-i:[A-Z])[\w'&-]*(?:\s(?-i:[A-Z])[\w'&-]*)*)"""
    ),
    slogan=_loose(
        r"(?:slogan|tagline|motto)\s*(?:is)?\s*[:—–-]?\s*(?:«([^»]+)»|([^«».!?\n]+))[.!?]?"
    ),
    place=re.compile(
        r"\b(?:in|at|on|near)\s+(?!January|February|March|April|May|June|July|August|September"
        r"|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
        r"|Instagram|English|Russian|I\b)"
        r"(?:the\s+)?(?:(?!and\b|for\b|with\b)[a-z]+\s+){0,3}?"
        r"[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)*"
    ),
    proper=re.compile(rf"(?<![\w@./-])(?!(?:I|We|You|It|They|This|There|Here)\b){_LATIN_NAME}"),
    elsewhere=re.compile(
        r"\b(?:in|at|on|from|near|of|by|to)\s+(?:the\s+)?[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*"
        r"|\b(?:January|February|March|April|May|June|July|August|September|October|November"
        r"|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Christmas|English"
        r"|Spanish|French|German|Russian|Italian|Chinese|Japanese|European|American|British"
        rf"|{_BRANDS})\b"
    ),
)


@cache
def grammar(language: Language) -> Grammar:
    """Return the patterns of a language."""
    return _RUSSIAN if language is Language.RUSSIAN else _ENGLISH
