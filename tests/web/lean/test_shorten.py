"""A script with short names does what it did: only what it declares is renamed, and everywhere alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from surveys.web.lean.page import SCRIPTS
from surveys.web.lean.shorten import BROWSERS, with_short_names
from surveys.web.lean.squeeze import squeezed_js, tokens

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("let here=1;here+=here;", "let a=1;a+=a;"),
        ("const when=Date.now();keep({when:when,here});", "const a=Date.now();keep({when:a,here});"),
        ("let when=1;let fields=2;keep({ when , at:fields});", "let b=1;let a=2;keep({ when:b , at:a});"),
        ("function show(name){return name?show:name;}", "function b(a){return a?b:a;}"),
        ("rows.forEach((row)=>{row.row=row;});one=>one.x", "rows.forEach((a)=>{a.row=a;});b=>b.x"),
        ('const[first,second]=pair.split(":first");go(second);', 'const[b,a]=pair.split(":first");go(a);'),
        ("try{go();}catch(broken){tell(broken);}", "try{go();}catch(a){tell(a);}"),
        ("sent.catch(()=>{sent=null;});let sent=null;", "a.catch(()=>{a=null;});let a=null;"),
        ("const word=/word/;word.test(text);", "const a=/word/;a.test(text);"),
        ("function f(location){return document.f(f);}", "function f(location){return document.f(f);}"),
    ],
)
def test_names_become_short_and_nothing_else_changes(long: str, short: str) -> None:
    assert with_short_names(long) == short


def test_what_the_browser_has_is_what_the_linter_knows() -> None:
    linted = re.search(r"const browser = \[(.*?)\];", (ROOT / "eslint.config.js").read_text(), re.S)
    assert linted
    assert set(re.findall(r'"(\w+)"', linted[1])) - BROWSERS == set()


def test_the_script_is_a_good_deal_shorter_and_says_the_same_words() -> None:
    text = squeezed_js("".join((ROOT / "static" / "js" / name).read_text() for name in SCRIPTS))
    short = with_short_names(text)
    assert len(short) < 0.85 * len(text)
    for kind in ("whole", "sign"):
        before, after = ([token for what, token in tokens(js) if what == kind and token != ":"] for js in (text, short))
        assert before == after
