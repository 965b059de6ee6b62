"""WHAT: the items that the residents ordered, in order of support, with the checks that stand beside the order."""

from surveys.core.priorities.support import Line, PriorityList, Status, TieBreak, Way, priority_list
from surveys.core.priorities.wishes import Wishes, voted, wishes

__all__ = ["Line", "PriorityList", "Status", "TieBreak", "Way", "Wishes", "priority_list", "voted", "wishes"]
