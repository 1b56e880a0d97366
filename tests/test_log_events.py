"""Every log event of the product has a stable name, and docs/operations.md lists it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from adgen_dagster.domain.stages import EventKind

ROOT = Path(__file__).parents[1]
PRODUCT = ("adgen_dagster", "telegram_gateway")
LEVELS = {"debug", "info", "warning", "error", "critical", "exception"}
SNAKE_CASE = re.compile(r"[a-z]+(_[a-z0-9]+)*")
OF_JOBS = {str(kind) for kind in EventKind} - {EventKind.MADE}
"""A job's events are logged by their kind; what was made is told by `take_made`."""


@cache
def modules() -> dict[str, ast.Module]:
    """The product's modules by their paths."""
    paths = [path for top in PRODUCT for path in (ROOT / top).rglob("*.py")]
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in paths
    }


def log_calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """The calls that log a line, each with the logger as it is written there."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=logger, attr=level), args=[_, *_]):
                if level in LEVELS:
                    yield ast.unparse(logger), node
            case _:
                pass


def loggers(tree: ast.Module) -> Iterator[str]:
    """The names of a module's loggers."""
    for node in tree.body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="log_of"))
            ):
                yield name
            case _:
                pass


def events_in(call: ast.Call) -> set[str]:
    """The names that the events of a call can have."""
    event = call.args[0]
    if isinstance(event, ast.Constant):
        return {str(event.value)}
    return OF_JOBS if ast.unparse(event) in {"str(kind)", "str(EventKind.TAKEN_BACK)"} else {"?"}


def listed() -> list[str]:
    """The names in the first column of the tables of events."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    tables = re.findall(r"^\| event \|.*\n\|.*\n((?:\|.*\n)+)", page, re.MULTILINE)
    rows = [row.split("|")[1] for table in tables for row in table.splitlines()]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def test_a_line_is_one_event_in_snake_case_with_its_facts_by_name() -> None:
    faulty = [
        f"{path}:{call.lineno}: {ast.unparse(call)}"
        for path, tree in modules().items()
        for logger, call in log_calls(tree)
        if logger not in set(loggers(tree))
        or len(call.args) != 1
        or not all(map(SNAKE_CASE.fullmatch, events_in(call)))
    ]

    assert faulty == []


def test_operations_lists_every_event_once_and_none_that_there_is_not() -> None:
    used = {
        event
        for tree in modules().values()
        for _, call in log_calls(tree)
        for event in events_in(call)
    }

    assert len(used) > 50
    assert sorted(listed()) == sorted(used)
