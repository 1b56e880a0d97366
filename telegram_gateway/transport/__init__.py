"""To and from Telegram: updates, limits, files."""
