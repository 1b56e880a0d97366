"""A real studio whose graph runs in this process, asset by asset, as the daemon would run it."""

from pathlib import Path

import dagster as dg

from adgen_dagster.definitions import ASSETS
from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.instance.run_requests import due_runs
from adgen_dagster.partitions import segment_partition
from adgen_dagster.resources import Workshop, open_store
from adgen_dagster.sensors.failures import failures
from adgen_dagster.settings import settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio

ANN = Person(gateway="test", id="ann")


class InProcessStage:
    """Submits, decides, and runs whatever is due, without a daemon."""

    def __init__(self, instance: dg.DagsterInstance, workshop: Workshop) -> None:
        self.instance = instance
        self.workshop = workshop
        self.store: ArtifactStore = open_store(settings(), instance)
        self.studio = Studio(instance, self.store, settings())

    def submit(self, text: str = "A coffee shop", **asked: object) -> str:
        return self.studio.submit(Order(owner=ANN, text=text, **asked))  # type: ignore[arg-type]

    def work(self, job: str) -> bool:
        """Run everything that is due, and tell of what failed; whether all of it succeeded."""
        is_fine = True
        for request in list(due_runs(self.studio.status(job))):
            result = self.run(
                [key.to_user_string() for key in request.asset_selection or ()],
                partition=request.partition_key,
                tags=dict(request.tags),
            )
            is_fine = is_fine and result.success
            self._tell(result)
        return is_fine

    def _tell(self, result: dg.ExecuteInProcessResult) -> None:
        """Tell the job of a run's failure, as the sensor does."""
        for event in result.get_step_failure_events():
            run = self.instance.get_run_by_id(result.run_id)
            assert run is not None
            told = dg.build_run_status_sensor_context(
                "failures", event, self.instance, run
            ).for_run_failure()
            failures(told)

    def run(
        self, assets: list[str], partition: str | None = None, tags: dict[str, str] | None = None
    ) -> dg.ExecuteInProcessResult:
        """One run of some assets, as an operator or the sensor would start it."""
        return dg.materialize(
            ASSETS,
            selection=dg.AssetSelection.assets(*assets),
            instance=self.instance,
            partition_key=partition,
            tags=tags,
            resources={"workshop": self.workshop},
            raise_on_error=False,
        )

    def remake(self, asset: str, job: str, segment: int) -> dg.ExecuteInProcessResult:
        """What "Materialize" on one partition does in the Dagster UI."""
        return self.run([asset], partition=segment_partition(job, segment))

    def approve(self, job: str, stage: Stage) -> None:
        assert self.studio.approve(job, stage, ANN)

    def bring_to(self, job: str, state: JobState) -> None:
        """Let the job work, and approve, until it is in `state`."""
        for _ in range(8):
            status = self.studio.status(job)
            if status.state is state:
                return
            if status.open_stage:
                self.approve(job, status.open_stage)
            else:
                assert self.work(job), f"{status.state}: a run failed"
        raise AssertionError(f"{job} is {self.studio.status(job).state}, not {state}")

    def files(self, job: str, pattern: str) -> list[Path]:
        return sorted(Path(str(self.store.root)).glob(f"jobs/{job}/{pattern}"))
