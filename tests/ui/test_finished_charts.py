"""A finished chart goes to the browser as Plotly itself would write it, and is not written anew."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import plotly.graph_objects as go

from ui.figures import finished, price_history
from ui.theme import palette
from ui.words import words


def test_a_finished_chart_is_the_one_that_was_built() -> None:
    rows = [(date(2026, 8, day), Decimal("95.23") + day, Decimal("28.57") + day) for day in range(1, 29)]
    figure = price_history(rows, words("zh"), palette("light"))
    before = json.loads(figure.to_json(), parse_float=lambda text: float(f"{float(text):.9g}"))
    shown = finished(figure)
    assert json.loads(json.dumps(shown.to_dict())) == before
    assert before["data"][0]["x"][0] == "2026-08-01"
    assert finished(shown).to_dict() is shown.to_dict()


def test_a_finished_chart_sends_no_digits_that_nobody_can_see() -> None:
    figure = go.Figure(go.Scatter(y=[1234567.89, 1 / 3, 2103.155000000001]))
    assert finished(figure).to_dict()["data"][0]["y"] == [1234567.89, 0.333333333, 2103.155]
