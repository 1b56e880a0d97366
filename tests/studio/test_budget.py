"""What a job costs, what a person is told of it, and what the budgets allow."""

from collections.abc import Callable

import dagster as dg
import pytest

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.instance.journal import Journal
from adgen_dagster.instance.notes import Notebook
from adgen_dagster.instance.run_requests import JOB_TAG
from adgen_dagster.media.ffmpeg import find_ffmpeg
from adgen_dagster.providers.base import Prices
from adgen_dagster.providers.offline import OfflineNarrator, OfflinePainter, OfflineWriter
from adgen_dagster.providers.openai import OpenAIWriter, RealtimeNarrator
from adgen_dagster.providers.runway import RunwayAnimator, RunwayNarrator, RunwayPainter
from adgen_dagster.providers.selection import selected_providers
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.budget import (
    Budget,
    OverBudgetError,
    again_price,
    redo_prices,
    stage_price,
)
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio
from tests.graph import Graph, queue_run

PRICES = Prices(story_usd=0.02, line_usd=0.01, picture_usd=0.05, clip_usd=0.25)


def budget(instance: dg.DagsterInstance, **budgets: float) -> Budget:
    return Budget(instance, Settings.model_validate(budgets))


def two_jobs(
    instance: dg.DagsterInstance, store: ArtifactStore, person: Person
) -> tuple[Graph, Graph]:
    """Two jobs of three segments, the only ones of their instance."""
    studio = Studio(instance, store, Settings.model_validate({"spot_acts": "1+1+1"}))
    first, second = (
        Graph(instance, store, studio, studio.submit(Order(person, "Coffee")), person)
        for _ in range(2)
    )
    return first, second


def test_trying_again_costs_what_was_paid_for_something_useless(
    begin: Callable[[], Graph],
) -> None:
    useless = again_price(
        begin().to_pictures().fails(Product.IMAGES, 1, 3, kind="bad_output").status, PRICES
    )
    refused = again_price(
        begin().to_pictures().fails(Product.IMAGES, 1, kind="rejected").status, PRICES
    )

    assert (useless, refused) == (pytest.approx(0.10), 0.0)


def test_an_approved_script_costs_its_pictures_and_its_lines(begin: Callable[[], Graph]) -> None:
    job = begin().writes()

    assert stage_price(job.status, PRICES) == pytest.approx(3 * 0.05 + 3 * 0.01)


def test_approved_pictures_cost_their_clips_and_approved_clips_nothing(
    begin: Callable[[], Graph],
) -> None:
    job = begin().to_pictures().paints()
    assert stage_price(job.status, PRICES) == pytest.approx(3 * 0.25)

    job.approves(Stage.IMAGES).animates()

    assert stage_price(job.status, PRICES) == 0


def test_a_picture_made_again_after_the_clips_costs_its_clip_as_well(
    begin: Callable[[], Graph],
) -> None:
    job = begin().to_clips()
    assert redo_prices(job.status, PRICES)[Stage.IMAGES] == 0.05

    job.animates()

    assert redo_prices(job.status, PRICES)[Stage.IMAGES] == 0.30


def test_a_job_spends_up_to_its_budget_and_not_a_cent_more(begin: Callable[[], Graph]) -> None:
    job = begin().to_pictures().paints()
    spent = job.status.cost_usd
    bounded = budget(job.instance, job_budget_usd=spent + 1.0)

    bounded.require(job.status, 1.0, PRICES)

    with pytest.raises(OverBudgetError, match="ADGEN_JOB_BUDGET_USD"):
        bounded.require(job.status, 1.01, PRICES)


def test_the_month_counts_every_job_and_is_read_on_not_anew(
    own_instance: dg.DagsterInstance, store: ArtifactStore, person: Person
) -> None:
    jobs = two_jobs(own_instance, store, person)
    bounded = budget(own_instance, monthly_budget_usd=0.60)
    assert bounded.spent_this_month() == 0

    jobs[0].to_pictures().paints()
    assert bounded.spent_this_month() == pytest.approx(0.24)
    jobs[1].to_pictures().paints()

    assert budget(own_instance).spent_this_month() == pytest.approx(0.48)
    bounded.require(jobs[0].status, 0.11, PRICES)
    with pytest.raises(OverBudgetError, match="ADGEN_MONTHLY_BUDGET_USD"):
        bounded.require(jobs[0].status, 0.13, PRICES)


def test_what_another_job_has_under_way_is_counted_by_the_one_that_comes_later(
    own_instance: dg.DagsterInstance, store: ArtifactStore, person: Person
) -> None:
    first, second = two_jobs(own_instance, store, person)
    bounded = budget(own_instance, monthly_budget_usd=0.30)
    for graph in (first, second):
        graph.to_pictures().starts(Product.AUDIO).starts(Product.IMAGES, 1, 2, 3)
        queue_run(own_instance, {JOB_TAG: graph.job}, dg.DagsterRunStatus.STARTED)
    each_usd = stage_price(first.status, PRICES)
    assert each_usd == pytest.approx(0.18)

    bounded.require(first.status, each_usd, PRICES)
    with pytest.raises(
        OverBudgetError, match=r"0\.18 USD that this month has cost, with what is under"
    ):
        bounded.require(second.status, each_usd, PRICES)

    first.fails(Product.IMAGES, 1, 2, 3).fails(Product.AUDIO)
    bounded.require(second.status, each_usd, PRICES)


def test_a_person_is_told_before_of_what_is_under_way(
    own_instance: dg.DagsterInstance, store: ArtifactStore, person: Person
) -> None:
    first, second = two_jobs(own_instance, store, person)
    second.writes()
    first.to_pictures().starts(Product.IMAGES, 1, 2, 3)
    queue_run(own_instance, {JOB_TAG: first.job}, dg.DagsterRunStatus.STARTED)

    told = budget(own_instance, monthly_budget_usd=0.30).refusal(second.status, 0.18, PRICES)

    assert "passes the budget of 0.30 USD (ADGEN_MONTHLY_BUDGET_USD)" in told


def test_what_costs_nothing_is_never_refused(begin: Callable[[], Graph]) -> None:
    job = begin().to_pictures().paints()

    budget(job.instance, job_budget_usd=0.01).require(job.status, 0.0, PRICES)


def test_a_quote_tells_what_was_spent_and_with_the_offline_crew_costs_nothing(
    begin: Callable[[], Graph], monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("OPENAI_API_KEY", "RUNWAYML_API_SECRET"):
        monkeypatch.delenv(key, raising=False)
    job = begin().to_pictures().paints()

    quote = job.studio.quote(job.job)

    assert quote.spent_usd == pytest.approx(0.24)
    assert quote.next_stage_usd == 0
    assert quote.refusal == ""
    assert set(quote.redo_each_usd) == set(Stage)


@pytest.mark.parametrize(
    ("keys", "writer", "narrator", "painter"),
    [
        ({}, OfflineWriter, OfflineNarrator, OfflinePainter),
        ({"OPENAI_API_KEY": "sk-1"}, OpenAIWriter, RealtimeNarrator, OfflinePainter),
        ({"RUNWAYML_API_SECRET": "key_1"}, OfflineWriter, RunwayNarrator, RunwayPainter),
        (
            {"OPENAI_API_KEY": "sk-1", "RUNWAYML_API_SECRET": "key_1"},
            OpenAIWriter,
            RealtimeNarrator,
            RunwayPainter,
        ),
        (
            {"OPENAI_API_KEY": "sk-1", "ADGEN_PROVIDER": "offline"},
            OfflineWriter,
            OfflineNarrator,
            OfflinePainter,
        ),
        (
            {"OPENAI_API_KEY": "sk-1", "ADGEN_NARRATOR": "offline"},
            OpenAIWriter,
            OfflineNarrator,
            OfflinePainter,
        ),
    ],
)
def test_the_crew_is_chosen_by_the_keys_that_are_set(
    monkeypatch: pytest.MonkeyPatch,
    keys: dict[str, str],
    writer: type,
    narrator: type,
    painter: type,
) -> None:
    for name in ("OPENAI_API_KEY", "RUNWAYML_API_SECRET", "ADGEN_PROVIDER", "ADGEN_NARRATOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in keys.items():
        monkeypatch.setenv(name, value)

    providers = selected_providers(Settings(), find_ffmpeg)

    assert type(providers.writer) is writer
    assert type(providers.narrator) is narrator
    assert type(providers.painter) is painter
    assert isinstance(providers.animator, RunwayAnimator) is (painter is RunwayPainter)


def test_a_cost_that_a_failure_had_is_counted(begin: Callable[[], Graph]) -> None:
    job = begin().to_pictures()
    before = job.status.cost_usd

    Journal(job.instance).report(
        job.job,
        EventKind.FAILED,
        product=str(Product.IMAGES),
        failure_kind="rejected",
        cost_usd=0.05,
    )

    assert job.status.cost_usd == pytest.approx(before + 0.05)


def report_paid(job: Graph, record: str, cost_usd: float) -> None:
    path = f"jobs/{job.job}/images/01/take-01/{record}.json"
    Journal(job.instance).report(
        job.job, EventKind.PAID, product=str(Product.IMAGES), path=path, cost_usd=cost_usd
    )


def test_job_and_month_count_a_take_once_however_often_its_run_is_started(
    own_instance: dg.DagsterInstance, store: ArtifactStore, person: Person
) -> None:
    first, second = two_jobs(own_instance, store, person)
    month = budget(own_instance)
    for job in (first, second):
        job.to_pictures()
    report_paid(first, "task-1", 0.08)
    assert month.spent_this_month() == pytest.approx(0.08)
    for _ in range(3):
        report_paid(first, "task-1", 0.08)
        first.paints()
        second.paints(1)
        assert month.spent_this_month() == pytest.approx(0.24 + 0.08)

    spent = first.status.cost_usd + second.status.cost_usd
    assert month.spent_this_month() == budget(own_instance).spent_this_month() == spent


@pytest.mark.parametrize("cost_usd", [-100.0, float("nan"), float("inf"), 1e308])
def test_what_is_no_price_costs_nothing_and_the_month_goes_on(
    own_instance: dg.DagsterInstance, store: ArtifactStore, person: Person, cost_usd: float
) -> None:
    job, _ = two_jobs(own_instance, store, person)
    job.to_pictures().paints(1)

    job.makes(Product.IMAGES, 2, cost_usd=cost_usd)
    report_paid(job, "task-9", cost_usd)

    assert job.status.missing[Product.IMAGES] == (3,)
    assert job.status.cost_usd == pytest.approx(0.08)
    assert budget(own_instance).spent_this_month() == pytest.approx(0.08)


@pytest.mark.parametrize(
    "note",
    ['{"month":"2026-11","usd":null,"after":9}', "{", '{"version":2,"month":"2026-11","usd":-5}'],
)
def test_a_month_that_cannot_be_read_is_counted_anew(
    own_instance: dg.DagsterInstance, store: ArtifactStore, person: Person, note: str
) -> None:
    job, _ = two_jobs(own_instance, store, person)
    job.to_pictures().paints()
    Notebook(own_instance).write("spent-this-month", note)

    assert budget(own_instance).spent_this_month() == pytest.approx(0.24)
