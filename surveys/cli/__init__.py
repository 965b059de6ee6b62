"""What is typed: the commands of the product, one errand each."""

from __future__ import annotations

from flask import Flask

from surveys.cli import (
    account,
    community,
    counting,
    edition,
    exports,
    ledger,
    letter,
    log,
    matter,
    notice,
    outcome,
    package,
    paper,
    paper_form,
    paper_photo,
    papers,
    poll,
    retention,
    roster,
    setup,
    staff,
    table,
    watch,
    wave,
)

COMMANDS = (
    setup.prepare,
    setup.demo_links,
    setup.forget,
    retention.forget,
    log.log,
    watch.keep_time,
    paper_photo.read_forms,
    paper_photo.forget,
    staff.add_staff,
    staff.set_password,
    account.people,
    roster.import_roster,
    roster.roster_template,
    community.community,
    edition.check_edition,
    edition.check_menu,
    edition.check_rules,
    wave.wave,
    wave.open_wave,
    matter.matters,
    poll.open_poll,
    poll.extend_poll,
    poll.close_poll,
    poll.review_poll,
    notice.publish,
    letter.letters,
    paper_form.forms,
    papers.sheet,
    paper.paper,
    outcome.overview,
    outcome.tally,
    package.package,
    exports.export_pb,
    exports.export_ballots,
    exports.recount,
    table.export_xlsx,
    table.archive,
    counting.rule,
    counting.pb,
    ledger.replay_ledger,
)


def init_app(app: Flask) -> None:
    """Hang every command on the app."""
    for command in COMMANDS:
        app.cli.add_command(command)
