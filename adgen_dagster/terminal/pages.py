"""The pages of the terminal: tables and lines drawn from a job's status."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text
from upath import UPath

from adgen_dagster.domain.stages import Failure, JobStatus
from adgen_dagster.domain.storyboard import Script, Storyboard
from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.studio.budget import Quote
from adgen_dagster.terminal.advice import advice_on
from adgen_dagster.terminal.progress import StepProgress, progress_of, times_of, total_s

_BAR_WIDTH = 24
_BRIEF_CHARS = 60
_SHORTEST_S = 0.05
_SHORT = 6
_COLOURS = {
    JobState.COMPLETED: "green",
    JobState.FAILED: "red",
    JobState.CANCELLED: "yellow",
}


def board(status: JobStatus, place: int | None, now: float) -> RenderableType:
    """Draw a job's five steps with their bars, for a screen that is redrawn."""
    grid = Table.grid(padding=(0, 1))
    for progress in progress_of(status):
        grid.add_row(
            _sign(progress),
            progress.name,
            ProgressBar(progress.total, progress.done, width=_BAR_WIDTH),
            _count(progress),
        )
    elapsed = f" for {now - status.since:.0f} s"
    return Group(grid, Text(standing(status, place, elapsed), style="dim"))


def standing(status: JobStatus, place: int | None, elapsed: str = "") -> str:
    """Say where a job stands, in one line."""
    words = status.state.replace("_", " ") + elapsed
    queue = f", place {place} in the queue" if place else ""
    return f"{words}{queue}{_money(status)}"


def changes(before: Iterable[StepProgress], now: Iterable[StepProgress]) -> list[str]:
    """Write one line for each step that advanced, for a log that is not redrawn."""
    known = {progress.product: progress for progress in before}
    return [
        f"{progress.name}: {_in_words(progress)}"
        for progress in now
        if progress != known.get(progress.product) and (progress.is_working or progress.done)
    ]


def script_page(script: Script, storyboard: Storyboard) -> RenderableType:
    """Lay out the script as a user reads it before approval."""
    table = Table(title=Text(script.title), caption=Text(script.promise), show_lines=False)
    table.add_column("#", justify="right")
    table.add_column("time", no_wrap=True)
    table.add_column("act")
    table.add_column("narration", ratio=1)
    table.add_column("scene", ratio=1, style="dim")
    for segment, line in zip(storyboard.segments, script.lines, strict=True):
        table.add_row(
            str(segment.index),
            f"{clock(segment.start_s)}-{clock(segment.end_s)}",
            segment.act,
            Text(segment.narration),
            Text(line.scene),
        )
    return table


def undrawn(letters: str) -> str:
    """Name the letters that captions cannot show."""
    return f"The captions will leave out, as no font here has it: {' '.join(letters)}"


def left_out(told: Sequence[str]) -> str:
    """Say what of the brief the script has no room for."""
    return f"The script has no room for this of the brief: {'; '.join(told)}"


def files_page(files: Mapping[int, UPath]) -> Iterable[Text]:
    """Write one line for each picture or clip, a link if the terminal knows links."""
    for segment, path in files.items():
        yield Text.assemble(f"  {segment:2}  ", (str(path), f"link {path.as_uri()}"))


def takes_page(
    status: JobStatus, stage: Stage, segment: int, place: Callable[[str], object]
) -> Iterable[str]:
    """Write one line for each finished take of a picture or clip; mark which one counts.

    Args:
        status: of the job.
        stage: pictures or clips.
        segment: which one, from 1.
        place: where a path of the artifact store is.
    """
    made = status.pipeline.main_at(stage), segment
    others = {take.take for take in status.other_takes(*made)}
    for take in status.takes.get(made, ()):
        mark = " " if take.take in others else "*"
        cost = f"{take.cost_usd:.2f} USD"
        yield f"{mark} take {take.take}  {moment(take.at)}  {cost}  {place(take.path)}"


def failure_lines(failures: Iterable[Failure]) -> Iterable[str]:
    """Say what failed, why, and what can be done about it."""
    for failure in failures:
        said = " ".join(failure.message.split())
        yield f"{failure.product} failed ({failure.kind or 'unknown'}): {said}"
        yield f"  {advice_on(failure.kind)}"


def times_page(status: JobStatus) -> RenderableType:
    """Say what each step took; list waiting for the user apart from work."""
    table = Table(title="What each stage took, in seconds")
    table.add_column("stage")
    for column in ("until it began", "work", "waiting for approval"):
        table.add_column(column, justify="right")
    for times in times_of(status):
        name = f"{times.name} (beside the others)" if times.is_beside else times.name
        table.add_row(name, *map(_seconds, (times.start_s, times.work_s, times.person_s)))
    if status.state is JobState.COMPLETED:
        table.add_section()
        table.add_row("from order to film", "", _seconds(total_s(status)), "")
    return table


def jobs_page(statuses: Iterable[JobStatus]) -> RenderableType:
    """Recent jobs, newest first."""
    table = Table()
    table.add_column("job", no_wrap=True)
    table.add_column("state", min_width=24)
    table.add_column("since", min_width=11)
    table.add_column("brief")
    for status in statuses:
        words = " ".join(status.brief.text.split())[:_BRIEF_CHARS] or "(voice message)"
        since = datetime.fromtimestamp(status.since).astimezone().strftime("%m-%d %H:%M")
        table.add_row(short(status.job), _coloured(status.state), since, Text(words))
    return table


def job_page(
    status: JobStatus,
    place: int | None,
    decide_before: float | None,
    wait_s: float | None = None,
    *,
    is_awake: bool = True,
) -> RenderableType:
    """Describe one job in detail.

    Args:
        status: of the job.
        place: its place in the queue; None: it waits for none.
        decide_before: when its open stage is cancelled, in seconds since the epoch.
        wait_s: about how long until its turn comes; None: unknown.
        is_awake: whether a stack works on jobs.
    """
    facts = Table.grid(padding=(0, 2))
    for name, fact in _facts(status, decide_before):
        facts.add_row(name, fact)
    if place:
        about = f", about {max(1, round(wait_s / 60))} min to wait" if wait_s is not None else ""
        facts.add_row("place in the queue", f"{place}{about}")
    steps = (
        Text(f"{progress.name}: {_in_words(progress, is_awake=is_awake)}")
        for progress in progress_of(status)
    )
    failures = (Text(line, style="red") for line in failure_lines(status.failures))
    return Group(facts, *steps, *failures, *([times_page(status)] if _took_time(status) else []))


def _facts(status: JobStatus, decide_before: float | None) -> Iterable[tuple[str, RenderableType]]:
    brief = status.brief
    yield "job", status.job
    yield "state", _coloured(status.state)
    yield "since", moment(status.since)
    if decide_before:
        yield "decide before", f"{moment(decide_before)}, {_from_now(decide_before)}"
    if status.ended_by:
        yield "ended", in_words(status.ended_by)
    if reopened := reopened_line(status):
        yield "film", reopened
    if status.fell_back:
        yield "change", f"given up ({in_words(status.fell_back)}); the film is as it was"
    yield "brief", Text(brief.text or "(voice message)")
    yield "film", f"{brief.format}, {brief.segment_count} segments, {brief.ratio}, {brief.language}"
    yield "ordered by", Text(f"{brief.owner.name or brief.owner.id} ({brief.owner.gateway})")
    yield "cost so far", cost_of(status)


def cost_of(status: JobStatus) -> str:
    """Say what a job has cost, and what it may have cost beyond that."""
    cost = f"{status.cost_usd:.2f} USD"
    if status.unknown_usd:
        return f"{cost}, and at most {status.unknown_usd:.2f} USD more for calls without an answer"
    return cost


def money_line(quote: Quote, stage: Stage) -> str:
    """Say what was spent, what an approval costs, and what a segment's redo costs."""
    if not (quote.spent_usd or quote.next_stage_usd or quote.redo_each_usd[stage]):
        return "cost: nothing, all of it is made on this machine"
    again = "the script again" if stage is Stage.SCRIPT else "one of them again"
    return (
        f"cost so far: {quote.spent_usd:.2f} USD; what comes next costs about"
        f" {quote.next_stage_usd:.2f} USD, {again} {quote.redo_each_usd[stage]:.2f} USD"
    )


def in_words(ended_by: str) -> str:
    """Say how a job ended: cancelled, timed out."""
    return ended_by.replace("_", " ")


def reopened_line(status: JobStatus) -> str:
    """Say what changing a finished film means; empty if nothing is changed."""
    if not status.is_reopened:
        return ""
    waits = f"it waits: adgen make {status.job}" if status.open_stage else in_words(status.state)
    return (
        f"The finished job is open again ({waits}). Its film stays until a new one is cut;"
        " cancelled, or without a decision in time, the job falls back to it."
    )


def short(job: str) -> str:
    """Return the end of a job's id: a ULID begins with its time, which days of jobs share."""
    return job[-_SHORT:]


def clock(seconds: float) -> str:
    """Format a moment of the film, as 1:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def moment(at: float) -> str:
    """Format a time of day, in this machine's time zone."""
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _from_now(at: float) -> str:
    """Return how long until then, as people say it."""
    minutes = round((at - time.time()) / 60)
    return f"in {minutes} min" if minutes > 0 else "any moment"


def _money(status: JobStatus) -> str:
    return f", {status.cost_usd:.2f} USD so far" if status.cost_usd else ""


def _took_time(status: JobStatus) -> bool:
    """Tell whether there is anything but dashes in the table of times."""
    taken = (max(each.start_s, each.work_s, each.person_s) for each in times_of(status))
    return max(taken) >= _SHORTEST_S


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}" if seconds >= _SHORTEST_S else "-"


def _coloured(state: JobState) -> Text:
    return Text(state.replace("_", " "), style=_COLOURS.get(state, ""))


def _sign(progress: StepProgress) -> Text:
    if progress.is_done:
        return Text("✓", style="green")
    return Text("▸", style="cyan") if progress.is_working else Text("·", style="dim")


def _count(progress: StepProgress) -> str:
    return f"{progress.done}/{progress.total}" if progress.total > 1 else ""


def _in_words(progress: StepProgress, *, is_awake: bool = True) -> str:
    if progress.is_done:
        return "done"
    waits = "" if is_awake or not progress.is_working else "waits for a stack"
    count = f"{progress.done}/{progress.total}" if progress.total > 1 else ""
    if count:
        return f"{count}, {waits}" if waits else count
    return waits or ("at work" if progress.is_working else "not begun")
