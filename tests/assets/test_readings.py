"""Paid readings that cannot be used: told with what they cost, and not taken up again."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg
import pytest

from adgen_dagster.domain.brief import Brief
from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.errors import ErrorKind
from adgen_dagster.instance.run_requests import due_runs
from adgen_dagster.providers.base import Spoken
from adgen_dagster.storage.artifacts import Take
from tests.assets.sketches import Sketches
from tests.assets.stage import InProcessStage
from tests.media.scenes import silence, sound, syllables

READINGS = {
    "silence": silence(2),
    "too long however short the line": syllables(9),
}


@dataclass
class OneReading:
    """Gives one recording for every line, at a cent each."""

    recording: Path
    asked: list[str] = field(default_factory=list[str])

    def speak(
        self, line: str, *, before: str, after: str, brief: Brief, take: Take, folder: Path
    ) -> Spoken:
        self.asked.append(line)
        path = folder / "voice.wav"
        shutil.copy(self.recording, path)
        return Spoken("sketch", "one recording", 0.01, path=path)


@pytest.mark.parametrize("reading", READINGS)
def test_a_reading_that_cannot_be_used_fails_with_what_it_cost(
    reading: str,
    stage: InProcessStage,
    sketches: Sketches,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    silenced = OneReading(sound(tmp_path / "reading.wav", READINGS[reading]))
    speak = sketches.speak
    monkeypatch.setattr(sketches, "speak", silenced.speak)
    job = stage.submit()
    stage.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)
    stage.approve(job, Stage.SCRIPT)

    asked_for = (
        dict(request.tags)
        for request in due_runs(stage.studio.status(job))
        if dg.AssetKey("audio") in (request.asset_selection or ())
    )
    tags = next(asked_for)

    failed = stage.run(["audio"], job, tags)

    (failure,) = failed.get_step_failure_events()
    told = failure.step_failure_data.user_failure_data
    assert told
    assert told.metadata["failure_kind"].value == ErrorKind.BAD_OUTPUT
    assert told.metadata["cost_usd"].value == pytest.approx(0.01 * len(silenced.asked))
    assert silenced.asked

    monkeypatch.setattr(sketches, "speak", speak)
    assert stage.run(["audio"], job, tags).success
    assert len(stage.files(job, "audio/take-01/line-*/take-02/result.json")) == 3
