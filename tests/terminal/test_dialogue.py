"""What a person can decide at the terminal, beside the whole way of `adgen make`."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from adgen_dagster.domain.words import Stage
from adgen_dagster.terminal.dialogue import Dialogue
from adgen_dagster.terminal.screen import Screen
from tests.graph import Graph


def test_an_hour_more_can_be_had(
    begin: Callable[[], Graph], monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = begin().writes()
    shown = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO("w\n"))
    talk = Dialogue(graph.studio, Screen(Console(file=shown, width=200)), graph.owner, False)

    assert talk.decide(graph.status, Stage.SCRIPT)

    assert "[w]ait an hour" in shown.getvalue()
    assert graph.studio.decide_before(graph.status) == (graph.status.waits_since or 0) + 3600
