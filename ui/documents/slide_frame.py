"""Which layout of a template a slide takes, and where on it there is room: by kinds of placeholders, for every county
calls its layouts something else."""

from __future__ import annotations

from collections.abc import Iterator

from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.presentation import Presentation
from pptx.slide import Slide, SlideLayout

from ui.documents.slide_text import Box

TITLES, UNDER = (KIND.TITLE, KIND.CENTER_TITLE), (KIND.SUBTITLE, KIND.BODY)
ROOM = (KIND.OBJECT, KIND.BODY, KIND.TABLE, KIND.CHART)
FEET = (KIND.FOOTER, KIND.DATE, KIND.SLIDE_NUMBER)
UPRIGHT = (KIND.VERTICAL_TITLE, KIND.VERTICAL_BODY, KIND.VERTICAL_OBJECT)
GAP, LEAST = 0.02, 0.55  # of the slide's height: between title and room; of its sides: what can hold a chart
LOWEST_TITLE = 0.4  # of the slide's height: a title that ends below is no heading


def cover(show: Presentation) -> SlideLayout:
    """A title with a line below it, else what other slides have."""
    for kinds in ((KIND.CENTER_TITLE,), (KIND.SUBTITLE,)):
        for layout in _layouts(show):
            if _any(layout, kinds) and _any(layout, TITLES) and not _any(layout, UPRIGHT):
                return layout
    return content(show)


def content(show: Presentation) -> SlideLayout:
    """A title over one large place, else over nothing, else whatever has a heading, else the emptiest."""
    def rank(layout: SlideLayout) -> tuple[bool, bool, int]:
        places = [one for one in layout.placeholders if one.placeholder_format.type not in (*TITLES, *FEET)]
        single = len(places) == 1 and places[0].placeholder_format.type in (KIND.OBJECT, KIND.BODY)
        large = single and _wide_enough(place(places[0], show), show)
        return heading(layout, show) is None, _any(layout, UPRIGHT), 0 if large else 1 + len(places)

    return min(_layouts(show), key=rank)


def heading(of: Slide | SlideLayout, show: Presentation) -> Box | None:
    """Where the title stands, if it is a heading within the slide."""
    for one in of.placeholders:
        if one.placeholder_format.type in TITLES:
            box = place(one, show)
            if box is not None and box.top + box.height <= LOWEST_TITLE * show.slide_height and (
                    box.width >= LEAST * show.slide_width):
                return box
    return None


def under(of: Slide | SlideLayout, show: Presentation) -> Box | None:
    """Where the line below a cover's title stands."""
    return next((place(one, show) for one in of.placeholders if one.placeholder_format.type in UNDER), None)


def room(layout: SlideLayout, show: Presentation) -> Box:
    """Where charts, tables and sentences go: the layout's own place for them, else all between title and foot."""
    wide, high = show.slide_width, show.slide_height
    title = heading(layout, show)
    places = [box for one in layout.placeholders if one.placeholder_format.type in ROOM
              and (box := place(one, show)) is not None]
    if title is None:  # a text box of ours is the title: over whatever the layout has
        title, places = ours(show), []
    if places:
        left, top = min(one.left for one in places), min(one.top for one in places)
        found = Box(left, top, max(one.left + one.width for one in places) - left,
                    max(one.top + one.height for one in places) - top)
        if _wide_enough(found, show) and found.top >= title.top + title.height - high // 50:
            return found
    top = title.top + title.height + int(GAP * high)
    feet = [box.top for one in layout.placeholders if one.placeholder_format.type in FEET
            and (box := place(one, show)) is not None and box.top > high // 2]
    bottom = min((*feet, int(0.95 * high)))
    return Box(title.left, top, min(title.width, wide - title.left), max(bottom - top, high // 4))


def ours(show: Presentation) -> Box:
    """Where a title goes that no layout has a place for."""
    side = show.slide_width // 22
    return Box(side, show.slide_height // 20, show.slide_width - 2 * side, show.slide_height // 7)


def _wide_enough(box: Box | None, show: Presentation) -> bool:
    return box is not None and box.width >= LEAST * show.slide_width and box.height >= LEAST * show.slide_height


def place(one: object, show: Presentation) -> Box | None:
    """A placeholder's place, its own or inherited; None where it has none within the slide."""
    places = [getattr(one, name) for name in ("left", "top", "width", "height")]
    if any(place is None for place in places):
        return None
    left, top, width, height = map(int, places)
    inside = (left >= 0 and top >= 0 and width > 0 and height > 0
              and left + width <= show.slide_width and top + height <= show.slide_height)
    return Box(left, top, width, height) if inside else None


def _layouts(show: Presentation) -> Iterator[SlideLayout]:
    for master in show.slide_masters:
        yield from master.slide_layouts


def _any(layout: SlideLayout, kinds: tuple[KIND, ...]) -> bool:
    return any(one.placeholder_format.type in kinds for one in layout.placeholders)
