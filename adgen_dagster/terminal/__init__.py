"""The studio at the terminal: the `adgen` command."""

from adgen_dagster.stack.import_path import forget_relative_places

# Before anything else is imported: a user types `adgen` where their files are.
forget_relative_places()
