"""What the law says of using forest land, beside the carbon: protection grades and the restoration fee.

Must not live here: carbon losses, and any netting of the fee against them.
"""

from core.landuse.fee import Fee, Parcel, restoration_fee
from core.landuse.grades import GradeFinding, Kind, check_grades, load_kinds

__all__ = ["Fee", "GradeFinding", "Kind", "Parcel", "check_grades", "load_kinds", "restoration_fee"]
