"""`strip`: the furniture that a portal leaves around a text goes; the text stays."""

from normalise.stages.strip.reading import Explanation, explain_line
from normalise.stages.strip.rules import Rule, Table, list_rules, load_rules
from normalise.stages.strip.stage import strip

__all__ = ["Explanation", "Rule", "Table", "explain_line", "list_rules", "load_rules", "strip"]
