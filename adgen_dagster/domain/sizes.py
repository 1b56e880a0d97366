"""What a megabyte is: of a million bytes on disks, larger where a provider counts in 2^20."""

MEGABYTE = 1_000_000
"""Of our own limits and of everything that is shown: films, disks, metrics."""

MEBIBYTE = 1 << 20
"""Of limits that Telegram and Runway set: both say MB and mean this."""
