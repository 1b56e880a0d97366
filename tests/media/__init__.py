"""Film and sound with the real FFmpeg, on media made small."""
