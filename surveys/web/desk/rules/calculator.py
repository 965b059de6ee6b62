"""认定计算器: type totals, read the verdict. Nothing is stored, and the address keeps what was typed."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from surveys.core.errors import Rejected
from surveys.core.outcome import PublicRuling
from surveys.core.outcome.rulings import exact_ruling
from surveys.core.rules import Rule, apply_totals
from surveys.core.staff import Right
from surveys.core.tally import WHOLE, Basis, Count
from surveys.services.edition import preset_rules
from surveys.web.audience import may
from surveys.web.desk.pages import pages
from surveys.web.made_from import made_from
from surveys.web.shown import nothing
from surveys.words import rules as words
from surveys.words.comparison import totals_words

FIGURES = ("total", "part", "yes")
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,2})?")
CONSULTED = "consulted"
"""The part of the address that says that the figures are those of a consultation."""
USUAL_RULE = "civil-278-special"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, read: figures by basis, and what has to be mended by the field's name."""

    counts: Mapping[Basis, Count]
    errors: Mapping[str, str]


@pages.get("/calculator")
@may(Right.LOOK)
def calculator() -> str:
    """A rule, the totals, and what comes out."""
    rules = preset_rules()
    rule = rules.get(request.args.get("rule", ""), rules[USUAL_RULE])
    typed = _read(rule) if any(request.args.get(_field(basis, "total")) for basis in Basis) else Typed({}, {})
    result, errors = _result(rule, typed)
    consulted = bool(request.args.get(CONSULTED))
    return render_template(
        "desk/rules/calculator.html",
        rules=rules,
        rule=rule,
        fields={basis: [_field(basis, figure) for figure in FIGURES] for basis in rule.bases},
        typed=request.args,
        errors=errors,
        result=result,
        consulted=consulted,
        sentences=totals_words(result, consulted=consulted) if result else (),
        words=words,
    )


@pages.post("/calculator")
@may(Right.LOOK)
@made_from(nothing)
def calculate_file() -> Response:
    """A count as `flask tally --json` writes it: its figures go into the form's address, and the file nowhere.

    It counts a consultation, so that the address says so too: nothing can be decided by it.
    """
    chosen = {"rule": request.form.get("rule", "")}
    try:
        counts = json.loads(request.files["count"].stream.read())["tally"]["whole"]["votes"]
        figures = {_field(b, f): _typed(b, int(counts[b][f])) for b in Basis for f in FIGURES} | {CONSULTED: "1"}
    except (KeyError, TypeError, ValueError, ArithmeticError, RecursionError):
        flash(_("这个文件里没有计票结果，请技术人员重新取一份"))
        figures = {}
    return redirect(f"{url_for('desk.calculator')}?{urlencode(chosen | figures)}", 303)


def _typed(basis: Basis, units: int) -> str:
    return f"{units // 100}.{units % 100:02}" if basis is Basis.AREA else str(units)


def _field(basis: Basis, figure: str) -> str:
    return f"{basis.value}-{figure}"


def _read(rule: Rule) -> Typed:
    counts, errors = {}, {}
    for basis in rule.bases:
        figures = []
        for figure in FIGURES:
            name = _field(basis, figure)
            text = unicodedata.normalize("NFKC", request.args.get(name, "")).replace(",", "").strip()
            if not _NUMBER.fullmatch(text) or (basis is not Basis.AREA and "." in text):
                errors[name] = _("写成数字，例如66783.97") if basis is Basis.AREA else _("写成整数，例如403")
            else:
                figures.append(_units(basis, text))
        if len(figures) == len(FIGURES):
            counts[basis] = Count.of(*figures)
    return Typed(counts, errors)


def _units(basis: Basis, text: str) -> int:
    """A figure as the core counts it: floor area in hundredths of a square metre."""
    whole, _point, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0) if basis is Basis.AREA else int(whole)


def _result(rule: Rule, typed: Typed) -> tuple[PublicRuling | None, Mapping[str, str]]:
    if typed.errors or not typed.counts:
        return None, typed.errors
    try:
        return exact_ruling(rule, WHOLE, apply_totals(rule, typed.counts)), {}
    except Rejected as refused:
        told = {
            "totals_part_over_all": ("part", _("参与的不能多于总数")),
            "totals_yes_over_part": ("yes", _("同意的不能多于参与的")),
        }
        problems = ((problem, told[problem.code]) for problem in refused.problems if problem.code in told)
        return None, {_field(Basis(problem.field), figure): text for problem, (figure, text) in problems}
