"""A studio with OpenAI, whose calls reach the stand-in on the loopback interface."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adgen_dagster.domain.brief import Act, Brief, Language, Person
from adgen_dagster.domain.spending import Charge
from adgen_dagster.providers.openai import OpenAIStudio, openai_from
from adgen_dagster.settings import Settings, load_settings
from adgen_dagster.storage.artifacts import ArtifactStore, Take
from tests.stand_ins.providers.fixtures import openai_api
from tests.stand_ins.providers.openai_api import OpenAIServer

__all__ = ["bill", "chosen", "folder", "new_take", "openai_api", "studio", "take"]

JOB = "01K0000000000000000000000A"
WAITS_S = (0.01, 0.02, 0.04)


def brief_in(language: Language, **more: object) -> Brief:
    """A brief of ten segments."""
    asked: dict[str, object] = {
        "text": "A lemonade of oranges pressed this morning",
        "language": language,
        "acts": ((Act.INTRO, 3), (Act.MAIN, 5), (Act.OUTRO, 2)),
        "owner": Person(gateway="terminal", id="1"),
        "created_at": datetime(2026, 11, 24, tzinfo=UTC),
    }
    return Brief.model_validate(asked | more)


@pytest.fixture
def chosen(openai_api: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings as an operator would set them, with waits that a test can afford."""
    for name in [*Settings.model_fields, "openai_retry_waits_s"]:
        monkeypatch.delenv(f"ADGEN_{name.upper()}", raising=False)
    for name, value in openai_api.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ADGEN_OPENAI_RETRY_WAITS_S", ",".join(map(str, WAITS_S)))
    return load_settings()


@pytest.fixture
def studio(chosen: Settings) -> OpenAIStudio:
    return openai_from(chosen)


@dataclass
class Bill:
    """What a job was told of its calls: the newest word on each counts."""

    told: dict[str, Charge] = field(default_factory=dict[str, Charge])

    def tell(self, charge: Charge) -> None:
        self.told[charge.path] = charge

    @property
    def usd(self) -> float:
        return sum(charge.cost_usd for charge in self.told.values())

    @property
    def unknown_usd(self) -> float:
        return sum(charge.at_most_usd for charge in self.told.values())


@pytest.fixture
def bill() -> Bill:
    return Bill()


@pytest.fixture
def new_take(tmp_path: Path, bill: Bill) -> Callable[[str], Take]:
    """Takes of one job; another owner begins another take."""
    store = ArtifactStore(str(tmp_path / "artifacts"), tmp_path / "scratch")

    def take_of(owner: str) -> Take:
        return replace(store.take(f"jobs/{JOB}/script", owner), tell=bill.tell)

    return take_of


@pytest.fixture
def take(new_take: Callable[[str], Take]) -> Take:
    return new_take("somebody")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made
