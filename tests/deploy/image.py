"""Does what the Dockerfile says, step by step, without a container engine.

The base image is this machine's own system, seen through an overlay: nothing of it is changed.
Needs root and Linux, in a mount namespace of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.deploy.files import ROOT, ImageStage, Step, dockerfile

HANDED_ON = ("PIP_", "SSL_", "REQUESTS_CA_", "CURL_CA_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
"""Of our environment, what lets pip reach its registry; a container engine has its own ways."""

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"


def do(*command: str | Path) -> None:
    """Run a program of this machine; what it said is told when it fails."""
    words = [str(word) for word in command]
    ran = subprocess.run(words, text=True, capture_output=True, check=False)
    if ran.returncode:
        raise SystemExit(f"{' '.join(words)}\n{ran.stdout[-2000:]}{ran.stderr[-4000:]}")


@dataclass(frozen=True)
class Layer:
    """A file system: what lies below, and what a stage has put on top of it."""

    folder: Path

    @property
    def root(self) -> Path:
        """Where it is mounted."""
        return self.folder / "root"

    @property
    def upper(self) -> Path:
        """What is its own."""
        return self.folder / "upper"

    def mount(self) -> None:
        """Lay it over this machine's system, with Python where the official image has it."""
        for name in ("root", "upper", "work", "python", "python-work"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        overlay(self.root, "/", self.upper, self.folder / "work")
        if sys.base_prefix != "/usr":
            overlay(
                self.root / "usr/local",
                sys.base_prefix,
                self.folder / "python",
                self.folder / "python-work",
            )
        version = f"python3.{sys.version_info.minor}"
        for name in ("python", "python3"):
            link = self.root / "usr/local/bin" / name
            link.unlink(missing_ok=True)
            link.symlink_to(version if sys.base_prefix != "/usr" else f"/usr/bin/{version}")
        # A shared libpython may lie in root's home, which nobody else could enter.
        (self.root / "root").chmod(0o711)
        furnish(self.root)
        hide_checkout(self.root)


def overlay(at: Path, lower: str | Path, upper: Path, work: Path) -> None:
    """Mount `upper` over `lower`."""
    layers = f"lowerdir={lower},upperdir={upper},workdir={work}"
    do("mount", "-t", "overlay", "overlay", "-o", layers, at)


def furnish(root: Path) -> None:
    """Give a root what every container has: processes, devices, an empty /tmp."""
    do("mount", "-t", "proc", "proc", root / "proc")
    do("mount", "--rbind", "/dev", root / "dev")
    do("mount", "-t", "tmpfs", "tmpfs", root / "tmp")


def hide_checkout(root: Path) -> None:
    """Nothing may come out of the checkout but what was copied."""
    inside = root / str(ROOT).lstrip("/")
    if inside.is_dir():
        do("mount", "-t", "tmpfs", "tmpfs", inside)


def build(folder: Path) -> Layer:
    """Go through the whole Dockerfile; the last stage's layer."""
    is_there = (folder / "context").exists()
    context = _context(folder / "context")
    built: dict[str, Layer] = {}
    for number, stage in enumerate(dockerfile()):
        layer = Layer(folder / f"stage-{number}")
        layer.mount()
        print(f"FROM {stage.base} (this machine's Python {sys.version.split()[0]})", flush=True)
        if not is_there:
            _follow(stage, layer, context, built)
        built[stage.name or str(number)] = layer
    return layer


def _context(folder: Path) -> Path:
    """What `.dockerignore` lets through: the patterns with `!` before them."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line.startswith("!"):
            continue
        source, target = ROOT / line[1:], folder / line[1:]
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, target, ignore=ignored, dirs_exist_ok=True)
        else:
            shutil.copy2(source, target)
    return folder


def _follow(stage: ImageStage, layer: Layer, context: Path, built: dict[str, Layer]) -> None:
    environment = {"PATH": SYSTEM_PATH, "HOME": "/root"}
    environment |= {k: v for k, v in os.environ.items() if k.upper().startswith(HANDED_ON)}
    place = "/"
    for step in stage.steps:
        match step.name:
            case "ENV":
                environment |= ImageStage("", "", [step]).environment
            case "WORKDIR":
                place = step.value
                (layer.root / place.lstrip("/")).mkdir(parents=True, exist_ok=True)
            case "COPY":
                told(step)
                source = built[step.options["from"]].root if step.options else context
                _copy(step, source, layer.root, place)
            case "RUN":
                told(step)
                inside = ["/usr/bin/env", "-i", f"--chdir={place}", *_pairs(environment)]
                do("chroot", layer.root, *inside, "/bin/sh", "-c", step.value)
            case "USER" | "CMD" | "EXPOSE":
                pass
            case _:
                raise SystemExit(f"The Dockerfile has a step that nobody here knows: {step.name}")


def told(step: Step) -> None:
    """Say what is done, and when."""
    print(f"{time.strftime('%H:%M:%S')} {step.name} {' '.join(step.value.split())}", flush=True)


def _copy(step: Step, source: Path, root: Path, place: str) -> None:
    *names, target = step.arguments
    there = root / os.path.normpath(Path(place) / target).lstrip("/")
    is_folder = target.endswith("/") or len(names) > 1
    for name in names:
        found = source / name.lstrip("/")
        if found.is_dir():
            shutil.copytree(found, there, symlinks=True, dirs_exist_ok=True)
        else:
            end = there / found.name if is_folder else there
            end.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(found, end)


def _pairs(environment: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in environment.items()]
