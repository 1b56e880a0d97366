"""Providers against stand-ins that answer, charge and fail like the real services."""
