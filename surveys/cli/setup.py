"""Getting an installation ready: the database, the first account, the demo district, and where to go then."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import click
from flask import current_app

from surveys.cli.backup import backup_folder, ensure_key, key_file
from surveys.cli.database import bring_up_to_date
from surveys.cli.errand import INSTALLATION, base_url, errand, keys, now, tell
from surveys.cli.installation import begin_installation
from surveys.cli.staff import OFFICE, ensure_office, first_password, make_account, new_password
from surveys.cli.start import check_whole, check_written
from surveys.core.errors import Rejected
from surveys.core.place import DISTRICT, Jurisdiction, read_district
from surveys.core.poll import PollState
from surveys.core.print_run import PrintReason
from surveys.core.staff import Role
from surveys.demo.filling import errands
from surveys.demo.names import STREETS
from surveys.services.backup import last_backup
from surveys.services.compound import CompoundLine, compound_desk, compound_lines
from surveys.services.contact import forget_contacts
from surveys.services.district import district as named_district
from surveys.services.district import name_district
from surveys.services.letter import Letter, LettersWanted, print_letters
from surveys.services.staff import staff_members
from surveys.store.db import Connection, reading, transaction
from surveys.words.backup import last_backup_words
from surveys.words.demo_mark import unmarked
from surveys.words.place import door_words
from surveys.words.refusal import cli_problem

DEMO_STAFF = (("jiedao", "望春街道办事处（演示）", Role.STREET), ("juweihui", "春风里社区居委会（演示）", Role.COMMITTEE))
_LINKS = 12
_SITE = "居民打开的网址，印在每封信上，例如https://diandan.example；还没有就直接按回车"
_LINKS_OF_ONE = 3


@errand("prepare", sound=False)
@click.option("--demo", is_flag=True, help="在空数据库里放进演示区")
@click.option("--qr", is_flag=True, help="在终端里画出地址的二维码")
@click.option("--district", default="", help="区名，例如薛城区；第一次不写就会问")
@click.option("--office", default="", help="本单位的名称，例如薛城区住房和城乡建设局")
@click.option("--site", help="居民打开的网址，印在每封信上，例如https://diandan.example")
def prepare(*, demo: bool, qr: bool, district: str, office: str, site: str | None) -> None:
    """把数据库更新到位，问清区名、本单位和网址，建好第一个账号，告诉您从哪里进。"""
    check_whole()
    bring_up_to_date()
    begin_installation()
    check_written()
    with transaction() as session:
        forgotten(session)
    shutil.rmtree(
        Path(current_app.instance_path) / "uploads", ignore_errors=True
    )  # where 0.2 kept files with people's names
    _name(district, office, site, demo=demo)
    with reading() as session:
        known = {member.username for member in staff_members(session)}
    if not known:
        with transaction() as session:
            ensure_office(session)
    if demo and DEMO_STAFF[0][0] not in known:
        _fill()
    _say_where(demo=demo)
    _say_backups(made=ensure_key())
    if qr:
        with reading() as session:
            click.echo(_blocks(base_url(session)))


def _say_backups(*, made: bool) -> None:
    """Where backups go, and what is to be done so that they outlive this machine."""
    click.echo(f"  备份：每天一份，在 {backup_folder()}；{last_backup_words(last_backup(backup_folder()), now=now())}")
    if made:
        click.echo(f"        钥匙刚做好，在 {key_file()}。没有它，备份谁也打不开：")
        click.echo("        运行 python3 run.py flask backup-key，抄在纸上。")
    if not current_app.config["BACKUP_TO"]:
        click.echo("        备份、密钥和这把钥匙都还只在这一台机器上，它坏了就全没有了：看 docs/backup.md，拷到别处去。")
    click.echo("")


def attended() -> bool:
    """Whether somebody sits at the terminal."""
    return sys.stdin.isatty()


def _name(name: str, office: str, site: str | None, *, demo: bool) -> None:
    """Write down what the district and its office are called and where residents reach them, asking where somebody sits
    there to answer."""
    with reading() as session:
        known = named_district(session)
    if not name and not office and site is None and (known or demo or not attended()):
        return
    while True:
        name = name or (known.name if known else click.prompt("区名，例如薛城区"))
        office = office or (known.office if known else click.prompt("本单位的名称，例如薛城区住房和城乡建设局"))
        try:
            read_district(name, office)  # wrong names are asked for again before anything more
            if site is None and known is None and attended():
                site = click.prompt(_SITE, default="", show_default=False)
            with transaction() as session:
                name_district(session, name, office, site, by=INSTALLATION, now=now())
        except Rejected as refused:
            if not attended():
                raise
            click.echo("\n".join(map(cli_problem, refused.problems)), err=True)
            site = None
            if {problem.field for problem in refused.problems} != {"site"}:
                name = office = ""
        else:
            return


def forgotten(session: Connection) -> None:
    """Delete the telephone numbers whose time is over, and say so where there were any."""
    if number := forget_contacts(session, now=now()):
        click.echo(f"删掉了{number}个到期的联系电话。")


@errand("forget-contacts")
def forget() -> None:
    """删掉到期的联系电话：公示期满30天，或截止180天还没有公示的。启动时和开着的每一天也会自动删。"""
    with transaction() as session:
        forgotten(session)


def _fill() -> None:
    """Put the demo district into an empty database, whole or not at all."""
    with transaction() as session:
        if compound_lines(session, DISTRICT, now=now()):
            click.echo("数据库里已经有数据，不放演示区。")
            return
        waiting = errands(keys(), now(), base_url(session))
        label = "正在编出演示区（数据都是假的）"
        with click.progressbar(waiting, label=label, fill_char="█", empty_char="·") as bar:
            for step in bar:
                step(session)
        _add_demo_staff(session)


def _add_demo_staff(session: Connection) -> None:
    """A street's and a committee's account beside the office, with the first password while it stands, to try both."""
    lines = compound_lines(session, DISTRICT, now=now())
    street = next(line.compound.street.id for line in lines if line.compound.street.name == STREETS[0])
    scopes = {Role.STREET: Jurisdiction(street=street), Role.COMMITTEE: Jurisdiction(compound=lines[0].compound.id)}
    password = first_password(session) or new_password()
    for username, name, role in DEMO_STAFF:
        make_account(session, username, name, password, role=role, scope=scopes[role])


def _say_where(*, demo: bool) -> None:
    places = _places(_LINKS_OF_ONE if demo else 0)
    click.echo("\n准备好了。")
    for link in places["letters"][:1]:
        click.echo(f"  居民：{link['url']}\n        {link['compound']} {link['household']}，户码 {link['code']}")
    staff = places["staff"]
    with reading() as session:
        if not demo and named_district(session) is None:
            click.echo("  区名还没有写：登录以后到“人员”里点“区名、本单位和网址”。")
    click.echo(f"  工作台：{staff['login_url']}")
    secret = f"密码 {staff['password']}" if staff["password"] else "密码已经改过"
    click.echo(f"        用户名 {staff['username']}，{secret}")
    click.echo(f"  公开页：{places['public'][0]}\n")


@errand("demo-links")
@click.option("--json", "as_json", is_flag=True, help="给程序用")
def demo_links(as_json: bool) -> None:
    """演示区里可以去哪里：还没有回答的入户信、工作台账号、公开页。"""
    places = _places(_LINKS)
    if as_json:
        tell(places)
        return
    for link in places["letters"]:
        click.echo(f"{link['compound']} {link['household']}  {link['code']}  {link['url']}")
    staff = places["staff"]
    click.echo(f"\n工作台 {staff['login_url']}  用户名 {staff['username']}  密码 {staff['password'] or '（已经改过）'}")
    for address in places["public"]:
        click.echo(f"公开页 {address}")


def _places(wanted: int) -> dict[str, Any]:
    """Where to go: letters of open polls that nobody has answered yet, the desk, the public pages."""
    with transaction() as session:
        base = base_url(session)
        password = first_password(session)
        lines = compound_lines(session, DISTRICT, now=now()) if wanted else ()
        found = _unanswered(session, lines, wanted, base)
    return {
        "base": base,
        "letters": [_link(letter) for letter in found],
        "staff": {"login_url": base + _path("staff.sign_in"), "username": OFFICE, "password": password},
        "public": [f"{base}/", base + _path("resident.code"), *(base + path for path in _public_pages(lines))],
    }


def _link(letter: Letter) -> dict[str, str]:
    at = letter.address
    door = door_words(at.building, at.unit, at.room)
    return {"compound": at.compound, "household": door, "url": letter.url, "code": letter.code}


def _unanswered(session: Connection, lines: Sequence[CompoundLine], wanted: int, base: str) -> list[Letter]:
    """Letters of open polls of the demo whose owners have not answered, a few of each compound, printed in runs like all
    that leave; of real data there are none."""
    found: list[Letter] = []
    at, by = now(), INSTALLATION
    for line in lines:
        if (
            line.poll is None
            or line.state is not PollState.OPEN
            or len(found) >= wanted
            or not unmarked(line.poll.wave.title)[1]
        ):
            continue
        desk = compound_desk(session, DISTRICT, line.compound.id, now=now())
        silent = [door.household.id for door in desk.doors if not door.casts]
        few = frozenset(silent[:: max(1, len(silent) // _LINKS_OF_ONE)][: min(_LINKS_OF_ONE, wanted - len(found))])
        if few:
            tried = LettersWanted(again=True, reason=PrintReason.OTHER, remark="演示", households=few)
            poll = line.poll.id
            found += print_letters(session, DISTRICT, poll, tried, keys=keys(), base_url=base, by=by, now=at).letters
    return found


def _public_pages(lines: Sequence[CompoundLine]) -> list[str]:
    """The public page of one poll in each state that has one."""
    polls = {line.state: line.poll for line in lines if line.poll and line.poll.terms}
    return [_path("public.poll", poll_id=poll.id) for poll in polls.values()]


def _path(endpoint: str, **values: int) -> str:
    return current_app.url_map.bind("").build(endpoint, values)


def _blocks(text: str) -> str:
    """A QR code in half blocks, light on dark, for a phone held to the screen."""
    from qrcode.main import QRCode

    code, drawn = QRCode(border=2), StringIO()
    code.add_data(text)
    code.print_ascii(out=drawn, invert=True)
    return drawn.getvalue()
