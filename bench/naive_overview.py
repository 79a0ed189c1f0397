"""The overview as it is written on a first afternoon: the same cards, map, chart and table, nothing shared or kept.

A reference, not a straw man: it is handed what the proposals owe (bench/stores.py), keeps to floats, says everything
in one language, and leaves out the as-of lines and the working. It opens its own connection to DuckDB and reads,
computes and builds everything in each run. Served by `bench.servers.naive`.
"""

import json
import math
import os
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import plotly.express as px
import pydeck as pdk
import streamlit as st

TODAY = date.fromisoformat(os.environ["ZHANBU_TODAY"])
OUTLINE = Path(__file__).resolve().parent.parent / "data" / "boundary" / "yuanmou.geojson"
COLOURS = [[27, 107, 74], [201, 133, 43], [58, 110, 165], [150, 84, 134], [110, 110, 110]]

st.set_page_config(page_title="Overview", layout="wide")

with duckdb.connect(os.environ["NAIVE_STORE"], read_only=True) as con:
    days = con.sql("SELECT * FROM market_day ORDER BY market_date").df()
    weeks = con.sql("SELECT * FROM market_period WHERE kind = 'week'").df()
    lots = con.sql("SELECT * FROM lot").df()
    plots = con.sql("SELECT p.*, l.stored FROM plot p JOIN (SELECT plot, sum(stored_t) AS stored FROM lot GROUP BY 1) l"
                    " USING (plot) ORDER BY plot").df()
    orders = con.sql("SELECT * FROM purchase ORDER BY trade_date, purchase").df()
    owed = con.sql("SELECT planned_on, owed_t FROM proposal JOIN proposal_owed USING (proposal)").df()


def prices() -> pd.DataFrame:
    """National average and trading price of each day, by turnover and volume, the week's where only that is known."""
    rows = days.copy()
    for at in rows.index[rows["quality"] == "W"]:
        day = rows.at[at, "market_date"]
        week = weeks[(weeks["start_date"] <= day) & (weeks["end_date"] >= day)].iloc[0]
        rows.loc[at, ["total_volume_t", "total_turnover_cny"]] = week[["total_volume_t", "total_turnover_cny"]].values
    rows = rows[rows["total_volume_t"] > 0]
    average = (rows["total_turnover_cny"] / rows["total_volume_t"]).round(2)
    return pd.DataFrame({"day": rows["market_date"], "average": average, "price": (average * 0.3).round(2)})


def months_left(available: float) -> float:
    """At the pace of the last year's purchases."""
    recent = orders[pd.to_datetime(orders["trade_date"]) > pd.Timestamp(TODAY) - pd.DateOffset(months=12)]
    first = pd.to_datetime(orders["trade_date"]).min()
    known = min(12.0, max((pd.Timestamp(TODAY) - first).days / 30.4375, 1.0))
    return available / (recent["purchase_t"].sum() / known)


def outlook(available: float) -> pd.DataFrame:
    """Balance and waiting tonnes of the next 96 months."""
    start = pd.Timestamp(TODAY.replace(day=1))
    offset = round(orders["offset_t"].sum() / orders["owed_t"].sum(), 2)
    since = start - pd.DateOffset(months=12)
    traded = pd.to_datetime(orders["trade_date"])
    steady = orders[(traded >= since) & (traded <= pd.Timestamp(TODAY))]["owed_t"].sum() / 12
    due = pd.to_datetime(owed["planned_on"]).dt.to_period("M").dt.to_timestamp().clip(lower=start)
    balance, waiting, rows = available, 0.0, []
    for month in pd.date_range(start, periods=96, freq="MS"):
        wanted = waiting + (owed[due == month]["owed_t"].sum() + steady) * (1 - offset)
        served = min(wanted, balance)
        balance, waiting = balance - served, wanted - served
        rows.append({"month": month, "Available": balance, "Waiting": -waiting})
    return pd.DataFrame(rows)


def deck() -> pdk.Deck:
    """County, plots, a column for each plot as high as its tonnes, names of townships, a bar of 10 km."""
    county = json.loads(OUTLINE.read_text("utf-8"))
    species = {name: COLOURS[at % len(COLOURS)] for at, name in enumerate(plots["species"].unique())}
    outlines, columns, names = [], [], {}
    for plot in plots.to_dict("records"):
        geometry = json.loads(plot["geometry"])
        ring = geometry["coordinates"][0] if geometry["type"] == "Polygon" else geometry["coordinates"][0][0]
        x, y = sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
        about = {"name": plot["name_en"], "area": f"{plot['area_hm2']:,.2f} ha", "tonnes": f"{plot['stored']:,.3f} t",
                 "species": plot["species"], "fill": [*species[plot["species"]], 210], "height": plot["stored"] * 25}
        corners = [[x + 0.0075 * math.cos(math.radians(60 * n)), y + 0.0067 * math.sin(math.radians(60 * n))]
                   for n in range(7)]
        outlines.append({"type": "Feature", "geometry": geometry, "properties": about})
        columns.append({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [corners]},
                        "properties": about})
        names[plot["township_en"]] = {"at": [x + 0.025, y, 3000], "text": plot["township_en"]}
    layers = [
        pdk.Layer("GeoJsonLayer", county, get_fill_color=[243, 240, 231, 255], get_line_color=[110, 110, 110, 255],
                  line_width_min_pixels=1.5),
        pdk.Layer("PathLayer", [{"path": [[101.6, 25.4], [101.7, 25.4]]}], get_path="path", width_min_pixels=2),
        pdk.Layer("GeoJsonLayer", {"type": "FeatureCollection", "features": outlines},
                  get_fill_color="properties.fill", line_width_min_pixels=1),
        pdk.Layer("GeoJsonLayer", {"type": "FeatureCollection", "features": columns}, extruded=True, pickable=True,
                  get_elevation="properties.height", get_fill_color="properties.fill", auto_highlight=True),
        pdk.Layer("TextLayer", list(names.values()), get_position="at", get_text="text", get_size=15),
    ]
    view = pdk.ViewState(longitude=101.85, latitude=25.7, zoom=9.3, pitch=38)
    return pdk.Deck(layers, initial_view_state=view, map_provider=None,
                    tooltip={"html": "<b>{name}</b><br>{species}<br>{area}<br>{tonnes}"})


history = prices()
stored, held, cancelled = (float(lots[f"{name}_t"].sum()) for name in ("stored", "held", "cancelled"))
available = stored - held - cancelled
unsettled = orders[orders["status"] == "held"]
ahead = outlook(available)

st.title("Overview")
st.caption("What is left, how long it lasts, what a tonne costs, what needs attention.")
st.success(f"{available:,.0f} t are left: about {months_left(available):.0f} months at the present pace.")
for column, (label, value, note) in zip(st.columns(5), [
    ("Available", f"{available:,.0f} t", f"of {stored:,.0f} t stored"),
    ("Held", f"{held:,.0f} t", f"{len(unsettled)} orders"),
    ("Cancelled", f"{cancelled:,.0f} t", f"{len(orders) - len(unsettled)} orders"),
    ("Price today", f"¥{history['price'].iloc[-1]:.2f}/t",
     f"¥{history['price'].tail(21).min():.2f} to ¥{history['price'].tail(21).max():.2f} in a month"),
    ("Unsettled", f"¥{unsettled['amount_cny'].sum():,.2f}", "held and not yet paid"),
], strict=True):
    column.metric(label, value)
    column.caption(note)
left, right = st.columns(2)
with left:
    st.subheader("Where")
    st.pydeck_chart(deck(), height=420)
with right:
    st.subheader("Ahead")
    figure = px.area(ahead, x="month", y=["Available", "Waiting"], labels={"value": "t", "month": ""}, height=380)
    figure.update_layout(legend_title_text="", margin={"t": 20})
    st.plotly_chart(figure)
    with st.expander("As a table"):
        st.dataframe(ahead.iloc[::6])
st.subheader("Last acts")
st.dataframe(orders.tail(6).iloc[::-1][["trade_date", "project_en", "township_en", "status", "purchase_t",
                                        "unit_price_cny", "amount_cny"]])
