"""What the graph reports of a job, with the documents it leaves, without running it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import dagster as dg
from dagster._core.remote_origin import (
    RegisteredCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)

from adgen_dagster.domain.brief import Brief, Person
from adgen_dagster.domain.stages import EventKind, JobStatus
from adgen_dagster.domain.storyboard import Line, Script, act_of_each, cut_into_segments
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.instance.journal import Journal
from adgen_dagster.partitions import segment_partition
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.studio import Studio
from adgen_dagster.work.results import metadata_of


@dataclass(frozen=True)
class Graph:
    """One job at work: each method is what a run would have left behind."""

    instance: dg.DagsterInstance
    store: ArtifactStore
    studio: Studio
    job: str
    owner: Person

    @property
    def status(self) -> JobStatus:
        return self.studio.status(self.job)

    @property
    def state(self) -> JobState:
        return self.status.state

    @cached_property
    def brief(self) -> Brief:
        return self.status.brief

    @property
    def every_segment(self) -> tuple[int, ...]:
        return tuple(range(1, self.brief.segment_count + 1))

    def starts(self, product: Product, *segments: int) -> Self:
        Journal(self.instance).report(
            self.job, EventKind.STARTED, product=str(product), segments=list(segments)
        )
        return self

    def makes(
        self, product: Product, segment: int = 0, *, take: int = 1, cost_usd: float = 0.0
    ) -> Self:
        place = f"jobs/{self.job}/{product}" + (f"/{segment:02d}" if segment else "")
        path = f"{place}/take-{take:02d}/{product}.json"
        self.store.write_json(path, self._document(product))
        self.instance.report_runless_asset_event(
            dg.AssetMaterialization(
                str(product),
                partition=segment_partition(self.job, segment) if segment else self.job,
                metadata=metadata_of(
                    {
                        "path": path,
                        "take": take,
                        "provider": "test",
                        "model": "none",
                        "cost_usd": cost_usd,
                        "seconds": 0.1,
                        "prompt": "a cup",
                    }
                ),
            )
        )
        return self

    def fails(self, product: Product, *segments: int, kind: str = "rejected") -> Self:
        Journal(self.instance).report(
            self.job,
            EventKind.FAILED,
            product=str(product),
            segments=list(segments),
            failure_kind=kind,
            note="Moderation said no.",
            run_id="run-of-the-failure",
        )
        return self

    def writes(self) -> Self:
        for product in (Product.TRANSCRIPT, Product.SCRIPT, Product.SEGMENTS):
            self.makes(product)
        return self

    def paints(self, *segments: int, take: int = 1) -> Self:
        for segment in segments or self.every_segment:
            self.makes(Product.IMAGES, segment, take=take, cost_usd=0.08)
        return self

    def animates(self, *segments: int, take: int = 1) -> Self:
        for segment in segments or self.every_segment:
            self.makes(Product.CLIPS, segment, take=take, cost_usd=0.25)
        return self

    def approves(self, stage: Stage) -> Self:
        assert self.studio.approve(self.job, stage, self.owner)
        return self

    def to_pictures(self) -> Self:
        """As far as the pictures being due."""
        return self.writes().approves(Stage.SCRIPT)

    def to_clips(self) -> Self:
        """As far as the clips being due."""
        return self.to_pictures().paints().approves(Stage.IMAGES)

    def to_film(self) -> Self:
        """As far as the film being due."""
        return self.to_clips().makes(Product.AUDIO).animates().approves(Stage.VIDEOS)

    def to_the_end(self) -> Self:
        """As far as the finished film."""
        return self.to_film().makes(Product.FINAL_MP4)

    def _document(self, product: Product) -> dict[str, object]:
        brief = self.brief
        script = Script(
            title="Dawn",
            promise="It is fresh.",
            world="Warm light.",
            lines=tuple(
                Line(act=act, narration=f"Line {index}.", scene="A cup.")
                for index, act in enumerate(act_of_each(brief), start=1)
            ),
        )
        if product is Product.SCRIPT:
            return script.model_dump(mode="json")
        if product is Product.SEGMENTS:
            prompts = [("a cup", "steam rises")] * brief.segment_count
            return cut_into_segments(brief, script, prompts).model_dump(mode="json")
        return {"text": brief.text}


def queue_run(
    instance: dg.DagsterInstance,
    tags: dict[str, str],
    status: dg.DagsterRunStatus = dg.DagsterRunStatus.QUEUED,
) -> str:
    """The id of a run that waits in Dagster's queue, as the daemon would have put it there.

    Args:
        instance: whose queue.
        tags: of the run.
        status: another one, if it has come further.
    """

    @dg.op
    def nothing() -> None: ...

    @dg.job
    def anything() -> None:
        nothing()

    here = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("here"), "repository")
    run = instance.create_run_for_job(
        anything,
        status=status,
        tags=tags,
        remote_job_origin=RemoteJobOrigin(here, "anything"),
    )
    return run.run_id
