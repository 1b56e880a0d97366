"""The processes of a local stack: where it lives, how it starts and ends."""
