"""WHAT: the items that the residents ordered, in order of support, with the checks that stand beside the order."""

from surveys.core.priorities.backing import Backing, SharesStanding
from surveys.core.priorities.checks import Alarm, AlarmCode, Coverage, ItemCheck, ListChecks, LocalSupport, Swing, check
from surveys.core.priorities.examination import Examination, examine
from surveys.core.priorities.intervals import Interval, Method, interval
from surveys.core.priorities.line import AlternativeSupport, Line, PriorityList, Status, TieBreak
from surveys.core.priorities.shares import Completion
from surveys.core.priorities.stability import Band, Standing, stability
from surveys.core.priorities.strata import FloorBand, Strata, Stratum, Weighted, poststratified
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
    "FloorBand",
    "Interval",
    "ItemCheck",
    "Line",
    "ListChecks",
    "LocalSupport",
    "Method",
    "Pile",
    "PriorityList",
    "SharesStanding",
    "Standing",
    "Status",
    "Strata",
    "Stratum",
    "Swing",
    "TieBreak",
    "Weighted",
    "Wishes",
    "arrange",
    "check",
    "examine",
    "interval",
    "measure",
    "poststratified",
    "priority_list",
    "stability",
    "voted",
    "wishes",
]
