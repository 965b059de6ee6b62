"""A roster file read where nothing in it may be open."""

from collections.abc import Mapping

from surveys.core.errors import Rejected
from surveys.core.roster_file import RosterReading
from surveys.services.roster_file import roster_reading


def read_roster_file(data: bytes, answers: Mapping[str, str] | None = None) -> RosterReading:
    """The file with these answers. Raises `Rejected` with every problem and open choice."""
    reading = roster_reading(data, answers or {})
    if reading.problems:
        raise Rejected(reading.problems)
    return reading
