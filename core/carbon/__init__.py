"""Carbon accounting after CCER-14-001-V01: species, stocks, growth, losses, sample plots, removals, bands.

Inputs and results are frozen values in Decimal; parameters come from a rule book, never from here.
"""

from core.carbon.allometry import Equations, load_equations
from core.carbon.bands import Band, Bands, bands, removal_band
from core.carbon.kinds import by_kind
from core.carbon.loss import Loss, StratumLoss, assess
from core.carbon.removals import Removals, account
from core.carbon.species import Factors, Species, SpeciesTable, load_parameters, load_species
from core.carbon.stand import Occupation, Stratum
from core.carbon.survey import Survey, Tools
from core.carbon.uncertainty import discount_share, discounted

__all__ = [
    "Band", "Bands", "Equations", "Factors", "Loss", "Occupation", "Removals", "Species", "SpeciesTable", "Stratum",
    "StratumLoss", "Survey", "Tools", "account", "assess", "bands", "by_kind", "discount_share", "discounted",
    "load_equations", "load_parameters", "load_species", "removal_band",
]
