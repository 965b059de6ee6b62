"""Forgetting: which polls were forgotten, and guards that let personal columns be emptied for them alone."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

GUARDED = {
    "revisions": (
        "id, poll_id, household_id, capacity, revision, edition, menu, channel, entered_by, submission, receipt, since,"
        " key_hash, cast_at, epoch, waiting, leaf, mark",
        "answers",
    ),
    "evidence_files": ("id, poll_id, digest, kind, pages, size, added_by, added_at", "content"),
}
FUNCTION = """CREATE FUNCTION refuse_unless_forgotten() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF NOT EXISTS (SELECT 1 FROM forgettings WHERE poll_id = OLD.poll_id AND done_at IS NULL) THEN
RAISE EXCEPTION '% keeps what it has', TG_TABLE_NAME; END IF; RETURN NEW; END $$"""


def upgrade() -> None:
    op.create_table(
        "forgettings",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_forgettings_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_forgettings")),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(FUNCTION)
    for table, (kept, personal) in GUARDED.items():
        on = f" ON {table}" if postgresql else ""
        op.execute(f"DROP TRIGGER guard_{table}_update{on}")
        head = f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE OF {kept} ON {table}"
        tail = f"CREATE TRIGGER guard_{table}_personal BEFORE UPDATE OF {personal} ON {table}"
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} keeps what it has'); END"
        forgotten = "EXISTS (SELECT 1 FROM forgettings WHERE poll_id = OLD.poll_id AND done_at IS NULL)"
        if postgresql:
            op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
            op.execute(f"{tail} FOR EACH ROW EXECUTE FUNCTION refuse_unless_forgotten()")
        else:
            op.execute(f"{head} {refuse}")
            op.execute(f"{tail} WHEN NOT {forgotten} {refuse}")


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in GUARDED:
        on = f" ON {table}" if postgresql else ""
        for name in ("update", "personal"):
            op.execute(f"DROP TRIGGER guard_{table}_{name}{on}")
        head = f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table}"
        if postgresql:
            op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        else:
            op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} keeps what it has'); END")
    if postgresql:
        op.execute("DROP FUNCTION refuse_unless_forgotten()")
    op.drop_table("forgettings")
