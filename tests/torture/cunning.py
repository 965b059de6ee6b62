"""Changes by somebody who knows how it all hangs together, and lacks the secret."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import text

from surveys.services.seal import root_of
from surveys.store.db import Connection
from tests.torture.tampered import Change

_COPY = """INSERT INTO revisions (poll_id, household_id, capacity, revision, answers, edition, menu, channel, entered_by,
submission, receipt, since, key_hash, cast_at, epoch, waiting, leaf, mark) SELECT poll_id, household_id, capacity,
revision + 1, replace(answers, '"yes"', '"no"'), edition, menu, channel, entered_by, 'a-page-that-was-never', 'AAAAA-BBBBB',
since, key_hash, cast_at, epoch, waiting, leaf, mark FROM revisions WHERE id = (SELECT min(revision_id) FROM ballots)"""
_POINT = """UPDATE ballots SET revision_id = (SELECT max(id) FROM revisions)
WHERE revision_id = (SELECT min(revision_id) FROM ballots)"""
_NEW_HOME = """UPDATE ballots SET household_id = (SELECT max(id) FROM poll_households WHERE poll_id = ballots.poll_id)
WHERE revision_id = (SELECT min(revision_id) FROM ballots)"""
_ONE = "(SELECT min(revision_id) FROM ballots JOIN revisions ON revisions.id = revision_id WHERE answers LIKE '%\"{}\"%')"
_TWO = f"{_ONE.format('yes')}, {_ONE.format('no')}"
_SWAP = f"""UPDATE revisions SET answers = (SELECT other.answers FROM revisions other WHERE other.id IN ({_TWO})
AND other.id <> revisions.id) WHERE id IN ({_TWO})"""
_ITS_LEAF = "leaves SET leaf = :leaf, mark = :leaf WHERE kind = 'ballot' AND row_id = :id"
_BACK = "UPDATE leaves SET place = place - 999 WHERE tree = 1 AND place > 998"
_TURN = "UPDATE revisions SET answers = replace(replace(answers, '\"yes\"', '\"?\"'), '\"no\"', '\"yes\"') WHERE poll_id = 1"


def _deed(name: str, *statements: str, recount: bool = True) -> Change:
    return Change(name, tuple((one, {}) for one in statements), recount)


class Rebuild(Change):
    """A ballot's answers changed, and every leaf and head computed anew by the published formulas, without the secret."""

    def do(self, session: Connection) -> None:
        """Do it, with marks that are made up."""
        super().do(session)
        for (number,) in session.execute(text("SELECT id FROM revisions WHERE poll_id = 1 ORDER BY id LIMIT 1")).all():
            forged = sha256(b"forged").hexdigest()
            session.execute(
                text("UPDATE revisions SET leaf = :leaf, mark = :leaf WHERE id = :id"), {"leaf": forged, "id": number}
            )
            session.execute(
                text("UPDATE leaves SET leaf = :leaf, mark = :leaf WHERE kind = 'ballot' AND row_id = :id"),
                {"leaf": forged, "id": number},
            )
        kept = tuple(session.scalars(text("SELECT leaf FROM leaves WHERE tree = 1 ORDER BY place")))
        for (size,) in session.execute(text("SELECT size FROM tree_heads WHERE tree = 1")).all():
            said = {"root": root_of(kept[:size]), "size": size}
            session.execute(text("UPDATE tree_heads SET root = :root, mark = :root WHERE tree = 1 AND size = :size"), said)


CUNNING: tuple[Change, ...] = (
    _deed("a forged revision that counts", _COPY, _POINT),
    _deed("a forged revision that doesn't", _COPY),
    _deed("two homes' answers swapped", _SWAP),
    _deed("everybody turned", _TURN),
    _deed("a ballot moved to another home", _NEW_HOME, recount=False),
    _deed("a head rewritten", "UPDATE tree_heads SET root = mark WHERE tree = 1"),
    _deed("two leaves exchanged", "UPDATE leaves SET place = 1000 - place WHERE tree = 1 AND place < 2", _BACK),
    _deed("a leaf taken for another", "UPDATE leaves SET leaf = mark WHERE tree = 1 AND place = 3"),
    _deed("a leaf gone", "DELETE FROM leaves WHERE tree = 1 AND place = 3"),
    _deed("a home taken out of the count", "DELETE FROM ballots WHERE revision_id = (SELECT min(revision_id) FROM ballots)"),
    _deed("nobody voted", "DELETE FROM ballots WHERE poll_id = 1", "DELETE FROM revisions WHERE poll_id = 1"),
    _deed("the tree gone", "DELETE FROM leaves WHERE tree = 1", "DELETE FROM tree_heads WHERE tree = 1"),
    _deed("the heads gone", "DELETE FROM tree_heads WHERE tree = 1"),
    Rebuild("the whole tree built anew", ((_TURN, {}),), recount=True),
)
"""Each is found by both."""
