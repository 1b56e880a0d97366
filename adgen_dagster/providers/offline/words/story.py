"""Tell the story: which line stands where, and what kind it is."""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, permutations

from adgen_dagster.domain.brief import Act, Brief, Language
from adgen_dagster.providers.offline.words.grammar import Form
from adgen_dagster.providers.offline.words.laying import Laid, lay
from adgen_dagster.providers.offline.words.parts import capital
from adgen_dagster.providers.offline.words.phrases import phrases
from adgen_dagster.providers.offline.words.quoting import Quotation, quotes_of
from adgen_dagster.providers.offline.words.request import Request
from adgen_dagster.providers.offline.words.room import Room
from adgen_dagster.providers.offline.words.wishes import Wishes

_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True)
class Said:
    """One line, and what kind it is: that decides what is seen with it.

    `core` is the line without the few words that only fill its slot.
    """

    text: str
    kind: str
    core: str


@dataclass(frozen=True)
class Story:
    """Every line of a film, and what of the brief found no place in them."""

    lines: tuple[tuple[Act, Said], ...]
    left_out: tuple[str, ...]


class Storyteller:
    """Has everything that can be said for one brief, and says nothing twice.

    Args:
        brief: language and acts.
        request: what was found in the request.
        wishes: what the person wanted changed.
        chance: decides between equals.
    """

    def __init__(
        self, brief: Brief, request: Request, wishes: Wishes, chance: random.Random
    ) -> None:
        self._language = brief.language
        self._request = request
        self._wishes = wishes
        self._chance = chance
        self._counts = {act: sum(n for each, n in brief.acts if each is act) for act in Act}
        self._acts = [act for act, _ in brief.acts]
        self._known = phrases(brief.language)
        self._room = Room(brief.language)
        self._said: set[str] = set()
        self._used: Counter[str] = Counter()
        self._tails = {
            kind: chance.sample(tails, len(tails)) for kind, tails in self._known.tails.items()
        }
        theme = self._known.themes.get(request.theme)
        tone = self._known.tones.get(wishes.tone)
        self._pools = {
            name: [
                *(getattr(tone, name, ()) if tone else ()),
                *(getattr(theme, name, ()) if theme else ()),
                *chance.sample(self._known.lines[name], len(self._known.lines[name])),
            ]
            for name in ("hook", "promise", "proof", "close")
        }

    def tell(self) -> Story:
        """Write a line for every segment, in order; the last is the name."""
        total = sum(self._counts.values())
        sign, is_whole = self._sign() if total > 1 else (None, False)
        quotes = self._quotes(told_already=is_whole)
        facts = [quote for quote in quotes if not quote.reaches]
        calls = [quote for quote in quotes if quote.reaches]
        room = dict(self._counts)
        if sign:
            room[self._acts[-1]] -= 1
        reached, unreached = lay(calls, room[Act.MAIN] + room[Act.OUTRO], self._room)
        spare = max(room[Act.INTRO] - 2, 0)
        laid, left = self._laid(facts, room[Act.MAIN] + room[Act.OUTRO] - len(reached), spare)
        acts = self._in_acts(laid, reached, room)
        if sign:
            acts[self._acts[-1]].append(sign)
        lines = tuple((act, line) for act in self._acts for line in acts[act])
        return Story(lines, tuple(quote.text for quote in (*left, *unreached)))

    def _laid(
        self, facts: list[Quotation], lines: int, spare: int
    ) -> tuple[list[Laid], list[Quotation]]:
        """Facts in the lines there are; where these are too few, in the introduction's as well."""
        laid, left = lay(facts, lines, self._room)
        return lay(facts, lines + spare, self._room) if left and spare else (laid, left)

    def _in_acts(
        self, laid: list[Laid], reached: list[Laid], room: dict[Act, int]
    ) -> dict[Act, list[Said]]:
        """What is told and what fills it up, for each act."""
        called = [self._quoted(line) for line in reached]
        late = max(len(called) - room[Act.OUTRO], 0)
        main = room[Act.MAIN] - late
        early = max(len(laid) - main - (room[Act.OUTRO] - len(called) + late), 0)
        first = [self._quoted(line) for line in laid[:early]]
        last = [self._quoted(line) for line in laid[early + main :]]
        return {
            Act.INTRO: self._intro(first, room[Act.INTRO]),
            Act.MAIN: [*self._main(laid[early : early + main], main), *called[:late]],
            Act.OUTRO: self._outro(last, called[late:], room[Act.OUTRO]),
        }

    def _quotes(self, *, told_already: bool) -> list[Quotation]:
        """What is to be said: what notes asked for, the subject, the rest of the brief."""
        wanted = [quote for line in self._wishes.lines for quote in quotes_of(line, self._language)]
        subject = self._request.subject
        first = list[Quotation]()
        if subject.text and not told_already:
            first = quotes_of(self._of_subject("told", 0), self._language)
        quotes = [*wanted, *first, *self._request.quotes]
        return [quote for quote in quotes if not self._is_unwanted(quote.text)]

    def _of_subject(self, kind: str, number: int) -> str:
        """The subject in one of the frames that its form allows."""
        subject = self._request.subject
        frames = self._known.lines[f"{kind}_{subject.form}"]
        return frames[number % len(frames)].format(x=subject.text, X=capital(subject.text))

    def _sign(self) -> tuple[Said, bool]:
        """The last line, and whether it tells the subject whole."""
        name, slogan = capital(self._shown_name()), self._request.slogan
        subject = self._request.subject.text
        if slogan:
            told = [f"{name}. {slogan}." if name else f"{slogan}.", f"{slogan}.", f"{name}."]
            return self._first_sign(told), not subject or subject == self._request.name
        if subject and not self._is_unwanted(subject):
            count = len(self._known.lines[f"sign_{self._request.subject.form}"])
            told = [self._of_subject("sign", number) for number in range(count)]
            sign = next(self._ended(told, "sign"), None)
            if sign:
                return sign, True
        return self._first_sign([f"{name}."] if name else []), False

    def _first_sign(self, choices: Sequence[str]) -> Said:
        nameless = self._known.lines["sign_nameless"]
        choices = [line for line in choices if len(line) > 1]
        return next(
            chain(self._ended(choices, "sign"), self._ended(nameless, "sign"), self._endless())
        )

    def _shown_name(self) -> str:
        name = self._request.name
        return f"«{name}»" if name and self._language is Language.RUSSIAN else name

    def _intro(self, facts: list[Said], count: int) -> list[Said]:
        if count < 1:
            return []
        promises = 1 + (count - 3) // 4 if count > 2 else 0
        hook = self._some("hook", 1 if count > 1 else 0)
        promise = self._some("promise", min(promises, count - len(hook) - 1 - len(facts)))
        meet = self._meeting()
        story = self._story(count - len(hook) - 1 - len(facts) - len(promise))
        return self._filled([*hook, *story, *meet, *promise, *facts], count)

    def _meeting(self) -> list[Said]:
        lines = list[str]()
        if self._request.subject.text and not self._is_unwanted(self._request.subject.text):
            frames = self._known.lines.get(f"meet_{self._request.subject.form}", ())
            lines = [self._of_subject("meet", number) for number in range(len(frames))]
        if self._request.name:
            frames = self._known.lines[f"meet_{Form.NAMED}"]
            lines += [frame.format(x=self._shown_name()) for frame in frames]
        return list(self._next([*lines, *self._known.lines["meet_nameless"]], "meet", 1))

    def _main(self, laid: Sequence[Laid], count: int) -> list[Said]:
        """The facts, with what else can be said between them; a sentence is never parted."""
        told = [[self._quoted(line) for line in block] for block in _blocks(laid)]
        proofs = self._filled([], count - len(laid))
        mixed: list[Said] = []
        for number in range(max(len(told), len(proofs))):
            mixed += chain(*told[number : number + 1])
            mixed += proofs[number : number + 1]
        return mixed

    def _outro(self, facts: list[Said], calls: list[Said], count: int) -> list[Said]:
        closes = self._some("close", count - len(facts) - len(calls))
        return self._filled([*facts, *closes, *calls], count)

    def _quoted(self, laid: Laid) -> Said:
        """A line of quotes, with a few words more where its slot would stay half silent."""
        kind = laid.kind(self._language)
        core = laid.text
        if laid.goes_on:
            leads = self._known.lines["lead"] if laid.can_be_led else ()
            led = (text for text in (core, *(f"{lead} {core}" for lead in leads)))
            fitting = [text for text in led if self._room.fits(text)]
            return self._say(next(filter(self._room.is_filled, fitting), fitting[-1]), kind, core)
        if self._room.is_filled(core):
            return self._say(core, kind, core)
        return next(self._ended([core], kind), None) or self._say(core, kind, core)

    def _story(self, count: int) -> list[Said]:
        """The small story in at most so many lines, as many sentences in each as fit."""
        told: list[Said] = []
        line = ""
        for sentence in self._known.lines["story"]:
            longer = f"{line} {sentence}".strip()
            if len(told) < count and self._room.fits(longer):
                line = longer
            if len(told) < count and self._room.is_filled(line):
                told.append(self._say(line, "story", line))
                line = ""
        return told

    def _some(self, kind: str, count: int) -> list[Said]:
        """The next lines of a pool, as many as there are and no more than `count`."""
        return list(self._next(self._pools[kind], kind, count))

    def _next(self, lines: Iterable[str], kind: str, count: int) -> Iterator[Said]:
        found = self._ended(lines, kind)
        for _ in range(count):
            said = next(found, None)
            if said is None:
                return
            yield said

    def _ended(self, lines: Iterable[str], kind: str) -> Iterator[Said]:
        """Say those of the lines that fill a slot, alone or with a tail."""
        for line in lines:
            if any(said.startswith(line) for said in self._said) or self._is_unwanted(line):
                continue
            for tail in ("", *self._tails_of(line, kind)):
                text = f"{line} {tail}".strip()
                if self._room.fits(text) and self._room.is_filled(text):
                    self._used[tail] += 1
                    yield self._say(text, kind, line)
                    break

    def _tails_of(self, line: str, kind: str) -> list[str]:
        """What can follow a line, the least used first; nothing that repeats its words."""
        tails = self._tails["question" if line.endswith("?") else kind]
        words = set(_WORD.findall(line.lower()))
        fresh = [tail for tail in tails if not words & set(_WORD.findall(tail.lower()))]
        return sorted(fresh, key=lambda tail: self._used[tail])

    def _endless(self) -> Iterator[Said]:
        """Lines beyond all others: a few words each."""
        for words in permutations(self._known.lines["short"], 4):
            text = ". ".join(words) + "."
            if text not in self._said and self._room.fits(text) and self._room.is_filled(text):
                yield self._say(text, "proof", text)

    def _filled(self, lines: list[Said], count: int) -> list[Said]:
        """The lines, brought to `count` with what else can be said."""
        lines = lines[: max(count, 0)]
        for kind in ("proof", "promise", "close", "hook"):
            lines += self._some(kind, count - len(lines))
        lines += self._story(count - len(lines))
        endless = self._endless()
        while len(lines) < count:
            lines.append(next(endless))
        return lines

    def _is_unwanted(self, line: str) -> bool:
        unwanted = self._wishes.unwanted
        return bool(unwanted and unwanted.search(line))

    def _say(self, text: str, kind: str, core: str) -> Said:
        self._said.add(text)
        return Said(text, kind, core)


def _blocks(laid: Sequence[Laid]) -> Iterator[list[Laid]]:
    """The lines, those of one sentence together."""
    block: list[Laid] = []
    for line in laid:
        block.append(line)
        if not line.goes_on:
            yield block
            block = []
    if block:
        yield block
