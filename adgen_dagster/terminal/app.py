"""The `adgen` command: the studio at the terminal."""

import logging
import os
import sys
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from adgen_dagster.domain.brief import BriefError, Ratio
from adgen_dagster.domain.wishes import ratio_said
from adgen_dagster.errors import AdgenError
from adgen_dagster.logs import LogFormat, LogLevel, set_up_logging
from adgen_dagster.secrecy import secrets_of
from adgen_dagster.settings import SettingsError
from adgen_dagster.stack.env_file import load_env_file
from adgen_dagster.stack.home import keep_private
from adgen_dagster.stack.interrupts import end_on_nothing, end_on_signals
from adgen_dagster.stack.stack import Starter, stack_in_use
from adgen_dagster.storage.artifacts import JOB_ID
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import JobCancelledError, NoSuchTakeError, UnknownJobError
from adgen_dagster.terminal.approvals import (
    approve,
    cancel,
    is_asleep,
    redo,
    retry,
    say_if_asleep,
    takes,
)
from adgen_dagster.terminal.arguments import JsonOption, OptionalJobArgument
from adgen_dagster.terminal.doctor import examine
from adgen_dagster.terminal.machine import as_json, job_facts
from adgen_dagster.terminal.making import make_film, wish_notes
from adgen_dagster.terminal.naming import find_job
from adgen_dagster.terminal.pages import job_page, jobs_page
from adgen_dagster.terminal.screen import SafeConsole, Screen
from adgen_dagster.terminal.up import follow_log
from adgen_dagster.terminal.workplace import workplace

_BAD_INPUT = (BriefError, NoSuchTakeError, SettingsError, UnknownJobError)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="From a brief to a finished 50-second video, at the terminal.",
    epilog="JOB is an id, four or more letters of its beginning or end, or `last`. Settings are"
    " environment variables or stand in the checkout's `.env`; the README lists them. Everyone who"
    " reaches this terminal is an operator and decides on everybody's jobs.",
)


def _say_version(is_asked: bool) -> None:  # noqa: FBT001 - as typer calls it
    if is_asked:
        Screen().say(f"adgen {metadata.version('adgen')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which version this is.", is_eager=True, callback=_say_version
        ),
    ] = False,
) -> None:
    """Stand before every command."""


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
    ratio: Annotated[
        str,
        typer.Option(
            help="16:9, 9:16 or 1:1; unless said, the brief's own, else 16:9.", show_default=False
        ),
    ] = "",
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
    if job and brief:
        raise typer.BadParameter("give a brief or a job, not both")
    if not (brief or job):
        raise typer.BadParameter("give a brief: what is to be advertised, in a few words")
    _require_place_for(out)
    with workplace() as here:
        named = find_job(here, job or brief.strip())
        if job or JOB_ID.fullmatch(named):
            make_film(here, named, is_automatic=yes, out=out)
            return
        order = Order(
            owner=here.me,
            text=brief,
            language=lang or None,
            ratio=ratio or ratio_said(brief) or Ratio.WIDE,
            format=film_format,
            voice=voice,
            tone=tone,
            music=music,
            has_captions=captions,
            seed=seed,
        )
        made = here.studio.submit(order)
        for note in wish_notes(here.studio.status(made).brief):
            Screen().say(note, style="yellow")
        make_film(here, made, is_automatic=yes, out=out)


@app.command()
def status(
    job: OptionalJobArgument = "",
    *,
    json: JsonOption = False,
) -> None:
    """Show the recent jobs, or one of them in detail."""
    screen = Screen()
    with workplace() as here:
        studio = here.studio
        if not job:
            recent = [studio.status(each) for each in studio.recent_jobs()]
            if json:
                screen.pass_on(as_json([job_facts(here, each) for each in recent]))
                return
            screen.page(jobs_page(recent) if recent else "There are no jobs yet.")
            return
        job = find_job(here, job)
        one = studio.status(job)
        if json:
            screen.pass_on(as_json(job_facts(here, one)))
            return
        place, wait_s = studio.queue_place(job), studio.queue_wait_s(job)
        is_awake = not is_asleep(here)
        screen.page(job_page(one, place, studio.decide_before(one), wait_s, is_awake=is_awake))
        if film := studio.film(job):
            screen.say(str(film.absolute()))
        if not (one.state.is_over or one.open_stage):
            say_if_asleep(here)


for command in (approve, cancel, redo, takes, retry):
    app.command()(command)


@app.command()
def voices(*, json: JsonOption = False) -> None:
    """List who can read, with the providers that are chosen."""
    with workplace() as here:
        names = here.studio.voices()
        Screen().pass_on(as_json(names)) if json else Screen().say(*names)


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
    """Serve the studio's metrics to Prometheus, until it is asked to stop."""
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
    """Run the command; a user's mistake is told in one line, without a traceback."""
    _say_only_what_is_wrong()
    end_on_signals()
    keep_private()
    try:
        load_env_file()
        app(prog_name="adgen")
    except AdgenError as error:
        said = f"{error}{_hint(error)}"
        SafeConsole(stderr=True).print(Text(said, style="red"), soft_wrap=True)
        sys.exit(2 if isinstance(error, _BAD_INPUT) else 1)
    finally:
        end_on_nothing()


def _hint(error: AdgenError) -> str:
    home = os.environ.get("DAGSTER_HOME")
    if home and isinstance(error, UnknownJobError):
        return f" Looked in {home}."
    if isinstance(error, JobCancelledError) and error.continues:
        return f" Go on where it was: adgen make {error.continues}"
    return ""


def _say_only_what_is_wrong() -> None:
    log = logging.getLogger("adgen_dagster")
    set_up_logging(log, LogFormat.TEXT, LogLevel.WARNING, secrets_of(os.environ))


def _require_place_for(out: Path | None) -> None:
    if out and (out.is_dir() or not out.resolve().parent.is_dir()):
        raise BriefError(f"The film cannot be copied to {out}: name a file in an existing folder.")
