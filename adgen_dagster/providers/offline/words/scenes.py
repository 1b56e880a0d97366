"""Say what is seen, in the film's language, and read it back for a prompt in English."""

from dataclasses import dataclass

from adgen_dagster.domain.brief import Language
from adgen_dagster.providers.offline.pictures.subjects import named_things
from adgen_dagster.providers.offline.pictures.vocabulary import called, thing_called
from adgen_dagster.providers.offline.words.phrases import Shot, phrases, shots

_WISH = {Language.RUSSIAN: "Пожелание", Language.ENGLISH: "Wish"}
_LETTERS = {Language.RUSSIAN: "Надпись", Language.ENGLISH: "Lettering"}

MOVE = "Slow push in"
"""What the camera does in a scene that says nothing else."""

# Moves that suit a framing, the best first.
_MOVES = {
    "near": (MOVE, "Slow pull out"),
    "wide": ("Slow pan to the right", "Slow pan to the left"),
    "detail": ("Slow pull out", "Slow tilt up"),
    "pattern": ("Slow pan to the left", "Slow pan to the right"),
    "pair": ("Slow pan to the right", MOVE),
    "card": (MOVE, "Slow pull out"),
    "plain": ("Slow pull out", "Slow tilt up"),
}


@dataclass(frozen=True)
class Scene:
    """What one picture shows.

    Args:
        framing: one of the phrases' framings.
        thing: what is seen, in words of the film's language.
        light: one of the phrases' lights.
        letters: what is written in the picture, or empty.
        wish: what the person asked for, or empty.
    """

    framing: str
    thing: str
    light: str
    letters: str = ""
    wish: str = ""

    def told(self, language: Language) -> str:
        """Describe the scene in a sentence that a user reads in the script."""
        known = phrases(language)
        text = f"{known.framings[self.framing]}: {self.thing}, {known.lights[self.light]}."
        if self.letters:
            text += f" {_LETTERS[language]}: «{self.letters}»."
        if self.wish:
            text += f" {_WISH[language]}: {self.wish}"
        return text

    def move(self, before: str) -> str:
        """Choose the camera's move: another than in the scene before."""
        return next(move for move in _MOVES[self.framing] if move != before)


def in_english(told: str, language: Language) -> tuple[str, Scene | None]:
    """Write a scene in English as a prompt needs it, whole and in parts.

    A scene that is not ours, because a person or another writer wrote it, stays as it is.
    """
    known, english = phrases(language), phrases(Language.ENGLISH)
    framing = next(
        (name for name, words in known.framings.items() if told.startswith(f"{words}: ")), ""
    )
    light = next((name for name, words in known.lights.items() if words in told), "day")
    shot = _shot(told, language)
    if not framing or not shot:
        return told, None
    scene = Scene(framing, shot.words[Language.ENGLISH], light)
    text = f"{english.framings[framing]}: {scene.thing}, {english.lights[light]}."
    _, mark, letters = told.partition(f"{_LETTERS[language]}: «")
    if mark:
        # Not "write it": models draw letters badly, and films get theirs from FFmpeg. The
        # offline painter knows what it is for.
        text += f' It stands for "{letters.partition("»")[0]}".'
    _, mark, wish = told.partition(f"{_WISH[language]}: ")
    if mark:
        text += f" Asked for: {wish}"
    return text, scene


def shot_of(thing: str) -> Shot | None:
    """A shot of a thing that no theme shows, or None where there is no word for it."""
    words = {language: called(thing, language) for language in Language}
    # What is told is read again by the painter: it has to find the same thing.
    is_understood = all(named_things(word)[:1] == (thing,) for word in words.values())
    return Shot(words, ("near", "plain", "detail")) if is_understood else None


def _shot(told: str, language: Language) -> Shot | None:
    every = (shot for listed in shots().values() for shot in listed.shots)
    listed = next((shot for shot in every if f": {shot.words[language]}, " in told), None)
    thing = thing_called(told.partition(": ")[2].partition(", ")[0], language)
    return listed or (shot_of(thing) if thing else None)
