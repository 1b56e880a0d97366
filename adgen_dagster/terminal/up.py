"""`adgen up`: the stack in the foreground, its log on the screen."""

import os
import subprocess
from collections.abc import Generator
from contextlib import contextmanager

from adgen_dagster.stack.interrupts import pause
from adgen_dagster.stack.processes import environment, python
from adgen_dagster.stack.stack import LOG_FILE, Stack, StackError, plain
from adgen_dagster.terminal.screen import Screen

TOKEN = "TELEGRAM_BOT_TOKEN"  # noqa: S105 - the variable's name
_LOOK_S = 0.2
_GATEWAY_ENDS_S = 10.0
"""It hands over what it has under way and writes down how far it has read."""


def follow_log(stack: Stack, screen: Screen) -> None:
    """Print what the stack writes, and its address once it is ready, for as long as it lives.

    Where a bot's token is set, the Telegram gateway runs beside it.

    Raises:
        StackError: it has ended, or cannot become ready.
    """
    is_ready = False
    with (stack.home / LOG_FILE).open("rb") as log, _telegram_gateway(stack) as gateway:
        while True:
            said = log.read().decode("utf-8", "replace")
            screen.pass_on(said if screen.console.is_terminal else plain(said))
            if not is_ready and stack.is_ready():
                is_ready = True
                screen.say(f"The stack is ready: {stack.url} (Ctrl-C ends it)", style="bold green")
            stack.require_alive()
            if gateway and gateway.poll() is not None:
                raise StackError("The Telegram gateway has ended; its last words are above.")
            pause(_LOOK_S)


@contextmanager
def _telegram_gateway(stack: Stack) -> Generator[subprocess.Popen[bytes] | None]:
    """The chat beside the stack, writing into its log; None: no token is set."""
    if not os.environ.get(TOKEN):
        yield None
        return
    with (stack.home / LOG_FILE).open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - an argument list; no shell
            python("-m", "telegram_gateway"),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=stack.home,
            env=environment(stack.home),
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_GATEWAY_ENDS_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
