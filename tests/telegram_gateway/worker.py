"""Does what the graph would do for each job, at once and in this process: real files, real events.

The gateway and the studio cannot tell the difference: both read the same Dagster instance.
"""

from __future__ import annotations

import math
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import dagster as dg
from dagster._daemon.types import DaemonHeartbeat
from PIL import Image

from adgen_dagster.domain.brief import Language
from adgen_dagster.domain.pipeline import PIPELINE
from adgen_dagster.domain.stages import DueWork, EventKind, JobStatus
from adgen_dagster.domain.storyboard import Line, Script, act_of_each, cut_into_segments
from adgen_dagster.domain.words import JobState, Product
from adgen_dagster.errors import ErrorKind
from adgen_dagster.instance.journal import Journal
from adgen_dagster.partitions import segment_partition
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.studio import Studio, UnknownJobError
from adgen_dagster.work.results import metadata_of

HEARD = "Пекарня «Утро»: хлеб из печи к семи часам"
LOOK_S = 0.05
BEAT_S = 10.0
_COSTS = {Product.SEGMENTS: 0.01, Product.IMAGES: 0.08, Product.CLIPS: 0.25, Product.AUDIO: 0.02}


@dataclass(frozen=True)
class Media:
    """Small real files that stand for everything that is made."""

    clip: Path
    film: Path


class Worker:
    """Watches the studio, and makes what has become due."""

    def __init__(
        self, instance: dg.DagsterInstance, store: ArtifactStore, studio: Studio, media: Media
    ) -> None:
        self.studio = studio
        self._instance, self._store, self._media = instance, store, media
        self._journal = Journal(instance)
        self._begun: set[str] = set()
        self._takes: dict[str, int] = defaultdict(int)
        self._held: set[str] = set()
        self._failing: dict[Product, tuple[ErrorKind, frozenset[int]]] = {}
        self._changed = threading.Condition()
        self._is_over = False
        self._is_asleep = False
        self._threads: list[threading.Thread] = []
        self.errors: list[BaseException] = []

    def __enter__(self) -> Self:
        self._spawn(self._watch)
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(60)
        assert not self.errors, self.errors

    def hold(self, *what: Product | tuple[Product, int]) -> None:
        """Begin these, but do not finish them yet: products, or single segments of one."""
        with self._changed:
            self._held |= {_name(each) for each in what}

    def let_go(self) -> None:
        """Finish what was held."""
        with self._changed:
            self._held.clear()
            self._changed.notify_all()

    def falls_asleep(self) -> None:
        """As a stack that was stopped a minute ago."""
        self._is_asleep = True
        self._beat(time.time() - 60)

    def wakes_up(self) -> None:
        """As a stack that runs again."""
        self._is_asleep = False
        self._beat(time.time())

    def _beat(self, at: float) -> None:
        beat = DaemonHeartbeat(at, "SENSOR", "worker", [])
        self._instance.add_daemon_heartbeat(beat)

    def fail(self, product: Product, kind: ErrorKind, *segments: int) -> None:
        """Fail the next time: wholly, or only for some segments."""
        self._failing[product] = (kind, frozenset(segments))

    def report_made(self, job: str, product: Product, segment: int = 0) -> None:
        """Make something although nobody asked here, as an operator does in the Dagster UI."""
        self._make(self.studio.status(job), product, segment)

    def time_out(self, job: str) -> None:
        """Let the time of a decision be over."""
        stage = self.studio.status(job).open_stage
        self._journal.report(job, EventKind.TIMED_OUT, stage=stage)

    def _spawn(self, work: Callable[..., None], *arguments: object) -> None:
        def run() -> None:
            try:
                work(*arguments)
            except BaseException as error:  # noqa: BLE001 - shown when the test ends
                self.errors.append(error)

        thread = threading.Thread(target=run, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _watch(self) -> None:
        after, deadlines = 0, dict[str, float]()
        beaten_at = 0.0
        while not self._is_over:
            if not self._is_asleep and time.time() - beaten_at > BEAT_S:
                beaten_at = time.time()
                self._beat(beaten_at)
            jobs = dict[str, None]()
            for event in self.studio.events(after):
                after = max(after, event.id)
                if event.kind is not EventKind.STARTED:
                    jobs[event.job] = None
            for job in jobs:
                deadlines[job] = self._attend(job)
            for job, deadline in list(deadlines.items()):
                if time.time() > deadline:
                    deadlines[job] = self._time_out(job)
            time.sleep(LOOK_S)

    def _attend(self, job: str) -> float:
        """Begin what is due; when nobody waits for a decision any more."""
        try:
            status = self.studio.status(job)
        except UnknownJobError:
            return math.inf
        for work in status.due:
            key = f"{job}/{work.product}/{work.cause}"
            if key not in self._begun:
                self._begun.add(key)
                self._spawn(self._do, status, work)
        return self.studio.decide_before(status) or math.inf

    def _time_out(self, job: str) -> float:
        """End what nobody decided on; when to look again, where somebody moved the deadline."""
        status = self.studio.status(job)
        deadline = self.studio.decide_before(status)
        if deadline and time.time() > deadline:
            self._journal.report(job, EventKind.TIMED_OUT, stage=status.open_stage)
            return math.inf
        return deadline or math.inf

    def _do(self, status: JobStatus, work: DueWork) -> None:
        products = (work.product,)
        if work.product is Product.SEGMENTS:
            products = (Product.SCRIPT, Product.SEGMENTS)
            if (Product.TRANSCRIPT, 0) not in status.latest:
                products = (Product.TRANSCRIPT, *products)
        for product in products:
            self._journal.report(status.job, EventKind.STARTED, product=str(product))
            kind, failing = self._failing.pop(product, (None, frozenset[int]()))
            for segment in work.segments if product in PIPELINE.per_segment else (0,):
                if not self._may_go_on(status.job, product, segment):
                    return
                if kind is None or (failing and segment not in failing):
                    self._make(status, product, segment)
            if kind:
                self._report_failure(status.job, product, kind, failing)
                return

    def _may_go_on(self, job: str, product: Product, segment: int) -> bool:
        """Whether something is to be made, once it is not held any more."""
        names = {_name(product), _name((product, segment))}
        with self._changed:
            was_held = bool(names & self._held)
            self._changed.wait_for(lambda: self._is_over or not names & self._held)
        if self._is_over:
            return False
        return not was_held or self.studio.status(job).state is not JobState.CANCELLED

    def _report_failure(
        self, job: str, product: Product, kind: ErrorKind, segments: frozenset[int]
    ) -> None:
        self._journal.report(
            job,
            EventKind.FAILED,
            product=str(product),
            segments=sorted(segments),
            failure_kind=str(kind),
            note="A word is not allowed: <war>.",
            run_id=f"run-{len(self._begun)}",
        )

    def _make(self, status: JobStatus, product: Product, segment: int) -> None:
        job = status.job
        place = f"jobs/{job}/{product}" + (f"/{segment:02d}" if segment else "")
        self._takes[place] += 1
        take = self._takes[place]
        folder = f"{place}/take-{take:02d}"
        path, facts = self._file(status, product, segment, folder, take)
        result = {
            "path": path,
            "take": take,
            "provider": "test",
            "model": "none",
            "cost_usd": _COSTS.get(product, 0.0),
            "seconds": 0.1,
            **facts,
        }
        self._store.write_json(f"{folder}/result.json", result)
        self._instance.report_runless_asset_event(
            dg.AssetMaterialization(
                str(product),
                partition=segment_partition(job, segment) if segment else job,
                metadata=metadata_of(result),
            )
        )

    def _file(
        self, status: JobStatus, product: Product, segment: int, folder: str, take: int
    ) -> tuple[str, dict[str, Any]]:
        match product:
            case Product.IMAGES:
                with self._store.scratch_folder(status.job) as scratch:
                    picture = scratch / "picture.png"
                    colour = (segment * 25 % 256, take * 60 % 256, 120)
                    Image.new("RGB", (320, 180), colour).save(picture)
                    return self._store.keep(picture, f"{folder}/picture.png"), {}
            case Product.CLIPS:
                path = self._store.keep(self._media.clip, f"{folder}/clip.mp4")
                return path, {"duration_s": 1.0, "width": 320, "height": 180}
            case Product.FINAL_MP4:
                path = self._store.keep(self._media.film, f"{folder}/film.mp4")
                return path, {"duration_s": 2.0, "width": 320, "height": 180}
            case _:
                document = _document(status, product)
                path = f"{folder}/{product}.json"
                self._store.write_json(path, document)
                return path, {"title": document.get("title", "")}


def _document(status: JobStatus, product: Product) -> dict[str, Any]:
    brief = status.brief
    request = status.corrected_request or brief.text or HEARD
    if product in {Product.TRANSCRIPT, Product.AUDIO}:
        return {"text": request}
    notes = " ".join(note for noted in status.notes.values() for note in noted)
    says = "Слышно" if brief.language is Language.RUSSIAN else "Heard"
    script = Script(
        title=f"{request.removeprefix('Реклама: ')[:40]} {notes}".strip(),
        promise="Свежее утро" if brief.language is Language.RUSSIAN else "A fresh morning",
        world="Warm light.",
        lines=tuple(
            Line(act=act, narration=f"{says} <{index}> & more.", scene="A cup.")
            for index, act in enumerate(act_of_each(brief), start=1)
        ),
    )
    if product is Product.SCRIPT:
        return script.model_dump(mode="json")
    prompts = [("a cup", "steam rises")] * brief.segment_count
    return cut_into_segments(brief, script, prompts).model_dump(mode="json")


def _name(what: Product | tuple[Product, int]) -> str:
    return f"{what[0]}/{what[1]}" if isinstance(what, tuple) else str(what)
