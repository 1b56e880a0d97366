"""The table says of every product what its asset says, and of every state where it belongs."""

import dagster as dg
import pytest

from adgen_dagster.definitions import defs
from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.partitions import job_segments, jobs

SPECS = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}


def deps(spec: dg.AssetSpec) -> set[str]:
    return {dep.asset_key.to_user_string() for dep in spec.deps}


def test_the_graph_is_the_table_and_what_people_make() -> None:
    assert set(SPECS) == {*PIPELINE.products, *(stage.gate for stage in Stage), "brief"}
    assert PIPELINE.products == tuple(Product)
    assert PIPELINE.stages == tuple(Stage)


@pytest.mark.parametrize("product", Product)
def test_an_asset_depends_on_what_its_step_names(product: Product) -> None:
    step = PIPELINE[product]
    made_of = step.made_of or ("brief",)

    assert deps(SPECS[product]) == {*made_of, *([step.behind.gate] if step.behind else [])}


@pytest.mark.parametrize("product", Product)
def test_an_asset_has_the_partitions_of_its_step(product: Product) -> None:
    wanted = job_segments if PIPELINE[product].per_segment else jobs

    assert SPECS[product].partitions_def == wanted


@pytest.mark.parametrize("stage", Stage)
def test_a_gate_depends_on_what_it_shows(stage: Stage) -> None:
    assert deps(SPECS[stage.gate]) == set(PIPELINE.shown_at(stage))


def test_everything_stands_behind_what_it_is_made_of() -> None:
    order = PIPELINE.products

    for step in PIPELINE.steps:
        assert all(order.index(part) < order.index(step.product) for part in step.made_of)


def test_every_state_is_one_of_fifteen_and_told_by_the_table() -> None:
    told = {state for step in PIPELINE.steps for state in (step.waiting, step.working)}
    told |= {gate.waiting for gate in PIPELINE.gates}

    assert told | {JobState.COMPLETED, JobState.CANCELLED, JobState.FAILED} == set(JobState)
    assert len(JobState) == 15


def test_what_is_paid_is_made_by_a_provider() -> None:
    assert not [step.product for step in PIPELINE.steps if step.is_local and step.price]
