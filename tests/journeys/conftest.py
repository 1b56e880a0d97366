from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.journeys.running import RunningStudio, studio_in


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., RunningStudio]]:
    """Starts a studio in an empty folder, with settings; nothing of its stack is left behind."""
    with ExitStack() as started:
        yield lambda **chosen: started.enter_context(studio_in(tmp_path, **chosen))
