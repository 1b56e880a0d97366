"""Write advertisements from templates: no model, but whole sentences in Russian and English."""

import hashlib
import random
from collections.abc import Sequence

from adgen_dagster.domain.brief import Act, Brief, Language
from adgen_dagster.domain.storyboard import PROMPT_MAX_UTF16, Line, Script, shorten
from adgen_dagster.domain.utf16 import cut_utf16, utf16_units
from adgen_dagster.providers.base import Written
from adgen_dagster.providers.offline.pictures.colour import palettes
from adgen_dagster.providers.offline.pictures.subjects import (
    SCENE_MARK,
    WORLD_MARK,
    named_place,
    named_things,
)
from adgen_dagster.providers.offline.terms import PROVIDER, require_running
from adgen_dagster.providers.offline.words.parts import capital, price_shown
from adgen_dagster.providers.offline.words.phrases import GENERAL, Shot, phrases, shots
from adgen_dagster.providers.offline.words.request import Request, read_request
from adgen_dagster.providers.offline.words.scenes import MOVE, Scene, in_english, shot_of
from adgen_dagster.providers.offline.words.story import Said, Storyteller
from adgen_dagster.providers.offline.words.wishes import Wishes, read_wishes
from adgen_dagster.storage.artifacts import Take

MODEL = "offline template writer 1"

TITLE_MAX_CHARS = 60

_LIGHTS = {
    Act.INTRO: ("dawn",),
    Act.MAIN: ("day", "day", "golden"),
    Act.OUTRO: ("golden",),
}
# Of the things that a request names, so many get a picture that their theme does not have.
_THINGS = 3
_SHOTS = {"offer": "offer", "place": "place", "contact": "contact"}
_ACTS = {Act.INTRO: "opening", Act.MAIN: "middle", Act.OUTRO: "closing"}


class OfflineWriter:
    """Writes scripts and prompts without a model; the same for the same words and seed."""

    def write_script(self, brief: Brief, request: str, notes: Sequence[str], take: Take) -> Written:
        """Write a script with the brief's acts, in the brief's language.

        Raises:
            StoppedError: the run was asked to stop.
        """
        take.write("request", {"request": request, "notes": list(notes), "seed": brief.seed})
        require_running(take)
        return Written(PROVIDER, MODEL, seed=brief.seed, script=_script(brief, request, notes))

    def write_prompts(self, brief: Brief, script: Script, take: Take) -> Written:
        """Write for each line an image prompt and an animation prompt, in English.

        Raises:
            StoppedError: the run was asked to stop.
        """
        take.write("request", {"script": script.model_dump(mode="json")})
        require_running(take)
        prompts: list[tuple[str, str]] = []
        move = ""
        for line in script.lines:
            told, scene = in_english(line.scene, brief.language)
            thing = scene.thing if scene else told.removesuffix(".")
            move = scene.move(move) if scene else MOVE
            prompts.append((_image_prompt(script.world, told, line.act), _motion(move, thing)))
        return Written(PROVIDER, MODEL, seed=brief.seed, prompts=tuple(prompts))

    def price_usd(self, brief: Brief) -> float:  # noqa: ARG002 - it is free, whatever is asked
        """Return 0: the templates are here."""
        return 0.0


def _script(brief: Brief, text: str, notes: Sequence[str]) -> Script:
    chance = random.Random(_number(text, *notes, brief.seed))  # noqa: S311 - taste, no secret
    request, wishes = read_request(text, brief.language), read_wishes(brief, text, notes)
    story = Storyteller(brief, request, wishes, chance).tell()
    scenes = _Scenes(brief, request, named_things(text), wishes).of(story.lines)
    promise = next((said.core for _, said in story.lines if said.kind == "promise"), "")
    theme = phrases(brief.language).themes.get(request.theme)
    general = phrases(brief.language).lines["promise"]
    return Script(
        title=_title(request, brief.language, text),
        promise=request.slogan or promise or (theme.promise if theme else general)[0],
        world=_world(brief, request),
        lines=tuple(
            Line(act=act, narration=said.text, scene=scene.told(brief.language))
            for (act, said), scene in zip(story.lines, scenes, strict=True)
        ),
        left_out=story.left_out,
    )


def _number(*parts: str | int) -> int:
    digest = hashlib.sha256("\n".join(map(str, parts)).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8])


def _title(request: Request, language: Language, otherwise: str) -> str:
    subject = request.subject
    titled = phrases(language).lines[f"title_{subject.form}"][0].format(x=subject.text)
    first = request.quotes[0].text if request.quotes else otherwise
    title = request.name or (titled if subject.text else first)
    return shorten(capital(title), TITLE_MAX_CHARS).rstrip(".")


def _world(brief: Brief, request: Request) -> str:
    """What all pictures share; the palette's words are what the offline painter looks for."""
    chance = random.Random(_number(request.theme, request.name, brief.seed))  # noqa: S311
    listed = shots()[request.theme]
    palette = palettes()[chance.choice(listed.palettes)]
    named = f' for "{request.name}"' if request.name else ""
    return (
        f"Modern flat editorial illustration{named}: {listed.world}; palette of {palette.words};"
        " large simple shapes, soft gradients, long soft shadows, calm lower third;"
        " one 35 mm view at eye level; no people, no lettering."
    )


class _Scenes:
    """Chooses what is seen with each line, so that neighbours differ."""

    def __init__(
        self, brief: Brief, request: Request, things: Sequence[str], wishes: Wishes
    ) -> None:
        self._language = brief.language
        self._request = request
        self._wishes = wishes
        self._chance = random.Random(_number(request.subject.text, brief.seed, wishes.count))  # noqa: S311
        self._used: dict[str, int] = {}
        own = shots()[request.theme].shots
        main = self._of_the_things(things, own)
        others = [shot for shot in own if shot not in main]
        # What the request names is seen again and again, in one of three of the theme's pictures.
        self._shots = {name: listed.shots for name, listed in shots().items()}
        if main:
            self._shots[request.theme] = tuple(
                shot
                for number in range(max(len(main), (len(others) + 1) // 2))
                for shot in (main[number % len(main)], *others[2 * number : 2 * number + 2])
            )
        # The first picture of all is not where the second is.
        first = named_place(self._shots[request.theme][0].words[Language.ENGLISH])
        self._shots["opening"] = tuple(
            shot
            for shot in self._shots["opening"]
            if named_place(shot.words[Language.ENGLISH]) != first
        )

    def _of_the_things(self, things: Sequence[str], own: Sequence[Shot]) -> list[Shot]:
        """Return the theme's shots of what is named, and one where it has none; in their order."""
        found: list[Shot] = []
        elsewhere = {
            self._thing_of(shot) for name in _SHOTS.values() for shot in shots()[name].shots
        }
        for number, thing in enumerate(things):
            of_the_theme = [shot for shot in own if self._thing_of(shot) == thing]
            new = shot_of(thing) if number < _THINGS and thing not in elsewhere else None
            found += of_the_theme or ([new] if new else [])
        return found

    def _thing_of(self, shot: Shot) -> str:
        return next(iter(named_things(shot.words[self._language])), "")

    def of(self, told: Sequence[tuple[Act, Said]]) -> list[Scene]:
        """Return a scene for each line, in order."""
        scenes: list[Scene] = []
        for number, (act, said) in enumerate(told):
            is_new_act = number == 0 or told[number - 1][0] is not act
            lights = _LIGHTS[act]
            scenes.append(
                Scene(
                    *self._seen(act, said, number),
                    light=lights[number % len(lights)],
                    letters=self._letters(said),
                    wish=self._wishes.shown if is_new_act else "",
                )
            )
        return scenes

    def _seen(self, act: Act, said: Said, number: int) -> tuple[str, str]:
        """Framing and thing: of the theme, or what such a line always shows."""
        theme = self._request.theme
        opens = said.kind == "hook" or (act is Act.INTRO and said.kind == "story" and number % 2)
        listed = _SHOTS.get(said.kind) or ("opening" if opens else theme)
        if act is Act.OUTRO and said.kind == "close" and number % 2 and theme != GENERAL:
            listed = GENERAL
        choices = self._shots[listed]
        turn = self._used.get(listed, self._first(listed, len(choices)))
        self._used[listed] = turn + 1
        shot = choices[turn % len(choices)]
        if said.kind == "sign":
            return "card", choices[0].words[self._language]
        framing = shot.framings[(turn // len(choices) + number) % len(shot.framings)]
        return framing, shot.words[self._language]

    def _first(self, listed: str, count: int) -> int:
        """Which shot comes first: a theme is introduced by its first, others by any."""
        return 0 if listed == self._request.theme else self._chance.randrange(count)

    def _letters(self, said: Said) -> str:
        if said.kind == "offer":
            return price_shown(said.core)
        return self._request.name or capital(self._request.kind) if said.kind == "sign" else ""


def _image_prompt(world: str, told: str, act: Act) -> str:
    return _fitted(f"{WORLD_MARK} {world} {SCENE_MARK}", told, f"This is the {_ACTS[act]} act.")


def _motion(move: str, thing: str) -> str:
    steady = "gentle parallax between near and far, steady light, nothing else changes."
    return _fitted(f"{move}:", f"{thing};", steady)


def _fitted(before: str, middle: str, after: str) -> str:
    """The three as one prompt; what is too long for the limit goes from the middle's end."""
    room = PROMPT_MAX_UTF16 - utf16_units(f"{before}  {after}")
    return cut_utf16(f"{before} {cut_utf16(middle, room)} {after}", PROMPT_MAX_UTF16)
