"""What the Dagster instance keeps: events, notes, clocks and runs."""
