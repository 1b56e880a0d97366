"""Tell the story: which line stands where, and what is seen with it."""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

from adgen_dagster.domain.brief import Act, Brief
from adgen_dagster.domain.storyboard import narration_budget
from adgen_dagster.providers.offline.voice.reading import spoken_length
from adgen_dagster.providers.offline.words.parts import capital, lowered
from adgen_dagster.providers.offline.words.phrases import phrases
from adgen_dagster.providers.offline.words.request import Request
from adgen_dagster.providers.offline.words.wishes import Wishes

# Of the budget; a line that is shorter leaves more than two seconds of silence.
FULL_ENOUGH = 0.62
WELL_FILLED = 0.75
# Figures are many letters and quickly said: of a line with some, so much of the budget is fine.
FIGURES_ROOM = 1.2


@dataclass(frozen=True)
class Said:
    """One line, and what kind it is: that decides what is seen with it.

    `core` is the line without the few words that only fill its slot.
    """

    text: str
    kind: str
    core: str


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
        self._brief = brief
        self._request = request
        self._wishes = wishes
        self._chance = chance
        self._known = phrases(brief.language)
        self._budget = narration_budget(brief.language)
        self._said: set[str] = set()
        theme = self._known.themes.get(request.theme)
        tone = self._known.tones.get(wishes.tone)
        self._pools = {
            name: self._fresh(
                (
                    *(getattr(tone, name, ()) if tone else ()),
                    *(getattr(theme, name, ()) if theme else ()),
                ),
                self._known.lines[name],
            )
            for name in ("hook", "promise", "proof", "close")
        }
        self._calls = self._ways_to_reach()
        self._calls_room = max(sum(n for act, n in brief.acts if act is Act.OUTRO) - 1, 0)

    def _fresh(self, own: Sequence[str], general: Sequence[str]) -> list[str]:
        """What is special first, then what can be said of anything, shuffled."""
        return [*own, *self._chance.sample(general, len(general))]

    def tell(self) -> list[tuple[Act, Said]]:
        """Write a line for every segment, in order; the last is the name."""
        acts = self._brief.acts
        ending = self._sign() if self._brief.segment_count > 1 else None
        told: list[tuple[Act, Said]] = []
        for number, (act, count) in enumerate(acts):
            is_last = ending is not None and number == len(acts) - 1
            tell_act = {Act.INTRO: self._intro, Act.MAIN: self._main, Act.OUTRO: self._outro}[act]
            told += [(act, line) for line in tell_act(count - is_last)]
            if is_last and ending:
                told.append((act, ending))
        tails = {
            kind: self._chance.sample(lines, len(lines))
            for kind, lines in self._known.tails.items()
        }
        return [(act, self._with_tail(line, tails.get(line.kind, []))) for act, line in told]

    def _with_tail(self, line: Said, tails: list[str]) -> Said:
        """The line, and a few words more where its slot would stay half silent."""
        is_short = len(line.text) < self._budget * FULL_ENOUGH and line.text.endswith(".")
        if not is_short or re.search(r"[.!?…]\s", line.text):
            return line
        for tail in tails:
            longer = f"{line.text} {tail}"
            if self._may_say(longer):
                tails.remove(tail)
                self._said.add(longer)
                return Said(longer, line.kind, line.text)
        return line

    def _by_fill(self, lines: Iterable[str]) -> list[str]:
        """Lines in the order of how well they fill a slot, neither hurried nor half silent."""
        return sorted(lines, key=lambda line: abs(len(line) - self._budget * WELL_FILLED))

    def _intro(self, count: int) -> list[Said]:
        meet = self._first("meet", self._meetings())
        promises = self._some("promise", 1 + (count - 3) // 4 if count > 2 else 0)
        hook = self._some("hook", 1 if count > 1 else 0)
        story = self._story(count - len(hook) - 1 - len(promises))
        return self._filled([*hook, *story, meet, *promises], count)

    def _story(self, count: int) -> list[Said]:
        """The small story in so many lines: some left out, neighbours said in one breath."""
        lines = [line for line in self._known.lines["story"] if self._may_say(line)]
        kept = sorted(self._chance.sample(range(len(lines)), min(len(lines), 2 * max(count, 0))))
        told = [lines[number] for number in kept]
        while len(told) > count:
            pairs = [f"{first} {second}" for first, second in pairwise(told)]
            shortest = min(range(len(pairs)), key=lambda number: len(pairs[number]))
            told[shortest : shortest + 2] = [pairs[shortest]]
            if not self._may_say(pairs[shortest]):
                told.pop(shortest)
        return [self._say(line, "story") for line in told]

    def _main(self, count: int) -> list[Said]:
        late = self._calls[self._calls_room :][: count // 3]
        wanted = [self._say(line, "point") for line in self._wishes.lines if self._may_say(line)]
        offers = [] if self._has_long_outro() else self._offers(count)
        room = max(count - len(offers[:1]) - len(late), 0)
        points = [*wanted, *offers[1:], *self._points(room - len(wanted))][:room]
        proofs = self._some("proof", room - len(points))
        return [*self._filled(_alternating(points, proofs), room), *late, *offers[:1]]

    def _outro(self, count: int) -> list[Said]:
        offers = self._offers(count) if self._has_long_outro() else []
        calls = [*offers, *self._calls[: self._calls_room], *self._places()]
        if count > len(calls) + 1:
            calls = [*self._recap(), *calls]
        closes = self._some("close", count - len(calls))
        return self._filled([*calls, *closes], count)

    def _has_long_outro(self) -> bool:
        return any(act is Act.OUTRO and count > 2 for act, count in self._brief.acts)

    def _meetings(self) -> Iterator[str]:
        frames = self._known.lines["meet"]
        subjects = [self._request.subject, self._shown_name()]
        for subject in filter(None, subjects):
            yield from self._by_fill(frame.format(subject=subject) for frame in frames)
        if not any(subjects):
            yield from self._known.lines["meet_nameless"]

    def _points(self, count: int) -> list[Said]:
        return self._framed("point", self._request.points[: max(count, 0)])

    def _offers(self, count: int) -> list[Said]:
        return self._framed("offer", self._request.offers[: max(count, 0)])

    def _framed(self, kind: str, points: Iterable[str]) -> list[Said]:
        """Each point in a frame of its kind that it fits into; alone when in none."""
        frames, used = self._known.lines[kind], list[str]()
        said: list[Said] = []
        for point in points:
            fresh = [frame for frame in frames if frame not in used] or list(frames)
            framed = {frame.format(point=point): frame for frame in fresh}
            room = FIGURES_ROOM if any(map(str.isdigit, point)) else 1.0
            alone = f"{point}."
            for text in (*self._by_fill(framed), alone):
                if self._may_say(text, room if text == alone else 1.0):
                    said.append(self._say(text, kind))
                    used.append(framed.get(text, ""))
                    break
        return said

    def _places(self) -> list[Said]:
        place = self._request.place
        frames = self._known.lines["place"]
        lines = [frame.format(place=place) for frame in frames if place]
        return self._any_of("place", self._chance.sample(lines, len(lines)))

    def _ways_to_reach(self) -> list[Said]:
        """The telephone number and the address, each said once."""
        told: list[Said] = []
        for kind in ("phone", "contact"):
            shown = getattr(self._request, kind)
            frames = [frame.format(**{kind: shown}) for frame in self._known.lines[kind] if shown]
            line = next((line for line in frames if self._may_say(line, FIGURES_ROOM)), None)
            told += [self._say(line, "contact")] if line else []
        return told

    def _recap(self) -> list[Said]:
        points = [*self._request.points, *self._request.offers][:2]
        if len(points) < 2:
            return []
        first, second = map(lowered, points)
        frames = self._known.lines["recap"]
        return self._any_of("recap", [frame.format(first=first, second=second) for frame in frames])

    def _sign(self) -> Said:
        name, lines = capital(self._shown_name()), self._known.lines
        slogan, place = self._request.slogan, self._request.place
        kinds = [
            kind for kind, filled in (("sign_slogan", slogan), ("sign_placed", place)) if filled
        ]
        frames = [
            frame
            for kind in [*kinds, "sign"]
            for frame in self._chance.sample(lines[kind], len(lines[kind]))
        ]
        named = [frame.format(name=name, slogan=slogan, place=place) for frame in frames if name]
        own = [f"{slogan}."] if slogan else []
        return self._first("sign", [*named, *own, *lines["sign_nameless"]])

    def _shown_name(self) -> str:
        name = self._request.name
        return f"«{name}»" if name and self._brief.language == "ru" else name

    def _some(self, kind: str, count: int) -> list[Said]:
        """The next lines of a pool, as many as there are and no more than `count`."""
        lines = [line for line in self._pools[kind] if self._may_say(line)]
        return [self._say(line, kind) for line in lines[: max(count, 0)]]

    def _any_of(self, kind: str, choices: Iterable[str]) -> list[Said]:
        line = next(filter(self._may_say, choices), None)
        return [self._say(line, kind)] if line else []

    def _first(self, kind: str, choices: Iterable[str]) -> Said:
        """One of the choices; where none can be said, any other line."""
        return next(iter(self._any_of(kind, choices)), None) or self._filled([], 1)[0]

    def _filled(self, lines: list[Said], count: int) -> list[Said]:
        """The lines, brought to `count` with what else can be said."""
        lines = lines[: max(count, 0)]
        for kind in ("proof", "promise", "close", "hook"):
            lines += self._some(kind, count - len(lines))
        lines += self._story(max(count - len(lines), 0))
        short = self._known.lines["short"]
        for words in (*permutations(short, 2), *permutations(short, 3)):
            if len(lines) >= count:
                break
            text = ". ".join(words) + "."
            if text not in self._said:
                lines.append(self._say(text, "proof"))
        return lines

    def _may_say(self, line: str, room: float = 1.0) -> bool:
        unwanted = self._wishes.unwanted
        return (
            line not in self._said
            and spoken_length(line, self._brief.language) <= self._budget * room
            and len(line) <= self._budget
            and not (unwanted and unwanted.search(line))
        )

    def _say(self, line: str, kind: str) -> Said:
        self._said.add(line)
        return Said(line, kind, line)


def _alternating(points: list[Said], proofs: list[Said]) -> list[Said]:
    """One of each as long as both last, the person's own words first."""
    mixed: list[Said] = []
    for number in range(max(len(points), len(proofs))):
        mixed += [*points[number : number + 1], *proofs[number : number + 1]]
    return mixed
