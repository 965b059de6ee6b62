"""A clock that is behind: residents get back what they typed, the desk is told, and whoever watches the service sees it."""

from __future__ import annotations

from datetime import timedelta

FAR = timedelta(days=17)
