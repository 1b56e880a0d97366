"""What every painter that answers at once promises; a provider's test gives it a service."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from adgen_dagster.domain.brief import Ratio
from adgen_dagster.domain.spending import Charge
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import MadeFile, Painter, ProviderError
from adgen_dagster.storage.artifacts import ArtifactStore, StoppedError, Take

KEY = "sk-of-the-contract-1a2b3c"
PICTURE = b"\x89PNG of the contract"


@dataclass
class Service:
    """A provider on the loopback interface: what it was asked, and how it answers next.

    An answer is an HTTP status; 0 closes the connection after the request was read.
    """

    answers: list[int] = field(default_factory=list[int])
    asked: int = 0
    url: str = ""


@contextmanager
def service() -> Generator[Service]:
    """Run a service; without an answer that was put there it delivers."""
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            state.asked += 1
            status = state.answers.pop(0) if state.answers else 200
            if status:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(PICTURE if status == 200 else b"no")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        state.url = f"http://127.0.0.1:{server.server_port}/v1/pictures"
        yield state
        server.shutdown()


@dataclass
class Desk:
    """A segment whose picture is to be drawn, as an asset works on it."""

    painter: Painter
    root: Path
    told: list[Charge] = field(default_factory=list[Charge])

    def take(self, cause: str = "first") -> Take:
        store = ArtifactStore(str(self.root / "store"), self.root / "scratch")
        return replace(store.take("jobs/film/images/01", "run", cause), tell=self.told.append)

    def paint(self, take: Take) -> MadeFile:
        return self.painter.paint(
            "a cup of coffee", ratio=Ratio.WIDE, seed=7, reference=None, take=take, folder=self.root
        )

    @property
    def written(self) -> str:
        """All documents of the store."""
        files = (self.root / "store").rglob("*.json")
        return "\n".join(file.read_text(encoding="utf-8") for file in files)


class PainterContract:
    """The tests; a subclass has the fixtures `provider` (a `Service`) and `desk` (a `Desk`)."""

    def test_a_picture_is_a_file_and_its_cost_is_told_once(
        self, desk: Desk, provider: Service
    ) -> None:
        made = desk.paint(desk.take())
        again = desk.paint(desk.take())

        assert made.path.read_bytes() == again.path.read_bytes() == PICTURE
        assert made.cost_usd == desk.painter.price_usd(Ratio.WIDE)
        told = {charge.path: charge.cost_usd for charge in desk.told}
        assert [*told.values()] == [made.cost_usd]
        assert provider.asked == 1

    def test_a_request_without_an_answer_is_resent_only_by_a_person(
        self, desk: Desk, provider: Service
    ) -> None:
        provider.answers = [0]
        for _ in range(2):
            with pytest.raises(ProviderError) as failed:
                desk.paint(desk.take())
            assert failed.value.kind is ErrorKind.UNKNOWN_OUTCOME
        assert provider.asked == 1

        desk.paint(desk.take("a person tries again"))

        assert provider.asked == 2

    def test_what_passes_is_tried_again(self, desk: Desk, provider: Service) -> None:
        provider.answers = [429, 429]

        assert desk.paint(desk.take()).path.is_file()
        assert provider.asked == 3

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (401, ErrorKind.UNAUTHORIZED),
            (402, ErrorKind.OUT_OF_CREDIT),
            (422, ErrorKind.REJECTED),
            (429, ErrorKind.RATE_LIMITED),
        ],
    )
    def test_a_refusal_says_what_a_person_can_do_and_costs_nothing(
        self, desk: Desk, provider: Service, status: int, kind: ErrorKind
    ) -> None:
        provider.answers = [status] * 9

        with pytest.raises(ProviderError) as failed:
            desk.paint(desk.take())

        assert (failed.value.kind, failed.value.cost_usd) == (kind, 0.0)
        assert sum(charge.cost_usd for charge in desk.told) == 0

    def test_a_run_that_has_to_end_sends_nothing(self, desk: Desk, provider: Service) -> None:
        take = desk.take()
        take.stop.set()

        with pytest.raises(StoppedError):
            desk.paint(take)
        assert provider.asked == 0

    def test_no_document_holds_the_key(self, desk: Desk, provider: Service) -> None:
        desk.paint(desk.take())

        assert "a cup of coffee" in desk.written
        assert KEY not in desk.written
