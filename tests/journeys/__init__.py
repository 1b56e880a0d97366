"""Whole stories on the real stack: `dagster dev`, its daemon, the offline provider, FFmpeg."""
