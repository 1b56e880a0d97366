"""Read a brief sentence by sentence: what is advertised, and what is to be said of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from adgen_dagster.domain.brief import Language
from adgen_dagster.providers.offline.words.grammar import AskedFor, Form, grammar
from adgen_dagster.providers.offline.words.parts import COMMA, MARK, capital, parted, price_in
from adgen_dagster.providers.offline.words.phrases import phrases
from adgen_dagster.providers.offline.words.quoting import Quotation, quotes_of, reached

_HEAD_END = re.compile(rf"{COMMA}|:\s+|\s[—–-]\s")
_ARTICLE = re.compile(r"(?:an?|the|our)\s", re.IGNORECASE)
# After an order Russian words are declined; a part that begins or is made like this one is not.
_STANDS = re.compile(
    r"бесплатн|^(?:г|ул|пр|м|ст|тц)\.|^(?:от|без|с|со|до|в|во|на|по|за|у|к|для|при|только|всего|уже|теперь|есть)\b|^\W*\d"
    r"|^[^\W\d]{3,}(?:ый|ий|ая|яя|ое|ее|ые|ие|ка|ия|ство|ние|сть)\b"
    r"|^[^\W\d]+[бвгджзклмнпрстфхцчшщьоею]\b(?<!ов)(?<!ев)(?<!ей)(?<!ых)(?<!их)(?<!ой)",
    re.IGNORECASE,
)
_BELONGS = re.compile(
    r"\s*(?:$|[,:]|(?:в|во|на|у|для|из|от|с|со|около|возле|и|in|on|at|from|for|by|near|with|and)\s)"
)
_WITHIN = re.compile(r"(?:в|во|на|с|со|у|к|от|из|для|по|при|до|за|без)\s", re.IGNORECASE)
_MOST_WORDS = 3
_LEAST_LETTERS = 3
_ENDS = " .!?…,;:—–-"


@dataclass(frozen=True)
class SubjectPhrase:
    """What is advertised, in the person's words and the form in which they gave them."""

    text: str = ""
    form: Form = Form.NAMED


def read_sentences(
    told: Sequence[str], name: str, language: Language
) -> tuple[SubjectPhrase, list[Quotation]]:
    """Tell what is advertised, and quote all else that is to be said."""
    return _Reader(name, language).read(told)


class _Reader:
    def __init__(self, name: str, language: Language) -> None:
        self._name = name
        self._language = language
        self._known = grammar(language)
        self._framed = dict[Form, int]()

    def read(self, told: Sequence[str]) -> tuple[SubjectPhrase, list[Quotation]]:
        orders = [self._ask(sentence, self._known.orders) for sentence in told]
        head = next((at for at, order in enumerate(orders) if order), 0)
        subject, quotes = SubjectPhrase(), list[Quotation]()
        for at, sentence in enumerate(told):
            if at == head:
                subject, more = self._first(sentence, orders[at], is_alone=len(told) == 1)
                quotes += more
            elif not orders[at]:
                quotes += self._said(sentence)
        return subject, quotes

    def _ask(self, sentence: str, asks: Sequence[AskedFor]) -> AskedFor | None:
        return next((ask for ask in asks if ask.begins.match(sentence)), None)

    def _first(
        self, sentence: str, order: AskedFor | None, *, is_alone: bool
    ) -> tuple[SubjectPhrase, list[Quotation]]:
        """The sentence that names what is advertised: that, and the rest of what it says."""
        order = order or self._ask(sentence, self._known.asks)
        if order and order.form not in (Form.NAMED, Form.OF, Form.SEEN, Form.ABOUT):
            return SubjectPhrase(), self._said(sentence)
        if not order and self._known.ours.search(sentence):
            return SubjectPhrase(), []
        form = order.form if order else Form.NAMED
        rest = order.begins.sub("", sentence) if order else sentence
        rest, *focus = self._known.focus.split(rest, maxsplit=1)
        parts = parted(rest, _HEAD_END)
        if form is Form.NAMED and not self._is_named(parts, can_stand=bool(order) or not is_alone):
            stated = [*self._said(rest), *self._all_said(focus)]
            return self._introduced(parts[0][1]), stated
        head = parts.pop(0)[1].strip(_ENDS)
        head, *clause = self._known.starts.split(head, maxsplit=1)
        while parts and self._belongs(head, *parts[0], form):
            head += "".join(parts.pop(0)).rstrip(_ENDS)
        quotes = [*self._all_said(clause), *self._listed(parts), *self._all_said(focus)]
        if MARK in head:
            return SubjectPhrase(), quotes
        return self._subject(head, form, is_ordered=order is not None), quotes

    def _is_named(self, parts: list[tuple[str, str]], *, can_stand: bool) -> bool:
        """Whether a sentence begins with a name or a noun, and not with a statement.

        `can_stand` tells that it may be one without anything that shows it.
        """
        head = parts[0][1].strip(_ENDS)
        behind = parts[1][0].strip() if len(parts) > 1 else ""
        _, is_told, after = head.partition(self._name) if self._name else ("", "", "")
        if is_told and not _BELONGS.match(after.lstrip("»")):
            return False
        if self._known.verb.search(head) or self._known.clause.match(head) or reached(head):
            return False
        if price_in(head) or _WITHIN.match(head) or behind in {"—", "–", "-"}:
            return False
        return bool(behind or is_told or _ARTICLE.match(head) or (can_stand and " " in head))

    def _introduced(self, head: str) -> SubjectPhrase:
        """What a statement begins with, up to the name: `Ветклиника «Лапа» открылась`."""
        before, name, _ = head.partition(self._name) if self._name else ("", "", "")
        noun = before.strip(" «")
        if not name or len(noun.split()) > _MOST_WORDS or self._known.verb.search(noun):
            return SubjectPhrase()
        if len(noun) in range(1, _LEAST_LETTERS) or self._known.clause.match(noun):
            return SubjectPhrase()
        quoted = f"«{name}»" if self._language is Language.RUSSIAN else name
        return self._subject(f"{noun} {quoted}".strip(), Form.NAMED, is_ordered=False)

    def _subject(self, head: str, form: Form, *, is_ordered: bool) -> SubjectPhrase:
        head = self._lowered(self._ours(head))
        if self._language is Language.ENGLISH and not (is_ordered or _ARTICLE.match(head)):
            form = form if self._name and head.startswith(self._name) else Form.BARE
        return SubjectPhrase(head, form)

    def _belongs(self, head: str, joint: str, part: str, form: Form) -> bool:
        """Whether a part still is what is advertised: declined as its beginning, or beside it."""
        if joint.strip() != "," or reached(part):
            return False
        if self._language is Language.ENGLISH:
            return bool(_ARTICLE.match(part)) and head == self._name
        stands = _STANDS.search(part) or self._known.verb.search(part)
        return form is not Form.NAMED and not stands and not self._known.clause.match(part)

    def _listed(self, parts: Sequence[tuple[str, str]]) -> list[Quotation]:
        """What follows the subject in its sentence, item by item."""
        quotes, items = list[Quotation](), ""
        for at, (joint, part) in enumerate(parts):
            whole = "".join([part, *parts[at + 1]]) if at + 1 < len(parts) else part
            if self._asked_how(part) or self._asked_how(whole):
                quotes += self._items(items)
                items = ""
                quotes += self._said(whole if self._asked_how(whole) else part)
            elif not (at and self._asked_how("".join([parts[at - 1][1], joint, part]))):
                items += f"{joint}{part}" if items else part
        return quotes + self._items(items)

    def _asked_how(self, part: str) -> bool:
        ask = self._ask(part, self._known.asks)
        return ask is not None and ask.form in (Form.HOW, Form.STATED)

    def _items(self, items: str) -> list[Quotation]:
        if not any(map(str.isalnum, items)):
            return []
        first, _, behind = items.partition(" ")
        relative = self._known.relatives.get(first.lower())
        return quotes_of(
            f"{relative} {behind}" if relative else items, self._language, is_list=True
        )

    def _all_said(self, sentences: Sequence[str]) -> list[Quotation]:
        return [quote for sentence in sentences for quote in self._said(sentence)]

    def _said(self, sentence: str) -> list[Quotation]:
        """A sentence that is to be said: as it stands, or what it asks for in words around it."""
        if self._known.ours.search(sentence):
            return []
        ask = self._ask(sentence, self._known.asks)
        if not ask:
            return quotes_of(sentence, self._language)
        asked = ask.begins.sub("", sentence).strip(_ENDS)
        if not asked or ask.form is Form.STATED or reached(asked):
            return quotes_of(asked, self._language) if asked else []
        frames = phrases(self._language).lines[f"asked_{ask.form}"]
        turn = self._framed.get(ask.form, 0)
        self._framed[ask.form] = turn + 1
        asked = self._ours(asked)
        framed = frames[turn % len(frames)].format(x=asked, X=capital(asked))
        return quotes_of(framed, self._language)

    def _ours(self, words: str) -> str:
        """What is the person's, as the firm says it."""
        mine = self._known.mine
        return re.sub(r"\w+", lambda word: mine.get(word[0].lower(), word[0]), words)

    def _lowered(self, words: str) -> str:
        """Words that no longer begin a sentence; a name keeps its capital."""
        first = words.partition(" ")[0]
        is_name = first in self._name.split() or first[1:2].isupper()
        return words if is_name else words[:1].lower() + words[1:]
