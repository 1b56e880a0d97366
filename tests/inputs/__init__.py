"""Inputs that the product once got wrong, each held by a test of ours."""

import json
from pathlib import Path
from typing import Any

_TEXTS = Path(__file__).with_name("texts.json")


def texts(kind: str) -> list[dict[str, Any]]:
    """The texts of one kind: captions, briefs, narration or wording, with what has to hold."""
    told: dict[str, list[dict[str, Any]]] = json.loads(_TEXTS.read_text(encoding="utf-8"))
    return told[kind]
