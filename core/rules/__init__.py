"""The scheme's parameters: dated, cited values, read at a date and changed by reforms.

Values live in data/rules/*.yaml; nothing here knows what a parameter is used for.
"""

from core.rules.book import Dated, Reading, Reference, Rule, RuleBook, RulesAt
from core.rules.conformity import Movement, ToConfirm, plausible_values, to_confirm
from core.rules.load import load_rules, parse_rules

__all__ = ["Dated", "Movement", "Reading", "Reference", "Rule", "RuleBook", "RulesAt", "ToConfirm", "load_rules",
           "parse_rules", "plausible_values", "to_confirm"]
