"""The page where anybody checks an exported journal in their own browser: nothing of the file leaves it."""

from __future__ import annotations

import json
from html import escape

from core.ledger.entry import FORMAT
from kiosk.html import dress, page
from store.verified import Verified
from ui.format import number
from ui.words import Words, words

REFUSALS = ("form", "format", "number", "previous", "hash", "clock")
TOLD = ("good", "same", "earlier", "later", "other", "no_head", "empty", "unreadable", "progress")


def check(verified: Verified, say: Words, kiosk: bool) -> bytes:
    """The page with the head of the journal as it stands; a script does the rest, and may connect to nobody."""
    told = {name: say(f"problem.journal_line_{name}") for name in REFUSALS}
    told |= {name: say(f"verify.file.{name}") for name in TOLD}
    facts = {"number": verified.link.number, "hash": verified.link.hash, "format": FORMAT, "words": told}
    data = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
    lang, tag = ("en", "en") if say.lang == "zh" else ("zh", "zh-CN")
    flag = "&amp;kiosk=1" if kiosk else ""
    back = (f'<a class="button" href="/kiosk?lang={say.lang}">{escape(say("verify.back"))}</a>' if kiosk else
            f'<a class="button" href="/?lang={say.lang}">{escape(say("verify.to_start"))}</a>')
    hidden = f'<input type="hidden" name="lang" value="{say.lang}">'
    hidden += '<input type="hidden" name="kiosk" value="1">' if kiosk else ""
    body = (
        f'<header><div><h1>{escape(say("verify.file.title"))}</h1></div><p class="tools">{back}'
        f'<a class="lang" href="/verify?lang={lang}{flag}" lang="{tag}" hreflang="{tag}">'
        f'{escape(words(lang)("shell.this_language"))}</a></p></header><main>'
        f'<form class="again" action="/verify" method="get"><label for="number">{escape(say("kiosk.find_label"))}'
        f'</label><input id="number" name="number" maxlength="60" required autocomplete="off">{hidden}'
        f'<button type="submit">{escape(say("kiosk.find_go"))}</button></form>'
        f'<h2>{escape(say("verify.file.heading"))}</h2><p>{escape(say("verify.file.lead"))}</p>'
        f'<noscript><p class="warn">{escape(say("verify.file.no_script"))}</p></noscript>'
        f'<label class="drop" id="drop" for="file"><b>{escape(say("verify.file.drop"))}</b>'
        f'<input type="file" id="file" accept=".ndjson,.jsonl,.txt"></label>'
        f'<progress id="progress" max="1" value="0" hidden></progress>'
        f'<div id="result" role="status" aria-live="polite"></div>'
        f'<p>{escape(say("verify.file.get"))} <a href="/verify/journal.ndjson" download>'
        f'{escape(say("verify.file.get_link"))}</a></p>'
        f'<h2>{escape(say("verify.file.head"))}</h2><dl class="facts hashes"><div><dt>'
        f'{escape(say("verify.entry.number"))}</dt><dd><code>{number(verified.link.number)}</code></dd></div>'
        f'<div><dt>{escape(say("verify.entry.hash"))}</dt><dd><code>{verified.link.hash}</code></dd></div></dl>'
        f'<h2>{escape(say("verify.file.what"))}</h2><p>{escape(say("verify.file.what_text"))}</p>'
        f'<script type="application/json" id="facts">{data}</script></main>')
    return page(say, say("verify.file.title"), body,
                dress(("base.css", "verify.css"), ("sha256.js", "chain.js", "check.js"), "'none'"))
