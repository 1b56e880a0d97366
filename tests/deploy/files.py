"""The files of a deployment, read once and typed: Dockerfile, compose.yaml, render.yaml."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from dockerfile_parse import DockerfileParser

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
IMAGE = "adgen"
"""The services of compose.yaml whose image begins so are roles of ours."""

_REFERENCE = re.compile(r"\$\{(\w+)(?::?([-?])([^}]*))?\}")
_SECONDS = {"s": 1, "m": 60}


@dataclass(frozen=True)
class Step:
    """One instruction of a Dockerfile."""

    name: str
    value: str

    @property
    def arguments(self) -> list[str]:
        """Its words, options left out."""
        return [word for word in shlex.split(self.value) if not word.startswith("--")]

    @property
    def options(self) -> dict[str, str]:
        """Its `--name=value` options."""
        words = (word[2:] for word in shlex.split(self.value) if word.startswith("--"))
        return dict(word.split("=", 1) for word in words)


@dataclass
class ImageStage:
    """One `FROM` of a Dockerfile and what follows it."""

    base: str
    name: str
    steps: list[Step] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What its `ENV` instructions set."""
        words = (shlex.split(step.value) for step in self.steps if step.name == "ENV")
        return dict(word.split("=", 1) for line in words for word in line)

    def last(self, name: str) -> str:
        """The value of the last instruction of this name."""
        return [step.value for step in self.steps if step.name == name][-1]


@dataclass(frozen=True)
class Service:
    """One service of compose.yaml."""

    name: str
    about: Mapping[str, Any]

    @property
    def is_ours(self) -> bool:
        """Whether it runs our image."""
        return IMAGE in str(self.about.get("image", "")).partition(":-")[2]

    @property
    def command(self) -> list[str]:
        """What it runs."""
        return list(self.about["command"])

    @property
    def check(self) -> list[str]:
        """What is run to see whether it is healthy; empty: nothing is."""
        return list(self.about.get("healthcheck", {"test": [""]})["test"][1:])

    @property
    def volumes(self) -> dict[str, str]:
        """The names of its volumes, by where they are mounted."""
        pairs = (entry.split(":")[:2] for entry in self.about.get("volumes", ()))
        return {target: name for name, target in pairs}

    @property
    def waits_for(self) -> set[str]:
        """The services that have to be there first."""
        return set(self.about.get("depends_on", {}))

    @property
    def grace_s(self) -> int:
        """How long it has to end; Docker's own default is 10 s."""
        said = str(self.about.get("stop_grace_period", "10s"))
        return int(said[:-1]) * _SECONDS[said[-1]]

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """Its variables, with those of `.env` put in."""
        return {
            name: interpolated(str(value), given)
            for name, value in self.about.get("environment", {}).items()
        }


def interpolated(value: str, given: Mapping[str, str]) -> str:
    """`${NAME:-default}` and `${NAME:?message}`, as Compose puts them in."""

    def put(found: re.Match[str]) -> str:
        name, kind, word = found.groups()
        if given.get(name):
            return given[name]
        if kind == "?":
            raise KeyError(word)
        return word or ""

    return _REFERENCE.sub(put, value)


@cache
def dockerfile(path: Path = ROOT / "Dockerfile") -> tuple[ImageStage, ...]:
    """The stages of our Dockerfile."""
    found = DockerfileParser(str(path)).structure
    stages: list[ImageStage] = []
    for entry in found:
        name, value = entry["instruction"], entry["value"]
        if name == "FROM":
            base, _, named = value.partition(" AS ")
            stages.append(ImageStage(base, named))
        elif name != "COMMENT":
            stages[-1].steps.append(Step(name, value))
    return tuple(stages)


def command_of(stage: ImageStage) -> list[str]:
    """What an image runs unless it is told otherwise."""
    return json.loads(stage.last("CMD"))


@cache
def compose(name: str = "compose.yaml") -> dict[str, Service]:
    """The services of a compose file, by name."""
    read = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))
    return {service: Service(service, about) for service, about in read["services"].items()}


def render() -> dict[str, Any]:
    """The blueprint for Render."""
    return yaml.safe_load((ROOT / "render.yaml").read_text(encoding="utf-8"))


def variables_of(name: str) -> Iterator[str]:
    """The names of the variables in an example of an environment file."""
    for line in (DEPLOY / name).read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            yield line.partition("=")[0]
