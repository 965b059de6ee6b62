"""How a migration runs: in one transaction, with the application's own engine."""

from __future__ import annotations

from contextlib import nullcontext

from alembic import context

from surveys.store import (  # noqa: F401  (their rows are the target)
    amendment_records,
    entry_lot_records,
    installation_records,
    life_records,
    mandate_records,
    open_row_records,
    paper_form_records,
    paper_records,
    place,
    recheck_records,
    records,
    retention,
    seal_records,
    sketch_records,
    visit_records,
    waiting_records,
)
from surveys.store.db import Record, UTCDateTime, db


def render(kind: str, thing: object, _context: object) -> str | bool:
    """How a column type is written into a new migration: plainly, for what was migrated must not change with the code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UTCDateTime) else False


def run() -> None:
    """Run the migrations that Alembic asks for, on the connection that whoever asks has open, or on one of their own."""
    given = context.config.attributes.get("connection")
    with nullcontext(given) if given is not None else db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        raw = connection.connection.dbapi_connection
        assert raw is not None
        if sqlite:  # a batch drops tables that others point to; it can't be switched off inside the transaction
            raw.cursor().execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(
                connection=connection,
                target_metadata=Record.metadata,
                render_as_batch=True,
                compare_type=True,
                render_item=render,
                transactional_ddl=True,
            )
            with context.begin_transaction():
                context.run_migrations()
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError("the migration would leave rows that point nowhere")
        finally:
            if sqlite:
                raw.cursor().execute("PRAGMA foreign_keys=ON")


run()
