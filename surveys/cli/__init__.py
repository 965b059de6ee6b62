"""What is typed: the commands of the product, one errand each."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping

import click
from flask import Flask
from flask.cli import AppGroup


class TypedCommands(AppGroup):
    """The commands, imported when one is asked for: they and what they need take megabytes, and a process that serves pages
    needs none of them."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """One command, of ours or of the framework."""
        return self.all().get(cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of all commands."""
        return sorted(self.all())

    def all(self) -> MutableMapping[str, click.Command]:
        """Every command by its name."""
        from surveys.cli.commands import COMMANDS

        for command in COMMANDS:
            if command.name not in self.commands:
                self.add_command(command)
        return self.commands


def init_app(app: Flask) -> None:
    """Hang every command on the app."""
    app.cli = TypedCommands(app.name)
    if sys.argv[1:2] == ["db"]:  # the migrations' own commands, which look for what binds them before any of ours is asked
        from surveys.cli.database import set_migrate

        set_migrate(app)
