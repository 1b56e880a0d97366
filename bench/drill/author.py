"""The loopback author: puts each order's own word into its texts, to know what was paid for it."""

import json
import re
from collections.abc import Iterator
from itertools import product

from tests.providers.openai import stories
from tests.stand_ins.providers.openai_texts import Body

SEGMENTS = 3
_SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve")
_WORD = re.compile(r"\b(Z[a-z]{6})\b")


def words() -> Iterator[str]:
    """Words that nobody uses, one for each order, which a voice can read."""
    for syllables in product(_SYLLABLES, repeat=3):
        yield f"Z{''.join(syllables)}"


def write(body: Body) -> Body:
    """A script, or the prompts for one, with the order's word in each text."""
    asked = json.dumps(body, ensure_ascii=False)
    found = _WORD.search(asked)
    word = found.group(1) if found else "Nobody"
    if "narration" in str(body.get("text")):
        script = stories.script(stories.Language.ENGLISH, SEGMENTS)
        for line in script["lines"]:
            line["narration"] = f"{word} wakes up before you do, line {line['number']}."
            line["scene"] = f"A hand lifts {word}, {line['number']}."
        return {**script, "title": f"Morning with {word}"}
    prompts = stories.prompts(SEGMENTS)
    for each in prompts["segments"]:
        each["prompt"] = f"Close-up of {word}, number {each['number']}."
    return prompts
