"""What leaves by a command: secrets in print runs alone, answers only after closing and written down."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import click
import pytest
from sqlalchemy import text

from surveys.cli.commands import COMMANDS
from surveys.store.db import reading
from tests.acts import last
from tests.cli.conftest import Installation
from tests.secrets_shown import secrets_of, shown_in

OPEN, ENDED = "油灯里", "春风里"
TYPED: dict[str, tuple[str, ...]] = {
    "prepare": ("--demo",),
    "demo-links": (),
    "forget-contacts": (),
    "forget-photos": (),
    "read-forms": ("--help",),
    "replay-ledger": (),
    "verify": (),
    "keep-time": ("--help",),
    "clock": (),
    "backup": (),
    "backups": (),
    "backup-key": (),
    "restore": ("OUT",),
    "move-to": ("--help",),
    "secret": (),
    "accept-database": (),
    "forget": (),
    "log": (),
    "add-staff": ("li", "李", "--role", "district"),
    "set-password": ("office", "--password", "a quite different one"),
    "people": (),
    "import-roster": ("OUT",),
    "roster-template": ("OUT",),
    "community": ("list",),
    "check-edition": ("OUT",),
    "check-menu": ("OUT",),
    "check-rules": ("OUT",),
    "wave": ("W", OPEN, "--opens", "2030-01-01", "--closes", "2030-02-01"),
    "open-wave": ("W",),
    "matters": (OPEN,),
    "open-poll": (OPEN,),
    "extend-poll": (OPEN, "--until", "2030-02-01", "--reason", "下雨"),
    "close-poll": ("竹影苑", "--reason", "都答了"),
    "review-poll": ("竹影苑",),
    "publish": ("竹影苑",),
    "letters": (OPEN, "--building", "1号楼", "--pdf", "OUT"),
    "forms": (OPEN, "--blank", "2", "--pdf", "OUT"),
    "sheet": (ENDED, "--pdf", "OUT"),
    "paper": ("sheet", ENDED, "OUT"),
    "export-xlsx": ("unanswered", "OUT", "--compound", OPEN),
    "archive": (ENDED, "OUT"),
    "overview": (),
    "tally": (ENDED, "--json"),
    "package": (ENDED, "OUT", "--for", "李", "--reason", "复核"),
    "export-pb": (ENDED, "OUT", "--exact", "--for", "李", "--reason", "复核"),
    "export-ballots": (ENDED, "OUT", "--for", "李", "--reason", "复核"),
    "recount": ("OUT",),
    "rule": ("--list",),
    "pb": ("OUT",),
}
IN_RUNS = {"prepare", "demo-links", "letters"}
"""What prints letters; each stands in a run."""
EXACT: dict[tuple[str, ...], str] = {
    ("package",): "package_given",
    ("export-ballots",): "ballots_given",
    ("export-pb", "--exact"): "pb_given",
}
"""What writes a file that tells how each home chose, and the act that is written down."""
TELLS_NO_HOME = {
    *("forms", "letters", "roster-template", "sheet", "paper", "export-pb", "export-xlsx", "archive"),
    "backup",
}
"""What writes files of which nothing tells how a home chose; a backup is locked by a key of its own."""
READS = {
    *("read-forms", "import-roster", "check-edition", "check-menu", "check-rules", "recount", "pb", "matters"),
    *("restore", "backups"),
}
"""What only reads a file."""


def printed(own: Installation) -> set[tuple[int, int]]:
    with own.app.app_context(), reading() as session:
        return {(row[0], row[1]) for row in session.execute(text("SELECT household_id, epoch FROM printed_letters"))}


def acts(own: Installation, act: str) -> list[dict[str, str]]:
    with own.app.app_context(), reading() as session:
        rows = session.execute(text("SELECT detail FROM entries WHERE act = :act ORDER BY id"), {"act": act})
        return [json.loads(row.detail) for row in rows]


def test_no_command_tells_what_opens_a_home_but_in_a_run(own: Installation, tmp_path: Path) -> None:
    assert set(TYPED) == {command.name for command in COMMANDS}
    out, keys = tmp_path / "out", own.app.config["KEYS"]
    with own.app.app_context(), reading() as session:
        secrets = secrets_of(session, keys)
    for name, arguments in TYPED.items():
        out.unlink(missing_ok=True)
        runs = len(acts(own, "letters_printed"))
        result = own.type(name, *(str(out) if typed == "OUT" else typed for typed in arguments))
        left = [result.output.encode(), *([out.read_bytes()] if out.exists() else [])]
        shown = set().union(*(shown_in(content, secrets) for content in left))
        assert bool(shown) is (name in IN_RUNS), (name, result.output)
        assert (len(acts(own, "letters_printed")) > runs) is (name in IN_RUNS), name
    assert printed(own)


def test_every_command_that_writes_a_file_is_known_to_hold_answers_or_not() -> None:
    with_files = {command.name for command in COMMANDS if any(isinstance(p.type, click.Path) for p in command.params)}
    assert with_files == {name for name, *_more in EXACT} | TELLS_NO_HOME | READS


@pytest.mark.parametrize("typed", EXACT, ids=" ".join)
def test_a_file_with_answers_leaves_only_after_closing_and_is_written_down(
    own: Installation, tmp_path: Path, typed: tuple[str, ...]
) -> None:
    name, *flags = typed
    out, given = tmp_path / "out", ("--for", " 监票人李某 ", "--reason", "复核")
    refused = own.type(name, OPEN, str(out), *flags, *given)
    assert (refused.exit_code, refused.stderr, out.exists()) == (1, "征询还在进行，截止以后才有结果\n", False)
    for unsaid in ((), given[:2], given[2:], ("--for", " ", "--reason", "复核")):
        refused = own.type(name, ENDED, str(out), *flags, *unsaid)
        assert (refused.exit_code, "写明给谁、为什么给" in refused.stderr, out.exists()) == (2, True, False)
    before = len(acts(own, EXACT[typed]))
    own.done(name, ENDED, str(out), *flags, *given)
    digest = sha256(out.read_bytes()).hexdigest()
    assert len(acts(own, EXACT[typed])) == before + 1
    with own.app.app_context(), reading() as session:
        assert last(session, EXACT[typed]) == {"to": "监票人李某", "reason": "复核", "digest": digest}


@pytest.mark.parametrize("typed", [("tally", OPEN), ("tally", OPEN, "--json"), ("tally", OPEN, "--posted", "--json")])
def test_nothing_is_told_of_a_poll_that_runs(own: Installation, typed: tuple[str, ...]) -> None:
    result = own.type(*typed)
    assert (result.exit_code, result.stdout) == (1, "")
