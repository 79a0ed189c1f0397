"""Text as people paste it → one line without blanks, in simplified forms, with the place of every letter kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

# Traditional forms of the letters bulletins are written with, each followed by its simplified one.
PAIRS = ("國国場场產产權权協协議议掛挂單单競竞價价總总額额噸吨萬万億亿開开盤盘較较漲涨無无氣气環环標标與与數数據据綜综"
         "報报週周結结減减啟启動动線线約约個个圓元員员纍累計计歷历達达餘余當当關关於于為为爲为項项對对經经濟济買买賣卖訊讯"
         "電电網网聲声來来責责編编輯辑閱阅讀读類类暫暂發发佈布時时間间題题種种實实際际內内從从並并戶户後后幅幅履履約约"
         "稱称號号則则運运樣样還还導导屬属異异變变傳传轉转載载鏈链篇篇條条試试點点廣广東东慶庆歐欧區区願愿證证覈核"
         "佔占兩两這这會会業业進进產产獲获應应過过終终東东豐丰")
WIDE = (range(0xFF01, 0xFFE7), range(0x2E80, 0x2FE0), range(0xF900, 0xFB00), range(0xFE10, 0xFE70),
        range(0x1D400, 0x1D800))
DASHES = "‐‑‒–—―−"
HIDDEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
# A line that begins with a date does not go on with the number that ends the line before it.
DATE_LINE = re.compile(r"(?<=[0-9]{2})[ \t\r]*\n"
                       r"(?=\s*20[0-9]{2}\s*(?:年|[-/][0-9]{1,2}[-/])|\s*[0-9]{1,2}月[0-9]{1,2}日)")


def _forms() -> dict[int, str]:
    """NFKC where it keeps one letter one letter; circled and raised figures stay, they are no digits of a number."""
    found = {ord(PAIRS[at]): PAIRS[at + 1] for at in range(0, len(PAIRS), 2)}
    for wide in WIDE:
        for code in wide:
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                found[code] = plain
    return found | {ord(dash): "-" for dash in DASHES} | {ord(one): " " for one in HIDDEN}


FORMS = _forms()


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` without blanks; letter n of it stood at `at[n]` of the original."""

    text: str
    at: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stood, from and to."""
        return self.at[start], self.at[end - 1] + 1


def plain(text: str) -> Plain:
    """Simplified, half width, without any white space, also inside numbers; `|` parts what must not be joined."""
    same_length = DATE_LINE.sub(lambda found: "|" + " " * (len(found.group()) - 1), text.translate(FORMS))
    at = tuple([place for place, letter in enumerate(same_length) if not letter.isspace()])
    return Plain("".join(same_length.split()), at)


# --- HTML

MARKUP = re.compile(r"<\s*/?\s*(?:html|body|head|div|p|br|span|table|td|h[1-6]|a|strong|b|font|section|!doctype)\b"
                    r"[^<>]{0,2000}>", re.IGNORECASE)
UNSHOWN = ("script", "style", "noscript", "template", "svg")
LINES = {"p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "ul", "ol", "hr", "header",
         "footer", "nav", "body", "html", "title"}
CELLS = {"td", "th", "tr", "table", "li", "tbody", "option"}
LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}  # str.lower() may change the length
LINKED = re.compile(r"全国碳[^<>]{0,60}[0-9]{4}")  # the title of another bulletin
NAME = re.compile(r"</?\s*([a-zA-Z][a-zA-Z0-9]*)")


def is_html(text: str) -> bool:
    """Whether text is markup rather than what a page shows."""
    return MARKUP.search(text) is not None


def shown(markup: str) -> str:
    """What a page of HTML shows: scripts, styles and comments dropped, cells parted by |, entities read.

    One pass from left to right; each `<` is looked at once, so the time grows with the length alone.
    """
    return unescape("".join(_pieces(markup)))


def _pieces(markup: str) -> Iterator[str]:
    lower, at = markup.translate(LOWER), 0
    while at < len(markup):
        opened = markup.find("<", at)
        if opened < 0:
            yield markup[at:]
            return
        yield markup[at:opened]
        name = NAME.match(markup, opened)
        if markup.startswith("<!--", opened):
            at = _after(lower, "-->", opened)
        elif name is None and not markup.startswith(("<!", "<?", "</"), opened):
            yield "<"
            at = opened + 1
        else:
            at = _tag_end(markup, opened)
            tag = name.group(1).lower() if name else ""
            if tag in UNSHOWN and markup[opened + 1] != "/" and markup[at - 2:at] != "/>":
                closing = lower.find(f"</{tag}", at)
                at = len(markup) if closing < 0 else _after(lower, ">", closing)
            elif tag == "a" and markup[opened + 1] != "/":
                closing = lower.find("</a", at, at + 200)
                if closing >= 0 and LINKED.search(markup, at, closing):
                    at = closing
            elif tag in LINES:
                yield "\n"
            elif tag in CELLS:
                yield "|"


def _after(text: str, mark: str, start: int) -> int:
    """The place behind the next `mark`, the end of the text where there is none."""
    found = text.find(mark, start)
    return len(text) if found < 0 else found + len(mark)


def _tag_end(markup: str, opened: int) -> int:
    """Behind the `>` that closes a tag; a `>` within quotes does not, unless the quotes never end."""
    at = closed = _after(markup, ">", opened)
    start = opened
    while True:
        quote = min((place for place in (markup.find('="', start, at), markup.find("='", start, at)) if place >= 0),
                    default=-1)
        if quote < 0:
            return at
        end = markup.find(markup[quote + 1], quote + 2, quote + 5_000)
        if end < 0:
            return closed
        if end >= at:
            at = _after(markup, ">", end)
        start = end + 1
