"""What the operator can read afterwards: lines without a value of anybody's, each kind once a minute with its count."""

from __future__ import annotations

from surveys.log.event import Failure, event, failure_of, reference
from surveys.log.handler import set_up

__all__ = ["Failure", "event", "failure_of", "reference", "set_up"]
