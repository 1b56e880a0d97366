"""Reads and steers a stand-in that runs in another process."""

from __future__ import annotations

from typing import Any, Final

import requests

from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.ledger import LedgerView
from tests.stand_ins.providers.openai_settings import ModelAnswer

TIMEOUT_S: Final = 10.0


class Steering:
    """The levers of one stand-in, by its URL."""

    def __init__(self, url: str) -> None:
        self._url = f"{url.removesuffix('/v1')}/_loopback"

    @property
    def ledger(self) -> LedgerView:
        """What reached the server and what it cost."""
        return LedgerView.model_validate(self._call("GET", "ledger"))

    @property
    def settings(self) -> dict[str, Any]:
        """The settings as they are."""
        return self._call("GET", "settings")

    def change(self, **settings: object) -> None:
        """Change settings."""
        self._call("PATCH", "settings", settings)

    def add_fault(self, fault: Fault) -> None:
        """Ask for a fault."""
        self._call("POST", "faults", fault.model_dump())

    def clear_faults(self) -> None:
        """Forget the faults still to come."""
        self._call("DELETE", "faults")

    def lay_answer(self, answer: ModelAnswer) -> None:
        """Lay an answer of a model ready (OpenAI)."""
        self._call("POST", "answers", answer.model_dump())

    def tasks(self) -> list[dict[str, Any]]:
        """List the tasks (Runway)."""
        return self._call("GET", "tasks")

    def _call(self, method: str, lever: str, content: object = None) -> Any:  # noqa: ANN401 - JSON
        answer = requests.request(method, f"{self._url}/{lever}", json=content, timeout=TIMEOUT_S)
        answer.raise_for_status()
        return answer.json()
