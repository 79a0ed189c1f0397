"""The words people read, from the catalogues in locale/<language>/*.po, one `Words` per language.

Each message has a key (`loss.title`) and one text per language; fields stand in braces. A third
language, `qps`, marks every text that came through here: a test uses it to find text that did not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

from core.numbers import plain
from core.problem import Problem

LOCALE = Path(__file__).resolve().parent.parent / "locale"
LANGUAGES = {"zh": "zh_CN", "en": "en"}
PSEUDO = "qps"


class Words:
    """All messages of one language. Call it with a key and the fields of the message."""

    def __init__(self, lang: str, messages: Mapping[str, str]):
        self.lang = lang
        self._messages = messages

    def __call__(self, key: str, /, **fields: object) -> str:
        text = self._messages[key]
        if fields:
            text = text.format(**{name: self.show(value) for name, value in fields.items()})
        return f"⟦{text}⟧" if self.lang == PSEUDO else text

    def has(self, key: str) -> bool:
        return key in self._messages

    def pick(self, zh: str, en: str) -> str:
        """A text that the data holds in both languages (names of places, rules' descriptions)."""
        text = zh if self.lang == "zh" else en
        return f"⟦{text}⟧" if self.lang == PSEUDO else text

    def problem(self, problem: Problem) -> str:
        """The sentence of a refusal."""
        fields = problem.fields
        if not problem.key.startswith("request_"):  # a request to the API is told the names it used
            families = ("sheet", "field") if problem.key.startswith("sheet_") else ("field",)
            fields = {name: self._named(value, families) for name, value in fields.items()}
        return self(f"problem.{problem.key}", **fields)

    def _named(self, value: object, families: tuple[str, ...]) -> object:
        """Names of fields, columns and tables as people know them; `of.table.field` may be called as `of.field` is."""
        if isinstance(value, tuple):
            return tuple(self._named(one, families) for one in value)
        if isinstance(value, str):
            first, _, last = value.partition(".")
            for family in families:
                for name in (value, f"{first}.{last.partition('.')[2]}"):
                    if self.has(f"{family}.{name}"):
                        return self(f"{family}.{name}")
        return value

    def show(self, value: object) -> str:
        """A field as text: decimals without exponent, dates ISO, problems as their sentence, None as a dash,
        several one after the other."""
        if value is None:
            return "–"
        if isinstance(value, Problem):
            return self.problem(value)
        if isinstance(value, tuple):
            return ("、" if self.lang == "zh" else ", ").join(map(self.show, value))
        if isinstance(value, Decimal):
            return plain(value)
        if isinstance(value, date):
            return value.isoformat()
        return str(value)


@lru_cache(maxsize=4)
def words(lang: str) -> Words:
    """Words of `zh`, `en` or the pseudo-language; Chinese for anything else."""
    if lang not in (*LANGUAGES, PSEUDO):
        lang = "zh"
    return Words(lang, catalogue("en" if lang == PSEUDO else lang))


@lru_cache(maxsize=4)
def catalogue(lang: str) -> Mapping[str, str]:
    """key → text of one language, from every .po file of its folder."""
    messages: dict[str, str] = {}
    for path in sorted((LOCALE / LANGUAGES[lang]).glob("*.po")):
        with path.open(encoding="utf-8") as file:
            for message in read_po(file, locale=LANGUAGES[lang]):
                if message.id:
                    if message.id in messages:
                        raise ValueError(f"{path.name}: {message.id} stands twice")
                    messages[message.id] = message.string
    return messages


def preferred(browser: str | None) -> str:
    """The language to start in for a browser's locale (`zh-CN`, `en-US` …): Chinese unless it asks otherwise."""
    return "en" if browser and not browser.casefold().startswith("zh") else "zh"
