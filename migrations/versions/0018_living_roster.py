"""The living roster a page at a time: doors that sort in the database; and numbers of compounds that are never given again."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("households", sa.Column("door_order", sa.String(), nullable=False, server_default=""))
    op.create_index(op.f("ix_households_compound_id_door_order"), "households", ["compound_id", "door_order"])
    _sort_the_doors()
    with op.batch_alter_table("compounds", recreate="auto", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("name", existing_type=sa.String(), existing_nullable=False)


def _sort_the_doors() -> None:
    found = op.get_bind().execute(
        sa.text(
            "SELECT households.id, buildings.label, households.unit, households.floor, households.room"
            " FROM households JOIN buildings ON buildings.id = households.building_id"
        )
    )
    doors = [{"key": f"{_key(r.label)}0{_key(r.unit)}0{r.floor + 1000:04d}{_key(r.room)}0", "which": r.id} for r in found]
    if doors:
        op.get_bind().execute(sa.text("UPDATE households SET door_order = :key WHERE id = :which"), doors)


def _key(label: str) -> str:
    parts = (str(int(part)) if part.isdecimal() else part for part in re.findall(r"\d+|\D+", label))
    return "".join(
        f"a{len(part):02d}{part}" if part.isdecimal() else "".join(f"b{ord(sign):06x}" for sign in part) for part in parts
    )


def downgrade() -> None:
    with op.batch_alter_table("compounds", recreate="auto") as batch:
        batch.alter_column("name", existing_type=sa.String(), existing_nullable=False)
    op.drop_index(op.f("ix_households_compound_id_door_order"), "households")
    op.drop_column("households", "door_order")
