"""That every kind of question can be written at the desk, what it declares having a control and a name, and put on paper."""

from __future__ import annotations

from surveys.core.kinds import KINDS
from surveys.words.edition import EDIT_NAMES, KIND_NAMES


def check_editors() -> None:
    """Raise `RuntimeError` for every kind of question that doesn't say how it is edited or has no name, and for every key of
    one without a label."""
    lacking = [f"{name}: {part}" for name, kind in KINDS.items() for part in kind.unwritable()]
    lacking += [f"{name}: name" for name in KINDS if name not in KIND_NAMES]
    lacking += [f"{name}: {key}" for name, kind in KINDS.items() for key in kind.edits or () if key not in EDIT_NAMES]
    if lacking:
        raise RuntimeError(f"kinds of questions that nobody can write at the desk: {', '.join(lacking)}")


def check_printed() -> None:
    """Raise `RuntimeError` for every kind of question that doesn't say how it stands on paper: nobody without a telephone
    could answer it."""
    lacking = [name for name, kind in KINDS.items() if kind.paper is None]
    if lacking:
        raise RuntimeError(f"kinds of questions that don't say how they stand on paper: {', '.join(lacking)}")
