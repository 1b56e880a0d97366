"""Starts both stand-ins by hand: `python -m tests.stand_ins.providers --help`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from tests.stand_ins.providers.openai_api import OpenAIServer
from tests.stand_ins.providers.openai_settings import OpenAISettings
from tests.stand_ins.providers.runway_api import RunwayServer
from tests.stand_ins.providers.runway_settings import RunwaySettings


def main() -> None:
    """Serve until Ctrl-C."""
    options = _options()
    runway = RunwayServer(
        RunwaySettings(
            image_s=options.image_seconds,
            clip_s=options.clip_seconds,
            concurrency=options.concurrency,
            credits=options.credits,
        ),
        options.runway_port,
        _ledger_file(options.ledger, "runway"),
    )
    openai = OpenAIServer(
        OpenAISettings(text_s=options.text_seconds, list_lengths=dict(options.list_length)),
        options.openai_port,
        _ledger_file(options.ledger, "openai"),
    )
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with runway, openai:
        for variable, value in {**runway.environment, **openai.environment}.items():
            sys.stdout.write(f"export {variable}={value}\n")
        sys.stdout.flush()
        stop.wait()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.stand_ins.providers", description=__doc__
    )
    parser.add_argument("--runway-port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--openai-port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--image-seconds", type=float, default=2.0)
    parser.add_argument("--clip-seconds", type=float, default=5.0)
    parser.add_argument("--text-seconds", type=float, default=0.0)
    parser.add_argument("--concurrency", type=int, default=10, help="Runway tasks at once")
    parser.add_argument("--credits", type=int, default=100_000, help="Runway credits to spend")
    parser.add_argument(
        "--list-length",
        type=_named_length,
        action="append",
        default=[],
        metavar="PROPERTY=N",
        help="how many items an invented list has, for example segments=10",
    )
    parser.add_argument(
        "--ledger", type=Path, help="keep the ledgers in files beside this: NAME.runway.json, …"
    )
    return parser.parse_args()


def _named_length(text: str) -> tuple[str, int]:
    name, _, length = text.partition("=")
    return name, int(length)


def _ledger_file(base: Path | None, service: str) -> Path | None:
    return base and base.with_name(f"{base.stem}.{service}.json")


if __name__ == "__main__":
    main()
