"""Every number that the dashboard and the alert rules speak of is really handed out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from pydantic import SecretStr

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.words import JobState
from adgen_dagster.errors import ErrorKind
from adgen_dagster.exporter.serving import Numbers
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio
from telegram_gateway.app import Gateway
from telegram_gateway.settings import TelegramSettings

DEPLOY = Path(__file__).parents[2] / "deploy"
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
_NAME = re.compile(r"\badgen_[a-z0-9_]+")


@pytest.fixture
def exported(own_instance: dg.DagsterInstance, store: ArtifactStore, person: Person) -> set[str]:
    """The names of all samples of an exporter and a gateway, also of those without a value yet."""
    studio = Studio(own_instance, store, Settings())
    studio.submit(Order(person, "A cup of coffee"))
    numbers = Numbers(own_instance, store, Settings())
    while numbers.read_on():
        pass
    gateway = Gateway(TelegramSettings(bot_token=SecretStr("1:x")), studio)
    suffixes = {
        "counter": ["_total"],
        "histogram": ["_bucket", "_sum", "_count"],
        "gauge": [""],
    }
    return {
        f"{family.name}{suffix}"
        for family in (*numbers.collect(), *gateway._metrics.registry.collect())
        for suffix in suffixes[family.type]
    }


def expressions() -> Iterator[str]:
    board = json.loads((DEPLOY / "grafana" / "adgen.json").read_text(encoding="utf-8"))
    for panel in board["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))
    yield from (rule["expr"] for rule in alerts())


def alerts() -> list[dict[str, Any]]:
    text = (DEPLOY / "prometheus" / "alerts.yml").read_text(encoding="utf-8")
    return [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]


def test_the_dashboard_and_the_rules_name_nothing_that_is_not_exported(exported: set[str]) -> None:
    named = {name for expression in expressions() for name in _NAME.findall(expression)}

    assert len(named) > 20
    assert named - exported == set()


def test_the_dashboard_shows_every_number_that_is_exported(exported: set[str]) -> None:
    named = {name for expression in expressions() for name in _NAME.findall(expression)}

    families = {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in exported}
    shown = {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in named}

    assert {name for name in families - shown if name.startswith("adgen_")} == set()


def test_the_rules_know_the_states_and_kinds_that_there_are() -> None:
    for expression in expressions():
        for label, known in (("kind", set(ErrorKind)), ("state", set(JobState))):
            for chosen in re.findall(rf'{label}[!=]~?"([^"]+)"', expression):
                plain = {each for each in chosen.split("|") if "*" not in each}
                assert plain <= known, expression


def test_the_handbook_tells_what_to_do_about_every_alert() -> None:
    told = OPERATIONS.read_text(encoding="utf-8")

    assert [rule["alert"] for rule in alerts() if f"### {rule['alert']}" not in told] == []
