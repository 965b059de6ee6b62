"""The forms of amendments: what is wrong about a home, and what becomes of a request."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from surveys.core.act import Value
from surveys.core.amendment import AmendmentKind, AmendmentWanted, PlacedHome
from surveys.core.roster import UnitKind
from surveys.services.amendment import AmendmentDesk
from surveys.web.desk.forms import stripped
from surveys.web.typed import TypedForm
from surveys.words.amended import UNIT_KINDS
from surveys.words.amendment import AREA_SOURCES
from surveys.words.figure import hundredths
from surveys.words.place import door_words

_AREA = re.compile(r"\d{1,7}(?:\.\d{1,2})?")
_HOME = ("building", "unit", "room", "floor", "area", "area_source", "use", "same_as", "owners")
FIELDS: Mapping[AmendmentKind, tuple[str, ...]] = {
    AmendmentKind.AREA: ("area", "area_source"),
    AmendmentKind.USE: ("use",),
    AmendmentKind.OWNER: ("same_as", "owners"),
    AmendmentKind.ROOM: ("room", "floor"),
    AmendmentKind.ADD: _HOME,
    AmendmentKind.REMOVE: (),
    AmendmentKind.VOID: (),
    AmendmentKind.RESTORE: (),
}
"""What each kind of amendment asks for beside its reason and its paper."""


class AmendmentForm(TypedForm):
    """What a home is to be, why, by which paper and, once the result is out, for which objection."""

    building = StringField(_("楼栋"), filters=[stripped])
    unit = StringField(_("单元"), filters=[stripped])
    room = StringField(_("房号"), filters=[stripped])
    floor = StringField(_("楼层"), filters=[stripped])
    area = StringField(_("建筑面积（平方米）"), filters=[stripped])
    area_source = SelectField(
        _("面积的来源"), choices={source.value: words for source, words in AREA_SOURCES.items()}, validate_choice=False
    )
    use = SelectField(_("用途"), choices={kind.value: words for kind, words in UNIT_KINDS.items()}, validate_choice=False)
    same_as = SelectField(_("房主和哪一户是同一位"), validate_choice=False)
    owners = StringField(_("几人共有"), filters=[stripped])
    reason = TextAreaField(_("为什么要更正"), filters=[stripped])
    source = StringField(_("凭什么：哪份文书，编号，哪一天的"), filters=[stripped])
    objection = SelectField(_("答复哪一条异议"), validate_choice=False)

    def keep(self, kind: AmendmentKind, *, objected: bool) -> AmendmentForm:
        """Only what this kind asks for."""
        wanted = (*FIELDS[kind], "reason", "source", *(("objection",) if objected else ()), "csrf_token")
        for name in [name for name in self._fields if name not in wanted]:
            del self[name]
        return self

    def wanted(self, kind: AmendmentKind, home: PlacedHome | None) -> AmendmentWanted:
        """What was typed, as it is asked for; what can't be read is a number that no home has."""
        change = {name: self._value(name) for name in FIELDS[kind]}
        objection = self.objection.data if "objection" in self else ""
        return AmendmentWanted(
            kind,
            home.household.id if home else None,
            change,
            self.reason.data or "",
            self.source.data or "",
            int(objection) if objection and objection.isdecimal() else None,
        )

    def _value(self, name: str) -> Value:
        typed = unicodedata.normalize("NFKC", str(self[name].data or "")).strip()
        match name:
            case "area":
                return _hundredths(typed)
            case "floor":
                return int(typed) if re.fullmatch(r"-?\d{1,3}", typed) else None
            case "owners":
                return int(typed) if re.fullmatch(r"\d{1,2}", typed) else None
            case "same_as":
                return int(typed) if typed.isdecimal() else 0
            case "area_source":
                return typed if typed in set(AREA_SOURCES) else AREA_SOURCES_FIRST
            case "use":
                return typed if typed in set(UNIT_KINDS) else UnitKind.HOME.value
        return typed


AREA_SOURCES_FIRST = next(iter(AREA_SOURCES)).value


def _hundredths(typed: str) -> int | None:
    plain = typed.replace(",", "").removesuffix("平方米").removesuffix("㎡").removesuffix("m2").strip()
    if not _AREA.fullmatch(plain):
        return None
    whole, _dot, part = plain.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def amendment_form(
    desk: AmendmentDesk, kind: AmendmentKind, home: PlacedHome | None, *, empty: bool = False
) -> AmendmentForm:
    """The form of one kind of amendment, with what stands in it."""
    stands = _standing(home)
    form = AmendmentForm(formdata=None, data=stands) if empty else AmendmentForm(data=stands)
    others = [one.household for one in desk.homes if not one.gone and one is not home]
    form.same_as.choices = {"": gettext("和别的户都不是同一位")} | {
        str(other.id): door_words(other.building, other.unit, other.room) for other in others
    }
    form.objection.choices = {str(one.id): f"{one.who}：{one.what}"[:60] for one in desk.objections}
    return form.keep(kind, objected=desk.state.told)


def _standing(home: PlacedHome | None) -> dict[str, str]:
    if home is None:
        return {"owners": "1"}
    kept = home.household
    return {
        "room": kept.room,
        "floor": str(kept.floor),
        "area": hundredths(kept.area),
        "area_source": kept.area_source.value,
        "use": kept.kind.value,
        "owners": str(kept.owners),
    }


class AmendmentDecisionForm(TypedForm):
    """Whether a request is confirmed, and why."""

    confirmed = RadioField(_("怎么定"), [InputRequired(_("选一项"))])
    why = TextAreaField(_("理由"), filters=[stripped])


def decision_form() -> AmendmentDecisionForm:
    """The form of a decision."""
    form = AmendmentDecisionForm()
    form.confirmed.choices = {"yes": gettext("确认，照这样更正"), "no": gettext("不同意，不更正")}
    return form
