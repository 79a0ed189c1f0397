"""`manage.py release`: the committed project with everything it runs on, as one archive that needs no network.

An archive holds one folder: the project as committed, `wheelhouse/` with the wheels of requirements.lock, and
MANIFEST.json with the SHA-256 of every file. manage.py installs from a wheelhouse beside it. Entries are sorted, times
are the commit's: the same commit, wheels and zlib give the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from commands.say import sentences
from commands.wheels import MACHINES, fetch, this_machine
from core.problem import Problem
from ui.edition import edition

ROOT = Path(__file__).resolve().parent.parent
HEADING = re.compile(r"^## (?P<version>\d+\.\d+\.\d+) · (?P<day>\d{4}-\d{2}-\d{2})$", re.MULTILINE)
PYTHON = re.compile(r"3\.\d{2}")
LOCK, CHANGES, WHEELHOUSE, MANIFEST = "requirements.lock", "CHANGELOG.md", "wheelhouse", "MANIFEST.json"
PACKING = 1  # nearly all of it are wheels, which are packed already
Content = Mapping[str, bytes | Path]


@dataclass(frozen=True, slots=True)
class Commit:
    """What is released: the commit, its time, its files with whether they can be run."""

    name: str
    at: datetime
    files: Mapping[str, bytes]
    run: frozenset[str]


def entry(changes: str, version: str) -> str:
    """What the changelog says of a version; Problem `release_changes` unless it is its first and says something."""
    found = list(HEADING.finditer(changes))
    text = changes[found[0].end():found[1].start() if len(found) > 1 else None].strip() if found else ""
    if not text or found[0]["version"] != version:
        raise Problem("release_changes", version=version, file=CHANGES)
    return text


def committed(root: Path) -> Commit:
    """The last commit; Problem `release_repository`, or `release_dirty` where something else lies beside it."""
    try:
        if Path(_git(root, "rev-parse", "--show-toplevel").decode().strip()).resolve() != root.resolve():
            raise Problem("release_repository")
        name, at = _git(root, "show", "--no-patch", "--format=%H %ct", "HEAD").decode().split()
        changed = _git(root, "status", "--porcelain", "-z").decode().split("\0")[:-1]
        archive = _git(root, "archive", "--format=tar", "HEAD")
    except (OSError, subprocess.CalledProcessError) as error:
        raise Problem("release_repository") from error
    if changed:
        raise Problem("release_dirty", count=len(changed), first=changed[0][3:])
    files, run = {}, set()
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for one in filter(tarfile.TarInfo.isfile, tar):
            opened = tar.extractfile(one)
            files[one.name] = opened.read() if opened else b""
            run |= {one.name} if one.mode & 0o100 else set()
    return Commit(name, datetime.fromtimestamp(int(at), UTC), files, frozenset(run))


def manifest(about: Mapping[str, object], content: Content) -> bytes:
    """What an archive holds, as JSON."""
    files = {path: hashlib.sha256(_bytes(one)).hexdigest() for path, one in sorted(content.items())}
    return json.dumps({**about, "files": files}, ensure_ascii=False, indent=1).encode() + b"\n"


def pack(target: Path, folder: str, content: Content, at: datetime, run: frozenset[str] = frozenset()) -> str:
    """Write the archive, whole or not at all; its SHA-256. `run`: paths of programs."""
    unfinished = target.with_name(f".{target.name}.making")
    try:
        with unfinished.open("wb") as file, gzip.GzipFile("", "wb", PACKING, file, mtime=at.timestamp()) as packed, \
                tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for path, one in sorted(content.items()):
                data = _bytes(one)
                info = tarfile.TarInfo(f"{folder}/{path}")
                info.size, info.mtime, info.mode = len(data), int(at.timestamp()), 0o755 if path in run else 0o644
                tar.addfile(info, io.BytesIO(data))
        with unfinished.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return sha256


def _bytes(one: bytes | Path) -> bytes:
    return one if isinstance(one, bytes) else one.read_bytes()


def _git(root: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True).stdout


@click.command()
@click.option("--platform", "machine", type=click.Choice(list(MACHINES)), default=this_machine(), required=True,
              show_default=True, help="Kind of machine (目标系统).")
@click.option("--python", "pythons", multiple=True, default=[f"3.{sys.version_info.minor}"], show_default=True,
              help="Python of that machine; may be given several times (目标 Python 版本，可多次给出).")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), default=ROOT / "dist",
              help="Folder for the archive; dist if absent (归档存放文件夹).")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; the terminal's if absent (语言).")
def release(machine: str, pythons: tuple[str, ...], to: Path, lang: str | None) -> None:
    """Pack the committed project with its wheels, to be installed without a network (打包为可离线安装的归档)."""
    with sentences(lang) as say:
        version, pythons = edition(), tuple(dict.fromkeys(pythons))
        for one in pythons:
            if not PYTHON.fullmatch(one) or int(one[2:]) < 11:
                raise Problem("release_python", python=one)
        commit = committed(ROOT)
        changes = entry(commit.files.get(CHANGES, b"").decode(), version)
        folder = f"zhanbu-{version}-{machine}"
        to.mkdir(parents=True, exist_ok=True)
        target = to / f"{folder}-py{'-'.join(pythons)}.tar.gz"
        with TemporaryDirectory() as scratch:
            wheelhouse = Path(scratch) / WHEELHOUSE
            wheelhouse.mkdir()
            for one in pythons:
                fetch(commit.files[LOCK].decode(), machine, one, wheelhouse)
            wheels = {f"{WHEELHOUSE}/{wheel.name}": wheel for wheel in wheelhouse.iterdir()}
            content: dict[str, bytes | Path] = {**commit.files, **wheels}
            content[MANIFEST] = manifest({
                "name": "zhanbu", "version": version, "commit": commit.name, "at": commit.at.isoformat(),
                "platform": machine, "python": pythons, "changes": changes}, content)
            sha256 = pack(target, folder, content, commit.at, commit.run)
        target.with_name(f"{target.name}.sha256").write_text(f"{sha256}  {target.name}\n", "utf-8", newline="\n")
        click.echo(say("command.release", file=target, version=version, commit=commit.name[:12], wheels=len(wheels),
                       mb=f"{target.stat().st_size / 1e6:.0f}", sha256=sha256))
