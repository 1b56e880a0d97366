"""`python -m telegram_gateway`: the Telegram gateway, until it is asked to stop.

With `--check` it only says whether it could work, one finding a line.
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Sequence

from adgen_dagster.errors import AdgenError
from adgen_dagster.logs import log_of
from adgen_dagster.settings import SettingsError, load_log_settings
from adgen_dagster.stack.env_file import load_env_file
from adgen_dagster.studio.studio import open_studio
from telegram_gateway.app import Gateway
from telegram_gateway.check import check, line_of
from telegram_gateway.logs import set_up_logging
from telegram_gateway.settings import TelegramSettings, load_telegram_settings

_LOG = log_of("telegram_gateway")

DEADLINE_S = 9.0
"""Containers are killed 10 s after SIGTERM; what was not handled is taken up after the restart."""


class NotServingError(AdgenError):
    """The process lives, but serves nobody: its supervisor restarts it."""


async def run(settings: TelegramSettings) -> None:
    """Work until SIGTERM or SIGINT."""
    stop_asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop_asked.set)
    with open_studio() as studio:
        gateway = Gateway(settings, studio)
        starting = asyncio.create_task(gateway.start())
        ending = asyncio.create_task(stop_asked.wait())
        await asyncio.wait({starting, ending}, return_when=asyncio.FIRST_COMPLETED)
        try:
            if starting.done():
                starting.result()
                watching = asyncio.create_task(gateway.watch())
                await asyncio.wait({watching, ending}, return_when=asyncio.FIRST_COMPLETED)
                if watching.done() and not stop_asked.is_set():
                    raise NotServingError(f"The gateway ends: {watching.result()}.")
                watching.cancel()
            starting.cancel()
        finally:
            _end_by_force_in(DEADLINE_S)
            await gateway.stop()


def _end_by_force_in(seconds: float) -> None:
    """End the process then, also if a thread is in the middle of something that does not end."""
    timer = threading.Timer(seconds, os._exit, [os.EX_TEMPFAIL])
    timer.daemon = True
    timer.start()


async def say_findings(settings: TelegramSettings) -> None:
    """Print what a check finds."""
    async for found in check(settings):
        print(line_of(found))  # noqa: T201 - for `adgen doctor`


def main(arguments: Sequence[str]) -> int:
    """Start with the settings of the environment; return the exit code."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m telegram_gateway [--check]", file=sys.stderr)  # noqa: T201 - for the person
        return os.EX_USAGE
    try:
        load_env_file()
        settings, logs = load_telegram_settings(), load_log_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the log needs the token to leave it out
        return os.EX_CONFIG
    os.umask(0o077)  # what people send is nobody else's on this machine
    set_up_logging(logs, settings.bot_token.get_secret_value(), settings.secret)
    try:
        asyncio.run(say_findings(settings) if arguments else run(settings))
    except NotServingError as error:
        _LOG.error("gateway_not_serving", why=str(error))
        return os.EX_SOFTWARE
    except AdgenError as error:
        _LOG.error("gateway_failed", why=str(error))
        return os.EX_CONFIG
    return os.EX_OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
