from dagster_shared.yaml_utils import load_yaml_from_path

from adgen_dagster.stack.home import INSTANCE_FILE, checkout


def test_a_production_differs_from_a_checkout_in_its_storage_alone() -> None:
    ours = load_yaml_from_path(str(checkout() / INSTANCE_FILE))
    production = load_yaml_from_path(str(checkout() / "deploy" / INSTANCE_FILE))

    assert isinstance(ours, dict)
    assert isinstance(production, dict)
    assert production.pop("storage")["postgres"]["postgres_db"]["scheme"] == "postgresql+psycopg2"
    assert production == ours


def test_workers_differ_from_a_production_in_who_starts_runs_and_how_long_they_may_wait() -> None:
    production = load_yaml_from_path(str(checkout() / "deploy" / INSTANCE_FILE))
    workers = load_yaml_from_path(str(checkout() / "deploy" / "celery" / INSTANCE_FILE))

    assert isinstance(production, dict)
    assert isinstance(workers, dict)
    assert workers.pop("run_launcher")["class"] == "CeleryLauncher"
    assert production.pop("run_launcher")["class"] == "RunLauncher"
    waits = [each["run_monitoring"].pop("start_timeout_seconds") for each in (workers, production)]
    assert waits == [900, 120]
    assert workers == production
