"""Every command of the command line, typed with whatever fits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import click

from tests.office_attack.scene import ROLES, Scene
from tests.office_attack.watching import Answer

LEFT_OUT = {"db": "moves the tables, as whoever sits at the machine may anyway", "prepare": "moves the tables and the demo"}

FIRST = "1"
"""The compound by its number: an order of acts may have given it another name."""
_TEXTS = {
    "compound": (FIRST,),
    "compounds": (FIRST,),
    "username": tuple(ROLES),
    "until": ("2099-01-04", "2026-12-20"),
    "street": ("槐荫街道",),
    "building": ("1",),
    "unit": ("1",),
    "phone": ("0632-5550123",),
    "password": ("correct horse 48",),
}


def commands(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command, with the words that name it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if not before and name in LEFT_OUT:
            continue
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


def typed(scene: Scene, words: tuple[str, ...], command: click.Command, chance: Random) -> list[Answer]:
    """What a command printed, and every file that it wrote."""
    out = scene.folder / "out"
    arguments = [*words]
    for parameter in command.params:
        arguments += _given(parameter, out, chance)
    if words == ("keep-time",):
        arguments = [*words, "--once"]  # without it, it never ends
    result = scene.app.test_cli_runner().invoke(args=arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise AssertionError(f"{arguments} ended with {result.exception!r}") from result.exception
    where = f"flask {' '.join(arguments)}"
    answers = [Answer(where, result.exit_code, result.output.encode())]
    for file in sorted(path for path in out.rglob("*") if path.is_file()):
        answers.append(Answer(f"{where} > {file.name}", result.exit_code, file.read_bytes()))
        file.unlink()
    return answers


def _given(parameter: click.Parameter, out: Path, chance: Random) -> list[str]:
    value = _value(parameter, out, chance)
    if isinstance(parameter, click.Argument):
        return [value]
    assert isinstance(parameter, click.Option)
    if not parameter.required and chance.random() < 0.4:
        return []
    name = chance.choice([*parameter.opts, *parameter.secondary_opts])
    return [name] if parameter.is_flag else [name, value]


def _value(parameter: click.Parameter, out: Path, chance: Random) -> str:
    kind, name = parameter.type, parameter.name or ""
    if isinstance(kind, click.Choice):
        return str(chance.choice(list(kind.choices)))
    if isinstance(kind, click.Path):
        return str(out / f"{name}.{chance.choice(('pdf', 'zip', 'json', 'html'))}")
    if isinstance(kind, click.DateTime):
        return chance.choice(("2099-01-04", "2026-12-20"))
    if name in _TEXTS:
        return chance.choice(_TEXTS[name])
    return "复核" if kind is click.STRING else str(chance.randrange(1, 9))
