"""The wheels of requirements.lock for one kind of machine: what an archive brings along instead of a network.

pip fetches them and checks each against the lock's hashes. It would judge the lock's markers (`; sys_platform ==
"win32"`) by the machine it runs on, so they are judged here, by the machine that is asked for.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from commands.audit import locked
from core.problem import Problem

OLDEST_GLIBC = 28  # 2.28: Debian 10, Ubuntu 20.04, RHEL 8, openEuler 20.03, Kylin V10 and whatever came after


@dataclass(frozen=True, slots=True)
class Machine:
    """A kind of machine: the tags of the wheels that run there, best first, and what the lock's markers see of it."""

    tags: tuple[str, ...]
    sees: Mapping[str, str]


def _linux(machine: str) -> Machine:
    forms = (*(f"_2_{minor}" for minor in range(OLDEST_GLIBC, 4, -1)), "2014", "2010", "1")
    tags = tuple(f"manylinux{form}_{machine}" for form in forms)
    return Machine(tags, {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix",
                          "platform_machine": machine})


MACHINES: Mapping[str, Machine] = {
    "linux-x86_64": _linux("x86_64"),
    "linux-aarch64": _linux("aarch64"),
    "macos-arm64": Machine(("macosx_14_0_arm64",), {"sys_platform": "darwin", "platform_system": "Darwin",
                                                    "os_name": "posix", "platform_machine": "arm64"}),
    "windows-x86_64": Machine(("win_amd64",), {"sys_platform": "win32", "platform_system": "Windows",
                                               "os_name": "nt", "platform_machine": "AMD64"}),
}


def this_machine() -> str | None:
    """Its name in MACHINES; None for a kind that has none."""
    name = {"Linux": "linux", "Darwin": "macos", "Windows": "windows"}.get(platform.system(), "")
    kind = f"{name}-{platform.machine().replace('AMD64', 'x86_64')}"
    return kind if kind in MACHINES else None


def wanted(lock: str, machine: str, python: str) -> Iterator[str]:
    """The lines of `lock` that hold for that machine under that Python (`3.11`), with their hashes, without markers."""
    sees = {**MACHINES[machine].sees, "python_version": python, "python_full_version": f"{python}.0",
            "implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": ""}
    for package, hashes in locked(lock):
        if package.marker is None or package.marker.evaluate(sees):
            yield f"{package.name}{package.specifier} {hashes}"


def fetch(lock: str, machine: str, python: str, folder: Path) -> None:
    """Put the wheels into `folder`; Problem `release_wheels` with pip's words where one is not to be had."""
    asked = folder.with_name(f"{folder.name}-{python}.txt")
    asked.write_text("\n".join(wanted(lock, machine, python)), "utf-8")
    tags = [f"--platform={tag}" for tag in MACHINES[machine].tags]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check",
               "--no-deps", "--require-hashes", "--only-binary=:all:", "--implementation=cp",
               f"--python-version={python}", *tags, "--dest", folder, "-r", asked]
    said = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if said.returncode != 0:
        wrong = [line for line in said.stdout.splitlines() if line.startswith("ERROR:")]
        raise Problem("release_wheels", machine=machine, python=python, words=(wrong or [said.stdout])[-1][:300])
