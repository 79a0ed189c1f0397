"""The county's map and the price's course as inline SVG: no tiles, no library, nothing that is fetched."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from html import escape

from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry

from core.reserve import Reserve
from store import Snapshot
from ui.format import tonnes
from ui.theme import CATEGORIES
from ui.words import Words

SIDE = 1000  # units of the map's longer side
COARSE = 0.0012  # degrees; a county has 0.7, so that a unit of the map is half of this
METRES_A_DEGREE = 111_320
SMALLEST, RADIUS = 6, Decimal("1.6")  # of a plot's circle, whose area grows with its tonnes


class Frame:
    """Degrees → units of the picture: equal lengths to east and north in the middle of the county."""

    def __init__(self, county: BaseGeometry):
        west, south, east, north = county.bounds
        self.narrow = math.cos(math.radians((south + north) / 2))
        self.scale = SIDE / max((east - west) * self.narrow, north - south)
        self.west, self.north = west, north
        self.width = (east - west) * self.narrow * self.scale
        self.height = (north - south) * self.scale

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.west) * self.narrow * self.scale, (self.north - lat) * self.scale

    def path(self, geometry: BaseGeometry) -> str:
        """The outlines of polygons."""
        rings = []
        for polygon in getattr(geometry, "geoms", [geometry]):
            if isinstance(polygon, Polygon):
                for ring in (polygon.exterior, *polygon.interiors):
                    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (self.at(*at[:2]) for at in ring.coords))
                    rings.append(f"M{points}Z")
        return "".join(rings)

    @property
    def km(self) -> float:
        """Units a kilometre."""
        return float(self.scale * 1000 / METRES_A_DEGREE)


@lru_cache(maxsize=1)
def _county(county: BaseGeometry) -> tuple[Frame, str]:
    frame = Frame(county)
    return frame, frame.path(county.simplify(COARSE))


def plots_map(snapshot: Snapshot, say: Words) -> str:
    """The county with each stored plot: its outline as it is, and a circle whose area is its tonnes."""
    frame, county = _county(snapshot.county)
    reserve, find = snapshot.reserve, snapshot.species.find
    kinds = dict.fromkeys(plot.species for plot in reserve.plots)
    colours = dict(zip(kinds, CATEGORIES * (len(kinds) // len(CATEGORIES) + 1), strict=False))
    circles, outlines = [], []
    townships: dict[str, list[tuple[float, float, float]]] = {}
    stored = {plot.plot: sum((lot.stored_t for lot in reserve.of_plot(plot.plot)), Decimal(0))
              for plot in reserve.plots}
    for plot in sorted(reserve.plots, key=lambda one: -stored[one.plot]):  # small ones lie on large ones
        geometry = shape(json.loads(plot.geometry))
        x, y = frame.at(geometry.centroid.x, geometry.centroid.y)
        radius = max(SMALLEST, float((stored[plot.plot]).sqrt() * RADIUS))
        title = f"{say.pick(plot.name_zh, plot.name_en)} · {tonnes(stored[plot.plot])}"
        circles.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colours[plot.species]}" '
                       f'fill-opacity=".45" stroke="{colours[plot.species]}"><title>{escape(title)}</title></circle>')
        outlines.append(f'<path d="{frame.path(geometry)}" fill="{colours[plot.species]}"/>')
        townships.setdefault(say.pick(plot.township_zh, plot.township_en), []).append((x, y, radius))
    labels = []
    for name, points in townships.items():
        right = max(x + radius for x, _, radius in points) + 14
        middle = sum(y for _, y, _ in points) / len(points)
        labels.append(f'<text x="{right:.0f}" y="{middle:.0f}">{escape(name)}</text>')
    legend = "".join(
        f'<span><svg viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill="{colour}"/></svg>'
        f"{escape(say.pick(find(name).name_zh, find(name).name_latin))}</span>" for name, colour in colours.items())
    alt = escape(say("kiosk.map_alt", plots=len(reserve.plots), townships=reserve.townships))
    note = escape(say("kiosk.map_note", source=say.pick(*snapshot.county_source)))
    return (f'<figure class="map"><svg viewBox="-12 -12 {frame.width + 24:.0f} {frame.height + 24:.0f}" role="img" '
            f'aria-label="{alt}"><path class="county" d="{county}"/>{"".join(circles)}{"".join(outlines)}'
            f'<g class="names">{"".join(labels)}</g>{_scale(frame)}</svg>'
            f'<figcaption><span class="legend">{legend}</span><br>{note}</figcaption></figure>')


def _scale(frame: Frame) -> str:
    """Ten kilometres and the north."""
    bottom, long = frame.height - 8, 10 * frame.km
    return (f'<g class="scale"><path d="M8,{bottom - 12:.1f}v12h{long:.1f}v-12" fill="none"/>'
            f'<text x="{8 + long / 2:.0f}" y="{bottom - 16:.0f}">10 km</text>'
            f'<path d="M{frame.width - 30:.0f},70l12,-44l12,44l-12,-9z"/>'
            f'<text x="{frame.width - 18:.0f}" y="16">N</text></g>')


def shares(reserve: Reserve, say: Words) -> str:
    """Available, held and cancelled as one bar; nothing where nothing is stored."""
    if not reserve.stored_t:
        return ""
    parts = (("available", reserve.available_t), ("held", reserve.held_t), ("cancelled", reserve.cancelled_t))
    left, bars = Decimal(0), []
    for name, amount in parts:
        width = amount / reserve.stored_t * SIDE
        bars.append(f'<rect class="{name}" x="{left:.1f}" width="{width:.1f}" height="40"/>')
        left += width
    text = " · ".join(f"{say(f'reserve.{name}')} {tonnes(amount)}" for name, amount in parts)
    return (f'<svg class="bar" viewBox="0 0 {SIDE} 40" preserveAspectRatio="none" role="img" '
            f'aria-label="{escape(text)}">{"".join(bars)}</svg>')


def course(prices: Sequence[tuple[date, Decimal]], say: Words) -> str:
    """Trading prices of market days as a line, the last one labelled; nothing for fewer than two."""
    if len(prices) < 2:
        return ""
    width, height, left, right, top, bottom = 900, 440, 70, 130, 30, 50
    low = 0.0
    high = _above(float(max(price for _, price in prices)))
    first, days = prices[0][0], max((prices[-1][0] - prices[0][0]).days, 1)

    def at(day: date, price: float) -> tuple[float, float]:
        return (left + (day - first).days / days * (width - left - right),
                top + (high - price) / (high - low) * (height - top - bottom))

    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(day, float(price)) for day, price in prices))
    grid = []
    for step in range(5):
        price = high * step / 4
        y = at(first, price)[1]
        grid.append(f'<path d="M{left},{y:.1f}H{width - right}"/>'
                    f'<text x="{left - 12}" y="{y + 7:.1f}" text-anchor="end">{price:g}</text>')
    last, newest = prices[-1]
    x, y = at(last, float(newest))
    ends = (f'<text x="{left}" y="{height - 14}">{first.isoformat()}</text>'
            f'<text x="{width - right}" y="{height - 14}" text-anchor="end">{last.isoformat()}</text>')
    alt = escape(say("kiosk.course_alt", first=first, last=last, price=newest))
    return (f'<figure class="course"><svg viewBox="0 0 {width} {height}" role="img" aria-label="{alt}">'
            f'<g class="grid">{"".join(grid)}{ends}</g><polyline points="{line}"/>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6"/><text class="last" x="{x + 14:.0f}" y="{y + 10:.0f}">¥{newest}'
            f"</text></svg><figcaption>{escape(say('kiosk.course'))}</figcaption></figure>")


def _above(price: float) -> float:
    """The end of an axis with four even steps."""
    unit = 10.0 ** math.floor(math.log10(max(price, 0.01)))
    return next(unit * part for part in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if unit * part >= price)
