"""What a visitor can read on a page that AppTest has run: every text of every element, with where it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

from streamlit.testing.v1 import AppTest

Found = tuple[str, str]  # where, text
ICON = re.compile(r":material/\w+:")
# Fields of Streamlit's messages that nobody reads: everything else that is text counts as visible.
UNSEEN = {"id", "icon", "type", "url", "tag", "format", "min", "max", "default", "config", "page", "page_script_hash",
          "deferred_file_id", "form_id", "raw_value", "raw_values", "color", "element_id", "mapbox_token", "shortcut",
          "selection_mode", "theme", "columns", "json", "spec", "tooltip", "body", "url_path", "file_type", "mime"}
INLINE = {"b", "i", "em", "strong", "span", "a", "sub", "sup"}  # these do not end a text
CHART_TEXT = {"name", "text", "hovertemplate", "texttemplate", "title", "ticktext", "label", "labels", "hovertext",
              "prefix", "suffix", "ticksuffix", "tickprefix"}
CHART_VALUES = {"x", "y", "customdata"}
NO_WORDS = {"font_family", "fontFamily", "characterSet", "@@type", "id", "fill", "type", "plot"}


class Texts(HTMLParser):
    """The texts of HTML, block by block; of attributes those that are read aloud or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Found] = []
        self.kind = "text"
        self.pending = ""

    def flush(self, kind: str = "text") -> None:
        if self.pending.strip():
            self.found.append((self.kind, self.pending))
        self.pending, self.kind = "", kind

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.found += [(name, value) for name, value in attrs
                       if value and name in ("title", "alt", "aria-label", "placeholder")]
        if tag not in INLINE:
            self.flush(tag if tag in ("code", "style") else "text")

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.flush()

    def handle_data(self, data: str) -> None:
        if self.kind != "style":
            self.pending += data

    def close(self) -> None:
        super().close()
        self.flush()


def html_texts(body: str) -> list[Found]:
    parser = Texts()
    parser.feed(body)
    parser.close()
    return parser.found


def visible(at: AppTest) -> list[Found]:
    """(where, text) of everything on the page; formulas stand under `html code`."""
    found = []
    for node in at._tree:
        proto = getattr(node, "proto", None)
        if proto is not None and hasattr(proto, "ListFields"):
            found += [(f"{node.type} {where}".strip(), ICON.sub("", text))
                      for where, text in _element(node.type, node, proto) if text]
    return found


def page_text(at: AppTest) -> str:
    """All of it in one string, for looking a figure up."""
    return "\n".join(text for _, text in visible(at))


def _element(kind: str, node: Any, proto: Any) -> Iterator[Found]:
    if kind == "html":
        yield from html_texts(proto.body)
    elif kind == "plotly_chart":
        yield from _chart(json.loads(proto.spec or proto.figure.spec))
    elif kind == "deck_gl_json_chart":
        yield from _map(json.loads(proto.json), json.loads(proto.tooltip) if proto.tooltip else {})
    elif kind == "dataframe":
        yield from _table(node.value, json.loads(proto.columns) if proto.columns else {})
    elif hasattr(proto, "body"):
        yield "body", proto.body
    yield from _fields(proto)


def _fields(message: Any) -> Iterator[Found]:
    """Every text field of a message and of the messages in it."""
    for field, value in message.ListFields():
        if field.name in UNSEEN or field.name == "arrow_data":
            continue
        for one in value if _many(value) else [value]:
            if isinstance(one, str):
                yield field.name, one
            elif hasattr(one, "ListFields"):
                yield from _fields(one)


def _many(value: Any) -> bool:
    return hasattr(value, "__iter__") and not isinstance(value, (str, bytes, Mapping))


def _chart(spec: Any, name: str = "") -> Iterator[Found]:
    """Names, titles, annotations and hover texts of a Plotly figure, and values that are words."""
    spec = {key: value for key, value in spec.items() if key != "template"} if isinstance(spec, dict) else spec
    if isinstance(spec, dict):
        for key, value in spec.items():
            inside = name if key == "text" and name == "title" else key
            yield from _chart(value, inside)
    elif isinstance(spec, list):
        for one in spec:
            yield from _chart(one, name)
    elif isinstance(spec, str) and name in CHART_TEXT:
        for where, text in html_texts(re.sub(r"%\{[^}]*\}|<extra></extra>", "", spec)):
            yield f"{name} {where}", text
    elif isinstance(spec, str) and name in CHART_VALUES and not re.match(r"\d{4}-\d\d-\d\d", spec):
        yield name, spec


def _map(spec: Mapping[str, Any], tooltip: Mapping[str, Any]) -> Iterator[Found]:
    """Labels on a map, the hover text's own words, and the properties that fill it."""
    hover = tooltip.get("html", "")
    shown = set(re.findall(r"\{(\w+)\}", hover))
    for where, text in html_texts(re.sub(r"\{\w+\}", "", hover)):
        yield f"tooltip {where}", text
    for layer in spec["layers"]:
        data = layer.get("data")
        if isinstance(data, dict):
            for feature in data["features"]:
                for name in shown & set(feature["properties"]) - NO_WORDS:
                    yield f"tooltip {name}", str(feature["properties"][name])
        elif isinstance(data, list):
            for row in data:
                if "text" in row:
                    yield "map label", row["text"]


def _table(frame: Any, columns: Mapping[str, Any]) -> Iterator[Found]:
    for name in frame.columns:
        own = columns.get(name, {})
        yield "column", own.get("label") or str(name)
        yield "column help", own.get("help") or ""
        for value in frame[name]:
            if isinstance(value, str):
                yield "cell", value
