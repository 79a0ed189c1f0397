"""The Chromium that the browser tests drive: found on this machine, or installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
MAC_APPS = ("Google Chrome", "Chromium", "Microsoft Edge")
WINDOWS_PATHS = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "Chromium/Application/chrome.exe",
)


def system_browsers() -> Iterator[Path]:
    """Where this system would keep a Chromium, Chrome or Edge."""
    yield from (Path(found) for found in map(shutil.which, NAMES) if found)
    if sys.platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            yield from (folder / f"{app}.app/Contents/MacOS/{app}" for app in MAC_APPS)
    if sys.platform == "win32":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            if folder := os.environ.get(variable):
                yield from (Path(folder) / path for path in WINDOWS_PATHS)


def playwright_browser() -> list[Path]:
    """The one that Playwright has downloaded, or would."""
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            return [Path(playwright.chromium.executable_path)]
    except Exception:  # whatever keeps Playwright from telling, there is no browser of its own to use
        return []


def starts(path: Path) -> bool:
    """Whether the program is there and can start; Ubuntu's chromium-browser may be only a note about snap."""
    if not path.is_file():
        return False
    if sys.platform == "win32":  # Chrome on Windows would open a window instead of telling its version
        return True
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def find_chromium() -> Path | None:
    """ZHANBU_CHROMIUM, else the system's, else Playwright's own, else None."""
    if named := os.environ.get("ZHANBU_CHROMIUM"):
        path = Path(named).expanduser()
        if not path.is_file():
            raise click.ClickException(
                f"ZHANBU_CHROMIUM names {named}, which is not a file. "
                "Set it to the program of a Chromium, Chrome or Edge, or unset it to have one looked for.\n"
                f"ZHANBU_CHROMIUM 指向的文件 {named} 不存在。"
                "请改为 Chromium、Chrome 或 Edge 的程序路径，或取消该变量。"
            )
        return path
    for places in (system_browsers, playwright_browser):
        if found := next(filter(starts, places()), None):
            return found
    return None


def playwright_install() -> str:
    """Let Playwright download its own Chromium; what it said, of interest only if nothing else helps."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ).stdout


def may_use_apt() -> bool:
    """Whether this is root on Debian or Ubuntu, as in most CI images."""
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> None:
    """Install packages as far as apt can; the caller looks at what came of it."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update"], env=environment)
    subprocess.run(["apt-get", "install", "-y", *packages], env=environment)


def lacks_chinese_font() -> bool:
    """Whether a page in Chinese would be drawn as empty boxes; false where fontconfig cannot tell."""
    if sys.platform != "linux" or shutil.which("fc-list") is None:
        return False
    return not subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout.strip()


def ensure_chromium() -> Path:
    """Find a Chromium or install one; a sentence with the remedy when neither works."""
    path, said = find_chromium(), ""
    if path is None:
        print("No Chromium here; installing one · 未找到 Chromium，正在安装 …", flush=True)
        said = playwright_install()
        path = find_chromium()
    if path is None and may_use_apt():
        apt_install("chromium", "fonts-noto-cjk")
        path = find_chromium()
    if path is None:
        click.echo(said, err=True)
        raise click.ClickException(
            "The browser tests need Chromium, Chrome or Edge, and none could be found or installed. "
            "Install one, or set ZHANBU_CHROMIUM to its program, then run the same command again.\n"
            "浏览器测试需要 Chromium、Chrome 或 Edge，本机未找到，也未能自动安装。"
            "请安装其一，或用 ZHANBU_CHROMIUM 指定其程序路径，再运行同一条命令。"
        )
    if may_use_apt() and lacks_chinese_font():
        apt_install("fonts-noto-cjk")
    return path
