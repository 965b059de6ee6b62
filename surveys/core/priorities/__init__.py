"""WHAT: the items that the residents ordered, in order of support, with the checks that stand beside the order."""

from surveys.core.priorities.backing import Backing, SharesStanding
from surveys.core.priorities.checks import Alarm, AlarmCode, Coverage, ItemCheck, ListChecks, LocalSupport, Swing, check
from surveys.core.priorities.examination import Examination, examine
from surveys.core.priorities.line import AlternativeSupport, Line, PriorityList, Status, TieBreak
from surveys.core.priorities.margins import Margin
from surveys.core.priorities.shares import Completion
from surveys.core.priorities.stability import Band, Standing, stability
from surveys.core.priorities.support import arrange, measure, priority_list
from surveys.core.priorities.wishes import Pile, Wishes, voted, wishes

__all__ = [
    "Alarm",
    "AlarmCode",
    "AlternativeSupport",
    "Backing",
    "Band",
    "Completion",
    "Coverage",
    "Examination",
    "ItemCheck",
    "Line",
    "ListChecks",
    "LocalSupport",
    "Margin",
    "Pile",
    "PriorityList",
    "SharesStanding",
    "Standing",
    "Status",
    "Swing",
    "TieBreak",
    "Wishes",
    "arrange",
    "check",
    "examine",
    "measure",
    "priority_list",
    "stability",
    "voted",
    "wishes",
]
