"""Dagster's webserver behind our guard; its options are the same."""

import sys
from typing import Any

from dagster_webserver import cli
from dagster_webserver.app import (  # pyright: ignore[reportUnknownVariableType]
    create_app_from_workspace_process_context as unguarded,  # pyright: ignore[reportUnknownVariableType]
)
from starlette.applications import Starlette

from adgen_dagster.settings import SettingsError, load_settings
from adgen_dagster.ui.guard import Guard


def main() -> None:
    """Run the webserver, guarded."""
    try:
        hosts = load_settings().ui_hosts
    except SettingsError as error:
        sys.exit(str(error))

    def guarded(*arguments: Any, **options: Any) -> Starlette:  # noqa: ANN401 - as Dagster calls it
        app = unguarded(*arguments, **options)
        app.add_middleware(Guard, hosts=hosts)
        return app

    # The command builds its application itself and offers no place for a middleware.
    cli.create_app_from_workspace_process_context = guarded  # pyright: ignore[reportPrivateImportUsage]
    cli.main()
