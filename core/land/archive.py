"""Archives from outside: opened in memory only, and only after their table of contents has been looked at."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from core.land.limits import Limits
from core.problem import Problem

NESTED = (".zip", ".kmz", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".zst", ".cab", ".iso")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED, UTF8_NAME = 0x1, 0x800
SMALL = 1_000_000  # bytes; below, a high ratio does no harm
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
          struct.error, OverflowError, MemoryError, IndexError, KeyError)


class Archive:
    """The entries of a zip by name; reading one never gives more than the table of contents announced."""

    def __init__(self, file: zipfile.ZipFile, limits: Limits):
        self._file = file
        self.entries: dict[str, zipfile.ZipInfo] = {}
        infos = file.infolist()
        if len(infos) > limits.entries:
            raise Problem("zip_entries", count=len(infos), limit=limits.entries)
        for info in infos:
            _check(info, limits)
            if not info.is_dir() and info.file_size and not PurePosixPath(info.filename).name.startswith("._"):
                self.entries[_name(info)] = info
        if sum(info.file_size for info in infos) > limits.unpacked:
            raise Problem("zip_unpacked", limit=limits.unpacked // 1_000_000)

    def read(self, name: str) -> bytes:
        """The bytes of one entry; Problem `zip_broken`."""
        info = self.entries[name]
        try:
            with self._file.open(info) as entry:
                data = entry.read(info.file_size + 1)
        except BROKEN:
            raise Problem("zip_broken", name=name) from None
        if len(data) != info.file_size:
            raise Problem("zip_broken", name=name)
        return data

    def ending(self, suffix: str) -> list[str]:
        """Names of the entries with that ending, whatever their case; resource forks of a Mac left out."""
        return [name for name in self.entries if name.casefold().endswith(suffix) and not name.startswith("__MACOSX")]


@contextmanager
def archive(data: bytes, limits: Limits) -> Iterator[Archive]:
    """Open the bytes of a zip. Problems: `zip_broken`, `zip_entries`, `zip_unpacked`, `zip_bomb`, `zip_path`,
    `zip_link`, `zip_encrypted`, `zip_nested`."""
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN:
        raise Problem("zip_broken", name="–") from None
    with file:
        yield Archive(file, limits)


def _check(info: zipfile.ZipInfo, limits: Limits) -> None:
    name = info.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\x00" in info.orig_filename:
        raise Problem("zip_path", name=_shown(name))
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Problem("zip_link", name=_shown(name))
    if info.flag_bits & ENCRYPTED:
        raise Problem("zip_encrypted")
    if info.compress_type not in METHODS:
        raise Problem("zip_broken", name=_shown(name))
    if name.casefold().endswith(NESTED):
        raise Problem("zip_nested", name=_shown(name))
    if info.file_size > SMALL and info.file_size > limits.ratio * max(info.compress_size, 1):
        raise Problem("zip_bomb", name=_shown(name))


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's name; without the UTF-8 mark Chinese Windows writes GBK, which zipfile takes for cp437."""
    if info.flag_bits & UTF8_NAME:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _shown(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:80])
