"""A PostgreSQL server of a bench's or a test run's own, on the loopback, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any

UNPRIVILEGED = ("postgres", "nobody")  # PostgreSQL does not run as root


class Missing(Exception):
    """Why there is none on this machine."""


class Postgres:
    """A running server. `durable`: what is written is made sure on the disk, as an installed one does; without, it is
    faster. Missing where there is none on the machine."""

    def __init__(self, durable: bool = False) -> None:
        self._quick = "" if durable else "-F -c full_page_writes=off "
        self._bin = _binaries()
        self._as: dict[str, Any] = _user()
        self.folder = Path(tempfile.mkdtemp(prefix="zhanbu-postgres-"))
        if self._as:
            shutil.chown(self.folder, self._as["user"])
        self.port = _free_port()
        # Ends the server with this process, however that ends: its end of the pipe closes then.
        self._guard = subprocess.Popen(
            ["sh", "-c", 'cat >/dev/null; "$1" -D "$2/data" -m immediate stop >/dev/null 2>&1; rm -rf "$2"', "sh",
             str(self._bin / "pg_ctl"), str(self.folder)], stdin=subprocess.PIPE, cwd="/", **self._as)
        self._do("initdb", "-D", self.folder / "data", "--no-sync", "-A", "trust", "-U", "zhanbu", "-E", "UTF8",
                 "--locale=C")
        self.start()

    def start(self) -> None:
        self._do("pg_ctl", "-D", self.folder / "data", "-w", "-l", self.folder / "log", "-o",
                 f"{self._quick}-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
                 " -c max_connections=200", "start")

    def stop(self) -> None:
        self._do("pg_ctl", "-D", self.folder / "data", "-w", "-m", "immediate", "stop")

    def remove(self) -> None:
        self._guard.communicate(timeout=60)

    def sql(self, text: str, database: str = "postgres") -> str:
        return self._do("psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U",
                        "zhanbu", "-c", text, database).strip()

    def create(self, name: str, template: str = "template0", more: str = "") -> str:
        """A new database; its address."""
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template} {more}")
        return self.address(name)

    def address(self, name: str) -> str:
        return f"postgresql://zhanbu:hush@127.0.0.1:{self.port}/{name}"

    def _do(self, program: str, *arguments: str | Path) -> str:
        done = subprocess.run([self._bin / program, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, cwd="/", timeout=60, env=os.environ, **self._as)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}")
        return done.stdout


def _binaries() -> Path:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
    for place in places:
        if all((place / name).exists() for name in ("initdb", "pg_ctl", "postgres", "psql")):
            return place
    raise Missing("PostgreSQL is not on this machine (initdb, pg_ctl, postgres, psql)")


def _user() -> dict[str, Any]:
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    import pwd  # not on Windows

    for name in UNPRIVILEGED:
        try:
            return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}
        except KeyError:
            continue
    raise Missing("PostgreSQL does not run as root, and there is no other user on this machine")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
