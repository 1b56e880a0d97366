"""An operator's browser has the Dagster UI open, and beside it a page of somebody else."""

from __future__ import annotations

import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from tests.journeys.browser import browser_window
from tests.ui.conftest import Webserver

REPORT = "report_asset_materialization/script_approval?partition=x"
PAGE = """<!doctype html><title>Recipes</title><body><script>
const ui = "UI", query = "mutation { setAutoMaterializePaused(paused: false) }";
const body = JSON.stringify({query});
const tried = async (what) => { try { const got = await what(); return got.type || got; }
                                catch (error) { return "refused"; } };
async function attack() {
  const image = new Image(); image.src = ui + "/graphql?query=" + encodeURIComponent(query);
  const form = document.createElement("form");
  form.method = "post"; form.target = "frame"; form.enctype = "text/plain";
  form.action = ui + "/REPORT";
  const frame = document.createElement("iframe"); frame.name = "frame";
  document.body.append(frame, form); form.submit();
  const found = [
    await tried(() => fetch(ui + "/graphql", {method: "POST", mode: "no-cors", body})),
    await tried(() => fetch(ui + "/graphql", {method: "POST", body,
      headers: {"content-type": "application/json"}})),
    await tried(() => fetch(ui + "/REPORT", {method: "POST", mode: "no-cors"})),
    await tried(() => new Promise((good, bad) => {
      const socket = new WebSocket(ui.replace("http", "ws") + "/graphql", "graphql-ws");
      socket.onopen = () => good("open"); socket.onerror = () => bad(); })),
  ];
  await new Promise((done) => setTimeout(done, 500));
  return found;
}
</script>"""

OWN_QUESTION = """async () => {
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: {"content-type": "application/json"},
    body: JSON.stringify({query: "{ instance { autoMaterializePaused } }"}),
  });
  return answer.json();
}"""


@pytest.fixture
def stranger(webserver: Webserver) -> Generator[str]:
    """The address of a page of another origin, on this machine too."""
    page = PAGE.replace("UI", webserver.url).replace("REPORT", REPORT).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_page_of_another_origin_changes_nothing(webserver: Webserver, stranger: str) -> None:
    own = {"query": "mutation { setAutoMaterializePaused(paused: true) }"}
    requests.post(f"{webserver.url}/graphql", json=own, timeout=60).raise_for_status()
    before = webserver.counted()
    with browser_window() as page:
        page.goto(stranger)
        found = page.evaluate("attack()")
        page.goto(f"{webserver.url}/graphql")
        paused = page.evaluate(OWN_QUESTION)

    assert found == ["opaque", "refused", "opaque", "refused"]
    assert paused["data"] == {"instance": {"autoMaterializePaused": True}}
    assert webserver.counted() == before
