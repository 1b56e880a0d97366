"""Arguments that several commands take."""

from typing import Annotated

import typer

from adgen_dagster.stages import Stage
from adgen_dagster.terminal.segments import read_stage

JobArgument = Annotated[
    str, typer.Argument(metavar="JOB", help="The job's id.", show_default=False)
]
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
