"""The table of a menu as a form: from what came to texts by row and column, and the rows as they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from surveys.core.errors import Problem
from surveys.core.fitting import must_total
from surveys.core.menu import Alternative, Item
from surveys.core.menu_table import PAYING, MenuColumn, Signature, Table, write_signature
from surveys.services.edition import menu_words
from surveys.services.menu import MenuDesk
from surveys.web.shown import FormLine
from surveys.words.figure import money_words
from surveys.words.menu_table import (
    SIGNATURES,
    column_words,
    estimate_words,
    menu_filled_words,
    menu_problem_words,
    must_words,
    signed_words,
    who_pays_words,
)
from surveys.words.priorities import UNESTIMATED

FLAGS = (MenuColumn.OFFERED, MenuColumn.MUST, MenuColumn.OWN_MONEY)


@dataclass(frozen=True, slots=True)
class MenuForm:
    """What stands in the fields: the table and who made the estimate, with what is wrong by the field's name."""

    table: Table
    signature: Mapping[Signature, str]
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MenuRow:
    """An item, or one of its ways, as a row: what is typed, and what stands beside it. `open` where its second line is to
    be seen, because something there is wrong or not as usual."""

    key: str
    name: str
    about: str
    cells: Mapping[MenuColumn, str]
    reference: str
    cost: str
    known: bool
    summary: str = ""
    open: bool = False
    ways: tuple[MenuRow, ...] = ()

    def is_on(self, column: str) -> bool:
        """Whether a box is ticked."""
        return self.cells[MenuColumn(column)] in menu_words().yes


@dataclass(frozen=True, slots=True)
class MenuFacts:
    """What the page says of a menu above its table; `tiers` are the rows by the name of their class."""

    filled: str
    must: str
    over: bool
    signed: str
    tiers: Mapping[str, tuple[MenuRow, ...]]


def kept_form(desk: MenuDesk) -> MenuForm:
    """The form with what stands."""
    return MenuForm(desk.table, write_signature(desk.menu))


def sent_form(desk: MenuDesk, sent: MultiDict[str, str]) -> MenuForm:
    """The form with what came; what didn't come stays."""
    no = menu_words().no[0]
    table: dict[str, dict[MenuColumn, str]] = {}
    for key, row in desk.table.items():
        came = {column: sent[f"{key}.{column}"] for column in row if f"{key}.{column}" in sent}
        unticked = {column: no for column in FLAGS if column in row and column not in came} if came else {}
        table[key] = {**came, **unticked}
    return MenuForm(table, {name: sent[name] for name in Signature if name in sent})


def refused_form(desk: MenuDesk, form: MenuForm, problems: Sequence[Problem]) -> MenuForm:
    """The form as it came, with why each field can't be taken."""
    errors: dict[str, list[str]] = {}
    for problem in problems:
        key = problem.detail.get("key")
        errors.setdefault(f"{key}.{problem.field}" if key else problem.field, []).append(menu_problem_words(problem))
    table = {key: {**row, **form.table.get(key, {})} for key, row in desk.table.items()}
    return MenuForm(table, {**write_signature(desk.menu), **form.signature}, errors)


def facts_of(desk: MenuDesk, form: MenuForm) -> MenuFacts:
    """What the page shows of a menu."""
    menu, (known, unknown) = desk.menu, must_total(desk.menu)
    rows = {tier.key: [row_of(item, form) for item in menu.whole if item.tier == tier.key] for tier in menu.tiers}
    return MenuFacts(
        filled=menu_filled_words(menu),
        must=must_words(known, unknown, desk.budget),
        over=desk.budget is not None and known > desk.budget,
        signed=signed_words(menu.estimated) if menu.estimated or any(item.costs for item in menu.whole) else UNESTIMATED,
        tiers={tier.name: tuple(rows[tier.key]) for tier in menu.tiers},
    )


def row_of(item: Item, form: MenuForm) -> MenuRow:
    """An item's row with those of its ways."""
    second = (*PAYING, MenuColumn.OWN_MONEY, MenuColumn.SCOPE, MenuColumn.INFEASIBLE)
    scope = form.table[item.key][MenuColumn.SCOPE] or _("全小区")
    parts = [who_pays_words(item), scope, *([_("做不了：%(why)s", why=item.infeasible)] if item.infeasible else [])]
    return MenuRow(
        key=item.key,
        name=item.name,
        about=item.about,
        cells=form.table[item.key],
        reference=_reference(item, item.unit),
        cost=estimate_words(item),
        known=bool(item.costs),
        summary="；".join(parts),
        open=any(f"{item.key}.{column}" in form.errors for column in second),
        ways=tuple(_way_row(way, item, form) for way in item.alternatives),
    )


def _way_row(way: Alternative, item: Item, form: MenuForm) -> MenuRow:
    key, cost = f"{item.key}/{way.key}", item.cost_of(way.key)
    own = way.is_priced
    said = UNESTIMATED if cost is None else money_words(cost)
    told = said if own else _("同上")
    return MenuRow(key, way.name, way.about, form.table[key], _reference(way, item.unit), told, own and cost is not None)


def _reference(one: Item | Alternative, unit: str) -> str:
    if one.reference is None:
        return ""
    each = f"/{unit}" if unit else ""
    return f"{_('参考单价%(money)s', money=money_words(one.reference))}{each}"


def field_names(desk: MenuDesk) -> Mapping[str, str]:
    """What every field is called, for a list of what is wrong."""
    return {line.name: line.label for line in form_lines(desk)}


def form_lines(desk: MenuDesk) -> Iterator[FormLine]:
    """Every field with what stands in it, for whoever typed something else."""
    yes, no = menu_words().yes[0], menu_words().no[0]
    names = {item.key: item.name for item in desk.menu.whole}
    names |= {f"{i.key}/{way.key}": f"{i.name}（{way.name}）" for i in desk.menu.whole for way in i.alternatives}
    for key, row in desk.table.items():
        for column, text in row.items():
            choices = {yes: yes, "": no} if column in FLAGS else None
            yield FormLine(f"{key}.{column}", f"{names[key]}：{column_words(column)}", text, choices)
    for name, text in write_signature(desk.menu).items():
        yield FormLine(name, SIGNATURES[name], text)
