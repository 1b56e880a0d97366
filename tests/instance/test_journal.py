"""Events as the instance keeps them: in order, page by page, whoever reported them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import dagster as dg
import pytest
from sqlalchemy import Connection
from ulid import ULID

from adgen_dagster.domain.brief import Act, Brief, Language, Person
from adgen_dagster.domain.stages import EventKind, JobEvent
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.instance import event_table
from adgen_dagster.instance.journal import Journal
from adgen_dagster.partitions import segment_partition
from tests.graph import Graph

Begin = Callable[[], Graph]


def read_on(journal: Journal, after: int, limit: int) -> list[JobEvent]:
    """Everything after an event, as a gateway reads it."""
    found: list[JobEvent] = []
    while page := journal.tail(found[-1].id if found else after, limit):
        assert len(page) <= limit
        found += page
    return found


# Order and pages


def test_events_of_all_jobs_come_in_the_order_they_happened(begin: Begin) -> None:
    one, two = begin(), begin()
    after = one.studio.newest_event()

    one.starts(Product.SCRIPT)
    two.makes(Product.SCRIPT)
    one.makes(Product.SCRIPT)
    two.starts(Product.SEGMENTS)

    events = one.studio.events(after)
    assert [(event.job, event.kind, event.product) for event in events] == [
        (one.job, EventKind.STARTED, Product.SCRIPT),
        (two.job, EventKind.MADE, Product.SCRIPT),
        (one.job, EventKind.MADE, Product.SCRIPT),
        (two.job, EventKind.STARTED, Product.SEGMENTS),
    ]
    assert [event.id for event in events] == sorted({event.id for event in events})


def test_every_event_is_read_once_whatever_the_page(begin: Begin) -> None:
    graph, journal = begin(), Journal(begin().instance)
    after = journal.newest()
    graph.writes().starts(Product.AUDIO).starts(Product.IMAGES).fails(Product.AUDIO).paints()
    graph.starts(Product.CLIPS).starts(Product.AUDIO).makes(Product.AUDIO)
    whole = journal.tail(after)

    pages = {limit: read_on(journal, after, limit) for limit in (1, 2, 3, len(whole), 500)}

    assert len(whole) == 12
    assert all(page == whole for page in pages.values())


def test_a_cursor_at_the_end_reads_only_what_is_new(begin: Begin) -> None:
    graph = begin()
    studio, cursor = graph.studio, graph.studio.newest_event()

    assert studio.events(cursor) == []
    graph.starts(Product.SCRIPT)

    assert [event.id for event in studio.events(cursor)] == [studio.newest_event()]
    assert studio.events(cursor, 0) == []


def test_an_instance_without_events_has_no_newest(own_instance: dg.DagsterInstance) -> None:
    journal = Journal(own_instance)

    assert (journal.newest(), journal.tail(0)) == (0, [])


def test_events_of_others_in_the_same_instance_are_passed_over(begin: Begin) -> None:
    graph, journal = begin(), Journal(begin().instance)
    after = journal.newest()
    for _ in range(7):
        graph.instance.report_runless_asset_event(dg.AssetMaterialization("warehouse"))
        graph.instance.report_runless_asset_event(
            dg.AssetMaterialization("images", partition="2026-01-01")
        )
    graph.starts(Product.SCRIPT).makes(Product.SCRIPT).starts(Product.SEGMENTS)

    for limit in (1, 3, 500):
        assert [event.kind for event in read_on(journal, after, limit)] == [
            EventKind.STARTED,
            EventKind.MADE,
            EventKind.STARTED,
        ]


@contextmanager
def busy(happens: Callable[[], object]) -> Iterator[None]:
    """Let something happen each time after somebody has read the instance's events."""
    connect, is_happening = event_table._connection, False

    @contextmanager
    def connection(instance: dg.DagsterInstance) -> Iterator[Connection]:
        nonlocal is_happening
        with connect(instance) as connected:
            yield connected
        if not is_happening:
            is_happening = True
            happens()
            is_happening = False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(event_table, "_connection", connection)
        yield


def test_nothing_is_missed_that_is_reported_while_somebody_reads(begin: Begin) -> None:
    graph, journal = begin(), Journal(begin().instance)
    after = journal.newest()

    def happens() -> None:
        journal.report_approval(graph.job, Stage.SCRIPT, graph.owner)
        journal.report(graph.job, EventKind.STARTED)

    seen: list[JobEvent] = []
    with busy(happens):
        for _ in range(5):
            seen += Journal(graph.instance).tail(seen[-1].id if seen else after)

    assert len(seen) > 10
    assert seen == journal.tail(after, len(seen))


# What an operator types by hand


def report(graph: Graph, event: dg.AssetMaterialization | dg.AssetObservation) -> None:
    graph.instance.report_runless_asset_event(event)


def test_an_approval_typed_in_the_ui_counts_while_its_stage_is_open(begin: Begin) -> None:
    graph = begin()
    report(graph, dg.AssetMaterialization("script_approval", partition=graph.job))
    too_early = graph.writes().state
    after = graph.studio.newest_event()

    report(graph, dg.AssetMaterialization("script_approval", partition=graph.job))

    assert too_early is JobState.AWAITING_SCRIPT_APPROVAL
    assert graph.state is JobState.SCRIPT_APPROVED
    assert [(event.stage, event.by) for event in graph.studio.events(after)] == [
        (Stage.SCRIPT, None)
    ]


NONSENSE: list[dict[str, object]] = [
    {"event": "exploded", "by": "me", "segments": "all", "cost_usd": "a lot"},
    {"by": 7, "brief": {"text": "Tea"}, "take": "first", "path": 3.5},
    {"event": None, "product": "popcorn"},
    {"segments": [[1]], "note": ["x"]},
    {"picture": dg.MetadataValue.md("![](x)"), "url": dg.MetadataValue.url("https://example.com")},
    {"run": dg.MetadataValue.dagster_run("abc"), "when": dg.MetadataValue.timestamp(1.0)},
]


def test_nonsense_in_metadata_loses_nothing(begin: Begin) -> None:
    graph = begin().writes()
    before = graph.status

    for metadata in NONSENSE:
        for key in ("brief", "script_approval", "images_approval", "script"):
            report(graph, dg.AssetObservation(key, partition=graph.job, metadata=metadata))
        for key in ("brief", "script"):
            report(graph, dg.AssetMaterialization(key, partition=graph.job, metadata=metadata))
        picture = segment_partition(graph.job, 1)
        report(graph, dg.AssetMaterialization("images", partition=picture, metadata=metadata))

        status = graph.status
        assert status.state is JobState.AWAITING_SCRIPT_APPROVAL
        assert (status.brief, status.latest) == (before.brief, before.latest)


def test_an_approval_counts_whatever_nonsense_stands_beside_it(begin: Begin) -> None:
    graph = begin().writes()

    report(
        graph,
        dg.AssetMaterialization("script_approval", partition=graph.job, metadata=NONSENSE[0]),
    )

    assert graph.state is JobState.SCRIPT_APPROVED


def test_a_thing_materialized_by_hand_does_not_hide_the_one_that_is_there(begin: Begin) -> None:
    graph = begin().to_pictures().paints()

    report(graph, dg.AssetMaterialization("images", partition=segment_partition(graph.job, 2)))
    report(graph, dg.AssetMaterialization("script", partition=graph.job))

    showing = graph.studio.showing(graph.job, Stage.IMAGES)
    assert showing.files[2].exists()
    assert graph.status.missing[Product.IMAGES] == ()


def test_a_brief_materialized_by_hand_alone_is_no_job(begin: Begin) -> None:
    instance, job = begin().instance, str(ULID())
    instance.report_runless_asset_event(dg.AssetMaterialization("brief", partition=job))

    assert Journal(instance).status(job) is None


def test_a_materialization_is_of_its_own_asset_whatever_it_says(begin: Begin) -> None:
    graph = begin().writes()
    path = f"jobs/{graph.job}/script/take-07/script.json"

    report(
        graph,
        dg.AssetMaterialization(
            "script", partition=graph.job, metadata={"product": "final_mp4", "path": path}
        ),
    )

    assert (Product.FINAL_MP4, 0) not in graph.status.latest
    assert graph.status.latest[Product.SCRIPT, 0].path == path


OTHER = "01JADGENADGENADGENADGENADG"


@pytest.mark.parametrize(
    "path",
    [
        "jobs/{job}/film.mp4",
        "jobs/{job}/script/take-01/script.json",
        f"jobs/{OTHER}/final_mp4/take-01/film.mp4",
        "jobs/{job}/final_mp4/../../" + OTHER + "/take-01/film.mp4",
        "jobs/{job}/final_mp4/take-01",
        "/jobs/{job}/final_mp4/take-01/film.mp4",
        "jobs/{job}/final_mp4/take-01//film.mp4",
        "final_mp4/take-01/film.mp4",
        "jobs/{job}",
        "jobs",
    ],
)
def test_a_place_outside_the_takes_of_the_jobs_own_asset_is_no_take(
    begin: Begin, path: str
) -> None:
    graph = begin().to_the_end()
    film = graph.status.latest[Product.FINAL_MP4, 0]

    report(
        graph,
        dg.AssetMaterialization(
            "final_mp4", partition=graph.job, metadata={"path": path.format(job=graph.job)}
        ),
    )

    assert graph.status.latest[Product.FINAL_MP4, 0] == film


def test_a_brief_of_more_segments_than_there_are_partitions_stops_nobody(begin: Begin) -> None:
    instance, job = begin().instance, str(ULID())
    brief = Brief(
        text="Coffee",
        language=Language.ENGLISH,
        acts=((Act.MAIN, 49),),
        owner=Person(gateway="test", id="1"),
        created_at=datetime.now(UTC),
    )

    Journal(instance).report_brief(job, brief)

    assert Journal(instance).status(job) is None


def test_a_partition_that_is_no_job_is_nobodys_event(begin: Begin) -> None:
    graph = begin()
    after = graph.studio.newest_event()

    for partition in ("today", "../../etc", "", graph.job.lower(), None):
        report(graph, dg.AssetMaterialization("script_approval", partition=partition))

    assert graph.studio.events(after) == []
