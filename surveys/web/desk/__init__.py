"""The committee's desk: compounds, waves, rosters, letters, gates, results."""

from surveys.web.desk import calculator, compounds, gates, letters, notices, polls, results, rosters, silence, waves
from surveys.web.desk.pages import pages

__all__ = [
    "calculator",
    "compounds",
    "gates",
    "letters",
    "notices",
    "pages",
    "polls",
    "results",
    "rosters",
    "silence",
    "waves",
]
