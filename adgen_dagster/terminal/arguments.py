"""Arguments that several commands take."""

from typing import Annotated

import typer

from adgen_dagster.domain.words import Stage
from adgen_dagster.terminal.naming import known_jobs
from adgen_dagster.terminal.segments import read_stage
from adgen_dagster.terminal.workplace import workplace


def _jobs(incomplete: str) -> list[str]:
    """Complete ids of jobs, newest first, for the shell."""
    with workplace() as here:
        found = known_jobs(here)[::-1]
    return [job for job in ("last", *found) if job.lower().startswith(incomplete.lower())]


_HELP = "The job: its id, some letters of it, or last."
JobArgument = Annotated[
    str, typer.Argument(metavar="JOB", help=_HELP, show_default=False, autocompletion=_jobs)
]
OptionalJobArgument = Annotated[
    str, typer.Argument(metavar="[JOB]", help=_HELP, show_default=False, autocompletion=_jobs)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
StageArgument = Annotated[
    Stage | None,
    typer.Argument(
        help="Which stage; unless said, the one that waits.",
        metavar="[script|images|videos]",
        parser=read_stage,
        show_default=False,
    ),
]
RedoneStageArgument = Annotated[
    Stage,
    typer.Argument(
        help="What to make again.",
        metavar="script|images|videos",
        parser=read_stage,
        show_default=False,
    ),
]
TakenStageArgument = Annotated[
    Stage,
    typer.Argument(
        help="images or videos.", metavar="images|videos", parser=read_stage, show_default=False
    ),
]
