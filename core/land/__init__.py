"""Land: reading what people draw or upload, checking and repairing it, and measuring areas.

The overlay with the forest inventory is a query in store/.
"""

from core.land.area import area_4543_hm2, area_geodesic_hm2, to_4543
from core.land.geojson import Footprint, Note, read_footprint, read_geojson, strata_of

__all__ = ["Footprint", "Note", "area_4543_hm2", "area_geodesic_hm2", "read_footprint", "read_geojson",
           "strata_of", "to_4543"]
