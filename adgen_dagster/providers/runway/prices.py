"""What Runway charges, as its own documentation said on 2026-11-24.

Source: https://docs.dev.runwayml.com/guides/pricing/, as quoted in Runway's own repository
`runwayml/skills` (API reference). These are estimates, shown before anything is paid; what a task
did cost, Runway says itself when the task has ended.
"""

import math

USD_PER_CREDIT = 0.01

_PICTURE_CREDITS = {"gen4_image": (5, 8), "gen4_image_turbo": (2, 2)}
"""A picture up to 720 pixels on its shorter side, and a larger one."""

_CLIP_CREDITS_PER_S = {"gen4_turbo": 5, "gen4.5": 12, "veo3.1_fast": 10, "veo3.1": 20}
"""Without sound."""

_CHARACTERS_PER_CREDIT = 50
"""Of `eleven_multilingual_v2` and `eleven_v3`. A price of `eleven_v4` was not found; this is
above what its maker asks."""


def picture_usd(model: str, size: str) -> float:
    """Return the price of a picture of `size` (`1280:720`)."""
    small, large = _PICTURE_CREDITS[model]
    shorter = min(int(side) for side in size.split(":"))
    return usd(small if shorter <= 720 else large)


def clip_usd(model: str, seconds: int) -> float:
    """Return the price of a clip of so many seconds."""
    return usd(_CLIP_CREDITS_PER_S[model] * seconds)


def speech_usd(text: str) -> float:
    """Return the price of speaking `text`."""
    return usd(max(1, math.ceil(len(text) / _CHARACTERS_PER_CREDIT)))


def usd(amount: float) -> float:
    """Convert credits to US dollars."""
    return round(amount * USD_PER_CREDIT, 4)


def credits_for(amount_usd: float) -> int:
    """Convert US dollars to credits, rounded up: what an account has to hold."""
    return math.ceil(round(amount_usd / USD_PER_CREDIT, 6))
