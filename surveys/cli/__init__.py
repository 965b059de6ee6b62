"""What is typed: the commands of the product, one errand each."""

from __future__ import annotations

from flask import Flask

from surveys.cli import counting, papers, results, setup

COMMANDS = (
    setup.prepare,
    setup.demo_links,
    results.overview,
    results.tally,
    papers.letters,
    papers.sheet,
    counting.rule,
    counting.pb,
)


def init_app(app: Flask) -> None:
    """Hang every command on the app."""
    for command in COMMANDS:
        app.cli.add_command(command)
