"""The matters of one compound's draft: what its owners decide together, from a file."""

from __future__ import annotations

from pathlib import Path

import click

from surveys.cli.errand import INSTALLATION, errand, now, read_text
from surveys.cli.place import compound_called, poll_of
from surveys.core.matter_file import read_matters
from surveys.core.place import DISTRICT
from surveys.services.edition import preset_rules
from surveys.services.matter import planned_matters, set_matters
from surveys.services.poll import polls
from surveys.store.db import transaction
from surveys.words.matter import class_words
from surveys.words.rules import rule_words, scope_words


@errand("matters")
@click.argument("compound")
@click.argument("file", type=click.Path(path_type=Path), required=False)
def matters(compound: str, file: Path | None) -> None:
    """列出一个小区要业主共同决定的事项；给了 FILE（.toml），就换成文件里写的那些，打开以前都能换。

    文件里一件事一个 [[matter]]：key、wording（要决定的事）、decision（第278条第几项，"1"到"9"），
    选填 buildings（哪几栋楼）、unit（一个单元）、rule（比例）、item（改造菜单里等它的那一项）。
    """
    with transaction(now) as session:
        named = compound_called(session, compound, now=now()).compound
        drafts = [poll for poll in polls(session, DISTRICT, compound_id=named.id) if poll.terms is None]
        poll = drafts[0] if drafts else poll_of(session, compound, now=now())
        if file is not None:
            found = read_matters(read_text(file), preset_rules())
            set_matters(session, DISTRICT, poll.id, found, by=INSTALLATION, now=now())
        plan = planned_matters(session, DISTRICT, poll.id)
    click.echo(f"{plan.poll.compound.name}：{len(plan.matters)}件业主共同决定事项")
    for matter in plan.matters:
        click.echo(f"{matter.key}  {matter.wording}\n    {class_words(matter.decision)}\n    {scope_words(matter.scope)}")
        click.echo(f"    {rule_words(matter.rule)}")
