"""Orders that gateways hand in, over a real instance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import dagster as dg
import pytest
from ulid import ULID

from adgen_dagster.domain.brief import BriefError, Person
from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactError, ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import (
    StageNotOpenError,
    Studio,
    UnknownJobError,
)
from tests.graph import Graph
from tests.sounds import write_sound

Begin = Callable[[], Graph]
STRANGER = Person(gateway="test", id="boris", name="Anna")


def test_an_order_becomes_a_job_whose_brief_is_kept(studio: Studio, person: Person) -> None:
    order = Order(person, " Кофейня\x00 на углу ", ratio="9:16", voice="female", seed=7)

    status = studio.status(studio.submit(order))

    assert status.state is JobState.PENDING
    assert status.brief.text == "Кофейня на углу"
    assert (status.brief.language, status.brief.ratio) == ("ru", "9:16")
    assert (status.brief.voice, status.brief.seed) == ("female", 7)
    assert status.brief.segment_count == 3
    assert status.brief.owner == person


def test_the_same_order_handed_in_twice_is_one_job(studio: Studio, person: Person) -> None:
    job, order = str(ULID()), Order(person, "Coffee")
    before = studio.newest_event()

    handed_in = [studio.submit(order, job), studio.submit(order, job)]

    assert handed_in == [job, job]
    assert [event.kind for event in studio.events(before)] == [EventKind.SUBMITTED]


def test_an_order_cut_short_before_its_brief_is_taken_again(
    studio: Studio, instance: dg.DagsterInstance, person: Person
) -> None:
    job = str(ULID())
    instance.add_dynamic_partitions("jobs", [job])
    assert studio.recent_jobs(1) != [job]

    studio.submit(Order(person, "Coffee"), job)

    assert studio.recent_jobs(1) == [job]


def test_the_jobs_of_one_moment_are_listed_in_the_order_of_their_briefs(
    studio: Studio, person: Person
) -> None:
    moment = str(ULID())[:10]
    handed_in = [f"{moment}{letter * 16}" for letter in "ZAM"]

    for job in handed_in:
        studio.submit(Order(person, "Coffee"), job)

    assert studio.recent_jobs(3) == handed_in[::-1]


def test_the_long_format_and_the_settings_acts_reach_the_brief(
    instance: dg.DagsterInstance, store: ArtifactStore, person: Person
) -> None:
    studio = Studio(instance, store, Settings())

    film = studio.status(studio.submit(Order(person, "Coffee", format="film"))).brief
    spot = studio.status(studio.submit(Order(person, "Coffee"))).brief

    assert (film.segment_count, spot.segment_count) == (48, 10)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"text": ""}, "empty"),
        ({"text": " \n "}, "empty"),
        ({"text": "\x00\x1b\u200b"}, "empty"),
        ({"text": "x" * 4001}, "4001 characters; at most 4000"),
        ({"ratio": "4:3"}, "Unknown ratio '4:3'; choose one of: 16:9, 9:16, 1:1"),
        ({"ratio": ""}, "Unknown ratio"),
        ({"format": "opera"}, "choose one of: spot, film"),
        ({"language": "tlh"}, "Unknown language"),
        ({"language": "x" * 5000}, "Unknown language"),
    ],
)
def test_an_order_that_cannot_be_made_is_refused_and_leaves_nothing(
    studio: Studio, person: Person, wrong: dict[str, str], told: str
) -> None:
    before = studio.newest_event()

    with pytest.raises(BriefError, match=told) as refused:
        studio.submit(replace(Order(person, "Coffee"), **wrong))

    assert len(str(refused.value)) < 200
    assert studio.newest_event() == before


@pytest.mark.parametrize(
    "job", ["", "x", "../../etc", "0" * 25, "0" * 27, "01k0000000000000000000000a"]
)
def test_a_job_id_that_is_no_ulid_is_refused(studio: Studio, person: Person, job: str) -> None:
    if job:
        with pytest.raises(ArtifactError, match="not a job id"):
            studio.submit(Order(person, "Coffee"), job)
    with pytest.raises(UnknownJobError):
        studio.status(job)


def test_a_job_that_does_not_exist_is_unknown_everywhere(studio: Studio, person: Person) -> None:
    job = str(ULID())
    asked: list[Callable[[], object]] = [
        lambda: studio.status(job),
        lambda: studio.approve(job, Stage.SCRIPT, person),
        lambda: studio.cancel(job, None, person),
        lambda: studio.redo(job, Stage.SCRIPT, [], "", person),
        lambda: studio.retry(job, person),
        lambda: studio.confirm_transcript(job, None, person),
        lambda: studio.order_again(job, person, "", str(ULID())),
        lambda: studio.showing(job, Stage.SCRIPT),
        lambda: studio.film(job),
        lambda: studio.transcript(job),
    ]

    for ask in asked:
        with pytest.raises(UnknownJobError, match=job):
            ask()


def test_a_transcript_is_read_confirmed_and_corrected_by_its_person(
    studio: Studio, instance: dg.DagsterInstance, store: ArtifactStore, person: Person
) -> None:
    voice = write_sound(store.scratch / "voice.ogg")
    job = studio.submit(Order(person, voice_file=voice, confirms_transcript=True))
    graph = Graph(instance, store, studio, job, person)
    with pytest.raises(StageNotOpenError):
        studio.confirm_transcript(job, None, person)
    assert studio.transcript(job) == ""

    graph.makes(Product.TRANSCRIPT)
    with pytest.raises(BriefError):
        studio.confirm_transcript(job, " ", person)
    studio.confirm_transcript(job, " Tea, not coffee. ", person)

    assert graph.status.corrected_request == "Tea, not coffee."
    with pytest.raises(StageNotOpenError):
        studio.confirm_transcript(job, None, person)
