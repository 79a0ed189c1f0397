"""Starting and stopping the servers that are measured: ours, and default ones as references.

Each listens on 127.0.0.1 only, works on files of its own in a temporary folder, and is ended with its `with`.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from commands.serve import server_command

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "bench"
START_LIMIT = 60.0  # seconds until a server must answer
TODAY = "2026-11-23"  # so that every call measures the same page
NOT_INSTALLED = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")  # without bytecode each start would compile all
HIDDEN = ("uvloop", "httptools")  # a default installation of Streamlit has neither


class NotStarted(Exception):
    """A server did not come up; the text is the end of what it said."""


@dataclass
class Server:
    """A server process and when it was started (perf_counter)."""

    port: int
    process: subprocess.Popen[bytes]
    started: float
    log: Path

    def wait_for(self, path: str, limit: float = START_LIMIT) -> float:
        """Seconds from the start of the process until `path` answers with 200."""
        while time.perf_counter() - self.started < limit and self.process.poll() is None:
            if answers(self.port, path):
                return time.perf_counter() - self.started
            time.sleep(0.02)
        raise NotStarted(self.log.read_text("utf-8", "replace")[-1500:] or f"no answer from {path}")

    def processor_seconds(self) -> float | None:
        """User and system time the process has used, ended threads included; None where there is no /proc."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float | None:
        """MiB the process holds; None where there is no /proc."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        except OSError:
            return None
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def answers(port: int, path: str) -> bool:
    """Whether a GET of `path` is answered with 200."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def ours(folder: Path, store: Path) -> AbstractContextManager[Server]:
    """The product as `python manage.py run` starts it."""
    port = _free_port()
    return _serve(server_command(port, HOST, os.name == "nt"), port, ROOT, folder, {"ZHANBU_STORE": str(store)})


def empty(folder: Path) -> AbstractContextManager[Server]:
    """An empty page served the same way: same settings, same server, same event loop."""
    port = _free_port()
    instead = {"app.py": "bench/empty_app.py", "app:app": "bench.empty_app:app"}
    command = [instead.get(part, part) for part in server_command(port, HOST, os.name == "nt")]
    return _serve(command, port, ROOT, folder, {})


def naive(folder: Path, store: Path) -> AbstractContextManager[Server]:
    """The overview written naively on a server as `pip install streamlit` leaves it.

    It is started where there is no .streamlit/config.toml, so that settings are Streamlit's own and the file
    watcher is on, and with uvloop and httptools out of sight.
    """
    elsewhere, hiding = folder / "elsewhere", folder / "hiding"
    for path in (elsewhere, hiding):
        path.mkdir(exist_ok=True)
    for name in HIDDEN:
        (hiding / f"{name}.py").write_text("raise ModuleNotFoundError('hidden from the reference server')\n", "utf-8")
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(BENCH / "naive_overview.py"), "--server.port", str(port),
               "--server.address", HOST, "--server.headless", "true", "--server.fileWatcherType", "auto",
               "--browser.gatherUsageStats", "false"]
    return _serve(command, port, elsewhere, folder, {"NAIVE_STORE": str(store), "PYTHONPATH": str(hiding)})


def constant(folder: Path, page: Path) -> AbstractContextManager[Server]:
    """A bare Starlette route that answers /kiosk with the bytes of `page`; the same server program."""
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "bench.constant_app:app", "--host", HOST, "--port", str(port),
               "--no-access-log", "--log-level", "warning"]
    return _serve(command, port, ROOT, folder, {"CONSTANT_PAGE": str(page)})


@contextmanager
def _serve(command: list[str], port: int, cwd: Path, folder: Path, environment: dict[str, str]) -> Iterator[Server]:
    log = folder / f"server-{port}.log"
    with log.open("wb") as out:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                   env=_environment(folder) | environment)
    try:
        yield Server(port, process, started, log)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """This process's environment without what somebody set for Streamlit or for the product."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("STREAMLIT_", "ZHANBU_")) and name not in NOT_INSTALLED}
    return kept | {"HOME": str(folder), "ZHANBU_TODAY": TODAY}  # a home of its own: no settings from there


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
