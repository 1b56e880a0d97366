"""`python -m adgen_dagster.terminal`: the `adgen` command, also where no script is installed."""

from adgen_dagster.terminal.app import main

main()
