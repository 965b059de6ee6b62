"""The check of editions, menus and rules before they are used."""

from __future__ import annotations

from pathlib import Path

import click

from surveys.cli.errand import FILE, errand, read_text
from surveys.core.edition_file import read_edition
from surveys.core.menu_file import read_menu
from surveys.core.rules import read_rules


@errand("check-edition", sound=False)
@FILE
def check_edition(file: Path) -> None:
    """检查一份问卷（.toml）：错在哪一行、怎么改。"""
    edition = read_edition(read_text(file))
    click.echo(f"没有问题：{edition.title}（{edition.key}），{len(edition.questions)}题，摘要 {edition.digest}")


@errand("check-menu", sound=False)
@FILE
def check_menu(file: Path) -> None:
    """检查一份改造菜单（.toml）：错在哪一行、怎么改。"""
    menu = read_menu(read_text(file))
    click.echo(f"没有问题：{menu.title}（{menu.key}），{len(menu.items)}项，摘要 {menu.digest}")


@errand("check-rules", sound=False)
@FILE
def check_rules(file: Path) -> None:
    """检查认定规则（.toml）：错在哪一行、怎么改。"""
    for rule in read_rules(read_text(file)):
        click.echo(f"没有问题：{rule.name}（{rule.key}）")
