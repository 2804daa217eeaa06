"""`strip`: the furniture that a portal leaves around a text goes; the text stays."""

from normalise.stages.strip.cues import cue
from normalise.stages.strip.explanation import Explanation, explain_line
from normalise.stages.strip.rules import Rule, list_rules
from normalise.stages.strip.stage import strip
from normalise.stages.strip.table import Table, load_table
from normalise.stages.strip.values import shape

__all__ = [
    "Explanation",
    "Rule",
    "Table",
    "cue",
    "explain_line",
    "list_rules",
    "load_table",
    "shape",
    "strip",
]
