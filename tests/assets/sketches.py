"""Small, quick providers: real files, made in milliseconds, that can be told to fail."""

import math
import struct
import subprocess
import threading
import wave
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from adgen_dagster.domain.brief import Brief, Ratio
from adgen_dagster.domain.storyboard import Line, Script, act_of_each
from adgen_dagster.errors import ErrorKind
from adgen_dagster.media.clip import frame_size
from adgen_dagster.media.ffmpeg import find_ffmpeg
from adgen_dagster.providers.base import (
    MadeFile,
    ProviderError,
    Spoken,
    Written,
)
from adgen_dagster.providers.offline import OfflineTranscriber
from adgen_dagster.providers.selection import Providers
from adgen_dagster.resources import Workshop
from adgen_dagster.storage.artifacts import Take


def colour_of(index: int) -> tuple[int, int, int]:
    """A colour of its own for each segment, far enough from every other's."""
    hue = (index * 97) % 256
    return hue, 255 - hue, (index * 53) % 256


def _segment_of(take: Take) -> int:
    """The segment that a take is for; 0: it is for the whole job."""
    place = take.folder.split("/")[-2]
    return int(place) if place.isdigit() else 0


@dataclass
class Sketches:
    """What the sketch providers did, and where they are to fail."""

    failing: set[int] = field(default_factory=set[int])
    kind: ErrorKind = ErrorKind.REJECTED
    painted: list[str] = field(default_factory=list[str])
    animated: list[str] = field(default_factory=list[str])
    at_once: int = 4
    most_at_once: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self) -> None:
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)

    def leave(self) -> None:
        with self._lock:
            self._now -= 1

    def write_script(self, brief: Brief, request: str, notes: Sequence[str], take: Take) -> Written:
        lines = tuple(
            Line(act=act, narration=f"Line {index} of {request[:20]}.", scene=f"Scene {index}")
            for index, act in enumerate(act_of_each(brief), start=1)
        )
        title = f"{request[:20]} {' '.join(notes)}".strip()
        return Written(
            "sketch", "1", script=Script(title=title, promise="p", world="w", lines=lines)
        )

    def write_prompts(self, brief: Brief, script: Script, take: Take) -> Written:
        prompts = tuple((f"picture {line.scene}", "push in") for line in script.lines)
        return Written("sketch", "1", prompts=prompts)

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
        self.enter()
        try:
            index = _segment_of(take)
            self.painted.append(f"{index}: {prompt}")
            if index in self.failing:
                raise ProviderError(self.kind, f"Picture {index} was refused.", cost_usd=0.02)
            size, path = frame_size(ratio), folder / "picture.png"
            Image.new("RGB", (size.width, size.height), colour_of(index)).save(path)
            take.wait(0.05)
            return MadeFile("sketch", "flat colour", 0.05, seed, path=path)
        finally:
            self.leave()

    def animate(
        self, picture: Path, prompt: str, *, ratio: Ratio, seed: int, take: Take, folder: Path
    ) -> MadeFile:
        index = _segment_of(take)
        self.animated.append(f"{index}: {prompt}")
        path = folder / "moving.mp4"
        source = "color=c=0x{:02x}{:02x}{:02x}:s=320x180:r=24:d=5".format(*colour_of(index))
        command = [find_ffmpeg().ffmpeg, "-v", "error", "-f", "lavfi", "-i", source, path]
        subprocess.run(command, check=True)
        return MadeFile("sketch", "still", 0.25, seed, path=path)

    def speak(
        self, line: str, *, before: str, after: str, brief: Brief, take: Take, folder: Path
    ) -> Spoken:
        path = folder / "voice.wav"
        with wave.open(str(path), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(24_000)
            sound.writeframes(
                b"".join(
                    struct.pack("<h", int(9000 * math.sin(step / 18))) for step in range(24_000 * 2)
                )
            )
        return Spoken("sketch", "sine", 0.01, path=path)

    def voices(self) -> tuple[str, ...]:
        return ()

    def has_voice(self, name: str) -> bool:
        return True

    def price_usd(self, of: object = None) -> float:
        return 0.05

    def require_funds(self, usd: float) -> None:
        """A sketch costs nothing that could be missing."""


def workshop_with(sketches: Sketches) -> Workshop:
    """The workshop with sketch providers in it."""

    class SketchWorkshop(Workshop):
        def providers(self) -> Providers:
            return Providers(OfflineTranscriber(), sketches, sketches, sketches, sketches)

    return SketchWorkshop()
