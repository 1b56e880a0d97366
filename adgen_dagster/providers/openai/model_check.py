"""Checks whether the account can reach the configured models, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from adgen_dagster.providers.openai.client import PatientOpenAI, patiently


@dataclass(frozen=True)
class ModelFinding:
    """What is known of one configured model.

    Attributes:
        setting: the environment variable that names the model.
        model: its name.
        is_reachable: whether the account has it.
        closes_on: the day on which its maker shuts it down, where that is announced.
    """

    setting: str
    model: str
    is_reachable: bool
    closes_on: date | None = None

    @property
    def is_fine(self) -> bool:
        """Whether it can be used, with no end announced."""
        return self.is_reachable and self.closes_on is None

    @property
    def said(self) -> str:
        """The finding as a sentence."""
        if not self.is_reachable:
            return f"{self.model} is not among the account's models; set {self.setting}"
        if self.closes_on is None:
            return f"{self.model} is there"
        return f"{self.model} is shut down on {self.closes_on.isoformat()}; set {self.setting}"


class _Model(BaseModel):
    """A model of the account."""

    id: str
    shutdown_date: str | None = None


class _Listed(BaseModel):
    """The account's models."""

    data: list[_Model]


def check_models(client: PatientOpenAI, configured: Mapping[str, str]) -> list[ModelFinding]:
    """Look up each configured model in `GET /v1/models`.

    Args:
        client: of the account.
        configured: models by the environment variable that names them; an empty one is left out.

    Raises:
        ProviderError: the list could not be had.
    """

    def ask() -> list[_Model]:
        # Raw, because the package cannot bear a page of HTML here.
        answer = client.models.with_raw_response.list().http_response.content
        return _Listed.model_validate_json(answer).data

    known = {model.id: model.shutdown_date for model in patiently(client, ask)}
    return [
        ModelFinding(setting, model, model in known, _day(known.get(model)))
        for setting, model in configured.items()
        if model
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
