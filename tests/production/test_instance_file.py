from dagster_shared.yaml_utils import load_yaml_from_path

from adgen_dagster.terminal.home import INSTANCE_FILE, checkout


def test_a_production_differs_from_a_checkout_in_its_storage_alone() -> None:
    ours = load_yaml_from_path(str(checkout() / INSTANCE_FILE))
    production = load_yaml_from_path(str(checkout() / "deploy" / INSTANCE_FILE))

    assert isinstance(ours, dict)
    assert isinstance(production, dict)
    assert production.pop("storage")["postgres"]["postgres_db"]["scheme"] == "postgresql+psycopg2"
    assert production == ours
