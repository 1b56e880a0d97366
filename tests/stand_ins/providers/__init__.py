"""Loopback stand-ins of Runway and OpenAI: real HTTP, as strict as the real services."""
