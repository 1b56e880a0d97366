"""`make roles`: runs what the images run, without a container engine.

Follows the Dockerfile to its end, then starts every role of compose.yaml by the command written
there: in a network of its own with nothing but loopback, on the ports and names that compose.yaml
gives, as the image's user, on a read-only root. A chat orders one film offline; while its pictures
are made the code server is killed; the film arrives all the same. Needs Linux and root.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.deploy.container import Container, checkout_is_hidden
from tests.deploy.files import compose, dockerfile
from tests.deploy.image import Layer, build, do
from tests.deploy.journey import film_in_a_chat
from tests.production.object_store import ObjectStoreServer
from tests.production.postgres import PostgresServer
from tests.stand_ins.telegram import TelegramServer


def main() -> None:
    """Begin, or go on inside the namespaces."""
    parser = argparse.ArgumentParser(prog="python -m tests.deploy", description=__doc__)
    parser.add_argument("phase", nargs="?", choices=["build", "run"], help=argparse.SUPPRESS)
    parser.add_argument("folder", nargs="?", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--keep", type=Path, help="a folder for the image, to be used again")
    asked = parser.parse_args()
    if asked.phase == "build":
        build(asked.folder)
        again = [sys.executable, "-m", "tests.deploy", "run", str(asked.folder)]
        sys.exit(subprocess.run(["unshare", "--net", *again], check=False).returncode)
    if asked.phase == "run":
        run_roles(asked.folder)
        return
    if os.geteuid() or sys.platform != "linux":
        sys.exit("This makes namespaces and mounts: it needs Linux and root (sudo make roles).")
    with tempfile.TemporaryDirectory(prefix="adgen-roles-") as made:
        folder: Path = asked.keep or Path(made)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        again = [sys.executable, "-m", "tests.deploy", "build", str(folder)]
        # The mounts go with their namespace.
        alone = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
        sys.exit(subprocess.run([*alone, *again], check=False).returncode)


def run_roles(folder: Path) -> None:
    """Start every role, make a film, end every role; a table of what was seen."""
    do("ip", "link", "set", "lo", "up")
    image = Layer(folder / f"stage-{len(dockerfile()) - 1}")
    folder /= f"run-{time.time():.0f}"
    folder.mkdir()
    hosts = image.root / "etc/hosts"
    hosts.write_text(f"127.0.0.1 localhost {' '.join(compose())}\n", encoding="utf-8")
    with stores(folder) as secrets, TelegramServer() as telegram:
        given = {**secrets, **telegram.environment(), "TELEGRAM_ALLOWED_USERS": "*"}
        settings = {
            **{name: value for name, value in given.items() if name.startswith("TELEGRAM_API")},
            "ADGEN_PROVIDER": "offline",
            "ADGEN_SPOT_ACTS": "2+2+2",
        }
        roles = [
            Container(service, image, folder, {**settings, **service.environment(given)})
            for service in compose().values()
            if service.is_ours
        ]
        try:
            start_all(roles, folder / "volumes")
            film_in_a_chat(telegram, {role.service.name: role for role in roles}, folder)
            say_how_they_end(roles)
        except AssertionError as wrong:
            for role in roles:
                print(f"--- {role.service.name}\n{role.tail()}")
            sys.exit(str(wrong))
        finally:
            for role in roles:
                role.kill()


@contextmanager
def stores(folder: Path) -> Iterator[dict[str, str]]:
    """PostgreSQL and an S3 server where compose.yaml has them; what `.env` says of them."""
    (folder / "postgres").mkdir()
    database, objects = PostgresServer(folder / "postgres"), ObjectStoreServer(folder / "s3.log")
    database.port, objects.port = 5432, 9000
    try:
        database.create()
        objects.start()
        yield {**database.environment, "S3_SECRET_KEY": "of-the-roles"}
    finally:
        objects.stop()
        database.stop()


def start_all(roles: list[Container], volumes: Path) -> None:
    """Start each role once what it waits for is there."""
    ours, there = {role.service.name for role in roles}, set[str]()
    left = list(roles)
    while left:
        ready = [role for role in left if role.service.waits_for & ours <= there]
        if not ready:
            raise SystemExit(f"These wait for each other: {[r.service.name for r in left]}")
        for role in ready:
            role.prepare(volumes)
            if not checkout_is_hidden(role):
                raise SystemExit("The checkout can be seen from inside.")
            role.start()
        for role in ready:
            name = role.service.name
            if role.service.check:
                role.wait_healthy()
            else:
                role.wait_done()
            print(f"{name}: healthy after {role.healthy_after_s:.1f} s", flush=True)
            there.add(name)
            left.remove(role)


def say_how_they_end(roles: list[Container]) -> None:
    """Stop all, last started first; what each took, and how it ended."""
    uid = int(dockerfile()[-1].last("USER").partition(":")[0])
    print("| role | command | healthy after | ended after | exit code |\n|---|---|---|---|---|")
    strange: list[str] = []
    for role in reversed([role for role in roles if role.service.check]):
        if role.users() != {uid}:
            strange.append(f"{role.service.name} runs as {role.users()}")
        began = time.monotonic()
        code = role.end()
        took = time.monotonic() - began
        print(
            f"| {role.service.name} | `{' '.join(role.service.command)}` "
            f"| {role.healthy_after_s:.1f} s | {took:.1f} s | {code} |",
            flush=True,
        )
    if strange:
        raise SystemExit("\n".join(strange))


if __name__ == "__main__":
    main()
