"""The form of a matter: from what people choose to a matter, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from surveys.core.matter import LONGEST_WORDING, MOST_PROXIES, Matter
from surveys.core.matter_file import usual_rule
from surveys.core.menu import Decision
from surveys.core.rules import Instrument, Rule, Silence
from surveys.core.tally import Scope
from surveys.services.edition import preset_rules
from surveys.services.matter import PlannedMatters
from surveys.web.desk.forms import stripped
from surveys.web.typed import TypedForm
from surveys.words.matter import class_words
from surveys.words.place import building_words, unit_words

_BETWEEN = "|"


class MatterForm(TypedForm):
    """One matter: what is decided, of which class, whose vote it is, by which rule."""

    wording = TextAreaField(
        _("要决定的事"),
        [InputRequired(_("写上要决定的事")), Length(max=LONGEST_WORDING, message=_("不超过120个字"))],
        [stripped],
    )
    decision = RadioField(_("属于第278条的哪一项"), [InputRequired(_("选一项"))])
    buildings = SelectMultipleField(_("哪几栋楼来定（一栋也不选，就是全小区）"), [Optional()], option_widget=CheckboxInput())
    stairwell = SelectField(_("只由一个单元来定"), [Optional()])
    rule = SelectField(_("按什么比例"), [Optional()])
    silence = BooleanField(_("议事规则约定：送达后不表态的，计入多数"))
    clause = TextAreaField(
        _("议事规则里这一条的原文"), [Optional(), Length(max=500, message=_("原文不超过500个字"))], [stripped]
    )
    proxies = IntegerField(
        _("一个人最多替几位业主投"), [InputRequired(_("写一个数")), NumberRange(1, MOST_PROXIES, _("写1到9"))]
    )
    item = SelectField(_("改造菜单里哪一项要等它通过"), [Optional()])

    def validate_stairwell(self, field: Field) -> None:
        """One stairwell, or buildings: not both."""
        if field.data and self.buildings.data:
            raise ValidationError(gettext("选了单元，就不再选楼栋"))

    def validate_silence(self, field: Field) -> None:
        """Silence is spoken of only by the owners' own rules."""
        if field.data and not self.clause.data:
            raise ValidationError(gettext("写上议事规则里这一条的原文"))


def matter_form(plan: PlannedMatters, kept: Matter | None = None, **more: Any) -> MatterForm:
    """The form with everything there is to choose from, filled from a matter that is to be changed."""
    form = MatterForm(data=_kept(kept) if kept else {"proxies": 1}, **more)
    doors = dict.fromkeys((h.building, h.unit) for h in plan.roster.households if h.unit)
    form.decision.choices = {decision.value: class_words(decision) for decision in Decision}
    form.buildings.choices = {building: building_words(building) for building in plan.roster.buildings}
    form.stairwell.choices = {"": gettext("不是单元的事")} | {
        f"{building}{_BETWEEN}{unit}": building_words(building) + unit_words(unit) for building, unit in doors
    }
    form.rule.choices = {"": gettext("法律规定的比例")} | {rule.key: rule.name for rule in _deciding()}
    form.item.choices = {"": gettext("没有")} | {item.key: item.name for item in plan.menu.items}
    return form


def _deciding() -> Iterable[Rule]:
    return (rule for rule in preset_rules().values() if rule.instrument is Instrument.DECISION)


def _kept(matter: Matter) -> dict[str, Any]:
    scope, rule = matter.scope, matter.rule
    return {
        "wording": matter.wording,
        "decision": matter.decision.value,
        "buildings": [] if scope.unit else list(scope.buildings),
        "stairwell": f"{scope.buildings[0]}{_BETWEEN}{scope.unit}" if scope.unit else "",
        "rule": rule.key,
        "silence": bool(rule.clause),
        "clause": rule.clause,
        "item": matter.item,
        "proxies": matter.proxies,
    }


def matter_of(form: MatterForm, plan: PlannedMatters, key: str = "") -> Matter:
    """What a valid form says, under the key that it had, or under a free one."""
    decision = Decision(form.decision.data)
    building, _between, unit = (form.stairwell.data or "").partition(_BETWEEN)
    return Matter(
        key=key or _free(form.item.data or "", {kept.key: kept for kept in plan.matters}),
        wording=" ".join(form.wording.data.split()),
        decision=decision,
        scope=Scope((building,), unit) if unit else Scope(tuple(form.buildings.data or ())),
        rule=_agreed(preset_rules().get(form.rule.data) or usual_rule(preset_rules().values(), decision), form),
        item=form.item.data or "",
        proxies=form.proxies.data or 1,
    )


def _agreed(rule: Rule, form: MatterForm) -> Rule:
    """The rule with what the owners' own rules say about silence."""
    return replace(rule, silence=Silence.FOLLOWS_MAJORITY, clause=form.clause.data or "") if form.silence.data else rule


def _free(wanted: str, taken: Mapping[str, Matter]) -> str:
    """The item's key where no matter has it, else the next number."""
    if wanted and wanted not in taken:
        return wanted
    return next(f"m{n}" for n in range(1, len(taken) + 2) if f"m{n}" not in taken)
