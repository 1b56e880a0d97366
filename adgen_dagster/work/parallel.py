"""Makes segments at the same time; one that fails stops no other."""

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import TypeVar

from structlog.contextvars import bound_contextvars

from adgen_dagster.errors import AdgenError
from adgen_dagster.work.failure import failure_of
from adgen_dagster.work.job_work import JobWork

_Made = TypeVar("_Made")


def make_each(
    work: JobWork,
    segments: Sequence[int],
    at_once: int,
    make: Callable[[int], _Made],
    done: Callable[[_Made], None],
) -> None:
    """Make something for each segment, `at_once` at the same time.

    Args:
        work: asked to stop when the run is.
        segments: for which of them.
        at_once: how many threads.
        make: makes one segment; runs on a thread.
        done: told of each, in the run's own thread, the moment it is made.

    Raises:
        dagster.Failure: some could not be made; all others are done.
    """
    failed: dict[int, AdgenError] = {}

    def one(index: int) -> _Made:
        with bound_contextvars(segment=index):
            return make(index)

    with ThreadPoolExecutor(at_once, thread_name_prefix=work.product) as pool:
        # Each thread knows what its work belongs to: its log lines say so.
        waiting = {pool.submit(copy_context().run, one, index): index for index in segments}
        try:
            for future in _as_done(waiting):
                try:
                    made = future.result()
                except AdgenError as error:
                    failed[waiting[future]] = error
                else:
                    done(made)
        except BaseException:
            work.interrupt()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    if failed:
        raise failure_of(failed)


def _as_done(futures: Iterable[Future[_Made]]) -> Generator[Future[_Made]]:
    """Like `as_completed`, but awake twice a second: an interrupt reaches no blocked wait."""
    pending = set(futures)
    while pending:
        finished, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
        yield from finished
