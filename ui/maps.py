"""Maps without any network: the county's outline and our own layers; no base map, no tiles."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

import pydeck as pdk
import shapely
from shapely.geometry.base import BaseGeometry

from ui.theme import FONT, Palette, rgb

METRES_A_DEGREE = 111_320
Feature = dict[str, Any]


def deck(layers: Sequence[pdk.Layer], view: pdk.ViewState, tooltip: str = "",
         colours: Palette | None = None) -> pdk.Deck:
    """A deck that asks nobody for anything. `tooltip` is HTML with {property} fields."""
    style = {"backgroundColor": colours.panel, "color": colours.ink, "fontSize": "14px"} if colours else {}
    # map_provider=None alone omits the base map; an explicit map_style=None would fetch one from outside.
    made = pdk.Deck(layers=list(layers), initial_view_state=view, map_provider=None,
                    tooltip={"html": tooltip, "style": style} if tooltip else None)
    text = made.to_json()
    made.to_json = lambda: text  # asked for on every run of a page, and most of what a map costs
    return made


def view_of(geometry: BaseGeometry, width: int = 620, height: int = 460, pitch: float = 0) -> pdk.ViewState:
    """A view that shows the whole geometry in a frame of about width × height pixels."""
    west, south, east, north = geometry.bounds
    wide, high = max(east - west, 0.004), max(north - south, 0.004)
    middle = math.radians((south + north) / 2)
    zoom_x = math.log2(width * 360 / (wide * 512))
    zoom_y = math.log2(height * 360 * math.cos(middle) / (high * 512))
    zoom_y += math.log2(1 / math.cos(math.radians(pitch)))  # a tilted map is foreshortened
    if pitch:  # and its near edge is larger than its far one
        zoom_y -= 0.3
    return pdk.ViewState(longitude=(west + east) / 2, latitude=(south + north) / 2,
                         zoom=round(min(zoom_x, zoom_y) - 0.2, 2), pitch=pitch, min_zoom=6, max_zoom=17)


def outline(county: BaseGeometry, colours: Palette) -> pdk.Layer:
    """The county's outline, filled with the panel colour."""
    return pdk.Layer("GeoJsonLayer", id="county", data=collection([(county, {})]), stroked=True, filled=True,
                     get_fill_color=[*rgb(colours.panel), 255], get_line_color=[*rgb(colours.muted), 255],
                     line_width_min_pixels=1.5)


def scale_bar(county: BaseGeometry, colours: Palette, kilometres: int = 10) -> list[pdk.Layer]:
    """A bar of known length and an arrow to the north in the county's south-west corner."""
    west, south, _, _ = county.bounds
    y = south + 0.012
    length = kilometres * 1000 / (METRES_A_DEGREE * math.cos(math.radians(y)))
    x0 = west - 0.01
    lines = [[[x0, y], [x0 + length, y]], [[x0, y - 0.006], [x0, y + 0.006]],
             [[x0 + length, y - 0.006], [x0 + length, y + 0.006]],
             [[x0, y + 0.03], [x0, y + 0.075]],
             [[x0 - 0.008, y + 0.062], [x0, y + 0.075], [x0 + 0.008, y + 0.062]]]
    texts = [{"at": [x0 + length / 2, y + 0.012], "text": f"{kilometres} km"},
             {"at": [x0, y + 0.088], "text": "N"}]
    return [
        pdk.Layer("PathLayer", id="scale", data=[{"path": line} for line in lines], get_path="path",
                  get_color=[*rgb(colours.muted), 255], width_min_pixels=2),
        labels(texts, colours, "scale-text"),
    ]


def labels(texts: Sequence[Feature], colours: Palette, layer_id: str, anchor: str = "middle") -> pdk.Layer:
    """Words on the map; each of `texts` has `at` [lon, lat] and `text`."""
    return pdk.Layer("TextLayer", id=layer_id, data=list(texts), get_position="at", get_text="text",
                     get_size=15, get_color=[*rgb(colours.ink), 255], character_set=pdk.types.String("auto"),
                     font_family=pdk.types.String(FONT), get_text_anchor=pdk.types.String(anchor),
                     font_settings={"fontSize": 64, "buffer": 24})


def polygons(layer_id: str, features: Iterable[tuple[BaseGeometry, Feature]], colours: Palette,
             pickable: bool = True, height_of: str | None = None, edge: str | None = None) -> pdk.Layer:
    """Polygons filled with their own property `fill` ([r, g, b, a]); extruded by property `height_of`, m.

    `edge`: the colour of their outline, drawn bolder than the usual one.
    """
    extra: dict[str, Any] = {}
    if height_of:
        extra = {"extruded": True, "get_elevation": f"properties.{height_of}"}
    return pdk.Layer("GeoJsonLayer", id=layer_id, data=collection(features), pickable=pickable, stroked=True,
                     filled=True, auto_highlight=pickable, get_fill_color="properties.fill",
                     get_line_color=[*rgb(edge or colours.ink), 220], line_width_min_pixels=2.5 if edge else 1,
                     **extra)


def column(at: BaseGeometry, radius_m: float) -> BaseGeometry:
    """A hexagon around a plot's middle, so that a small plot can be seen on the map of a county."""
    x, y = at.centroid.x, at.centroid.y
    dy = radius_m / METRES_A_DEGREE
    dx = dy / math.cos(math.radians(y))
    return shapely.Polygon([(x + dx * math.cos(math.radians(60 * k)), y + dy * math.sin(math.radians(60 * k)))
                            for k in range(6)])


def collection(features: Iterable[tuple[BaseGeometry, Feature]]) -> Feature:
    """GeoJSON with 5 decimals (about a metre: enough to draw)."""
    return {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": properties,
         "geometry": json.loads(shapely.to_geojson(shapely.set_precision(geometry, 1e-5, mode="pointwise")))}
        for geometry, properties in features]}
