"""The content farm's byte splicing, undone.

`farm` is the forward model: what the farm did to bytes, and what a decoder made of them; `page` is what can
be read off one page of it; `search` finds what a damaged place may have been, with `holes` for what was lost
and `literal` for what it has to beat; `proof` applies the forward model to the answer; `find` decides.
"""

from normalise.stages.repair.spliced.find import RULE, find_spliced, may_be_spliced

__all__ = ["RULE", "find_spliced", "may_be_spliced"]
