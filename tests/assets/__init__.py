"""The graph's assets, run in this process on a real instance with real FFmpeg."""
