"""Servers on loopback for what lies across the internet."""
