"""A film's folder, a Runway of its own and the provider between them, all small and quick."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from adgen_dagster.domain.brief import Act, Brief, Language, Person, Ratio
from adgen_dagster.domain.spending import Charge, Spending
from adgen_dagster.domain.stages import EventKind, JobEvent
from adgen_dagster.providers.base import MadeFile, ProviderError
from adgen_dagster.providers.runway import (
    RetryPolicy,
    RunwayAnimator,
    RunwayClient,
    RunwayNarrator,
    RunwayPainter,
    TaskRunner,
)
from adgen_dagster.storage.artifacts import ArtifactStore, Json, Take
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.runway_api import RunwayServer

PLACE = "jobs/film/images/04"
OWNER = "root-run"
PROMPT = "segment 04: a cup of coffee beside a rainy window"
QUICK = RetryPolicy(
    poll_s=0.03, running_limit_s=20.0, queue_limit_s=20.0, retry_waits_s=(0.02, 0.04)
)


@dataclass
class Bench:
    """One segment's work; `paint` is what an asset does with its take."""

    server: RunwayServer
    root: Path
    retry_policy: RetryPolicy = QUICK
    url: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    unwanted: threading.Event = field(default_factory=threading.Event)
    told: list[Charge] = field(default_factory=list[Charge])
    """What was told of paid calls, as a job's events would hold it."""

    @property
    def store(self) -> ArtifactStore:
        return ArtifactStore(str(self.root / "store"), self.root / "scratch")

    @property
    def folder(self) -> Path:
        folder = self.root / "scratch"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def client(self) -> RunwayClient:
        return RunwayClient(self.server.key, self.url or self.server.url, timeout_s=(1.0, 1.0))

    @property
    def task_runner(self) -> TaskRunner:
        return TaskRunner(self.client, self.retry_policy)

    @property
    def painter(self) -> RunwayPainter:
        return RunwayPainter(self.task_runner, "gen4_image", at_once=10)

    @property
    def animator(self) -> RunwayAnimator:
        return RunwayAnimator(self.task_runner, "gen4_turbo", at_once=10)

    @property
    def narrator(self) -> RunwayNarrator:
        return RunwayNarrator(self.task_runner, "eleven_v4", "Eleanor", at_once=10)

    def take(self, cause: str = "first", place: str = PLACE) -> Take:
        take = self.store.take(place, OWNER, cause)
        return replace(
            take,
            stop=self.stop,
            unwanted=self.unwanted,
            tell=self.told.append,
            recall=self._recall,
        )

    def _recall(self, path: str) -> str:
        return next((charge.call_id for charge in self.told if charge.path == path), "")

    @property
    def known(self) -> tuple[float, float]:
        """What was told to be paid, and what may be beyond that."""
        spending = Spending()
        for number, charge in enumerate(self.told):
            spending.add(JobEvent(number, 0.0, "job", EventKind.PAID, **asdict(charge)))
        return round(spending.usd, 6), round(spending.unknown_usd, 6)

    def paint(
        self,
        cause: str = "first",
        prompt: str = PROMPT,
        ratio: Ratio = Ratio.WIDE,
        reference: Path | None = None,
    ) -> MadeFile:
        """Paint, and close the take when it has failed for good, as the assets do."""
        take = self.take(cause)
        try:
            return self.painter.paint(
                prompt, ratio=ratio, seed=7, reference=reference, take=take, folder=self.folder
            )
        except ProviderError as error:
            if error.is_over:
                take.fail(error.kind, str(error))
            raise

    def refused(
        self, cause: str = "first", prompt: str = PROMPT, reference: Path | None = None
    ) -> ProviderError:
        """The error that painting ends with."""
        try:
            made = self.paint(cause, prompt, reference=reference)
        except ProviderError as error:
            return error
        raise AssertionError(f"{made} was painted")

    def add(self, *faults: Fault) -> None:
        self.server.faults.add(*faults)

    def submits(self) -> int:
        """How many requests for a picture reached the server."""
        return len(self.server.ledger.requests_like("POST", "/v1/text_to_image"))

    @property
    def paid(self) -> int:
        """How many pictures the server has charged for, given back or not."""
        return len(self.server.ledger.paid_for("text_to_image"))

    def document(self, name: str, take: int = 1) -> Json:
        """A document of a take; empty when it is not there."""
        return self.store.read_json(f"{PLACE}/take-{take:02d}/{name}.json") or {}

    def documents(self) -> Sequence[str]:
        """The names of the take's documents."""
        return sorted(path.stem for path in (self.root / "store" / PLACE).rglob("*.json"))

    def everything_written(self) -> str:
        """All that the store holds, in one text."""
        files = (self.root / "store").rglob("*.json")
        return "\n".join(path.read_text(encoding="utf-8") for path in files)


def brief(language: Language = Language.RUSSIAN, voice: str = "", tone: str = "") -> Brief:
    """A brief for one segment."""
    return Brief(
        text="Fresh coffee",
        language=language,
        voice=voice,
        tone=tone,
        acts=((Act.MAIN, 1),),
        owner=Person(gateway="test", id="1"),
        created_at=datetime(2026, 11, 24, tzinfo=UTC),
    )


def photo(path: Path, size: tuple[int, int] = (64, 64)) -> Path:
    """A small picture, in the format that its name says."""
    Image.new("RGB", size, "#a05010").save(path)
    return path


def large_photo(path: Path) -> Path:
    """A picture that no data URI can hold: what follows a picture's end is not looked at."""
    content = photo(path).read_bytes()
    path.write_bytes(content + bytes(4 * 1024 * 1024))
    return path
