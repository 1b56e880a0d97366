"""A paid call is written down before it is sent, and its answer before it is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from adgen_dagster.domain.spending import Charge
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.call_records import CallFailedError, charges_in
from adgen_dagster.providers.calls import Answer, Call, PaidCalls
from adgen_dagster.storage.artifacts import ArtifactError, ArtifactStore, Take

PLACE = "jobs/01K0000000000000000000000A/script"


class Provider:
    """Counts what it is asked, and answers as it is told."""

    def __init__(self, *answers: bytes | BaseException) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.dies_reading = False

    def send(self) -> bytes:
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, bytes):
            return answer
        raise answer

    def read(self, content: bytes) -> Answer[str]:
        if self.dies_reading:
            raise KeyboardInterrupt
        return Answer(content.decode("ascii"), 0.02)

    def call(self) -> Call[str]:
        return Call("it", "openai", "m", {"text": "hello"}, 0.05, self.send, self.read)


@pytest.fixture
def told() -> list[Charge]:
    return []


@pytest.fixture
def take(tmp_path: Path, told: list[Charge]) -> Take:
    store = ArtifactStore(str(tmp_path / "artifacts"), tmp_path / "scratch")
    return replace(store.take(PLACE, "owner", "cause"), tell=told.append)


def refused(*, is_passing: bool = True) -> CallFailedError:
    return CallFailedError(ErrorKind.RATE_LIMITED, "Wait.", is_refused=True, is_passing=is_passing)


def test_it_is_written_down_before_it_is_sent(take: Take) -> None:
    seen: list[object] = []

    def send() -> bytes:
        seen.append(take.read("call-it-1"))
        return b"yes"

    call = replace(Provider().call(), send=send)

    assert PaidCalls(take).answer(call) == "yes"
    assert isinstance(seen[0], dict)
    assert (seen[0]["request"], seen[0]["at_most_usd"]) == ({"text": "hello"}, 0.05)


def test_an_answer_that_came_is_read_after_a_crash_and_not_paid_again(
    take: Take, told: list[Charge]
) -> None:
    provider = Provider(b"yes")
    provider.dies_reading = True
    with pytest.raises(KeyboardInterrupt):
        PaidCalls(take).answer(provider.call())
    assert told == []
    provider.dies_reading = False

    assert PaidCalls(take).answer(provider.call()) == "yes"

    assert provider.asked == 1
    assert [charge.cost_usd for charge in told] == [0.02]
    assert PaidCalls(take).cost_usd("it") == 0.02


def test_a_process_that_died_before_the_answer_leaves_it_to_a_person(
    take: Take, told: list[Charge]
) -> None:
    provider = Provider(KeyboardInterrupt(), b"yes")
    with pytest.raises(KeyboardInterrupt):
        PaidCalls(take).answer(provider.call())

    with pytest.raises(CallFailedError, match=r"at most 0\.05 USD") as failed:
        PaidCalls(take).answer(provider.call())

    assert failed.value.kind is ErrorKind.UNKNOWN_OUTCOME
    assert provider.asked == 1
    assert (told[-1].cost_usd, told[-1].at_most_usd) == (0, 0.05)
    assert PaidCalls(replace(take, cause="try again")).answer(provider.call()) == "yes"


def test_only_what_was_certainly_refused_is_sent_again_by_itself(
    take: Take, told: list[Charge]
) -> None:
    provider = Provider(refused(), refused(), b"yes")

    assert PaidCalls(take, (0.0, 0.0)).answer(provider.call()) == "yes"

    assert provider.asked == 3
    assert [charge.path.rpartition("/")[2] for charge in told] == ["call-it-3.json"]


def test_what_was_refused_for_good_is_asked_for_again_only_by_a_new_run(take: Take) -> None:
    provider = Provider(refused(is_passing=False), b"yes")

    with pytest.raises(CallFailedError):
        PaidCalls(take, (0.0, 0.0)).answer(provider.call())

    assert provider.asked == 1
    assert PaidCalls(take).answer(provider.call()) == "yes"


def test_an_answer_that_cannot_be_kept_is_counted_all_the_same(
    take: Take, told: list[Charge]
) -> None:
    in_its_way = Path(str(take.store.path(f"{take.folder}/raw-it-1.json")))
    in_its_way.mkdir(parents=True)

    with pytest.raises(ArtifactError):
        PaidCalls(take).answer(Provider(b"yes").call())

    assert [charge.cost_usd for charge in told] == [0.02]


def test_what_cannot_be_read_is_unknown_and_its_charges_can_be_told_by_others(
    take: Take, told: list[Charge]
) -> None:
    provider = Provider("é".encode())

    with pytest.raises(CallFailedError, match="cannot be read"):
        PaidCalls(take).answer(provider.call())

    assert list(charges_in(take)) == told[-1:]
    assert told[-1] == Charge(f"{take.folder}/call-it-1.json", 0.0, 0.05, "openai", "m")


SPOILT = [b"", b"{", b"[]", b"7", b"[" * 100_000]


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_record_that_cannot_be_read_is_a_call_that_may_have_been_paid(
    spoilt: bytes, take: Take, told: list[Charge]
) -> None:
    provider = Provider(KeyboardInterrupt(), b"yes")
    with pytest.raises(KeyboardInterrupt):
        PaidCalls(take).answer(provider.call())
    take.store.write_bytes(f"{take.folder}/call-it-1.json", spoilt)

    with pytest.raises(CallFailedError, match=r"at most 0\.05 USD") as failed:
        PaidCalls(take).answer(provider.call())

    assert (failed.value.kind, provider.asked) == (ErrorKind.UNKNOWN_OUTCOME, 1)
    assert told[-1].at_most_usd == 0.05
    assert PaidCalls(replace(take, cause="try again")).answer(provider.call()) == "yes"


@pytest.mark.parametrize("spoilt", SPOILT)
def test_an_answer_is_found_though_its_record_cannot_be_read(
    spoilt: bytes, take: Take, told: list[Charge]
) -> None:
    provider = Provider(b"yes")
    PaidCalls(take).answer(provider.call())
    take.store.write_bytes(f"{take.folder}/call-it-1.json", spoilt)

    assert PaidCalls(take).answer(provider.call()) == "yes"

    assert (provider.asked, told[-1].cost_usd) == (1, 0.02)


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_take_whose_end_cannot_be_read_is_no_dead_end(spoilt: bytes, take: Take) -> None:
    take.store.write_bytes(f"{take.folder}/result.json", spoilt)
    assert take.result is None

    take.store.write_bytes(f"{take.folder}/failure.json", spoilt)
    assert take.store.take(PLACE, "owner", "cause").number == 2
