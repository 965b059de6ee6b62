"""What is typed: the commands of the product, one errand each."""

from __future__ import annotations

from flask import Flask

from surveys.cli import counting, exports, papers, results, rosters, setup, staff, waves

COMMANDS = (
    setup.prepare,
    setup.demo_links,
    setup.forget,
    staff.add_staff,
    staff.set_password,
    rosters.import_roster,
    rosters.roster_template,
    rosters.check_edition,
    rosters.check_menu,
    rosters.check_rules,
    waves.wave,
    waves.open_wave,
    waves.open_poll,
    waves.close_poll,
    waves.publish,
    papers.letters,
    papers.sheet,
    results.overview,
    results.tally,
    exports.export_pb,
    exports.export_ballots,
    exports.recount,
    counting.rule,
    counting.pb,
)


def init_app(app: Flask) -> None:
    """Hang every command on the app."""
    for command in COMMANDS:
        app.cli.add_command(command)
