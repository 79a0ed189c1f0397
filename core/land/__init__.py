"""Land: reading what people draw or upload, checking and repairing it, and measuring areas.

The overlay with the forest inventory is not here: it is a query in store/. Nor is GDAL: uploads are untrusted,
and each kind has a small reader of its own.
"""

from core.land.area import area_4543_hm2, area_geodesic_hm2, to_4543
from core.land.crs import CrsChoice, CrsUnknown
from core.land.fields import CodesUnclear
from core.land.geojson import read_footprint, read_geojson
from core.land.limits import INVENTORY, PROPOSAL, Limits
from core.land.outline import Footprint
from core.land.read import LandFeature, LandFile, read_land
from core.land.report import Check, Note
from core.land.strata import strata_of

__all__ = [
    "INVENTORY", "PROPOSAL", "Check", "CodesUnclear", "CrsChoice", "CrsUnknown", "Footprint", "LandFeature",
    "LandFile", "Limits", "Note", "area_4543_hm2", "area_geodesic_hm2", "read_footprint", "read_geojson", "read_land",
    "strata_of", "to_4543"]
