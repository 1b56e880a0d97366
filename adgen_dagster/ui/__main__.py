"""`python -m adgen_dagster.ui`: the Dagster UI, guarded."""

from adgen_dagster.ui.command import main

main()
