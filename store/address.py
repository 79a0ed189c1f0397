"""Where a database server is: a libpq URL taken apart, so that its password never stands in a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from core.problem import Problem

VARIABLE, FILES = "ZHANBU_STORE", "ZHANBU_FILES"  # of the environment
EXAMPLE = "postgresql://user@host:5432/database"
SCHEMES = ("postgresql://", "postgres://")
CONNECT_S = 10  # for the server to answer at all
WAIT_S = 120  # for another process's write to end
IDLE_S = 300  # a process that stopped within a write lets the others go on after this
LIMITS = (f"-c lock_timeout={WAIT_S}s -c idle_in_transaction_session_timeout={IDLE_S}s"
          " -c default_transaction_deferrable=off -c timezone=UTC")


@dataclass(frozen=True, slots=True)
class Address:
    """`options`: libpq's keywords without the password, which is never shown."""

    options: tuple[tuple[str, str], ...]
    password: str = field(repr=False)

    @property
    def database(self) -> str:
        return dict(self.options)["dbname"]

    @property
    def place(self) -> str:
        """For people: host/database."""
        return f"{dict(self.options).get('host', 'localhost')}/{self.database}"

    @property
    def text(self) -> str:
        """As libpq reads it."""
        return " ".join("{}='{}'".format(name, value.replace("\\", r"\\").replace("'", r"\'"))
                        for name, value in self.options)


def is_address(text: str) -> bool:
    """Whether this names a server, and not a file."""
    return text.startswith(SCHEMES)


def read_address(text: str) -> Address:
    """postgresql://user:password@host:port,host:port/database?option=value; Problem `store_address`."""
    try:
        parts = urlsplit(text)
        given = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError:
        raise _unreadable() from None
    user, _, hosts = parts.netloc.rpartition("@")
    name, _, secret = user.partition(":")
    found = {"user": unquote(name), "dbname": unquote(parts.path.removeprefix("/"))} | _hosts(hosts)
    found = {key: value for key, value in found.items() if value} | given
    password = found.pop("password", "") or unquote(secret)
    if not found.get("dbname") or "/" in found["dbname"] or not all(key.replace("_", "").isalnum() for key in found):
        raise _unreadable()
    found.setdefault("connect_timeout", str(CONNECT_S))
    found["options"] = f"{LIMITS} {found.get('options', '')}".strip()
    return Address(tuple(sorted(found.items())), password)


def _unreadable() -> Problem:
    return Problem("store_address", variable=VARIABLE, example=EXAMPLE)


def _hosts(text: str) -> dict[str, str]:
    """libpq's host and port, several by commas; an address with colons stands in brackets."""
    hosts, ports = [], []
    for one in text.split(",") if text else ():
        if one.startswith("["):
            host, _, rest = one[1:].partition("]")
            port = rest.removeprefix(":")
        else:
            host, _, port = one.partition(":")
        if port and not port.isdigit():
            raise _unreadable()
        hosts.append(unquote(host))
        ports.append(port)
    return {"host": ",".join(hosts), "port": ",".join(ports) if any(ports) else ""}
