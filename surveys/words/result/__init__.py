"""A published result in words, for residents: made of what was posted, and of a household's own ballot, alone."""

from surveys.words.result.building import BuildingWords, building_result
from surveys.words.result.notice import STOPPED, NoticeWords
from surveys.words.result.own import BallotWords, ballot_result, by_owner, ordered_items, unanswered
from surveys.words.result.receipts import where_counted_words
from surveys.words.result.verdict import checkpoint_line
from surveys.words.result.whole import ResultWords, result_of

__all__ = [
    "STOPPED",
    "BallotWords",
    "BuildingWords",
    "NoticeWords",
    "ResultWords",
    "ballot_result",
    "building_result",
    "by_owner",
    "checkpoint_line",
    "ordered_items",
    "result_of",
    "unanswered",
    "where_counted_words",
]
