"""What stands in the Dagster instance: events, notes, clocks and runs."""
