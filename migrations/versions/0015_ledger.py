"""Acts say what was before and after, and are found by place, person and day; personal values stand apart from them.

What stood when this was done is written down as `ledger_began`: from there the entries alone rebuild what they speak of.
"""

import json
import secrets
from datetime import UTC, datetime
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

PLACES = ("wave_id", "compound_id", "community_id", "street_id", "household_id")
INDEXED = (("at", "id"), *((c, "at", "id") for c in ("actor", "act", "poll_id", *PLACES)))
NAMED = {"wave": "wave_id", "compound": "compound_id", "community": "community_id", "household": "household_id"}
PERSONAL = {
    "staff": {"name"},
    "community": {"phone", "person"},
    "finding": {"note", "evidence"},
    "silence": {"clause", "delivery", "warning"},
    "mandate": {"acts", "paper"},
    "settlement": {"reason", "paper"},
    "objection": {"who", "what", "answer"},
}
LAST_NOTICE = "SELECT max(number) FROM notices n WHERE n.poll_id = p.id"
STANDING = {  # what the ledger speaks of, by subject; columns named as entries name them
    "district": "SELECT name, office, site FROM districts",
    "staff": "SELECT username, name, office, role, street_id, community_id, compound_id, disabled_at IS NOT NULL AS disabled,"
    " password <> '' AS password, authenticator <> '' AS authenticator FROM staff ORDER BY id",
    "community": "SELECT id AS community, street_id AS street, name, phone, address, hours, person, posting, seals FROM communities ORDER BY id",
    "compound": "SELECT id AS compound, community_id AS belongs_to FROM compounds WHERE community_id IS NOT NULL ORDER BY id",
    "wave": "SELECT id AS wave, title, edition, opens_at, closes_at FROM waves ORDER BY id",
    "poll": "SELECT p.id AS poll_id, wave_id AS wave, compound_id AS compound, menu, rules, basic_first, opens_at, closes_at,"
    " budget, matters, opened_at, terms, paused_at, closed_at, cancelled_at, reviewed_at, n.number AS notice, n.document,"
    " n.until, n.final, n.pdf IS NOT NULL AS shown FROM polls p"
    f" LEFT JOIN notices n ON n.poll_id = p.id AND n.number = ({LAST_NOTICE}) ORDER BY p.id",
    "letter": "SELECT poll_id, id AS household, epoch FROM poll_households WHERE epoch > 1 ORDER BY id",
    "finding": "SELECT poll_id, gate, checkpoint, status, decider, valid_until, note, evidence FROM findings f WHERE id ="
    " (SELECT max(id) FROM findings g WHERE g.poll_id = f.poll_id AND g.gate = f.gate AND g.checkpoint = f.checkpoint)",
    "silence": "SELECT poll_id, clause, delivery, warning, undelivered FROM silence_evidence s"
    " WHERE id = (SELECT max(id) FROM silence_evidence t WHERE t.poll_id = s.poll_id)",
    "mandate": "SELECT poll_id, id AS mandate, household_id AS household, kind, matters, acts, paper, entered_by,"
    " confirmed_by, withdrawn_at IS NOT NULL AS withdrawn FROM mandates ORDER BY id",
    "settlement": "SELECT poll_id, household_id AS household, voter, reason, paper FROM settlements s"
    " WHERE id = (SELECT max(id) FROM settlements t WHERE t.household_id = s.household_id)",
    "objection": "SELECT poll_id, id AS objection, who, what, answer, adopted FROM objections ORDER BY id",
}
KEYS = ("poll_id", "username", "gate", "checkpoint", "mandate", "objection", "street", *NAMED)
FLAGS = ("disabled", "password", "authenticator", "basic_first", "final", "withdrawn", "adopted")


def upgrade() -> None:
    op.drop_index(op.f("ix_entries_poll_id"), "entries")
    for column in PLACES:
        op.add_column("entries", sa.Column(column, sa.Integer(), nullable=True))
    _unguard("entries_update", "entries")
    _fill_old()
    _guard("entries_update", "UPDATE", "entries")
    for columns in INDEXED:
        op.create_index(op.f(f"ix_entries_{'_'.join(columns)}"), "entries", list(columns))
    op.create_table(
        "entry_values",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_entry_values_entry_id_entries")),
        sa.PrimaryKeyConstraint("entry_id", "field", name=op.f("pk_entry_values")),
    )
    _guard("entry_values_update", "UPDATE", "entry_values")  # deleted they may be: that is how a value is forgotten
    _begin()


def _fill_old() -> None:
    """Give entries of before the columns that their detail names, and the places that follow from those."""
    connection = op.get_bind()
    for number, poll, detail in connection.execute(sa.text("SELECT id, poll_id, detail FROM entries")).all():
        said = json.loads(detail)
        values = {column: said.get(name) for name, column in NAMED.items()}
        values |= {"poll_id": poll or said.get("poll"), "street_id": said.get("street")}
        columns = ", ".join(f"{column} = :{column}" for column in values)
        connection.execute(sa.text(f"UPDATE entries SET {columns} WHERE id = :id"), {**values, "id": number})
    _follow("compound_id", "SELECT compound_id FROM polls WHERE polls.id = entries.poll_id", "compound_id IS NULL")
    op.execute("UPDATE entries SET community_id = NULL WHERE compound_id IS NOT NULL")
    for column, table in (("compound_id", "compounds"), ("community_id", "communities")):
        _follow("street_id", f"SELECT street_id FROM {table} WHERE {table}.id = entries.{column}", "street_id IS NULL")


def _follow(column: str, found: str, where: str) -> None:
    op.execute(f"UPDATE entries SET {column} = ({found}) WHERE {where}")


def _begin() -> None:
    """Write down what stands now."""
    connection, now = op.get_bind(), datetime.now(UTC)
    for about, query in STANDING.items():
        for row in connection.execute(sa.text(query)).mappings().all():
            _enter(connection, about, _facts(about, dict(row)), now)


def _facts(about: str, row: dict) -> dict:
    if about == "staff":
        place = next((n for n in ("compound", "community", "street") if row[f"{n}_id"]), None)
        row["place"] = f"{place}:{row[f'{place}_id']}" if place else "district"
        row = {name: value for name, value in row.items() if not name.endswith("_id")}
    if about == "poll":
        document, shown = row.pop("document"), row.pop("shown")
        row["terms"] = sha256(row["terms"].encode()).hexdigest() if row["terms"] else None
        posted = sha256(document.encode()).hexdigest() if document and shown else None
        row["digest"] = posted or (str(json.loads(document)["digest"]) if document else None)
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: object) -> object:
    if value is None:
        return None
    if name in FLAGS:
        return int(bool(value))
    if name.endswith("_at"):
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)).isoformat()
    if name == "seals":
        return "、".join(value.splitlines())
    return str(value)[:10] if name in ("until", "valid_until") else value


def _enter(connection: sa.Connection, about: str, facts: dict, now: datetime) -> None:
    said, kept = {"about": about}, []
    for name, value in facts.items():
        if name in KEYS:
            said |= {} if name == "poll_id" else {name: value}
            continue
        said[f"{name}_before"] = said[f"{name}_after"] = None
        if value is not None and name in PERSONAL.get(about, ()):
            salt, written = secrets.token_hex(16), _canonical(value)
            said[f"{name}_after"] = {"sha256": sha256(f"{salt}|{written}".encode()).hexdigest()}
            kept.append({"field": f"{name}_after", "salt": salt, "value": written})
        else:
            said[f"{name}_after"] = value
    values = {column: facts.get(name) for name, column in NAMED.items()} | {"poll_id": facts.get("poll_id")}
    values |= _place(connection, facts) | {"at": now, "actor": "upgrade", "act": "ledger_began", "detail": _canonical(said)}
    number = connection.execute(ENTRIES.insert().values(values).returning(ENTRIES.c.id)).scalar_one()
    for one in kept:
        connection.execute(VALUES.insert().values(entry_id=number, **one))


def _place(connection: sa.Connection, facts: dict) -> dict:
    """Where it belongs: a compound with its street, else a community with its street, else a street."""
    level, _colon, placed = str(facts.get("place", "")).partition(":")
    there = {level: int(placed)} if placed else {}
    compound, community = facts.get("compound") or there.get("compound"), facts.get("community") or there.get("community")
    if compound is None and facts.get("poll_id"):
        query = sa.text("SELECT compound_id FROM polls WHERE id = :id")
        compound = connection.execute(query, {"id": facts["poll_id"]}).scalar_one()
    table, number = ("compounds", compound) if compound else ("communities", community)
    street = there.get("street")
    if number:
        street = connection.execute(sa.text(f"SELECT street_id FROM {table} WHERE id = :id"), {"id": number}).scalar_one()
    return {"compound_id": compound, "community_id": None if compound else community, "street_id": street}


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


ENTRIES = sa.table(
    "entries",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    *(sa.column(name, sa.String) for name in ("actor", "act", "detail")),
    *(sa.column(name, sa.Integer) for name in ("poll_id", *PLACES)),
)
VALUES = sa.table("entry_values", *(sa.column(name) for name in ("entry_id", "field", "salt", "value")))


def _guard(name: str, act: str, table: str) -> None:
    head = f"CREATE TRIGGER guard_{name} BEFORE {act} ON {table}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} keeps what it has'); END")


def _unguard(name: str, table: str) -> None:
    on = f" ON {table}" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER guard_{name}{on}")


def downgrade() -> None:
    # The commitments stay, and bind to nothing any more that could be shown: an older release doesn't show entries.
    op.drop_table("entry_values")
    for columns in reversed(INDEXED):
        op.drop_index(op.f(f"ix_entries_{'_'.join(columns)}"), "entries")
    for column in reversed(PLACES):
        op.drop_column("entries", column)
    op.create_index(op.f("ix_entries_poll_id"), "entries", ["poll_id"])
