"""How the supervisor starts programs: as forks of what it has imported, or anew."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import adgen_dagster

PROGRAM = """
import os, sys, time
from adgen_dagster.execution import told
with open(sys.argv[1], "a") as said:
    said.write(f"{__name__} {told.WORD} {open('/proc/self/comm').read()}")
if sys.argv[2] == "wait":
    time.sleep(60)
sys.exit(int(sys.argv[2]))
"""
STARTER = """
import sys, time
from pathlib import Path
from adgen_dagster.stack.warm_start import Warmth

def run(name, *arguments):
    process = warmth.start(name, "program", arguments)
    while (code := process.poll()) is None:
        time.sleep(0.01)
    return code

said, word = sys.argv[1], Path(sys.argv[2])
warmth = Warmth()
for module in sys.argv[3:]:
    warmth.load(module)
print(run("adgen-toy", said, "0"))
print(run("adgen-toy", said, "3"))
word.write_text("WORD = 'newer'\\n")
print(run("adgen-toy", said, "0"))
print(run("adgen-toy", said, "0"), flush=True)
"""


class Copy:
    """The package in a folder of its own, with a program beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said = folder, folder / "said"
        shutil.copytree(Path(adgen_dagster.__file__).parent, folder / "adgen_dagster")
        self.word = folder / "adgen_dagster" / "execution" / "told.py"
        self.word.write_text("WORD = 'old'\n")
        (folder / "program.py").write_text(PROGRAM)
        (folder / "broken.py").write_text("raise RuntimeError('a slip of the pen')")

    def run(self, script: str, *arguments: str) -> list[str]:
        """The lines that a script printed."""
        return subprocess.run(
            [sys.executable, "-P", "-c", script, str(self.said), *arguments],
            env=os.environ | {"PYTHONPATH": str(self.folder)},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout.splitlines()

    def lines(self) -> list[str]:
        return self.said.read_text().splitlines()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_programs_are_forks_of_the_code_on_the_disk(copy: Copy) -> None:
    codes = copy.run(STARTER, str(copy.word), "adgen_dagster.execution.told")

    assert codes == ["0", "3", "0", "0"]
    assert copy.lines()[:2] == ["__main__ old adgen-toy"] * 2
    assert [line.split()[:2] for line in copy.lines()[2:]] == [["__main__", "newer"]] * 2
    assert "adgen-toy" not in copy.lines()[2]


def test_where_a_module_does_not_load_they_start_cold(copy: Copy) -> None:
    codes = copy.run(STARTER, str(copy.word), "broken", "json")

    assert codes == ["0", "3", "0", "0"]
    assert "adgen-toy" not in "".join(copy.lines())


ENDED = """
import os, sys, time
from adgen_dagster.stack.warm_start import Warmth

warmth = Warmth()
warmth.load("adgen_dagster.execution.told")
process = warmth.start("adgen-toy", "program", (sys.argv[1], "wait"))
while not os.path.exists(sys.argv[1]):
    time.sleep(0.01)
os.kill(process._process.pid, int(sys.argv[2]))
while (code := process.poll()) is None:
    time.sleep(0.01)
print(code, flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_fork_that_a_signal_ended_says_so_as_any_process_does(
    copy: Copy, number: signal.Signals
) -> None:
    assert copy.run(ENDED, str(int(number))) == [str(-number)]
