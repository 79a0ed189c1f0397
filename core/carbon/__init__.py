"""Carbon accounting after CCER-14-001-V01: species parameters, stocks, growth, losses, uncertainty.

Inputs and results are frozen values in Decimal; parameters come from a rule book, never from here.
"""

from core.carbon.loss import Loss, Occupation, Stratum, StratumLoss, assess
from core.carbon.species import Factors, Species, SpeciesTable, load_parameters, load_species
from core.carbon.uncertainty import discount_share, discounted

__all__ = [
    "Factors", "Loss", "Occupation", "Species", "SpeciesTable", "Stratum", "StratumLoss", "assess",
    "discount_share", "discounted", "load_parameters", "load_species",
]
