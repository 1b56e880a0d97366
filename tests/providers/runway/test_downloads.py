"""Fetching results: from known hosts only, whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.runway import RunwayClient
from adgen_dagster.providers.runway.downloads import FileRules, suffix_of
from adgen_dagster.providers.runway.failures import RunwayError
from adgen_dagster.storage.artifacts import StoppedError
from tests.providers.runway.bench import Bench
from tests.providers.runway.file_host import PNG, FileHost, file_host
from tests.stand_ins.providers.exchange import Answer, Request
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.runway_api import RunwayServer

OUTPUT = "/outputs/*"


@pytest.fixture
def host() -> Iterator[FileHost]:
    with file_host() as server:
        yield server


def _fetched(
    host: FileHost,
    folder: Path,
    path: str,
    rules: FileRules | None = None,
    stop: threading.Event | None = None,
) -> Path:
    client = RunwayClient("key_secret", host.url, rules)
    return client.download(f"{host.url}{path}", folder, "result", stop or threading.Event())


def _refused(
    host: FileHost, folder: Path, path: str, rules: FileRules | None = None
) -> RunwayError:
    with pytest.raises(RunwayError) as refused:
        _fetched(host, folder, path, rules)
    assert list(folder.iterdir()) == []
    return refused.value


@pytest.mark.parametrize("path", ["/file", "/chunked", "/to?url=/file"])
def test_a_file_is_fetched_whole_and_named_by_its_content(
    host: FileHost, tmp_path: Path, path: str
) -> None:
    fetched = _fetched(host, tmp_path, path)

    assert fetched.name == "result.png"
    assert fetched.read_bytes() == PNG
    assert [file.name for file in tmp_path.iterdir()] == ["result.png"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/file",
        "http://169.254.169.254/latest/meta-data",
        "http://dnznrvs05pmza.cloudfront.net/file",
        "https://files.example.net/file",
        "https://cloudfront.net.example.net/file",
        "https://notcloudfront.net/file",
        "file:///etc/passwd",
        "//files.example.net/file",
    ],
)
def test_a_redirect_to_a_host_that_is_not_runways_is_not_followed(
    host: FileHost, tmp_path: Path, url: str
) -> None:
    error = _refused(host, tmp_path, f"/to?url={url}")

    assert error.kind is ErrorKind.STORAGE
    assert not error.is_passing
    assert "ADGEN_RUNWAY_FILE_HOSTS" in str(error)


def test_redirects_without_end_are_left(host: FileHost, tmp_path: Path) -> None:
    error = _refused(host, tmp_path, "/loop")

    assert error.is_passing
    assert len(host.seen) == 4


@pytest.mark.parametrize("path", ["/half", "/nothing"])
def test_half_a_file_is_no_file(host: FileHost, tmp_path: Path, path: str) -> None:
    error = _refused(host, tmp_path, path)

    assert (error.kind, error.is_passing) == (ErrorKind.UNAVAILABLE, True)
    assert not error.is_over


@pytest.mark.parametrize("path", ["/empty", "/page"])
def test_what_came_whole_and_is_nothing_of_ours_is_looked_at_again_and_then_over(
    host: FileHost, tmp_path: Path, path: str
) -> None:
    error = _refused(host, tmp_path, path)

    assert (error.kind, error.is_passing, error.is_over) == (ErrorKind.BAD_OUTPUT, True, True)


def test_a_file_that_trickles_does_not_outwait_its_limit(host: FileHost, tmp_path: Path) -> None:
    error = _refused(host, tmp_path, "/trickle", FileRules(limit_s=0.2))

    assert "not there after 0.2 s" in str(error)
    assert error.is_passing


@pytest.mark.parametrize("path", ["/file", "/chunked"])
def test_a_file_that_is_too_large_is_refused(host: FileHost, tmp_path: Path, path: str) -> None:
    error = _refused(host, tmp_path, path, FileRules(max_bytes=10_000))

    assert (error.kind, error.is_passing) == (ErrorKind.STORAGE, False)


def test_a_run_that_has_to_end_leaves_no_half_file(host: FileHost, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()

    with pytest.raises(StoppedError):
        _fetched(host, tmp_path, "/trickle", stop=stop)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("beginning", "suffix"),
    [
        (b"\xff\xd8\xff\xe0", ".jpg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", ".webp"),
        (b"\0\0\0\x20ftypisom", ".mp4"),
        (b"ID3\x04", ".mp3"),
        (b"\xff\xfb\x90\x64", ".mp3"),
        (b"OggS\0", ".ogg"),
        (b"RIFF\0\0\0\0WAVEfmt ", ".wav"),
        (b"<!doctype html>", ""),
        (b"", ""),
    ],
)
def test_a_file_is_known_by_how_it_begins(beginning: bytes, suffix: str) -> None:
    found = suffix_of(beginning)

    assert found == suffix


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="expired_url", path=OUTPUT),
        Fault(kind="truncated", path=OUTPUT, times=2),
        Fault(kind="cut_mid_answer", path=OUTPUT),
        Fault(kind="cut_before_body", path=OUTPUT),
        Fault(kind="wrong_type", path=OUTPUT),
        Fault(kind="status", path=OUTPUT, status=503, times=2),
        Fault(kind="slow", path=OUTPUT, seconds=0.3),
    ],
    ids=lambda fault: fault.kind,
)
def test_a_download_that_fails_is_had_anew_from_the_task(bench: Bench, fault: Fault) -> None:
    bench.add(fault)

    made = bench.paint()

    links = [request.path for request in bench.server.ledger.requests_like("GET", OUTPUT)]
    looks = bench.server.ledger.requests_like("GET", "/v1/tasks/*")
    assert made.path.read_bytes().startswith(b"\x89PNG")
    assert len(links) == (1 if fault.kind == "slow" else fault.times + 1)
    assert len(looks) >= len(links)
    assert (bench.submits(), bench.paid) == (1, 1)


def test_a_link_that_died_while_the_studio_was_down_is_had_anew(bench: Bench) -> None:
    bench.server.settings.url_lifetime_s = 0.0
    dead = bench.refused()
    bench.server.settings.url_lifetime_s = 60.0

    made = bench.paint()

    assert (dead.kind, dead.is_over) == (ErrorKind.UNAVAILABLE, False)
    assert "costs nothing" in str(dead)
    assert made.path.is_file()
    assert (bench.submits(), bench.paid) == (1, 1)


def test_a_link_to_another_host_keeps_the_paid_task_for_later(tmp_path: Path) -> None:
    class Elsewhere(RunwayServer):
        leads_away = True

        def answer(self, request: Request) -> Answer:
            answer = super().answer(request)
            if self.leads_away:
                outputs = f"{self.url}/outputs".encode()
                answer.body = answer.body.replace(outputs, b"https://files.example.net/outputs")
            return answer

    with Elsewhere() as server:
        bench = Bench(server, tmp_path)
        error = bench.refused()
        server.leads_away = False
        made = bench.paint()

    assert (error.kind, error.is_over) == (ErrorKind.STORAGE, False)
    assert "files.example.net" in str(error)
    assert made.path.is_file()
    assert len(server.ledger.paid) == 1
