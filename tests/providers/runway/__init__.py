"""The Runway provider, over real HTTP against the loopback Runway."""
