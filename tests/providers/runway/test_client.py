"""What leaves this machine, and what never does: the key and the links."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

import pytest

from adgen_dagster.errors import ErrorKind
from adgen_dagster.media.photos import PHOTO_NAME
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.runway import RunwayClient, account_of
from adgen_dagster.providers.runway.failures import RunwayError
from tests.providers.runway.bench import Bench, large_photo
from tests.stand_ins.providers.exchange import Answer, Request
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.runway_api import RunwayServer

WAYS_TO_FAIL = [
    Fault(kind="status", path="/v1/text_to_image", status=401),
    Fault(kind="cut_after_body", path="/v1/text_to_image"),
    Fault(kind="task_fails", path="/v1/text_to_image", code="SAFETY.INPUT.TEXT"),
    Fault(kind="status", path="/v1/uploads", status=503, times=9),
    Fault(kind="status", path="/storage/*", status=403, times=9),
    Fault(kind="cut_before_body", path="/storage/*", times=9),
    Fault(kind="invalid_json", path="/v1/uploads", times=9),
    Fault(kind="cut_mid_answer", method="GET", path="/outputs/*", times=9),
    Fault(kind="expired_url", path="/outputs/*", times=9),
]


@pytest.mark.parametrize("fault", WAYS_TO_FAIL, ids=lambda fault: f"{fault.kind}{fault.path}")
def test_neither_errors_nor_logs_nor_documents_hold_a_secret(
    bench: Bench, tmp_path: Path, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    caplog.set_level(logging.DEBUG)
    bench.add(fault)

    error = bench.refused(reference=large_photo(tmp_path / PHOTO_NAME))

    told = "".join(_chain(error)) + caplog.text + bench.everything_written()
    assert bench.server.key not in told
    assert "_jwt" not in told
    assert "Policy" not in told
    assert "/storage/" not in told


def test_a_good_take_holds_no_secret_either(
    bench: Bench, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    bench.paint(reference=large_photo(tmp_path / PHOTO_NAME))

    told = caplog.text + bench.everything_written() + repr(bench.client) + repr(bench.task_runner)
    assert bench.server.key not in told
    assert "_jwt" not in told
    assert "runway://" not in told


def test_a_key_that_an_answer_repeats_is_not_carried_on(
    bench: Bench, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = f"Bearer {bench.server.key} is over its limit."
    bench.add(Fault(kind="status", path="/v1/text_to_image", status=400, message=said))

    error = bench.refused()

    assert "is over its limit" in str(error)
    assert bench.server.key not in "".join(_chain(error)) + caplog.text + bench.everything_written()


def test_the_key_goes_to_the_api_and_nowhere_else(bench: Bench, tmp_path: Path) -> None:
    bench.paint(reference=large_photo(tmp_path / PHOTO_NAME))

    signed = {
        request.path.split("/")[1]: request.bearer for request in bench.server.ledger.requests
    }
    assert signed == {"v1": True, "storage": False, "outputs": False}


def test_a_password_file_signs_no_download(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password mine\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))

    made = bench.paint()

    assert made.path.is_file()
    [download] = bench.server.ledger.requests_like("GET", "/outputs/*")
    assert not download.bearer


@pytest.mark.parametrize("url", ["http://api.dev.runwayml.com", "ftp://127.0.0.1", "runway", ""])
def test_a_key_is_not_sent_in_the_open(url: str) -> None:
    with pytest.raises(ProviderError, match="ADGEN_RUNWAY_BASE_URL"):
        RunwayClient("key_secret", url)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://files.example.net",
        "https://10.0.0.5",
        "https://2130706433",
        "https://0x7f.1",
        "https://[2001:db8::1]",
        "https://metadata.google.internal",
        "https://database",
        "file:///tmp",
    ],
)
def test_an_upload_goes_nowhere_in_the_open_and_nowhere_inside(
    tmp_path: Path, elsewhere: str
) -> None:
    class Careless(RunwayServer):
        def answer(self, request: Request) -> Answer:
            answer = super().answer(request)
            answer.body = answer.body.replace(b"http://127.0.0.1", elsewhere.encode())
            return answer

    with Careless() as server:
        error = Bench(server, tmp_path).refused(reference=large_photo(tmp_path / PHOTO_NAME))

    assert error.kind is ErrorKind.UNAVAILABLE
    assert "no https address" in str(error)


def test_the_account_tells_its_credits_and_its_models(bench: Bench) -> None:
    bench.server.settings.credits = 1234

    account = account_of(bench.client)

    assert account.credit_balance == 1234
    assert {"gen4_image", "gen4_turbo", "eleven_v4"} <= account.models


def test_a_stage_that_can_be_paid_may_begin(bench: Bench) -> None:
    bench.server.settings.credits = 250

    bench.animator.require_funds(2.50)
    bench.painter.require_funds(0.0)

    assert bench.paid == 0


def test_a_stage_that_cannot_be_paid_is_refused_with_the_numbers(bench: Bench) -> None:
    bench.server.settings.credits = 249

    with pytest.raises(ProviderError) as refused:
        bench.narrator.require_funds(2.50)

    assert refused.value.kind is ErrorKind.OUT_OF_CREDIT
    assert str(refused.value) == (
        "This takes about 250 Runway credits ($2.50); the account has 249 ($2.49)."
    )


def test_an_account_that_cannot_be_asked_for_now_stops_nothing(bench: Bench) -> None:
    bench.add(Fault(kind="status", path="/v1/organization", status=503))

    bench.painter.require_funds(9999.0)

    assert len(bench.server.ledger.requests) == 1


def test_a_wrong_key_is_told_before_a_stage_begins(bench: Bench) -> None:
    bench.add(Fault(kind="status", path="/v1/organization", status=401))

    with pytest.raises(RunwayError) as refused:
        bench.painter.require_funds(1.0)

    assert refused.value.kind is ErrorKind.UNAUTHORIZED
    assert "RUNWAYML_API_SECRET" in str(refused.value)


def _chain(error: BaseException | None) -> list[str]:
    told: list[str] = []
    while error is not None:
        told += [str(error), repr(error), *traceback.format_exception(error)]
        error = error.__cause__ or error.__context__
    return told
