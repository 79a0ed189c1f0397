"""`manage.py run`: start the server, say where it is, open the browser, stop it cleanly."""

from __future__ import annotations

import errno
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
ANY_ADDRESS = {"0.0.0.0", "::"}
STAFF_TOKEN = "ZHANBU_STAFF_TOKEN"  # ui.staff takes it out of the server's environment
PROXIES = "ZHANBU_PROXIES"  # addresses of reverse proxies whose X-Forwarded-For and -Proto are believed
PLACES = ("ZHANBU_STORE", "ZHANBU_BACKUPS", "ZHANBU_FILES", "ZHANBU_DECK_TEMPLATE")  # files and folders
STOPPING_S = 40  # an inventory that is being read may take 30 until it can be left
HOSTS = "ZHANBU_HOSTS"  # the names that ui.hosts answers to, beside this machine's and the address that is called


def reachable(address: str) -> str:
    """The host under which a browser on this machine finds a server bound to `address`."""
    return "localhost" if address in ANY_ADDRESS else address


def url_of(address: str, port: int) -> str:
    """The page's address, with the brackets an IPv6 address needs."""
    host = reachable(address)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that host; no for a name that is not `localhost`."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def staff_lines(address: str, port: int, token: str) -> str:
    """What the terminal says of the staff link: it works on this machine alone, and once."""
    if not is_loopback(reachable(address)):
        return ("Staff pages stay shut: start with --address localhost or 0.0.0.0 to get a staff link.\n"
                "工作人员功能未开放：请用 --address localhost 或 0.0.0.0 启动以取得工作人员链接。")
    url = f"{url_of(address, port)}/?staff={token}"
    return (f"Staff link, for this machine only, works once: {url}\n工作人员链接（仅限本机，只能用一次）：{url}\n"
            "For another one: python manage.py staff-link, or on the page · "
            "再发一个：python manage.py staff-link，或在页面上")


def port_problem(address: str, port: int) -> str | None:
    """Why the server could not listen there, as a sentence with the remedy; None when it can."""
    other = 8501 if port < 1024 or port == 65535 else port + 1
    taken = (
        f"Port {port} is already in use. Stop the program that uses it, or choose another: --port {other}\n"
        f"端口 {port} 已被占用。请停止占用它的程序，或另选端口：--port {other}"
    )
    try:  # asks before binding: macOS lets two programs bind one port when one of them has all addresses
        socket.create_connection((reachable(address), port), timeout=0.5).close()
        return taken
    except OSError:
        pass
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            if os.name != "nt":  # as the server does; on Windows the option would hide a port in use
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return taken
        if error.errno == errno.EACCES:
            return (
                f"This account may not use port {port}. Choose another one above 1023: --port {other}\n"
                f"当前账户无权使用端口 {port}。请另选 1023 以上的端口：--port {other}"
            )
        return (
            f"This machine cannot listen on {address} ({error.strerror}). "
            "Use --address localhost, or 0.0.0.0 for every address of this machine.\n"
            f"本机无法在 {address} 上监听。请使用 --address localhost，或用 0.0.0.0 表示本机全部地址。"
        )
    return None


def server_command(port: int, address: str, windows: bool) -> list[str]:
    """The server's command line.

    On Windows uvicorn opens the socket itself: on the one that Streamlit opens, each answer would wait for
    a delayed acknowledgement. Elsewhere uvloop sees to that.
    """
    if windows:
        options = ["uvicorn", "app:app", "--host", address, "--port", str(port), "--no-access-log"]
        # what Streamlit itself gives uvicorn: messages of up to 200 MB, uncompressed
        options += ["--ws", "websockets-sansio", "--ws-max-size", "209715200"]
        options += ["--ws-per-message-deflate", "false"]
    else:
        options = ["streamlit", "run", "app.py", "--server.port", str(port), "--server.address", address]
        # we open the browser and say where; Streamlit's greeting may ask the internet for our address
        options += ["--server.headless", "true", "--logger.hideWelcomeMessage", "true"]
    return [sys.executable, "-m", *options]


def server_environment(own: Mapping[str, str], address: str, token: str) -> dict[str, str]:
    """What the server finds in its environment: the staff token, the names it answers to, the proxies it believes;
    files and folders as from where it was started, for it runs in the program's own.

    Unless told otherwise uvicorn believes the X-Forwarded headers of every program on this machine.
    """
    hosts = ",".join(filter(None, (own.get(HOSTS), address)))
    places = {name: str(Path(own[name]).absolute()) for name in PLACES if own.get(name) and "://" not in own[name]}
    return {**own, **places, STAFF_TOKEN: token, HOSTS: hosts, "FORWARDED_ALLOW_IPS": own.get(PROXIES, "")}


def answers(address: str, port: int) -> bool:
    """Whether the server answers a request."""
    connection = http.client.HTTPConnection(reachable(address), port, timeout=2)
    try:
        connection.request("GET", "/_stcore/health")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def has_display() -> bool:
    """Whether a browser window could be opened for somebody to see."""
    if os.environ.get("CI") or os.environ.get("SSH_CONNECTION"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def stop(server: subprocess.Popen[bytes]) -> None:
    """Let the server close its book and end; end it by force when it does not, or on a second Ctrl+C."""
    if os.name != "nt":  # there it would be force; and Ctrl+C has reached the server already
        server.terminate()
    try:
        server.wait(timeout=STOPPING_S)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        server.kill()
        server.wait()


def serve(port: int, address: str, browser: bool) -> int:
    """Run the server until it ends or is told to; the exit code."""
    token = secrets.token_urlsafe(24)
    server = subprocess.Popen(server_command(port, address, windows=os.name == "nt"), cwd=ROOT,
                              env=server_environment(os.environ, address, token))
    try:
        while server.poll() is None and not answers(address, port):
            try:
                server.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
        if server.poll() is None:
            url = url_of(address, port)
            print(f"Zhanbu is at {url} (Ctrl+C stops it) · 占补已启动：{url}（按 Ctrl+C 停止）", flush=True)
            print(staff_lines(address, port, token), flush=True)
            if browser and has_display():
                webbrowser.open(url)
        return server.wait()
    except KeyboardInterrupt:
        stop(server)
        return 0


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port (端口).")
@click.option(
    "--address",
    default="localhost",
    show_default=True,
    help="Address to listen on; 0.0.0.0 for all of this machine's (监听地址；0.0.0.0 为本机全部地址).",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser (不打开浏览器).")
def run(port: int, address: str, no_browser: bool) -> None:
    """Start the product and open it in the browser (启动系统并打开浏览器)."""
    if problem := port_problem(address, port):
        raise click.ClickException(problem)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service manager's stop is a Ctrl+C
    code = serve(port, address, browser=not no_browser)
    raise SystemExit(code if code >= 0 else 128 - code)
