"""What stands in messages, and what messages mean: pure."""
