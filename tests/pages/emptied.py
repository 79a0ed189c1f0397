"""Run by test_empty_store in a process of its own: every page over a store without illustrative data, as JSON."""

from __future__ import annotations

import json
import sys

import streamlit as st
from driving import SHELL, signed_in
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest
from visible import visible

from store import open_house
from store.shipped import remove_demo
from ui import staff

HOW = ("how", "way", "view")  # inputs that say which view of a page it is
ADDRESSES = {"overview": [{}], "inventory": [{"plot": "YM-01"}], "price": [{}],
             "depletion": [{}, *({"view": view} for view in ("levers", "solver", "compare", "list", "saved"))],
             "forest": [{}], "open": [{}, {"table": "plots"}],
             "accounting": [{}, {"way": "screen"}, {"way": "sampling"}, {"way": "growth"}],
             "conformity": [{}, {"open": "volume_growth_rate.young"}],
             "voice": [{}, {"part": "concern"}],
             "loss": [{}, {"how": "file"}, {"how": "map", "picked": "SC00001"}]}


def main() -> None:
    # The tester looks for components in every installed package, each time anew: 0.1 s for nothing.
    BidiComponentManager.discover_and_register_components = lambda *_, **__: None
    staff._visitor = lambda: (None, {"host": "localhost:8501"})
    staff._kept = lambda _: signed_in(st.session_state.get("staff:session"))
    open_house().write(remove_demo)
    found = []
    for lang in ("zh", "en", "qps"):
        for page, addresses in ADDRESSES.items():
            for address in addresses:
                at = AppTest.from_file(SHELL, default_timeout=60)
                at.query_params["lang"] = lang
                at.session_state["staff:session"] = address.get("how") == "map"  # single stands are for staff
                for name, value in address.items():
                    at.query_params[name] = value
                at.switch_page(f"{page}.py")
                at.run()
                found.append({"page": page, "lang": lang, "how": "".join(address.get(one, "") for one in HOW),
                              "exceptions": [one.message + "".join(one.stack_trace) for one in at.exception],
                              "texts": visible(at)})
    json.dump(found, sys.stdout)
    open_house().close()


if __name__ == "__main__":
    main()
