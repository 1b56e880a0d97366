"""`make drill`: break a running production in every way, and see that nothing is lost.

    python -m bench.drill [--quick] [--only TEXT] [--list]

Ends with 1 when a rule was broken. Writes `docs/drill.md`: the newest result of every fault that
was tried in this checkout, in one go or in several.
"""

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from pydantic import TypeAdapter

from bench.drill import clock
from bench.drill.author import words, write
from bench.drill.cases import PLACES, Case, Result
from bench.drill.faults import FAULTS
from bench.drill.production import production
from bench.figures import Clock, markdown

CHECKOUT = Path(__file__).parents[2]
PAGE = CHECKOUT / "docs" / "drill.md"
NOTES = CHECKOUT / "build" / "drill.json"

Trial = Callable[[Case], float]
"""Breaks something while orders are at work; when it struck."""

TRIALS: Mapping[str, Trial] = {
    **{fault.name: partial(Case.strike, fault=fault) for fault in FAULTS},
    clock.NAME: clock.clock_runs_out,
}
QUICK = {fault.name for fault in FAULTS if fault.is_quick}


def main() -> int:
    """Run the drill; 1, if anything broke a rule."""
    parser = argparse.ArgumentParser(prog="drill", description="Break a production on purpose.")
    parser.add_argument("--quick", action="store_true", help="some of the faults only")
    parser.add_argument("--only", metavar="TEXT", help="only faults whose names hold this")
    parser.add_argument("--list", action="store_true", help="name the faults, and do nothing")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where logs are to stay")
    asked = parser.parse_args()
    chosen = {
        name: trial
        for name, trial in TRIALS.items()
        if (not asked.quick or name in QUICK) and (asked.only or "") in name
    }
    if asked.list or not chosen:
        print("\n".join(chosen) or "No fault has such a name.")
        return 0 if chosen else os.EX_USAGE
    if os.geteuid() != 0:
        print("The drill fills a disk of its own, which only root can mount.", file=sys.stderr)
        return os.EX_NOPERM
    with tempfile.TemporaryDirectory(prefix="adgen-drill-") as made:
        results = _drill(chosen, asked.keep or Path(made))
    print(f"\n{table(results)}")
    write_page()
    return 1 if any(result.broken for result in results) else 0


def write_page() -> None:
    """Write `docs/drill.md`: the newest result of every fault, those named that were not tried."""
    known = _known()
    PAGE.write_text(page([known[name] for name in TRIALS if name in known]), encoding="utf-8")


def _known() -> dict[str, Result]:
    """The newest result of every fault that was tried in this checkout."""
    found = NOTES.read_bytes() if NOTES.exists() else b"[]"
    return {each.fault: each for each in TypeAdapter(list[Result]).validate_json(found)}


def _note(result: Result) -> None:
    known = {**_known(), result.fault: result}
    NOTES.parent.mkdir(exist_ok=True)
    NOTES.write_bytes(TypeAdapter(list[Result]).dump_json([*known.values()], indent=1))


def _drill(chosen: Mapping[str, Trial], folder: Path) -> list[Result]:
    """Try one fault after the other; the next orders are prepared while the last ones end."""
    results: list[Result] = []
    names = words()
    with production(folder) as running:
        running.openai.writer = write
        cases = [Case(running, names) for _ in chosen]
        cases[0].open()
        for (name, trial), case, following in zip(
            chosen.items(), cases, [*cases[1:], None], strict=True
        ):
            began = time.monotonic()
            result = _tried(name, trial, case, following)
            results.append(result)
            _note(result)
            print(f"{time.monotonic() - began:4.0f} s  {table([result]).splitlines()[-1]}")
            print("\n".join(f"       BROKEN: {each}" for each in result.broken), flush=True)
    return results


def _tried(name: str, trial: Trial, case: Case, following: Case | None) -> Result:
    try:
        case.wait_ready()
        struck_at = trial(case)
        if following:
            following.open()
        case.finish(following)
        return case.result(name, struck_at)
    except Exception as error:  # noqa: BLE001 - the other faults are tried all the same
        traceback.print_exc()
        return Result(fault=name, broken=[f"the drill itself stumbled: {error!r}"])


def table(results: Sequence[Result]) -> str:
    """One row for each fault."""
    columns = (
        "fault",
        *(f"while at the {place}" for place in PLACES),
        *("paid: pictures + clips", "of that again, by wish", "seconds until all had ended"),
        *("scratch folders to sweep", "rules broken"),
    )
    return markdown(columns, [_row(result) for result in results])


def _row(result: Result) -> list[str | int | None]:
    return [
        result.fault,
        *(result.endings.get(place, "–") for place in PLACES),
        f"{result.pictures} + {result.clips}",
        result.by_wish,
        round(result.seconds),
        result.swept,
        len(result.broken),
    ]


def page(results: Sequence[Result]) -> str:
    """What `docs/drill.md` holds."""
    return f"""# The drill

`make drill` writes this page. It runs a production on one machine (PostgreSQL, an S3 server, code
server, daemon, webserver, gateway, with the commands of `deploy/compose.yaml`; processes that end
are started again, as a container engine does) against loopback servers of Telegram, OpenAI and
Runway, and breaks it. `make drill DRILL='--only daemon'` tries some of it, `--list` names all.

Before each fault there are orders of three segments at every stage: one whose script is being
written, one whose pictures are painted, one whose clips are animated, one whose film is cut. Then
the fault strikes, and ends; people tap what the chat offers them, *Try again* included. The rules:

- each order ends as its film, or as failed or cancelled with a reason in its chat, and the studio
  says the same; no chat is sent its film twice;
- Runway's own book has no picture and no clip that was paid twice, except where a person was told
  that nobody knows whether it was paid, and wished it again;
- no process is left of any run, and no file but the scratch folders of killed processes, which the
  product's own sweep (an hour later; here at once) deletes.

{table(results)}

*Killed* is `kill -9`, and away for 6 s; *stopped* is `SIGSTOP` for 20 s; *down* is refusing
connections for 25 s. S3, OpenAI and Runway are killed and stopped at a door before them, as the
servers hold what they know in memory. The seconds are from the strike until the last order had
ended, the fault and the work itself included: compare them with the first row.

{_told(results)}
"""


def _told(results: Sequence[Result]) -> str:
    broken = [f"- {result.fault}: {each}" for result in results for each in result.broken]
    said = "No rule was broken." if not broken else "Broken:\n\n" + "\n".join(broken)
    if untried := TRIALS.keys() - {result.fault for result in results}:
        named = ", ".join(name for name in TRIALS if name in untried)
        said += f"\n\nNot tried with this code yet: {named}."
    times, loads = sorted(each.at for each in results), sorted(each.load for each in results)
    machine = Clock().circumstances()
    return (
        f"{said}\n\nRun from {times[0]} to {times[-1]} UTC on {machine.cores} cores"
        f" ({machine.processor}), of which others had a part: the load of the minute was"
        f" {loads[0]:.0f} to {loads[-1]:.0f}."
    )


if __name__ == "__main__":
    sys.exit(main())
