"""What is installed is what was locked, and nothing locked is known to be vulnerable: a step of `manage.py test`.

The lock files hold every package, also those that others bring along, with its version and the SHA-256 of its files;
pip refuses any other file (`--require-hashes` in manage.py). Whether a vulnerability has been published is asked of
the advisory service by pip-audit. Where the service is not reached the step says so and is content with the rest.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-dev.lock"
ACCEPTED = ROOT / "requirements-advisories.txt"
PATIENCE = 3  # seconds for the service to answer
LINE = re.compile(r"(?P<advisory>[A-Z][\w-]+)\s+(?P<until>\d{4}-\d{2}-\d{2})\s+(?P<reason>\S.*)")
OUT_OF_REACH = re.compile(r"ConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|HTTPError|ServiceError")


def main() -> int:
    """0 when all is well; each finding is a sentence on stderr."""
    lock = LOCK.read_text("utf-8")
    found = [*unhashed(lock), *astray(lock)]
    accepted, wrong = read_accepted(ACCEPTED.read_text("utf-8"), datetime.now(UTC).date())
    found += wrong
    print("\n".join(found) if found else "What is installed is what is locked.", file=sys.stderr)
    return 1 if found else advisories(accepted)


def locked(lock: str) -> Iterator[tuple[Requirement, str]]:
    """Each package of a lock file with the text of its hashes."""
    for entry in re.split(r"\n(?=\S)", lock):
        line, *hashes = (part.strip() for part in entry.split("\\\n"))
        if line and not line.startswith("#"):
            yield Requirement(line), " ".join(hashes)


def unhashed(lock: str) -> Iterator[str]:
    """A sentence for each package that is not pinned with hashes."""
    for package, hashes in locked(lock):
        if not re.fullmatch(r"==[^*,]+", str(package.specifier)) or "--hash=sha256:" not in hashes:
            yield f"{package.name} is not pinned with a hash in {LOCK.name}."


def astray(lock: str) -> Iterator[str]:
    """A sentence for each package whose installed version is not the locked one on this machine."""
    for package, _ in locked(lock):
        if package.marker is None or package.marker.evaluate():
            try:
                have = version(package.name)
            except PackageNotFoundError:
                have = "missing"
            if not package.specifier.contains(have if have != "missing" else "0", prereleases=True):
                yield f"{package.name} is locked as {package.specifier}, but installed is: {have}."


def read_accepted(text: str, today: date) -> tuple[Mapping[str, str], list[str]]:
    """Advisories that are known not to matter, with the reason; and a sentence for each line that no longer counts."""
    accepted, wrong = {}, []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not (found := LINE.fullmatch(line.strip())):
            wrong.append(f"{ACCEPTED.name}: not an advisory, a day and a reason: {line}")
        elif date.fromisoformat(found["until"]) < today:
            wrong.append(f"{ACCEPTED.name}: {found['advisory']} was accepted until {found['until']}; look at it again.")
        else:
            accepted[found["advisory"]] = found["reason"]
    return accepted, wrong


def advisories(accepted: Mapping[str, str]) -> int:
    """Ask pip-audit; 1 where it knows of a vulnerability that was not accepted."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--disable-pip", "--no-deps",
               "--vulnerability-service", "osv", "--timeout", str(PATIENCE), "--progress-spinner", "off"]
    for advisory in accepted:
        command += ["--ignore-vuln", advisory]
    asked = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=ROOT)
    if asked.returncode and OUT_OF_REACH.search(asked.stderr):
        print("The advisory service was not reached: published vulnerabilities were not looked up.", file=sys.stderr)
        return 0
    print(asked.stdout, asked.stderr, sep="", file=sys.stderr)
    return asked.returncode


if __name__ == "__main__":
    raise SystemExit(main())
