"""The examples of docs/api.md, and the mini-program's file, against the API as it is served."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api.front import Front

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REQUEST = re.compile(r"^(GET|POST|DELETE) (\S+)$", re.MULTILINE)


def examples() -> list[tuple[str, str, str, str]]:
    """Method, path, body and what is expected: JSON that the answer holds, `status problem`, or nothing."""
    blocks = BLOCK.findall((ROOT / "docs" / "api.md").read_text("utf-8"))
    found = []
    for at, (kind, text) in enumerate(blocks):
        if kind == "http":
            expected = blocks[at + 1][1].strip() if at + 1 < len(blocks) and blocks[at + 1][0] in ("json", "") else ""
            parts = REQUEST.split(text)[1:]
            found += [(method, path, body.strip(), expected)
                      for method, path, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)]
    return found


def test_the_document_has_an_example_of_every_call(client: TestClient) -> None:
    asked = {path.partition("?")[0].removeprefix("/api") for _, path, _, _ in examples()}
    for path in client.get("/api/openapi.json").json()["paths"]:
        assert any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), one) for one in asked), path


@pytest.mark.parametrize(("method", "path", "body", "expected"), examples())
def test_an_example_of_the_document_answers_as_it_says(client: TestClient, method: str, path: str, body: str,
                                                       expected: str) -> None:
    answer = client.request(method, path, content=body, headers={"Content-Type": "application/json"} if body else {})
    if expected and not expected.startswith("{"):
        status, _, problem = expected.partition(" ")
        assert (answer.status_code, answer.json()["problem"]) == (int(status), problem or answer.json()["problem"])
        return
    assert answer.status_code == 200, answer.text
    if expected:
        found = answer.json()
        wanted: dict[str, Any] = json.loads(expected)
        assert {name: found[name] for name in wanted} == wanted
    else:
        assert answer.content


@pytest.fixture(scope="module")
def address(served: Starlette) -> Iterator[str]:
    """A loopback server with the API."""
    server = uvicorn.Server(uvicorn.Config(Front(served), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


AGAIN = """
const { read, lines } = require(process.argv[1]);
(async () => {
  const server = process.argv[2];
  console.log((await lines(server, "en")).join("|"));
  console.log((await read(server, "/api/v1/reserve", "en")).fromCache);
  try { await read(server, "/api/v1/price?date=2020-01-01", "zh"); }
  catch (error) { console.log(error.problem + " " + error.message); }
})();
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node.js here to run docs/examples with")
def test_the_mini_program_reads_marks_keeps_and_passes_refusals_on(address: str) -> None:
    script = ROOT / "docs" / "examples" / "mini_program.js"
    run = subprocess.run(["node", "-e", AGAIN, str(script), address], capture_output=True, text=True, timeout=60,
                         encoding="utf-8", check=False)
    assert run.stderr == ""
    first, again, refused = run.stdout.splitlines()
    reserve, price = first.split("|")
    assert re.fullmatch(r"Available \d+\.\d{3} t \(illustrative\)", reserve)
    assert price == "Price today 28.57 CNY/t · Shanghai Environment and Energy Exchange"
    assert again == "true"
    assert refused.startswith("price_before_market 2020-01-01 之前全国碳市场没有成交行情")
    alone = subprocess.run(["node", str(script), address], capture_output=True, text=True, timeout=60,
                           encoding="utf-8", check=False)
    assert alone.stdout.startswith("可用储备 ")
