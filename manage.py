"""Zhanbu from the command line: `python manage.py run`, `test`, `bench` and the rest; `--help` lists them.

This file needs Python 3.11 and nothing else. It keeps a virtual environment (`.venv` beside it, or where
ZHANBU_VENV points) with exactly what the lock files name, enters it and hands over to `commands`.
Nothing of the product belongs here. Annotations are quoted where an older Python, as old as 3.6, could not
read them: it must come as far as the sentence that says so.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)
RUN, DEV = "requirements.lock", "requirements-dev.lock"  # DEV includes RUN; made from the .txt files, with hashes
NEEDS_DEV = {"test", "fuzz", "bench"}
WHEELHOUSE = "wheelhouse"  # beside this file in an archive of `release`: all that RUN names, for one kind of machine
STAMP = "zhanbu-installed"  # in the environment: which file was installed, and the digest it had
UNFINISHED = "unfinished"  # stands in the stamp while pip works
ENTERED = "ZHANBU_ENTERED"  # tells the second process that the first one has checked everything


def die(*sentences: str) -> NoReturn:
    """Stop with the sentences, English first."""
    print(*sentences, sep="\n", file=sys.stderr)
    raise SystemExit(1)


def check_version(version: "tuple[int, ...]") -> None:
    """Stop when this Python is too old."""
    if tuple(version[:2]) < OLDEST:
        have = ".".join(map(str, version[:3]))
        die(
            f"Zhanbu needs Python 3.11 or newer; this is Python {have} ({sys.executable}). "
            "Install a newer Python and start manage.py with it.",
            f"占补需要 Python 3.11 或更新版本，当前为 Python {have}。请安装新版本后用它运行 manage.py。",
        )


def python_in(venv: Path) -> Path:
    """The environment's interpreter."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_inside(venv: Path) -> bool:
    """Whether this process already runs in the environment."""
    return venv.exists() and Path(sys.prefix).samefile(venv)


def digest() -> str:
    """What the environment must match: both lock files and the Python that asks."""
    parts = [(ROOT / name).read_bytes() for name in (RUN, DEV)]
    parts.append(f"{sys.version_info[0]}.{sys.version_info[1]}".encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_current(venv: Path, requirements: str) -> bool:
    """Whether the environment holds what `requirements` asks for."""
    if not python_in(venv).exists() or not (venv / "pyvenv.cfg").exists():
        return False
    try:
        installed, seen = (venv / STAMP).read_text("utf-8").split()
    except (OSError, ValueError):
        return False
    return seen == digest() and installed in (requirements, DEV)


def is_sound(venv: Path) -> bool:
    """Whether pip can work on it; not when it was left half made or its Python went away or changed."""
    stamp = venv / STAMP
    if not (venv / "pyvenv.cfg").exists() or (stamp.exists() and stamp.read_text("utf-8") == UNFINISHED):
        return False
    probe = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        return subprocess.run([python_in(venv), "-c", probe], capture_output=True).returncode == 0
    except OSError:
        return False


def create(venv: Path) -> None:
    """Make the environment anew, in place of an unsound one."""
    from importlib.util import find_spec

    if venv.is_dir() and any(venv.iterdir()) and not (venv / "pyvenv.cfg").exists():
        die(  # never empty a folder that somebody named by mistake
            f"{venv} is not a virtual environment. Remove it, or set ZHANBU_VENV to another place.",
            f"{venv} 不是 Python 虚拟环境。请删除它，或用 ZHANBU_VENV 指定其他位置。",
        )
    if find_spec("ensurepip") is None or find_spec("venv") is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        die(
            "This Python cannot make virtual environments: its ensurepip or venv module is missing. "
            f"On Debian or Ubuntu run `sudo apt-get install {package}`, then the same command again.",
            "当前 Python 缺少 ensurepip 或 venv，无法创建虚拟环境。"
            f"Debian 或 Ubuntu 请先安装 {package}，再运行同一条命令。",
        )
    from venv import EnvBuilder

    # of a link, where it leads: EnvBuilder would empty that and then not make it anew
    EnvBuilder(clear=True, with_pip=True, symlinks=os.name != "nt").create(venv.resolve())


def show_progress(text: str) -> None:
    """On a terminal, replace the one line of progress; elsewhere say nothing."""
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns - 1
        print(text.strip()[:width].ljust(width), end="\r", file=sys.stderr, flush=True)


def pip_install(python: Path, requirements: str) -> "tuple[int, str]":
    """Run pip; its exit code and everything it said."""
    # --no-input: a question from pip would wait unseen, since its output is kept back
    quiet = ("--no-input", "--disable-pip-version-check", "--progress-bar=off")
    offline = ("--no-index", "--find-links", ROOT / WHEELHOUSE) if (ROOT / WHEELHOUSE).is_dir() else ()
    command = [python, "-m", "pip", "install", *quiet, *offline, "--require-hashes", "-r", ROOT / requirements]
    said = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        for line in pip.stdout or ():
            said.append(line)
            if line.startswith(("Collecting", "Installing")):
                show_progress(line)
    show_progress("")
    return pip.returncode, "".join(said)


@contextmanager
def alone(venv: Path) -> "Iterator[None]":
    """Wait until no other command prepares that environment: it would be found half made, and emptied."""
    venv.parent.mkdir(parents=True, exist_ok=True)
    with venv.with_name(f"{venv.name}.lock").open("a") as lock:  # the lock ends with the file, however this ends
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:  # it waits ten seconds at most
                    continue
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(venv: Path, requirements: str) -> None:
    """Make sure that the environment holds what `requirements` asks for."""
    if is_current(venv, requirements):
        return
    with alone(venv):
        if not is_current(venv, requirements):  # what another command prepared meanwhile
            set_up(venv, requirements)


def set_up(venv: Path, requirements: str) -> None:
    """Install what `requirements` asks for, into a new environment where there is no sound one."""
    # to stderr: what a command prints, JSON for instance, must stay alone on stdout
    print(f"Setting up {venv.name} with {requirements} · 正在准备运行环境，约一分钟 …", file=sys.stderr)
    if not is_sound(venv):
        create(venv)
    (venv / STAMP).write_text(UNFINISHED, "utf-8")  # if pip is killed half-way, next time starts afresh
    code, said = pip_install(python_in(venv), requirements)
    if code != 0:
        (venv / STAMP).unlink()  # pip has put back what it had changed
        print(said, file=sys.stderr)
        if (ROOT / WHEELHOUSE).is_dir():
            have = f"{sys.version_info[0]}.{sys.version_info[1]}, {sys.platform}"
            die(
                f"pip could not install {requirements} from {WHEELHOUSE}; its own words are above. Either files are "
                f"missing or damaged there, or this archive is for another system or Python than this one ({have}). "
                "Compare its name, unpack it again or fetch the right one, then run the same command again.",
                f"pip 未能从 {WHEELHOUSE} 安装 {requirements}，原因见上：其中有文件缺失或损坏，"
                f"或归档所适用的系统、Python 版本与本机（{have}）不符。"
                "请核对归档名称，重新解压或换用相符的归档，再运行同一条命令。",
            )
        die(
            f"pip could not install {requirements}; its own words are above. Check this machine's network, "
            "pip configuration (mirror, proxy) and free space, then run the same command again.",
            f"pip 未能安装 {requirements}，原因见上。"
            "请检查本机的网络、pip 配置（镜像、代理）和磁盘空间，再运行同一条命令。",
        )
    (venv / STAMP).write_text(f"{requirements} {digest()}\n", "utf-8")


def reenter(venv: Path, arguments: "list[str]") -> int:
    """Start this file again with the environment's Python; the exit code of that."""
    os.environ[ENTERED] = "1"
    command = [str(python_in(venv)), str(ROOT / "manage.py"), *arguments]
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    child = subprocess.Popen(command)  # exec on Windows would give the prompt back at once
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # the child has it too and decides
            continue


def main(arguments: "list[str]") -> int:
    """Prepare, enter the environment, hand over."""
    check_version(tuple(sys.version_info[:3]))
    for stream in (sys.stdout, sys.stderr):  # a pipe without Chinese letters must not stop the product
        stream.reconfigure(errors="replace")
    if os.environ.pop(ENTERED, None) is None:
        venv = Path(os.environ.get("ZHANBU_VENV") or ROOT / ".venv").expanduser().absolute()
        requirements = DEV if NEEDS_DEV.intersection(arguments[:1]) else RUN
        if requirements == DEV and (ROOT / WHEELHOUSE).is_dir():
            die(
                f"This is a release: it brings what the product runs on, not the tools of `{arguments[0]}`. "
                "Run that in a checkout of the repository.",
                f"这是发布归档，只含系统运行所需的软件包，不含 {arguments[0]} 所用的工具。请在代码库的检出目录中运行。",
            )
        try:
            prepare(venv, requirements)
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            die(
                f"The virtual environment {venv} could not be prepared: {error}. "
                "Check the free space and your rights there, or set ZHANBU_VENV to another place.",
                f"未能准备虚拟环境 {venv}。请检查磁盘空间和写入权限，或用 ZHANBU_VENV 指定其他位置。",
            )
        if not is_inside(venv):
            return reenter(venv, arguments)
    from commands import main as dispatch

    return dispatch(arguments, prog_name="python manage.py")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
