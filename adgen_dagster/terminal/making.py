"""One job from its order to the finished film, followed at the terminal."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from upath import UPath

from adgen_dagster.domain.brief import Brief, BriefError, Language
from adgen_dagster.domain.sizes import MEGABYTE
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.wishes import is_in_another_language, ratio_said
from adgen_dagster.domain.words import JobState
from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.media.errors import MediaError
from adgen_dagster.media.ffmpeg import find_ffmpeg
from adgen_dagster.media.probe import probe
from adgen_dagster.settings import ProviderChoice, Settings
from adgen_dagster.stack.health import job_page
from adgen_dagster.stack.home import as_the_person
from adgen_dagster.stack.interrupts import pause
from adgen_dagster.stack.stack import LOG_FILE, Stack, Starter, stack_in_use
from adgen_dagster.studio.studio import (
    FilesGoneError,
    JobCancelledError,
    NothingToRetryError,
    StageNotOpenError,
    require_files,
)
from adgen_dagster.terminal.dialogue import Dialogue
from adgen_dagster.terminal.pages import cost_of, in_words, times_page
from adgen_dagster.terminal.screen import Screen
from adgen_dagster.terminal.workplace import Workplace

_LOOK_S = 0.25
_LOOK_AT_STACK_S = 1.0
_QUEUED_FOR_A_MOMENT_S = 10.0
_REFUSED = (BriefError, FilesGoneError, JobCancelledError, NothingToRetryError, StageNotOpenError)
"""What may come of a decision; the job's next status tells how it goes on."""


class NotMadeError(AdgenError):
    """The job ended without a film."""

    kind = ErrorKind.STOPPED


@dataclass(frozen=True)
class Making:
    """Follows one job until its film is there."""

    job: str
    talk: Dialogue
    stack: Stack
    began_at: float = field(default_factory=time.time)

    def follow(self) -> JobStatus:
        """Show how the job goes on and settle what comes up, until it is completed.

        Raises:
            NotMadeError: it was cancelled, or failed and nobody can be asked.
            FilesGoneError: it failed, and what it was made of was deleted meanwhile.
            StackError: the stack has ended meanwhile.
        """
        while True:
            status = self._next()
            self.talk.screen.still()
            if status.state is JobState.COMPLETED:
                return status
            _require_going_on(status)
            try:
                self._settle(status)
            except _REFUSED as error:
                self.talk.screen.say(str(error), style="yellow")
            except EOFError as error:
                raise NotMadeError(
                    f"No input: job {self.job} is waiting. Go on with: adgen make {self.job}"
                ) from error

    def _settle(self, status: JobStatus) -> None:
        stage = status.open_stage
        if not (self.talk.decide(status, stage) if stage else self.talk.settle(status)):
            raise NotMadeError(
                f"Job {self.job} failed. Try again what is missing: adgen make {self.job}"
                f" (log: {self.stack.home / LOG_FILE})"
            )

    def _next(self) -> JobStatus:
        """The job's status once there is something to decide, or it is over."""
        studio = self.talk.studio
        # The cursor first: an event between the two is read again, not missed.
        seen, status, looked_at = studio.newest_event(), studio.status(self.job), 0.0
        while True:
            if time.monotonic() - looked_at > _LOOK_AT_STACK_S:
                looked_at = time.monotonic()
                self.talk.screen.show(status, self._place(status))
                self.stack.require_alive()
            if status.open_stage or status.state.is_over:
                return status
            pause(_LOOK_S)
            newest = studio.newest_event()
            if newest != seen:
                status, seen = studio.status(self.job), newest
                self.talk.screen.show(status, self._place(status))

    def _place(self, status: JobStatus) -> int | None:
        """The place in the queue of a job that really waits: every run is queued for a moment."""
        waited_s = time.time() - max(status.since, self.began_at)
        has_waited = waited_s > _QUEUED_FOR_A_MOMENT_S
        if has_waited and status.waits_for_a_run:
            return self.talk.studio.queue_place(self.job)
        return None


def make_film(here: Workplace, job: str, *, is_automatic: bool, out: Path | None) -> None:
    """Make a job's film, or what is left of it; the last line printed is its path.

    Raises:
        NotMadeError, FilesGoneError, StackError, UnknownJobError
    """
    screen = Screen()
    talk = Dialogue(here.studio, screen, here.me, is_automatic)
    status = _going_on(talk, here.studio.status(job))
    screen.say(f"job {job}")
    for note in offline_notes(here.settings):
        screen.say(note, style="yellow")
    if status.state is JobState.COMPLETED:
        _close(here, screen, status, "")
    else:
        try:
            _make_with_stack(here, talk, status)
        except (KeyboardInterrupt, SystemExit):
            screen.say(f"Stopped. Nothing is lost; go on with: adgen make {job}")
            raise
    film = here.studio.film(job)
    if film is None:
        raise NotMadeError(f"The film of job {job} was deleted.")
    screen.say(hand_over(film, out))


def _going_on(talk: Dialogue, status: JobStatus) -> JobStatus:
    """The job's status, once a cancelled one goes on.

    Raises:
        NotMadeError: nobody wants that.
        FilesGoneError: its files are gone.
    """
    if status.state is JobState.CANCELLED:
        try:
            is_wanted = talk.go_on(status)
        except EOFError as error:
            raise NotMadeError(f"No input. Go on with it: adgen make {status.job} --yes") from error
        status = talk.studio.status(status.job) if is_wanted else status
    _require_going_on(status)
    return status


def _require_going_on(status: JobStatus) -> None:
    if status.state is JobState.CANCELLED:
        go_on = "" if status.is_emptied else f" Go on where it was: adgen make {status.job}"
        raise NotMadeError(f"Job {status.job} was {in_words(status.ended_by)}.{go_on}")
    if status.state is JobState.FAILED:
        require_files(status)


def _require_known_outcome(status: JobStatus) -> None:
    """Where something may have been paid already, `--yes` is not an answer."""
    if any(failure.kind == ErrorKind.UNKNOWN_OUTCOME for failure in status.failures):
        raise NotMadeError(
            f"Something of job {status.job} may have been paid already, without an answer. To pay"
            f" for it (perhaps once more): adgen retry {status.job}"
        )


def _make_with_stack(here: Workplace, talk: Dialogue, status: JobStatus) -> None:
    with stack_in_use(here.home, here.settings, Starter.MAKE) as stack:
        talk.screen.say("waiting for the stack (webserver, daemon, code)")
        seconds = stack.wait_ready()
        talk.screen.say(f"the stack is ready after {seconds:.1f} s: {stack.url}")
        if status.failures and talk.is_automatic:
            _require_known_outcome(status)
            talk.screen.say("trying again what failed (--yes)")
            here.studio.retry(status.job, here.me)
        # What this command started is stopped with it: its address would lead nowhere.
        url = "" if stack.running.by is Starter.MAKE else stack.url
        _close(here, talk.screen, Making(status.job, talk, stack).follow(), url)


def offline_notes(chosen: Settings) -> Iterator[str]:
    """Say what is made on this machine, and why."""
    made = "pictures, motion and voice are made on this machine"
    if chosen.provider is ProviderChoice.OFFLINE:
        yield f"offline provider, as ADGEN_PROVIDER says; {made}"
    elif chosen.is_offline:
        yield f"offline provider: no API key is set; {made}"
    elif not chosen.runway_api_key:
        yield "no Runway key is set: pictures and motion are made on this machine"
    elif not chosen.openai_api_key:
        yield "no OpenAI key is set: the script comes from templates on this machine"


def wish_notes(brief: Brief) -> Iterator[str]:
    """Say how a brief's wishes for the film itself were understood; nothing if it has none."""
    said = ratio_said(brief.text)
    if said is brief.ratio:
        yield f"the film will be {said}, as the brief says; --ratio chooses another"
    elif said:
        yield f"the film will be {brief.ratio}, as --ratio says; the brief says {said}"
    if is_in_another_language(brief.text):
        name = "Russian" if brief.language is Language.RUSSIAN else "English"
        yield f"films are made in Russian and English; this one will be in {name}"


def hand_over(film: UPath, target: Path | None) -> str:
    """Say where the finished film is: in the artifact store, or copied to the requested path.

    Raises:
        NotMadeError: it cannot be copied there.
    """
    if target is None:
        return str(film.absolute())
    try:
        with film.open("rb") as source, as_the_person(), target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
    except OSError as error:
        raise NotMadeError(f"The film cannot be copied to {target}: {error.strerror}") from error
    return str(target.resolve())


def _close(here: Workplace, screen: Screen, status: JobStatus, url: str) -> None:
    """What was made, what each stage took, what it cost, where an operator finds it."""
    screen.page(times_page(status))
    film = here.studio.film(status.job)
    if film and film.exists():
        size_mb = film.stat().st_size / MEGABYTE
        screen.say(f"film: {_length(film, here.settings)}{size_mb:.1f} MB")
    if status.fell_back:
        screen.say(
            f"The change was given up ({in_words(status.fell_back)}); the film is as it was."
        )
    screen.say(f"cost: {cost_of(status)}")
    screen.say(f"in the Dagster UI: {job_page(url, status.job) if url else 'start it: adgen up'}")


def _length(film: UPath, chosen: Settings) -> str:
    """Return the film's length as ffprobe reads it; nothing where it cannot look."""
    if film.protocol not in {"", "file", "local"}:
        return ""
    try:
        found = probe(find_ffmpeg(chosen.ffmpeg_path, chosen.ffprobe_path), Path(str(film)))
    except MediaError:
        return ""
    return f"{found.duration_s:.1f} s, {found.width}x{found.height}, "
