"""One item or one tier of a menu in the making."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from flask import current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from surveys.core.errors import NotFound, Problem, Rejected
from surveys.core.menu import Alternative, Decision, Item, Menu, Tier
from surveys.core.menu_file import MOST_YUAN
from surveys.core.sketch import free_key, place_of, problems_of, put
from surveys.core.staff import Right
from surveys.store.sketch import Sketch
from surveys.web.audience import may
from surveys.web.desk.edition.sketch_page import tried
from surveys.web.desk.edition.sketching import mine, sketch_shown, stepped
from surveys.web.desk.edition.views import gone
from surveys.web.desk.pages import pages
from surveys.web.made_from import made_from
from surveys.words.matter import class_words
from surveys.words.sketch import sketch_part_words, sketch_problem_words

LIMITS = {"name": 20, "about": 120, "unit": 10, "way": 20, "way_about": 80}
MORE_WAYS = 2
_ROW = re.compile(r"w-([0-9]{1,3})-name")
_MOVE = re.compile(r"(up|down|out)-([0-9]{1,3})")
_NAMED = {"name", "about", "tier", "unit", "reference", "excludes", "needs", "decision", "must", "alternatives"}


@dataclass(frozen=True, slots=True)
class TypedItem:
    """An item as it was typed; `cost` is the text that stands where its reference cost is asked for."""

    item: Item
    cost: str
    blank: int = MORE_WAYS


@pages.route("/sketches/<int:number>/item", methods=["GET", "POST"])
@may(Right.WRITE)
@made_from(sketch_shown)
def sketch_item(number: int) -> Response | str | tuple[str, int]:
    """One item, with `key` in the address, or a new one."""
    try:
        kept = mine(number)
        base = _begun(kept, request.args.get("key", ""))
    except NotFound:
        return gone()
    assert isinstance(kept.paper, Menu)
    if request.method != "POST":
        return _page(kept, TypedItem(base, typed_yuan(base.reference)))
    typed = _read(request.form, base, kept.paper)
    if (how := request.form.get("do", "save")) != "save":
        return _page(kept, _moved(typed, how))
    after = replace(kept.paper, items=put(kept.paper.items, typed.item))
    try:
        if read_yuan(typed.cost) is None and typed.cost:
            raise Rejected([Problem("sketch_yuan", "reference", value=typed.cost), *problems_of(after)])
        return stepped(number, after, _("这一项存好了"), anchor=f"item-{typed.item.key}")
    except Rejected as refused:
        return _page(kept, typed, _accused(refused.problems, after, typed.item)), 422


def _begun(kept: Sketch, key: str) -> Item:
    if not isinstance(kept.paper, Menu):
        raise NotFound("item")
    if key:
        return kept.paper.items[place_of(kept.paper.items, key)]
    return Item(free_key(kept.paper.by_key, "i"), "", request.args.get("tier", kept.paper.tiers[0].key))


def typed_yuan(fen: int | None) -> str:
    """An amount in yuan as one types it."""
    return "" if fen is None else f"{fen // 100}.{fen % 100:02}".removesuffix(".00")


def read_yuan(text: str) -> int | None:
    """What somebody typed in yuan, in fen; None for nothing, and for what is no amount."""
    try:
        yuan = Decimal(text.replace(",", "").replace("，", "").removesuffix("元").strip() or "nan")
    except InvalidOperation:
        return None
    if not (yuan.is_finite() and 0 <= yuan <= MOST_YUAN):  # before it is worked with: 1e999999 has a million digits
        return None
    fen = yuan * 100
    return int(fen) if fen == int(fen) else None


def _read(form: MultiDict[str, str], base: Item, menu: Menu) -> TypedItem:
    """What came, over the item that it was typed into: what belongs to a compound stays as it is."""
    decision = form.get("decision", "")
    others = [item.key for item in menu.items if item.key != base.key]
    item = replace(
        base,
        name=form.get("name", ""),
        tier=form.get("tier", ""),
        about=form.get("about", ""),
        must="must" in form,
        unit=form.get("unit", ""),
        reference=read_yuan(form.get("reference", "")),
        icon=form["icon"] if form.get("icon") in icons() else base.icon,
        alternatives=tuple(_ways(form, base)),
        excludes=tuple(key for key in others if key in form.getlist("excludes")),
        needs=tuple(key for key in others if key in form.getlist("needs")),
        decision=Decision(decision) if decision in tuple(Decision) else None,
    )
    return TypedItem(item, form.get("reference", "").strip()[:40])


def _ways(form: MultiDict[str, str], base: Item) -> Iterator[Alternative]:
    known = {way.key: way for way in base.alternatives}
    rows = sorted(int(found[1]) for name in form if (found := _ROW.fullmatch(name)))
    taken = {*known, *(form.get(f"w-{n}-key", "") for n in rows)}
    for n in rows:
        key, name, about = (form.get(f"w-{n}-{part}", "") for part in ("key", "name", "about"))
        if key in known:
            yield replace(known[key], name=name, about=about)
        elif name.strip() or about.strip():
            taken.add(key := free_key(taken, "a"))
            yield Alternative(key, name, about)


def _moved(typed: TypedItem, how: str) -> TypedItem:
    found, ways = _MOVE.fullmatch(how), list(typed.item.alternatives)
    if not found or int(found[2]) >= len(ways):
        return replace(typed, blank=2 * MORE_WAYS)
    way = ways.pop(int(found[2]))
    if found[1] != "out":
        ways.insert(max(0, int(found[2]) + (-1 if found[1] == "up" else 1)), way)
    return replace(typed, item=replace(typed.item, alternatives=tuple(ways)))


def icons() -> Sequence[str]:
    """The icons that there are."""
    return tuple(current_app.jinja_env.get_template("macros/icons.html").module.PATHS)  # type: ignore[attr-defined]


def _accused(problems: Sequence[Problem], after: Menu, item: Item) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    own = len(after.tiers) + place_of(after.items, item.key) + 1
    for problem in problems:
        words = sketch_problem_words(problem, after)
        place = problem.detail.get("place")
        if problem.row and problem.row != own:
            found.setdefault("", []).append(_("%(place)s：%(words)s", place=sketch_part_words(problem, after), words=words))
        elif place:
            found.setdefault(f"w-{int(place) - 1}-{problem.field}", []).append(words)
        else:
            found.setdefault(problem.field if problem.field in _NAMED else "", []).append(words)
    return found


def _page(kept: Sketch, typed: TypedItem, errors: Mapping[str, list[str]] | None = None) -> str:
    assert isinstance(kept.paper, Menu)
    return render_template(
        "desk/edition/item.html",
        kept=kept,
        typed=typed,
        item=typed.item,
        fresh=typed.item.key not in kept.paper.by_key,
        others=[other for other in kept.paper.items if other.key != typed.item.key],
        icons=icons(),
        decisions={decision.value: class_words(decision) for decision in Decision},
        limits=LIMITS,
        errors=errors or {},
    )


@pages.post("/sketches/<int:number>/tier")
@may(Right.WRITE)
@made_from(sketch_shown)
def sketch_tier(number: int) -> Response | tuple[str, int]:
    """Give a tier another name, or add one."""
    kept = mine(number)
    if not isinstance(kept.paper, Menu):
        raise NotFound("tier")
    name, key = request.form.get("name", ""), request.form.get("key", "")
    known = {tier.key: tier for tier in kept.paper.tiers}
    tier = replace(known[key], name=name) if key in known else Tier(free_key(known, "t"), name)
    after = replace(kept.paper, tiers=put(kept.paper.tiers, tier))
    return tried(kept, after, _("这一类存好了"), part="tier", key=tier.key)
