"""Pieces that follow each other can be sent as one element."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    from ui import blocks

    with blocks.together():
        blocks.heading("What waits & what does not")
        blocks.note("first")
        blocks.warning("second")
    with blocks.together():
        pass
    try:
        with blocks.together():
            blocks.note("lost with its error")
            raise ValueError
    except ValueError:
        pass
    blocks.note("alone")


def test_together_is_one_element_in_order_and_nothing_where_there_is_nothing() -> None:
    pieces = [one.proto.body for one in AppTest.from_function(_page).run().get("html")]
    assert len(pieces) == 2
    assert "<h2>What waits &amp; what does not</h2>" in pieces[0]
    assert pieces[0].index("What waits") < pieces[0].index("first") < pieces[0].index("second")
    assert pieces[1] == '<p class="zb-note">alone</p>'
