"""The parsers of what somebody types or scans, and of the packages that neighbours count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from werkzeug.datastructures import MultiDict

import opened
import recount
import sealed
from surveys.core.amount import read_amount
from surveys.core.backup import read_name
from surveys.core.cipher import key_groups, read_key
from surveys.core.code import door_figures, is_full_door, read_code, read_link, read_receipt, read_receipt_key
from surveys.core.contact import read_phone
from surveys.core.form_register import read_forms
from surveys.core.paper_form import payload, read_form_number, read_payload
from surveys.core.pb import amounts
from surveys.core.place import read_district
from surveys.core.roster_file import CellRefused
from surveys.core.rules.rule import read_bar
from surveys.core.sampling import read_dice
from surveys.core.seal import read_head
from surveys.core.site import read_site
from surveys.core.submission import read_seen
from surveys.core.takeover.expected import EXPECTED, read_expected
from surveys.log.file import read_line
from surveys.log.metrics import read_address
from surveys.services.edition import menu_words
from surveys.services.entry_lot import read_roll
from surveys.services.owner import read_number, read_owner
from surveys.web.desk.edition.item import read_yuan
from surveys.web.desk.roster.answers import answers_of
from surveys.web.desk.visit.form import knocks_from_phone
from tests.fuzz.parser import CHINESE, Parser, Unsaid, text_of


def _pb_amount(text: str) -> object:
    return amounts.read_amount(text)


TYPED: dict[Callable[[str], object], tuple[str, ...]] = {
    read_code: ("1234 5678 9012", "编码：1234-5678-9012", "１２３４５６７８９０１２"),
    read_link: ("https://diandan.test/q/ABCDEFGHJKMNPQRSTVWXYZ0123", "/q/abcdefghjkmnpqrst"),
    read_receipt: ("ABCDE-12345", "回执号：abcde12345"),
    read_receipt_key: ("0123 4567 89AB CDEF", "https://diandan.test/k/0123456789ABCDEF"),
    door_figures: ("3号楼2单元501", "三号楼二单元五百零一"),
    partial(is_full_door, building="三号楼", unit="2", room="501"): ("3-2-501", "三号楼二单元五零一室"),
    partial(read_phone, agreed=True): ("13800000000", "+86 138 0000 0000"),
    read_number: ("13800000000", "0632-5550123"),
    read_owner: ("王小明、李红", "某某公司"),
    read_site: ("https://diandan.example", "http://192.168.1.5:8000", "diandan.example/x?y#z", "http://[::1]:80"),
    read_dice: ("123456 123456 123456 12",),
    partial(read_roll, witnesses="王明、李红"): ("12345612345612345612",),
    partial(read_roll, "12345612345612345612"): ("王明、李红",),
    read_forms: ("12-40, 7", "1234 5678 9012"),
    read_form_number: ("1234 5678 9012", payload("123456789000", 1)),
    read_payload: (payload("123456789000", 1),),
    read_seen: ("owner:3,occupant:1", "owner=1", '{"owner": 1}'),
    read_head: ("12条，根 0123456789abcdef", "33:" + "0a" * 32),
    read_address: ("127.0.0.1:9100", "localhost:9100"),
    read_bar: ("at least 2/3", "more than 1/2"),
    read_yuan: ("1,234.56元", "12"),
    partial(read_amount, words=menu_words().amounts, most=10**9): ("1,234.56", "12.5万元", "３０００"),
    _pb_amount: ("1500.5", "1.500e3", "12,50"),
    read_key: (key_groups(b"k" * 32),),
    read_name: ("diandan-20261128T000000Z-0035.backup",),
    partial(read_district, office="改造办"): ("薛城区",),
    knocks_from_phone: ('[{"household": 1, "ago": 60, "outcome": "talked", "submission": "abc", "next_on": "2026-12-01"}]',),
}


def _typed(read: Callable[[str], object], data: bytes) -> object:
    return read(text_of(data[:600_000]))


def _expected(data: bytes) -> object:
    return read_expected(dict(zip(EXPECTED, text_of(data).split("|"), strict=False)))


def _answered(data: bytes) -> object:
    return answers_of(MultiDict(part.partition("=")[::2] for part in text_of(data).split("&"))).expected()


def text_parsers() -> Iterator[Parser]:
    """Each thing that somebody types, and lines of files that are ours until somebody else had them."""
    for read, said in TYPED.items():
        named = read.func if isinstance(read, partial) else read
        more = "-witnesses" if isinstance(read, partial) and read.args else ""
        yield Parser(
            f"{named.__name__.lstrip('_')}{more}",
            partial(_encoded, said),
            partial(_typed, read),
            refusals=(*Parser.refusals, CellRefused, *((ValueError,) if named is read_address else ())),
            seconds=2,
            megabytes=100,
            often=40,
        )
    yield Parser("read_expected", partial(_encoded, ("12|3|45.6|7",)), _expected, seconds=2)
    yield Parser("answers_of", partial(_encoded, ("expect-homes=12&remove=1",)), _answered)
    yield Parser("read_line", partial(_encoded, ('{"at": "2026-11-28T00:00:00Z", "what": "started"}',)), read_line)


def _encoded(said: Sequence[str]) -> Sequence[bytes]:
    return [one.encode() for one in said]


def _exact() -> Sequence[bytes]:
    from tests.test_recount import exact_package

    return [exact_package(7_000_000)]


def _posted() -> Sequence[bytes]:
    from tests.test_recount import posted_package

    return [posted_package(7_000_001)]


def _opened() -> Sequence[bytes]:
    from tests.test_opened import WHOLE, package

    return [package(WHOLE)]


def _script(main: Callable[[list[str]], object], data: bytes) -> None:
    """What a neighbour runs: whatever the file is, it says in Chinese what it found, and its status is 0, 1 or 2."""
    said = StringIO()
    with TemporaryDirectory() as folder, redirect_stdout(said):
        file = Path(folder) / "package.zip"
        file.write_bytes(data)
        status = main([str(file)])
    if status not in (None, 0, 1, 2) or not CHINESE.search(said.getvalue()):
        raise Unsaid(f"{status} {said.getvalue()[:200]}")


def package_parsers() -> Iterator[Parser]:
    """The three programs that neighbours run on what somebody gave them."""
    bounds = {"seconds": 20.0, "megabytes": 400, "often": 2}
    yield Parser("recount-exact", _exact, partial(_script, recount.main), **bounds)
    yield Parser("recount-posted", _posted, partial(_script, recount.main), **bounds)
    yield Parser("opened", _opened, partial(_script, opened.main), **bounds)
    yield Parser("sealed", _exact, partial(_script, sealed.main), **bounds)
