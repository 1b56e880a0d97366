"""Who may change something through the Dagster UI: its own pages and programs, nobody else's."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.ui.conftest import Webserver

CHANGE = "mutation { setAutoMaterializePaused(paused: false) }"
IN_JSON = {"content-type": "application/json"}


def asked(webserver: Webserver, **headers: str) -> requests.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.post(
        f"{webserver.url}/graphql",
        data=json.dumps({"query": CHANGE}),
        headers=IN_JSON | names,
        timeout=60,
    )


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://127.0.0.1:{port}", "Sec_Fetch_Site": "same-origin"},
        {"Origin": "https://studio.example", "Host": "studio.example"},
        {"Origin": "http://webserver", "Host": "webserver:80"},
        {"Sec_Fetch_Site": "none"},
    ],
    ids=["a program", "its own page", "behind a proxy that ends TLS", "default port", "typed"],
)
def test_its_own_pages_and_programs_may_change(
    webserver: Webserver, headers: dict[str, str]
) -> None:
    named = {name: value.format(port=webserver.port) for name, value in headers.items()}

    answer = asked(webserver, **named)

    assert answer.json() == {"data": {"setAutoMaterializePaused": False}}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "https://127.0.0.1:{port}.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://[::1"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example", "Origin": "http://127.0.0.1.evil.example"}, 421),
        ({"Host": ""}, 421),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
        ({"content_type": "application/graphql"}, 415),
        ({"content_type": "text/plain; x=application/json"}, 415),
    ],
)
def test_nobody_elses_page_may_change_anything(
    webserver: Webserver, headers: dict[str, str], status: int
) -> None:
    named = {name: value.format(port=webserver.port) for name, value in headers.items()}

    assert asked(webserver, **named).status_code == status


def test_a_get_changes_nothing(webserver: Webserver) -> None:
    answer = requests.get(f"{webserver.url}/graphql", params={"query": CHANGE}, timeout=60)
    page = requests.get(f"{webserver.url}/graphql", headers={"Accept": "text/html"}, timeout=60)

    assert answer.status_code == 405
    assert "graphiql" in page.text.lower()


@pytest.mark.parametrize("kind", ["materialization", "observation", "check"])
def test_a_page_of_another_origin_reports_nothing(webserver: Webserver, kind: str) -> None:
    before = webserver.counted()

    answer = requests.post(
        f"{webserver.url}/report_asset_{kind}/script_approval",
        params={"partition": "x"},
        headers={"Origin": "http://evil.example"},
        timeout=60,
    )

    assert (answer.status_code, webserver.counted()) == (403, before)


def test_no_other_site_shows_it_in_a_frame(webserver: Webserver) -> None:
    answer = requests.get(webserver.url, timeout=60)

    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def handshake(webserver: Webserver, origin: str) -> int:
    """The status with which a WebSocket's handshake is answered."""
    answer: Any = requests.get(
        f"{webserver.url}/graphql",
        headers={
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol": "graphql-ws",
            "Origin": origin,
        },
        timeout=60,
        stream=True,
    )
    with answer:
        return int(answer.status_code)


def test_a_foreign_page_opens_no_websocket(webserver: Webserver) -> None:
    assert handshake(webserver, "http://evil.example") == 403
    assert handshake(webserver, webserver.url) == 101
