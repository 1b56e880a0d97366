"""The protocols that every provider of creative work implements."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from adgen_dagster.domain.brief import Brief, Language, Ratio
from adgen_dagster.domain.storyboard import Script
from adgen_dagster.domain.words import PriceUnit
from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.storage.artifacts import Take


class ProviderError(AdgenError):
    """A provider did not deliver.

    `cost_usd` is what the failure cost nevertheless, unless its calls have told that. `is_over`
    says that this take cannot be continued: a retry begins a new one.
    """

    def __init__(
        self, kind: ErrorKind, message: str, *, cost_usd: float = 0.0, is_over: bool = True
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.cost_usd = cost_usd
        self.is_over = is_over


@dataclass(frozen=True)
class Provenance:
    """How something was made: what the operator sees beside it."""

    provider: str
    model: str
    cost_usd: float = 0.0
    seed: int | None = None


@dataclass(frozen=True)
class MadeFile(Provenance):
    """A local file that a provider delivered."""

    path: Path = Path()


@dataclass(frozen=True)
class Written(Provenance):
    """A script and its segments' (image prompt, animation prompt), or only one of them."""

    script: Script | None = None
    prompts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Heard(Provenance):
    """What was said in a voice brief."""

    text: str = ""


@dataclass(frozen=True)
class Prices:
    """What one of each costs with the providers that are chosen, in US dollars."""

    story_usd: float
    line_usd: float
    picture_usd: float
    clip_usd: float

    def of(self, unit: PriceUnit) -> float:
        """Return the price of one of a kind."""
        return {
            PriceUnit.STORY: self.story_usd,
            PriceUnit.LINE: self.line_usd,
            PriceUnit.PICTURE: self.picture_usd,
            PriceUnit.CLIP: self.clip_usd,
        }[unit]


class Transcriber(Protocol):
    """Turns a voice brief into text."""

    def transcribe(self, voice: Path, seconds: float, language: Language, take: Take) -> Heard:
        """Transcribe `voice` (OGG/Opus, MP3, M4A or WAV, at most 20 MB), so many seconds long."""
        ...

    def price_usd(self, seconds: float) -> float:
        """Return the price of transcribing so many seconds."""
        ...


class Writer(Protocol):
    """Writes the script and the prompts."""

    def write_script(self, brief: Brief, request: str, notes: Sequence[str], take: Take) -> Written:
        """Write a script with the brief's acts.

        Args:
            brief: language, acts, tone.
            request: what the advertisement is about, typed or transcribed.
            notes: what the person wanted changed, oldest first.
            take: where the request and what it cost are kept.
        """
        ...

    def write_prompts(self, brief: Brief, script: Script, take: Take) -> Written:
        """Write for each line of the script an image prompt and an animation prompt.

        English, at most 1000 UTF-16 units each.
        """
        ...

    def price_usd(self, brief: Brief) -> float:
        """Estimate the price of the script and the prompts of such a brief."""
        ...


@dataclass(frozen=True)
class Spoken(MadeFile):
    """One narration line as sound."""


class Account(Protocol):
    """Who is paid for work."""

    def require_funds(self, usd: float) -> None:
        """Raise if the account cannot pay `usd`.

        Raises:
            ProviderError: OUT_OF_CREDIT, with the numbers.
        """
        ...


class Narrator(Account, Protocol):
    """Reads the narration."""

    at_once: int

    def speak(
        self, line: str, *, before: str, after: str, brief: Brief, take: Take, folder: Path
    ) -> Spoken:
        """Speak one line, word for word, into a sound file in `folder`.

        Args:
            line: the text, in the brief's language.
            before: the line spoken before it, so that both sound like one speech.
            after: the line that follows.
            brief: language, voice, tone.
            take: where the request, the task id and the result are kept.
            folder: local scratch folder for the file.
        """
        ...

    def price_usd(self, line: str) -> float:
        """Return the price of speaking `line`."""
        ...

    def voices(self) -> tuple[str, ...]:
        """List the names of all voices."""
        ...

    def has_voice(self, name: str) -> bool:
        """Tell whether a brief that names this voice is read in it."""
        ...


class Painter(Account, Protocol):
    """Draws a segment's picture."""

    at_once: int

    def paint(
        self,
        prompt: str,
        *,
        ratio: Ratio,
        seed: int,
        reference: Path | None,
        take: Take,
        folder: Path,
    ) -> MadeFile:
        """Draw a PNG or JPEG in `folder`.

        Args:
            prompt: what is to be seen; at most 1000 UTF-16 units.
            ratio: the picture's aspect ratio.
            seed: the same seed and prompt give the same picture where the provider can.
            reference: a photo of the product, or None.
            take: where the request, the task id and the result are kept.
            folder: local scratch folder for the file.

        Raises:
            ProviderError: with the kind that says whether to wait, reword or pay.
        """
        ...

    def price_usd(self, ratio: Ratio) -> float:
        """Return the price of one picture."""
        ...


class Animator(Account, Protocol):
    """Sets a segment's picture in motion."""

    at_once: int

    def animate(
        self, picture: Path, prompt: str, *, ratio: Ratio, seed: int, take: Take, folder: Path
    ) -> MadeFile:
        """Make a clip of at least one slot (5 s) in `folder`; its own sound is not used.

        Raises:
            ProviderError: with the kind that says whether to wait, reword or pay.
        """
        ...

    def price_usd(self) -> float:
        """Return the price of one clip."""
        ...
