"""The commands that decide on a job: approve, cancel, redo, take back, try again."""

from typing import Annotated

import typer

from adgen_dagster.domain.brief import BriefError
from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.stack.stack import running_on
from adgen_dagster.studio.studio import require_segments
from adgen_dagster.terminal.arguments import (
    JobArgument,
    JsonOption,
    RedoneStageArgument,
    StageArgument,
    TakenStageArgument,
)
from adgen_dagster.terminal.machine import as_json, take_facts
from adgen_dagster.terminal.naming import find_job
from adgen_dagster.terminal.pages import reopened_line, takes_page
from adgen_dagster.terminal.screen import Screen
from adgen_dagster.terminal.segments import read_segments
from adgen_dagster.terminal.workplace import Workplace, workplace


def approve(job: JobArgument, stage: StageArgument = None) -> None:
    """Approve what a job shows."""
    with workplace() as here:
        job = find_job(here, job)
        open_stage = stage or _open_stage(here, job)
        is_new = here.studio.approve(job, open_stage, here.me)
        _told(here, f"{open_stage}: {'approved' if is_new else 'was already approved'}")


def cancel(job: JobArgument, stage: StageArgument = None) -> None:
    """Cancel a job, whatever it is doing."""
    with workplace() as here:
        job = find_job(here, job)
        is_new = here.studio.cancel(job, stage, here.me)
        status = here.studio.status(job)
        may_go_on = status.state is JobState.CANCELLED and not status.is_emptied
        go_on = f". Go on where it was: adgen make {job}" if may_go_on else ""
        Screen().say(f"job {job}: {'cancelled' if is_new else 'was cancelled before'}{go_on}")


def redo(
    job: JobArgument,
    stage: RedoneStageArgument,
    segments: Annotated[
        list[str] | None,
        typer.Argument(help="Which segments, as 3 or 5-7; unless said, all.", show_default=False),
    ] = None,
    *,
    note: Annotated[str, typer.Option(help="What should be different.", show_default=False)] = "",
) -> None:
    """Have the script, single pictures or single clips made again. Older takes are kept."""
    with workplace() as here:
        job = find_job(here, job)
        here.studio.redo(job, stage, read_segments(segments or []), note, here.me)
        _told(here, f"{stage}: will be remade", job)


def takes(
    job: JobArgument,
    stage: TakenStageArgument,
    segment: Annotated[int, typer.Argument(help="Which segment.", min=1, show_default=False)],
    *,
    use: Annotated[
        int | None, typer.Option(help="Let this take count again.", min=1, show_default=False)
    ] = None,
    json: JsonOption = False,
) -> None:
    """List the takes of a picture or a clip; or let an older one count again, with --use."""
    with workplace() as here:
        job = find_job(here, job)
        if use is None:
            shown = here.studio.status(job)
            require_segments(shown, [segment])
            if json:
                Screen().pass_on(as_json(list(take_facts(here, shown, stage, segment))))
                return
            listed = list(takes_page(shown, stage, segment, here.store.path))
            Screen().say(*listed or [f"Segment {segment} has no {stage} yet."])
        else:
            taken = here.studio.take_back(job, stage, segment, use, here.me)
            _told(here, f"{stage}: take {taken.take} of segment {segment} counts again", job)


def retry(
    job: JobArgument,
    *,
    voice: Annotated[
        str,
        typer.Option(help="Who reads instead, where the voice failed.", show_default=False),
    ] = "",
) -> None:
    """Try again what failed; what was finished is kept."""
    with workplace() as here:
        job = find_job(here, job)
        here.studio.retry(job, here.me, voice)
        _told(here, f"job {job}: tried again")


def _open_stage(here: Workplace, job: str) -> Stage:
    current = here.studio.status(job)
    if current.open_stage is None:
        words = current.state.replace("_", " ")
        raise BriefError(f"Job {job} is {words}: no stage waits for a decision.")
    return current.open_stage


def _told(here: Workplace, said: str, job: str = "") -> None:
    Screen().say(said)
    if job and (reopened := reopened_line(here.studio.status(job))):
        Screen().say(reopened)
    say_if_asleep(here)


def say_if_asleep(here: Workplace) -> None:
    """Say that nobody works on jobs, where that is so."""
    if is_asleep(here):
        Screen().say("No stack is running; the job goes on with `adgen up` or `adgen make JOB`.")


def is_asleep(here: Workplace) -> bool:
    """Tell whether no stack is known to work on jobs."""
    return not here.settings.webserver_url and running_on(here.home) is None
