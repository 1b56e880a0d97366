"""The validators of bodies are the same ones, however many threads ask for them first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from openai.types.realtime.realtime_client_event_param import RealtimeClientEventParam

from tests.stand_ins.providers.typed_bodies import errors_of, validator_of, variants_of

THREADS = 8
WRONG = {"type": "response.create", "response": {"temperature": 0.6}}


def test_threads_that_build_the_same_types_leave_nothing_unchecked() -> None:
    for _ in range(10):
        validator_of.cache_clear()
        variants_of.cache_clear()
        begins = Barrier(THREADS)

        def errors(begins: Barrier = begins) -> int:
            begins.wait()
            validators = variants_of(RealtimeClientEventParam, "type")
            return len(errors_of(validators["response.create"], WRONG))

        with ThreadPoolExecutor(THREADS) as pool:
            asked = [pool.submit(errors) for _ in range(THREADS)]
            found = [each.result() for each in asked]
        assert all(found)
