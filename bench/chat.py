"""A whole Russian chat with its times, and how long a tap takes to be answered and to take effect.

    python -m bench.chat [--taps 21] [--write docs/chat-ru.md]

Runs `adgen up` with the offline provider and a loopback Telegram. The first job has the ten
segments of a spot; its chat is written down. Further jobs of three segments fill up the taps.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import JobState, Stage
from tests.journeys.chat import ChatStack, chat_stack
from tests.stand_ins.telegram import Conversation, Person

BRIEF = (
    "Реклама: кофейня «Утро» в центре Казани, зёрна, обжаренные сегодня, и скидка 20 % до восьми"
)
APPROVE = "✅ Утвердить"
LIMIT_S = 300.0
PAGE = """# A whole chat

One advertisement in a Russian chat, from the brief to the film, with the seconds at which things
happened: the real stack and gateway, the offline provider, a loopback Telegram, and a person who
approves at once. `python -m bench.chat --write docs/chat-ru.md` writes this page.

✎ is an edit of an earlier message; of several in a row the last is shown.

```text
{chat}
```

From a tap to …, in seconds, over {taps} taps:

| | median | worst |
| --- | --- | --- |
{times}
"""
LOOK_S = 0.05
_APPROVED = {
    Stage.SCRIPT: JobState.SCRIPT_APPROVED,
    Stage.IMAGES: JobState.IMAGES_APPROVED,
    Stage.VIDEOS: JobState.VIDEOS_APPROVED,
}


@dataclass(frozen=True)
class TapTimes:
    """One tap: seconds until its answer, and until the next stage's first event."""

    answer_s: float
    event_s: float


def main() -> None:
    """Run the chats, print the times, write the transcript."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--taps", type=int, default=21)
    parser.add_argument("--write", type=Path, help="a page with the first chat and the times")
    asked = parser.parse_args()
    with _stack({}) as stack:
        person, chat = stack.person()
        times = list(order(stack, person, chat))
        told = chat.transcript()
    with _stack({"ADGEN_SPOT_ACTS": "1+1+1"}) as stack:
        person, chat = stack.person()
        while len(times) < asked.taps:
            times.extend(order(stack, person, chat))
    page = PAGE.format(chat=told, taps=len(times), times=times_table(times))
    print(page)
    if asked.write:
        asked.write.write_text(page, encoding="utf-8")


def order(stack: ChatStack, person: Person, chat: Conversation) -> Iterator[TapTimes]:
    """Order one film, and approve each stage as soon as the chat asks; each tap's times."""
    since = chat.moment()
    person.says(BRIEF)
    job = ""
    for stage in Stage:
        chat.wait_for(
            where=lambda message, stage=stage: any(
                button.data.startswith(f"approve_{stage}:") for button in message.buttons
            ),
            since=since,
            timeout_s=LIMIT_S,
        )
        job = job or stack.studio.recent_jobs(1)[0]
        tapped_at = time.time()
        answer = person.taps(data=f"approve_{stage}:{job}").wait_for_answer()
        yield TapTimes(answer.after_s, _first_event_after(stack, job, stage) - tapped_at)
    chat.wait_for_video(since=since, timeout_s=LIMIT_S)
    chat.wait_for("✅ Готово", since=since)


def times_table(times: list[TapTimes]) -> str:
    """Median and worst of both, as a Markdown table."""
    rows = (
        ("its answer", [each.answer_s for each in times]),
        ("the next stage's first event", [each.event_s for each in times]),
    )
    return "\n".join(
        f"| {what} | {statistics.median(seconds):.2f} | {max(seconds):.2f} |"
        for what, seconds in rows
    )


@contextmanager
def _stack(chosen: dict[str, str]) -> Generator[ChatStack]:
    with (
        tempfile.TemporaryDirectory(prefix="adgen-chat-") as folder,
        chat_stack(Path(folder), chosen) as stack,
    ):
        yield stack


def _first_event_after(stack: ChatStack, job: str, stage: Stage) -> float:
    until = time.monotonic() + LIMIT_S
    while time.monotonic() < until:
        if (at := _left_at(stack.studio.status(job), _APPROVED[stage])) is not None:
            return at
        time.sleep(LOOK_S)
    raise TimeoutError(f"nothing happens after the approval of the {stage}")


def _left_at(status: JobStatus, state: JobState) -> float | None:
    """When a job went on from a state, in seconds since the epoch."""
    states = [phase.state for phase in status.phases]
    following = states.index(state) + 1 if state in states else len(states)
    return status.phases[following].at if following < len(states) else None


if __name__ == "__main__":
    main()
