"""Where residents reach this installation: the address that QR codes and letters carry, and from how far it is reached."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from surveys.core.errors import Problem, Rejected

LONGEST_SITE = 120
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_INSIDE = ("local", "lan", "internal", "intranet", "home.arpa")
"""Names that only a network of its own knows."""


class ReachedFrom(StrEnum):
    """From where an address is reached: everywhere, from one network alone, or from the very machine alone."""

    EVERYWHERE = "everywhere"
    NETWORK = "network"
    MACHINE = "machine"


SERVED = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where residents may reach this installation, beside what is stored: `given` by whoever starts it, which goes before
    everything, and `served`, where it listens, for as long as nothing else is known."""

    given: str = ""
    served: str = SERVED

    def chosen(self, stored: str) -> str:
        """The one that goes on paper."""
        return self.given or stored or self.served


def read_site(typed: str, field: str = "site") -> str:
    """An address as it is kept, from what somebody typed; empty stays empty. Raises `Rejected`: site_unreadable, site_more,
    site_too_long."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if not text:
        return ""
    if len(text) > LONGEST_SITE:
        raise Rejected([Problem("site_too_long", field, detail={"most": LONGEST_SITE})])
    try:
        parts = urlsplit(text)
        port, host = parts.port, (parts.hostname or "").lower()
    except ValueError:
        raise _unreadable(text, field) from None
    if parts.scheme not in ("http", "https") or port == 0 or not _is_host(host) or re.search(r"[\s\\]", text):
        raise _unreadable(text, field)
    if parts.path not in ("", "/") or "?" in text or "#" in text or "@" in parts.netloc:
        raise Rejected([Problem("site_more", field, value=text[:60])])
    named = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{named}" + (f":{port}" if port not in (None, usual) else "")


def _unreadable(text: str, field: str) -> Rejected:
    return Rejected([Problem("site_unreadable", field, value=text[:60])])


def _is_host(host: str) -> bool:
    """Whether a host is a name or an address as everybody writes it: not 127.1 or 0x7f000001, though browsers go there."""
    if _NUMBER.fullmatch(host.rpartition(".")[2]) or ":" in host:
        return _plain(host) is not None
    return _HOST.fullmatch(host) is not None


def reach(address: str) -> ReachedFrom:
    """From where an address is reached, however it is written; what is no address is reached from nowhere else."""
    try:
        host = (urlsplit(address).hostname or "").lower().rstrip(".")
    except ValueError:
        return ReachedFrom.MACHINE
    found = _plain(host) or _counted(host)
    if found is not None:
        return _reach_of(found)
    if host in ("", "localhost", "localhost.localdomain") or host.endswith(".localhost"):
        return ReachedFrom.MACHINE
    if "." not in host or host.endswith(tuple(f".{name}" for name in _INSIDE)):
        return ReachedFrom.NETWORK
    return ReachedFrom.EVERYWHERE


def _reach_of(found: IPv4Address | IPv6Address) -> ReachedFrom:
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    nothing = found.packed[0] == 0 if isinstance(found, IPv4Address) else found.is_unspecified
    if found.is_loopback or nothing:
        return ReachedFrom.MACHINE
    return ReachedFrom.EVERYWHERE if found.is_global else ReachedFrom.NETWORK


def _plain(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _counted(host: str) -> IPv4Address | None:
    """An address of fewer than four parts, or in other bases, as browsers still read it."""
    parts = host.split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    try:
        *first, last = (_counted_part(part) for part in parts)
        return IPv4Address(sum(part << 8 * (3 - n) for n, part in enumerate(first)) + last)
    except ValueError:
        return None


def _counted_part(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if part.startswith("0") and len(part) > 1 else int(part)


def check_site(address: str, *, trial: bool) -> None:
    """Keep an address off paper that no telephone reaches, unless it is only for a `trial` on this machine. Raises
    `Rejected`: site_machine."""
    if reach(address) is ReachedFrom.MACHINE and not trial:
        raise Rejected([Problem("site_machine", "site", value=address)])
