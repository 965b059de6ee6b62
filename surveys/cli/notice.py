"""Publishing a result, and correcting it."""

from __future__ import annotations

from datetime import date, datetime

import click
from flask import current_app

from surveys.cli.errand import INSTALLATION, base_url, errand, now
from surveys.cli.place import poll_of
from surveys.core.place import DISTRICT
from surveys.core.poll import PollState
from surveys.paper.papers import notice_pdf
from surveys.services import notice
from surveys.services.life import review
from surveys.store.db import reading, transaction
from surveys.words.community import asker
from surveys.words.dates import day_in_year
from surveys.words.letter import short_digest


@errand("publish")
@click.argument("compound")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="公示到哪一天，例如2026-12-08；不写就是最早的一天")
@click.option("--reason", default="", help="更正前一次公示的，写明更正了什么、为什么")
@click.option("--final", is_flag=True, help="最终公示：公示期满、异议都答复了以后，内容和上一次公示一样")
def publish(compound: str, until: datetime | None, reason: str, final: bool) -> None:
    """公示一个小区的结果：居民能看到过没过、清单和自家的票算在哪里。公示了收不回，只能再公示一次来更正。"""
    last: date = until.date() if until else notice.earliest_end(now())
    with reading() as session:
        poll = poll_of(session, compound, now=now())
    by, at = INSTALLATION, now()
    if poll.state(at) is PollState.CLOSED and poll.reviewed_at is None:
        with transaction(now) as session:  # whoever posts from here has looked it over
            review(session, DISTRICT, poll.id, by=by, now=at)
    with reading() as session:
        made = notice.draft(session, DISTRICT, poll.id, until=last, reason=reason, final=final, by=by, now=at)
        site = base_url(session)
    pressed = notice_pdf(made, asks=asker(poll.compound, current_app.config["OFFICE_PHONE"]), site=site)
    with transaction(now) as session:
        posted = notice.publish(session, DISTRICT, made, pressed, by=INSTALLATION, now=now())
    click.echo(
        f"{poll.compound.name}：第{posted.number}次公示，到{day_in_year(posted.until)}，校验码 {short_digest(posted.digest)}"
    )
