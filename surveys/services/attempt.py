"""How often a wrong password may be tried: per name and address together, never per name alone, which would let anybody
lock somebody else out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from surveys.core.errors import SignInRefused
from surveys.store import attempt
from surveys.store.db import Connection

FAILURES_COUNTED_FOR = timedelta(minutes=15)
MOST_FAILURES = 10
MOST_FAILURES_FROM = 60
"""Wrong passwords from one address whatever the name: an office shares one."""

_NAMED, _FROM = "password", "password from"
_NAME = re.compile(r"[a-z0-9._-]{1,40}")


def refuse_throttled(session: Connection, username: str, who: str, now: datetime) -> None:
    """Raise `SignInRefused`, throttled and for how many minutes, after too many failures from `who`."""
    here = network(who)
    counted = ((_NAMED, _pair(username, here), MOST_FAILURES), (_FROM, here, MOST_FAILURES_FROM))
    refuse_after(session, *counted, now=now)


def refuse_after(session: Connection, *counted: tuple[str, str, int], now: datetime) -> None:
    """Raise `SignInRefused`, throttled, where somebody failed at a door as often as is allowed: the longest wait of all."""
    since = now - FAILURES_COUNTED_FOR
    begun = [attempt.last_failure_but(session, door, who, since, most - 1) for door, who, most in counted]
    waits = [at + FAILURES_COUNTED_FOR - now for at in begun if at is not None]
    if waits:
        raise SignInRefused("throttled", max(1, -(-max(waits) // timedelta(minutes=1))))


def count_failure(session: Connection, username: str, who: str, now: datetime) -> None:
    """Remember a wrong password."""
    here = network(who)
    attempt.record(session, _NAMED, _pair(username, here), now)
    attempt.record(session, _FROM, here, now)


def forgive_failures(session: Connection, username: str) -> None:
    """Let whoever has this name try again at once, wherever they failed before."""
    pairs = attempt.failed_under(session, _NAMED, f"{username} ")
    attempt.forgive(session, _NAMED, pairs)
    attempt.forgive(session, _FROM, {pair.partition(" ")[2] for pair in pairs})


def _pair(username: str, here: str) -> str:
    # What can be nobody's name is counted together; it may hold signs that no database keeps.
    return f"{username if _NAME.fullmatch(username) else '?'} {here}"


def network(who: str) -> str:
    """An address; of the new kind its network, since a single home has more addresses than anybody could count."""
    try:
        address = ip_address(who)
    except ValueError:
        return who[:60]
    if isinstance(address, IPv6Address):
        return f"{IPv6Address(int(address) >> 64 << 64)}/64" if address.ipv4_mapped is None else str(address.ipv4_mapped)
    return str(address)
