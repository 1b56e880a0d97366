"""A job's events, told one after another, for tests that need no Dagster."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Self

from adgen_dagster.domain.brief import Act, Brief, Language, Person
from adgen_dagster.domain.stages import EventKind, JobEvent, JobStatus
from adgen_dagster.domain.status import status_of
from adgen_dagster.domain.words import JobState, Product, Stage

JOB = "01JADGENADGENADGENADGENADG"
OWNER = Person(gateway="test", id="1", name="Anna")
ALL = (1, 2, 3, 4)
WRITTEN = (Product.TRANSCRIPT, Product.SCRIPT, Product.SEGMENTS)
BRIEF = Brief(
    text="Coffee at dawn",
    language=Language.ENGLISH,
    acts=((Act.INTRO, 1), (Act.MAIN, 2), (Act.OUTRO, 1)),
    owner=OWNER,
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)
VOICE_BRIEF = BRIEF.model_copy(update={"text": "", "voice_file": "jobs/x/voice.ogg"})
CONFIRMED_BRIEF = VOICE_BRIEF.model_copy(update={"confirms_transcript": True})


class Story:
    """Begins with a brief of four segments; the first event has the id 1, each next one more.

    An event happens as many seconds after the epoch as its id says.
    """

    def __init__(self, brief: Brief = BRIEF) -> None:
        self.events: list[JobEvent] = []
        self.tell(EventKind.SUBMITTED, brief=brief)

    @property
    def last(self) -> int:
        """The id of the event told last."""
        return len(self.events)

    def add(self, event: JobEvent) -> Self:
        """Tell one more event, whatever its own id and time."""
        self.events.append(replace(event, id=self.last + 1, at=float(self.last + 1)))
        return self

    def tell(self, kind: EventKind, **facts: object) -> Self:
        return self.add(replace(JobEvent(0, 0.0, JOB, kind), **facts))

    @property
    def status(self) -> JobStatus:
        found = status_of(self.events)
        assert found is not None
        return found

    @property
    def state(self) -> JobState:
        return self.status.state

    def started(self, product: Product, *segments: int) -> Self:
        return self.tell(EventKind.STARTED, product=product, segments=segments)

    def made(self, product: Product, *segments: int, take: int = 1, cost_usd: float = 0.0) -> Self:
        for segment in segments or (0,):
            self.tell(
                EventKind.MADE,
                product=product,
                segments=(segment,) if segment else (),
                take=take,
                path=f"{product}/{segment}/{take}",
                cost_usd=cost_usd,
            )
        return self

    def written(self) -> Self:
        for product in WRITTEN:
            self.started(product).made(product)
        return self

    def approved(self, stage: Stage) -> Self:
        return self.tell(EventKind.APPROVED, stage=stage, by=OWNER)

    def redo(self, stage: Stage, *segments: int, note: str = "") -> Self:
        return self.tell(EventKind.REDO, stage=stage, segments=segments, note=note, by=OWNER)

    def failed(
        self, product: Product, *segments: int, kind: str = "rejected", cost_usd: float = 0.0
    ) -> Self:
        return self.tell(
            EventKind.FAILED,
            product=product,
            segments=segments,
            failure_kind=kind,
            note="No.",
            cost_usd=cost_usd,
        )

    def to_pictures(self) -> Self:
        """As far as the pictures being due."""
        return self.written().approved(Stage.SCRIPT)

    def to_clips(self) -> Self:
        """As far as the clips being due."""
        self.to_pictures().started(Product.IMAGES, *ALL).made(Product.IMAGES, *ALL)
        return self.approved(Stage.IMAGES)

    def to_film(self) -> Self:
        """As far as the film being due, its sound made meanwhile."""
        self.to_clips().started(Product.CLIPS, *ALL).made(Product.AUDIO)
        return self.made(Product.CLIPS, *ALL).approved(Stage.VIDEOS)

    def to_the_end(self) -> Self:
        """As far as the finished film."""
        return self.to_film().started(Product.FINAL_MP4).made(Product.FINAL_MP4)


def due(story: Story) -> dict[Product, tuple[int, ...]]:
    """The segments of each product that is due."""
    found: dict[Product, tuple[int, ...]] = {}
    for work in story.status.due:
        found[work.product] = tuple(sorted((*found.get(work.product, ()), *work.segments)))
    return found
