"""The map of stored plots: county outline, outlines of the plots, columns as high as their tonnes."""

from __future__ import annotations

import json
from html import escape

import pydeck as pdk
from shapely.geometry import shape

from pages.base import Context
from ui import blocks, maps
from ui.format import hectares, tonnes_book
from ui.theme import CATEGORIES, rgb

COLUMN_RADIUS_M = 750
METRES_A_TONNE = 25
LABEL_M = 3000  # labels stand above the ground, or a tilted map would hide their lower half


def species_legend(ctx: Context) -> None:
    """The colours of the map in words."""
    find = ctx.snapshot.species.find
    blocks.legend((colour, ctx.say.pick(find(name).name_zh, find(name).name_latin))
                  for name, colour in species_colours(ctx).items())


def species_colours(ctx: Context) -> dict[str, str]:
    """Species of the reserve → colour, in the order they first appear."""
    names = dict.fromkeys(plot.species for plot in ctx.snapshot.reserve.plots)
    return dict(zip(names, CATEGORIES, strict=False))


def plots_deck(ctx: Context, chosen: str | None = None, width: int = 620, height: int = 420) -> pdk.Deck:
    """All plots over the county; zoomed to one when it is chosen."""
    say, reserve, county = ctx.say, ctx.snapshot.reserve, ctx.snapshot.county
    colours = species_colours(ctx)
    outlines, columns, names = [], [], {}
    for plot in reserve.plots:
        geometry = shape(json.loads(plot.geometry))
        stored = sum(lot.stored_t for lot in reserve.of_plot(plot.plot))
        species = ctx.snapshot.species.find(plot.species)
        shade = rgb(colours[plot.species])
        properties = {
            "plot": plot.plot, "fill": [*shade, 210], "height": float(stored) * METRES_A_TONNE,
            "name": escape(say.pick(plot.name_zh, plot.name_en)),
            "species": escape(say.pick(species.name_zh, species.name_latin)),
            "area": hectares(plot.area_hm2), "tonnes": tonnes_book(stored),
        }
        outlines.append((geometry, properties))
        columns.append((maps.column(geometry, COLUMN_RADIUS_M), properties))
        names.setdefault(say.pick(plot.township_zh, plot.township_en), []).append(geometry.centroid)
    texts = [{"at": [max(p.x for p in points) + 0.025, sum(p.y for p in points) / len(points), LABEL_M], "text": name}
             for name, points in names.items()]
    layers = [maps.outline(county, ctx.colours), *maps.scale_bar(county, ctx.colours),
              maps.polygons("plot-outlines", outlines, ctx.colours, pickable=chosen is not None)]
    if chosen is None:
        layers += [maps.polygons("plots", columns, ctx.colours, height_of="height"),
                   maps.labels(texts, ctx.colours, "townships", anchor="start")]
        view = maps.view_of(county, width, height, pitch=38)
    else:
        one = next(geometry for geometry, properties in outlines if properties["plot"] == chosen)
        view = maps.view_of(one.buffer(0.004), width, height)
    tooltip = "<b>{name}</b><br>{species}<br>{area}<br>{tonnes}"
    return maps.deck(layers, view, tooltip, ctx.colours)
