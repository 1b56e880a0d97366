"""Briefs in links: `https://t.me/<bot>?start=b_…` on a site or a poster opens the chat with one.

Nothing is ordered by a link alone: its words are asked about like any text that may be a brief.
"""

import base64
from contextlib import suppress

PREFIX = "b_"
PAYLOAD_MAX = 64
"""core.telegram.org/bots/features#deep-linking"""


def payload_of(brief: str) -> str:
    """Encode a brief for `?start=`.

    Raises:
        ValueError: it is longer than a link can hold, 46 bytes.
    """
    payload = PREFIX + base64.urlsafe_b64encode(brief.encode()).decode().rstrip("=")
    if len(payload) > PAYLOAD_MAX:
        raise ValueError("a brief in a link has at most 46 bytes, in Russian 23 letters")
    return payload


def brief_of(payload: str) -> str:
    """Decode the brief in a link; empty if there is none."""
    if not payload.startswith(PREFIX) or len(payload) > PAYLOAD_MAX:
        return ""
    coded = payload.removeprefix(PREFIX)
    with suppress(ValueError):
        text = base64.b64decode(coded + "=" * (-len(coded) % 4), b"-_", validate=True).decode()
        if text.isprintable():
            return text.strip()
    return ""
