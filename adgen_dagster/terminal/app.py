"""The `adgen` command: the studio at the terminal."""

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from adgen_dagster.artifacts import JOB_ID
from adgen_dagster.brief import BriefError
from adgen_dagster.errors import AdgenError
from adgen_dagster.logs import LogFormat, LogLevel, set_up_logging
from adgen_dagster.orders import Order
from adgen_dagster.secrecy import secrets_of
from adgen_dagster.settings import SettingsError
from adgen_dagster.stages import Stage
from adgen_dagster.studio import NoSuchTakeError, UnknownJobError, require_segments
from adgen_dagster.terminal.arguments import (
    JobArgument,
    RedoneStageArgument,
    StageArgument,
    TakenStageArgument,
)
from adgen_dagster.terminal.doctor import examine
from adgen_dagster.terminal.home import keep_private
from adgen_dagster.terminal.interrupts import end_on_signals
from adgen_dagster.terminal.making import make_film
from adgen_dagster.terminal.pages import job_page, jobs_page, reopened_line, takes_page
from adgen_dagster.terminal.screen import SafeConsole, Screen
from adgen_dagster.terminal.segments import read_segments
from adgen_dagster.terminal.stack import Starter, running_on, stack_in_use
from adgen_dagster.terminal.up import follow_log
from adgen_dagster.terminal.workplace import Workplace, workplace

_BAD_INPUT = (BriefError, NoSuchTakeError, SettingsError, UnknownJobError)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="From a brief to a finished 50-second video, at the terminal.",
    epilog="Settings are environment variables; the README lists them. Whoever reaches this"
    " terminal is an operator: they decide on everybody's jobs.",
)


@app.command()
def make(  # noqa: PLR0913 - the options of a command line
    brief: Annotated[
        str,
        typer.Argument(
            metavar="BRIEF|JOB",
            help="What to advertise, in a few words; or the id of a job to go on with.",
            show_default=False,
        ),
    ] = "",
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Approve everything.")] = False,
    job: Annotated[str, typer.Option(help="Go on with this job.", show_default=False)] = "",
    lang: Annotated[
        str, typer.Option(help="ru or en; unless said, the brief's own.", show_default=False)
    ] = "",
    ratio: Annotated[str, typer.Option(help="16:9, 9:16 or 1:1.")] = "16:9",
    film_format: Annotated[
        str, typer.Option("--format", help="spot (10 segments, 50 s) or film (48, 240 s).")
    ] = "spot",
    voice: Annotated[
        str, typer.Option(help="Who reads; `adgen voices` lists them.", show_default=False)
    ] = "",
    tone: Annotated[str, typer.Option(help="How it sounds.", show_default=False)] = "",
    music: Annotated[
        Path | None, typer.Option(help="A sound file to play under the voice.", show_default=False)
    ] = None,
    captions: Annotated[
        bool, typer.Option("--captions/--no-captions", help="Write the narration on the picture.")
    ] = True,
    seed: Annotated[int, typer.Option(help="Another number, another film.")] = 0,
    out: Annotated[
        Path | None, typer.Option(help="Copy the film there as well.", show_default=False)
    ] = None,
) -> None:
    """Make a film from a brief, or go on with a job.

    Shows each stage and asks what to do with it. Starts the stack when none runs, and stops what
    it started. The last line is the film's path.
    """
    known = job or (brief.strip() if JOB_ID.fullmatch(brief.strip()) else "")
    if job and brief:
        raise typer.BadParameter("give a brief or a job, not both")
    if not (brief or known):
        raise typer.BadParameter("give a brief: what is to be advertised, in a few words")
    _require_place_for(out)
    with workplace() as here:
        order = Order(
            owner=here.me,
            text=brief,
            language=lang or None,
            ratio=ratio,
            format=film_format,
            voice=voice,
            tone=tone,
            music=music,
            has_captions=captions,
            seed=seed,
        )
        make_film(here, known or here.studio.submit(order), is_automatic=yes, out=out)


@app.command()
def status(
    job: Annotated[str, typer.Argument(help="The job's id.", show_default=False)] = "",
) -> None:
    """Show the recent jobs, or one of them in detail."""
    screen = Screen()
    with workplace() as here:
        studio = here.studio
        if not job:
            recent = [studio.status(each) for each in studio.recent_jobs()]
            screen.page(jobs_page(recent) if recent else "There are no jobs yet.")
            return
        one = studio.status(job)
        place, wait_s = studio.queue_place(job), studio.queue_wait_s(job)
        screen.page(job_page(one, place, studio.decide_before(one), wait_s))
        if film := studio.film(job):
            screen.say(str(film.absolute()))
        if not (one.state.is_over or one.open_stage):
            _say_if_asleep(here)


@app.command()
def approve(job: JobArgument, stage: StageArgument = None) -> None:
    """Approve what a job shows."""
    with workplace() as here:
        open_stage = stage or _open_stage(here, job)
        is_new = here.studio.approve(job, open_stage, here.me)
        _told(here, f"{open_stage}: {'approved' if is_new else 'was approved before'}")


@app.command()
def cancel(job: JobArgument, stage: StageArgument = None) -> None:
    """Cancel a job, whatever it is doing."""
    with workplace() as here:
        is_new = here.studio.cancel(job, stage, here.me)
        _told(here, f"job {job}: {'cancelled' if is_new else 'was cancelled before'}")


@app.command()
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
        here.studio.redo(job, stage, read_segments(segments or []), note, here.me)
        _told(here, f"{stage}: is made again", job)


@app.command()
def takes(
    job: JobArgument,
    stage: TakenStageArgument,
    segment: Annotated[int, typer.Argument(help="Which segment.", min=1, show_default=False)],
    *,
    use: Annotated[
        int | None, typer.Option(help="Let this take count again.", min=1, show_default=False)
    ] = None,
) -> None:
    """List the takes of a picture or a clip; or let an older one count again, with --use."""
    with workplace() as here:
        if use is None:
            shown = here.studio.status(job)
            require_segments(shown, [segment])
            listed = list(takes_page(shown, stage, segment, here.store.path))
            Screen().say(*listed or [f"Segment {segment} has no {stage} yet."])
        else:
            taken = here.studio.take_back(job, stage, segment, use, here.me)
            _told(here, f"{stage}: take {taken.take} of segment {segment} counts again", job)


@app.command()
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
        here.studio.retry(job, here.me, voice)
        _told(here, f"job {job}: tried again")


@app.command()
def voices() -> None:
    """List who can read, with the providers that are chosen."""
    with workplace() as here:
        Screen().say(*here.studio.voices())


@app.command()
def doctor() -> None:
    """Look whether everything is there: FFmpeg, files, instance, stack, keys."""
    screen = Screen()
    is_wrong = False
    for finding in examine():
        screen.say(finding.line, style="red" if finding.is_fine is False else "")
        is_wrong |= finding.is_fine is False
    if is_wrong:
        raise typer.Exit(1)


@app.command()
def exporter() -> None:
    """Hand out the studio's numbers to Prometheus, until it is told to end."""
    # Every other command would wait for this import.
    from adgen_dagster.terminal.exporting import export  # noqa: PLC0415

    with workplace() as here:
        export(here)


@app.command()
def up() -> None:
    """Run the stack in the foreground: Dagster's webserver, its daemon and our code."""
    with workplace() as here, stack_in_use(here.home, here.settings, Starter.UP) as stack:
        follow_log(stack, Screen())


def main() -> None:
    """Run the command; a person's mistake is told in one line, without a traceback."""
    _say_only_what_is_wrong()
    end_on_signals()
    keep_private()
    try:
        app(prog_name="adgen")
    except AdgenError as error:
        said = f"{error}{_where(error)}"
        SafeConsole(stderr=True).print(Text(said, style="red"), soft_wrap=True)
        sys.exit(2 if isinstance(error, _BAD_INPUT) else 1)


def _where(error: AdgenError) -> str:
    home = os.environ.get("DAGSTER_HOME")
    return f" Looked in {home}." if home and isinstance(error, UnknownJobError) else ""


def _say_only_what_is_wrong() -> None:
    log = logging.getLogger("adgen_dagster")
    set_up_logging(log, LogFormat.TEXT, LogLevel.WARNING, secrets_of(os.environ))


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
    _say_if_asleep(here)


def _say_if_asleep(here: Workplace) -> None:
    if not here.settings.webserver_url and running_on(here.home) is None:
        Screen().say("No stack is running; the job goes on with `adgen up` or `adgen make JOB`.")


def _require_place_for(out: Path | None) -> None:
    if out and (out.is_dir() or not out.resolve().parent.is_dir()):
        raise BriefError(f"The film cannot be copied to {out}: name a file in an existing folder.")
