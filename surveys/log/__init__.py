"""What the operator can read afterwards: lines without a value of anybody's, each kind once a minute with its count."""

from __future__ import annotations

from surveys.log.event import Fault, event, fault_of, reference
from surveys.log.handler import set_up

__all__ = ["Fault", "event", "fault_of", "reference", "set_up"]
