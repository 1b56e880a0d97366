"""A class's name says what it is, wherever it is read: none is there twice."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_no_two_classes_of_the_product_have_one_name() -> None:
    places = defaultdict[str, list[str]](list)
    for package in ("adgen_dagster", "telegram_gateway"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(str(file.relative_to(ROOT)))

    assert len(places) > 300
    assert {name: files for name, files in places.items() if len(files) > 1} == {}
