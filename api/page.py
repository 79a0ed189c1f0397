"""The API's own page: every call of the OpenAPI document with its parameters, an example and what it refuses.

Plain HTML without a script, in the language of ?lang= or the browser's.
"""

from __future__ import annotations

import json
from html import escape
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.problems import CONTENT_LANGUAGE, language
from ui.headers import policy
from ui.theme import FONT, LIGHT
from ui.words import Words, words

STYLE = f"""
:root{{{"".join(f"--{name}:{value};" for name, value in vars(LIGHT).items())}}}
*{{box-sizing:border-box}}
body{{margin:0;background:var(--ground);color:var(--ink);font:16px/1.6 {FONT}}}
.skip{{position:absolute;left:-999px}} .skip:focus{{left:8px;top:8px;background:var(--panel);padding:8px}}
header,main,footer{{max-width:60rem;margin:0 auto;padding:16px}}
header nav{{display:flex;gap:8px 24px;flex-wrap:wrap}}
a{{color:var(--price)}} h1{{font-size:1.7rem;margin:.6em 0 .2em}} h2{{font-size:1.2rem;margin:0}} h3{{font-size:1rem}}
section{{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:16px;margin:16px 0}}
code,pre{{font-family:ui-monospace,Consolas,monospace;font-size:.9rem}} h2 code{{overflow-wrap:anywhere}}
pre{{overflow:auto;max-height:22rem;padding:12px;background:var(--ground);
  border:1px solid var(--line);margin:8px 0}}
table{{border-collapse:collapse;width:100%;font-size:.95rem}}
td,th{{text-align:left;vertical-align:top;padding:4px 8px}}
tr{{border-top:1px solid var(--line)}} th{{font-weight:600}} td:first-child{{overflow-wrap:break-word;width:30%}}
ul.calls{{list-style:none;padding:0}} ul.calls li{{padding:4px 0}}
:focus-visible{{outline:3px solid var(--price);outline-offset:2px}}
"""


def docs(request: Request, lang: Annotated[Literal["zh", "en"] | None, Query()] = None) -> HTMLResponse:
    """The page."""
    say = words(lang or language(request.headers.get("accept-language", "zh").encode("latin-1")))
    schema, root = request.app.openapi(), request.scope.get("root_path", "")
    base = str(request.base_url).rstrip("/")
    found = [_Call(say, schema, base, root, path, method, call) for path, calls in schema["paths"].items()
             for method, call in calls.items()]
    other = "en" if say.lang == "zh" else "zh"
    contents = "".join(f'<li><a href="#{one.name}"><code>{one.method} {escape(one.path)}</code></a> '
                       f"{escape(one.title)}</li>" for one in found)
    intro = "".join(f"<p>{escape(say(f'api.page.{part}'))}</p>"
                    for part in ("what", "units", "errors", "kept", "limits"))
    body = (
        f'<a class="skip" href="#calls">{escape(say("api.page.skip"))}</a><header><nav aria-label='
        f'"{escape(say("api.page.elsewhere"))}"><a href="/?lang={say.lang}">{escape(say("api.page.home"))}</a>'
        f'<a href="?lang={other}" hreflang="{CONTENT_LANGUAGE[other]}" lang="{CONTENT_LANGUAGE[other]}">'
        f'{escape(words(other)("api.page.language"))}</a>'
        f'<a href="{root}/openapi.json">{escape(say("api.page.openapi"))}</a></nav>'
        f'<h1>{escape(say("api.page.title"))}</h1>{intro}</header><main id="calls">'
        f'<h2>{escape(say("api.page.calls"))}</h2><ul class="calls">{contents}</ul>'
        f'{"".join(one.section() for one in found)}</main>'
        f'<footer><p>{escape(say("api.page.version", version=request.app.version))}</p></footer>')
    html = (f'<!doctype html><html lang="{CONTENT_LANGUAGE[say.lang]}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width,initial-scale=1">'
            f'<title>{escape(say("api.page.title"))}</title><link rel="icon" href="data:,">'
            f"<style>{STYLE}</style></head><body>{body}</body></html>")
    return HTMLResponse(html, headers={
        "Content-Security-Policy": policy().decode(), "Content-Language": CONTENT_LANGUAGE[say.lang],
        "Vary": "Accept-Language", "Cache-Control": "no-cache"})


class _Call:
    """One call of the document, as a section of the page."""

    def __init__(self, say: Words, schema: dict[str, Any], base: str, root: str, path: str, method: str,
                 call: dict[str, Any]):
        self.say, self.schema, self.base, self.path, self.call = say, schema, base.removesuffix(root), root + path, call
        self.method, self.name = method.upper(), call["operationId"]
        title = f"call.{self.name}.title"
        self.title = say(title) if say.has(title) else self._half(call["summary"])

    def _half(self, text: str) -> str:
        """The part in this language of a text that has both, `English · Chinese`."""
        first, _, last = text.partition(" · ")
        return last if self.say.lang == "zh" and last else first

    def section(self) -> str:
        say = self.say
        text = f"call.{self.name}.text"
        told = say(text) if say.has(text) else self.call["description"]
        parts = [f'<section aria-labelledby="{self.name}"><h2 id="{self.name}"><code>{self.method} '
                 f"{escape(self.path)}</code> {escape(self.title)}</h2><p>{escape(told)}</p>"]
        if rows := [(one["name"], self._word(one["name"], one.get("description", "")))
                    for one in self.call.get("parameters", ())]:
            parts.append(self._table(say("api.page.parameters"), say("api.page.parameter"), rows))
        body: dict[str, Any] = {}
        if "requestBody" in self.call:
            body = self.call["requestBody"]["content"]["application/json"]
            parts += [self._fields(body["schema"])]
        parts.append(self._shown(say("api.page.request"), "", self._curl(body)))
        kind, answer = next(iter(self.call["responses"]["200"]["content"].items()))
        if "example" in answer:
            shown = answer["example"] if isinstance(answer["example"], str) else json.dumps(
                answer["example"], ensure_ascii=False, indent=2)
            parts.append(self._shown(say("api.page.answer"), kind, shown))
        refused = [(f"{status} {HTTPStatus(int(status)).phrase}", self._half(one["description"]))
                   for status, one in self.call["responses"].items() if status >= "300"]
        return "".join([*parts, self._table(say("api.page.refusals"), say("api.page.status"), refused), "</section>"])

    def _word(self, name: str, otherwise: str) -> str:
        say = self.say
        own = f"call.{self.name}.{name}"
        if say.has(own):
            return say(own)
        common = f"call.field.{name}"
        return say(common) if say.has(common) else self._half(otherwise)

    def _fields(self, schema: dict[str, Any]) -> str:
        """The body's fields, and those of the pieces in a list of it."""
        found = self.schema["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        rows = []
        for name, one in found["properties"].items():
            about = self._word(name, one.get("description", ""))
            needed = name in found.get("required", ())
            rows.append((name, self.say("api.page.needed", field=about) if needed else about))
            for kind in one.get("anyOf", ()):
                if "$ref" in kind.get("items", {}):
                    inner = self.schema["components"]["schemas"][kind["items"]["$ref"].rpartition("/")[2]]
                    rows += [(f"{name}[].{part}", self._word(part, of.get("description", "")))
                             for part, of in inner["properties"].items()]
        return self._table(self.say("api.page.body"), self.say("api.page.field"), rows)

    def _table(self, caption: str, first: str, rows: list[tuple[str, str]]) -> str:
        lines = "".join(f"<tr><td><code>{escape(name).replace('_', '_<wbr>')}</code></td><td>{escape(about)}</td></tr>"
                        for name, about in rows)
        return (f'<h3>{escape(caption)}</h3><table><thead><tr><th scope="col">{escape(first)}</th><th scope="col">'
                f"{escape(self.say('api.page.meaning'))}</th></tr></thead><tbody>{lines}</tbody></table>")

    def _shown(self, caption: str, kind: str, code: str) -> str:
        return (f"<h3>{escape(caption)} <code>{kind}</code></h3><pre tabindex=\"0\" role=\"region\" "
                f'aria-label="{escape(caption)}: {self.name}">{escape(code)}</pre>')

    def _curl(self, body: dict[str, Any]) -> str:
        """The call as somebody types it."""
        examples = {one["name"]: one["example"] for one in self.call.get("parameters", ()) if "example" in one}
        path, query = self.path, {}
        for name, value in examples.items():
            if f"{{{name}}}" in path:
                path = path.replace(f"{{{name}}}", str(value))
            else:
                query[name] = value
        line = f"curl '{self.base}{path}{'?' if query else ''}{urlencode(query)}'"
        if body:
            example = next(iter(body["examples"].values()))["value"]
            line += f" -H 'Content-Type: application/json' -d '{json.dumps(example, ensure_ascii=False)}'"
        return line
