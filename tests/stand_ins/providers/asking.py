"""Short ways to ask the stand-ins from a test."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from typing import Any, Final

import requests

from tests.stand_ins.providers import media
from tests.stand_ins.providers.runway_api import VERSION, RunwayServer

LIMIT_S: Final = 60.0


def picture_uri(width: int = 64, height: int = 36, number: int = 1) -> str:
    """Make a data URI of a small picture."""
    return (
        "data:image/png;base64," + base64.b64encode(media.picture(width, height, number)).decode()
    )


def image_body(prompt: str = "A red apple on a white table") -> dict[str, Any]:
    """Make the body of a picture's order."""
    return {"model": "gen4_image", "promptText": prompt, "ratio": "1280:720"}


def clip_body(prompt: str = "The apple rolls") -> dict[str, Any]:
    """Make the body of a clip's order."""
    return {
        "model": "gen4_turbo",
        "promptText": prompt,
        "ratio": "1280:720",
        "duration": 5,
        "promptImage": picture_uri(),
    }


def ask_runway(
    server: RunwayServer, method: str, path: str, body: object = None, **headers: str
) -> requests.Response:
    """Send one request with the right headers; `headers` (with underscores) replace them."""
    sent = {"Authorization": f"Bearer {server.key}", "X-Runway-Version": VERSION}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.request(method, server.url + path, json=body, headers=sent, timeout=LIMIT_S)


def submitted(server: RunwayServer, kind: str, body: dict[str, Any]) -> str:
    """Order something; returns the task's id."""
    answer = ask_runway(server, "POST", f"/v1/{kind}", body)
    answer.raise_for_status()
    return str(answer.json()["id"])


def ended(server: RunwayServer, task_id: str) -> dict[str, Any]:
    """Wait for the end of a task."""
    return waited_for(server, task_id, {"SUCCEEDED", "FAILED", "CANCELLED"})


def waited_for(server: RunwayServer, task_id: str, statuses: set[str]) -> dict[str, Any]:
    """Wait until a task has one of these statuses."""
    task: dict[str, Any] = {}

    def has_come() -> bool:
        task.update(ask_runway(server, "GET", f"/v1/tasks/{task_id}").json())
        return task.get("status") in statuses

    wait_until(has_come)
    return task


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for a condition, with a limit."""
    end = time.monotonic() + LIMIT_S
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
