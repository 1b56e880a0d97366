"""Jobs told as events, for tests that need a status and no Dagster."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from adgen_dagster.domain.brief import Act, Brief, Language, Person
from adgen_dagster.domain.stages import EventKind, JobEvent, JobStatus
from adgen_dagster.domain.status import status_of
from adgen_dagster.domain.words import Product, Stage

JOB = "01JD0000000000000000000001"
OWNER = Person(gateway="terminal", id="ann", name="Ann", is_operator=True)
BRIEF = Brief(
    text="A bakery that opens at five [bold]",
    language=Language.ENGLISH,
    acts=((Act.INTRO, 3), (Act.MAIN, 5), (Act.OUTRO, 2)),
    owner=OWNER,
    created_at=datetime(2026, 11, 24, 3, 0, tzinfo=UTC),
)
ALL = range(1, 11)


def event(kind: EventKind, at: float, **more: object) -> JobEvent:
    """One event of the job; its id is given when the story is told."""
    return replace(JobEvent(id=0, at=at, job=JOB, kind=kind), **more)


def submitted(at: float = 0.0) -> list[JobEvent]:
    return [event(EventKind.SUBMITTED, at, brief=BRIEF)]


def started(product: Product, at: float) -> list[JobEvent]:
    return [event(EventKind.STARTED, at, product=product)]


def made(product: Product, at: float, *segments: int, **more: object) -> list[JobEvent]:
    return [
        event(
            EventKind.MADE,
            at,
            product=product,
            path=f"jobs/{JOB}/{product}/{segment:02d}/take-01/file",
            segments=(segment,) if segment else (),
            **more,
        )
        for segment in segments or (0,)
    ]


def approved(stage: Stage, at: float) -> list[JobEvent]:
    return [event(EventKind.APPROVED, at, stage=stage, by=OWNER)]


def failed(product: Product, at: float, kind: str, note: str, *segments: int) -> list[JobEvent]:
    return [
        event(
            EventKind.FAILED, at, product=product, failure_kind=kind, note=note, segments=segments
        )
    ]


def scripted() -> list[JobEvent]:
    """Ordered at 0, begun at 2, written at 5."""
    return [
        *submitted(),
        *started(Product.SCRIPT, 2),
        *made(Product.TRANSCRIPT, 3),
        *made(Product.SCRIPT, 4),
        *made(Product.SEGMENTS, 5),
    ]


def completed() -> list[JobEvent]:
    """A whole story: approvals after 10, 20 and 30 s of waiting."""
    return [
        *scripted(),
        *approved(Stage.SCRIPT, 15),
        *started(Product.IMAGES, 16),
        *started(Product.AUDIO, 17),
        *made(Product.IMAGES, 20, *ALL, cost_usd=0.05),
        *made(Product.AUDIO, 24, seconds=7.5),
        *approved(Stage.IMAGES, 40),
        *started(Product.CLIPS, 42),
        *made(Product.CLIPS, 50, *ALL, cost_usd=0.25),
        *approved(Stage.VIDEOS, 80),
        *started(Product.FINAL_MP4, 81),
        *made(Product.FINAL_MP4, 81.5),
    ]


def told(events: Iterable[JobEvent]) -> JobStatus:
    """The status that the story makes."""
    numbered = [replace(each, id=number) for number, each in enumerate(events, start=1)]
    status = status_of(numbered)
    assert status
    return status
