"""The kinds of questions there are: every module here states one, as `KIND`, under its own name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from surveys.core.kind import Kind

__all__ = ["KINDS"]


def _stated(module: str) -> Kind:
    kind = getattr(import_module(f"{__name__}.{module}"), "KIND", None)
    if not isinstance(kind, Kind) or kind.name != module:
        raise RuntimeError(f"{module} states no kind of question of this name")
    return kind


KINDS: Mapping[str, Kind] = {found.name: _stated(found.name) for found in iter_modules(__path__)}
"""Every kind by its name, which is what documents say."""
