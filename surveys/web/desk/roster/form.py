"""The forms with which a roster is mended by hand."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from surveys.core.contact import masked
from surveys.core.errors import Rejected
from surveys.core.roster import AreaSource, LivingHome, Owner, UnitKind
from surveys.services.home import EVERYWHERE, HERE, TypedHome
from surveys.services.owner import NEW, NamedOwner
from surveys.web.desk.forms import accuse, stripped
from surveys.web.shown import FormLine
from surveys.web.typed import TypedForm
from surveys.words.figure import hundredths
from surveys.words.living import kind_words, mending_words, source_words

_OFF = {"autocomplete": "off"}
_NUMBER = {**_OFF, "inputmode": "decimal"}


def _blame(form: TypedForm, refused: Rejected, otherwise: str) -> None:
    """Say beside each field what is wrong with it."""
    for problem in refused.problems:
        accuse(form, problem.field, mending_words(problem), otherwise=otherwise)


class DoorForm(TypedForm):
    """Where a home is, and how large."""

    building = StringField(_("楼栋"), [Optional()], [stripped], render_kw=_OFF)
    unit = StringField(_("单元"), [Optional()], [stripped], render_kw=_OFF)
    floor = StringField(_("楼层"), [Optional()], [stripped], render_kw=_OFF)
    room = StringField(_("房号"), [Optional()], [stripped], render_kw=_OFF)
    floor_area = StringField(_("建筑面积（平方米）"), [Optional()], [stripped], render_kw=_NUMBER)
    kind = SelectField(_("类型"), [Optional()], validate_choice=False)
    area_source = SelectField(_("面积来源"), [Optional()], validate_choice=False)


class OwnerForm(TypedForm):
    """Who owns something; an empty number leaves the one that stands, unless it is to be deleted."""

    owner = StringField(_("业主"), [Optional()], [stripped], render_kw=_OFF)
    phone = StringField(_("电话"), [Optional()], [stripped], render_kw={**_OFF, "inputmode": "tel"})
    no_phone = BooleanField(_("把现在的电话删掉"))
    namesake = RadioField(_("是不是同一个人"), [Optional()], choices=[], validate_choice=False)

    def number(self) -> str | None:
        """The telephone number that was typed; None where it stays as it is."""
        typed: str | None = self.phone.data or None
        return "" if self.no_phone.data else typed

    def named(self) -> NamedOwner:
        """Who was typed."""
        return NamedOwner(self.owner.data or "", self.number(), self.namesake.data or "")

    def blame(self, refused: Rejected) -> None:
        """Say beside each field what is wrong with it."""
        _blame(self, refused, "owner")

    def offer(self, namesakes: Sequence[Owner]) -> None:
        """Let it be said which of those who are called so is meant, or that it is somebody else."""
        self.namesake.choices = [(str(one.id), namesake_words(one)) for one in namesakes]
        self.namesake.choices.append((NEW, gettext("不是，只是同名，另算一个业主")))


def namesake_words(owner: Owner) -> str:
    """Somebody who is called alike, as far as that may be seen."""
    number = masked(owner.phone) if owner.phone else gettext("没有电话")
    return str(gettext("是户册里的%(name)s（%(phone)s，%(n)s户）", name=owner.name, phone=number, n=owner.homes))


def number_lines(owner: Owner) -> tuple[FormLine, ...]:
    """The telephone number of who stands, for whoever typed another: an empty one leaves it."""
    if not owner.phone:
        return (FormLine("phone", gettext("电话"), ""),)
    deleted = {"y": gettext("选了"), "": gettext("没有选")}
    return (
        FormLine("phone", gettext("电话"), masked(owner.phone), {"": gettext("不改")}),
        FormLine("no_phone", gettext("把现在的电话删掉"), "", deleted),
    )


class HomeForm(DoorForm, OwnerForm):
    """A home with its owner."""

    whose = RadioField(_("名字为什么改"), [Optional()], choices=[], validate_choice=False)

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.kind.choices = [(kind_words(kind), kind_words(kind)) for kind in UnitKind]
        self.area_source.choices = [(source_words(source), source_words(source)) for source in AreaSource]
        self.whose.choices = [
            (EVERYWHERE, gettext("名字写错了，这个业主的几户都改")),
            (HERE, gettext("这一户换了业主，别的户不动")),
        ]

    def typed(self) -> TypedHome:
        """What was typed of a home."""
        names = ("building", "unit", "floor", "room", "floor_area", "owner", "kind", "area_source")
        fields = {name: self[name].data or "" for name in names}
        return TypedHome(fields, self.number(), self.whose.data or "", self.namesake.data or "")


def home_filled(home: LivingHome) -> dict[str, str]:
    """What the form of a home shows at first."""
    return {
        "building": home.building,
        "unit": home.unit,
        "floor": str(home.floor),
        "room": home.room,
        "floor_area": hundredths(home.area).replace(",", ""),
        "owner": home.owner.name,
        "kind": kind_words(home.kind),
        "area_source": source_words(home.area_source),
    }


class MergeForm(TypedForm):
    """Who is the same person."""

    other = SelectField(
        _("和哪一位是同一个人"), [InputRequired(_("选一位"))], invalid_choice_message=_("选一位列出来的；没有的，再找一次")
    )

    def show(self, owners: Sequence[Owner]) -> None:
        """Let one of these owners be chosen."""
        self.other.choices = [(str(one.id), one.name) for one in owners]


class SplitForm(OwnerForm):
    """Which of an owner's homes are another person's, and who that is."""

    homes = SelectMultipleField(
        _("哪几户是另一个人的"), coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def show(self, homes: Sequence[LivingHome], words: Sequence[str]) -> None:
        """Let these homes be chosen from."""
        self.homes.choices = [(home.id, said) for home, said in zip(homes, words, strict=True)]


class RemovalForm(TypedForm):
    """Why a home goes."""

    reason = StringField(_("为什么去掉"), [Optional()], [stripped], render_kw=_OFF)

    def blame(self, refused: Rejected) -> None:
        """Say what is wrong with the reason."""
        _blame(self, refused, "reason")


class BuildingForm(TypedForm):
    """What a building is called."""

    building = StringField(_("楼栋的名称"), [Optional()], [stripped], render_kw=_OFF)

    def blame(self, refused: Rejected) -> None:
        """Say what is wrong with the name."""
        _blame(self, refused, "building")


class PlaceForm(TypedForm):
    """What a compound is called and where it lies."""

    name = StringField(_("小区的名称"), [Optional()], [stripped], render_kw=_OFF)
    street = SelectField(_("镇街"), [InputRequired(_("选一个镇街"))], invalid_choice_message=_("选一个列出来的镇街"))
    area = StringField(_("片区"), [Optional()], [stripped], render_kw=_OFF)

    def blame(self, refused: Rejected) -> None:
        """Say beside each field what is wrong with it."""
        _blame(self, refused, "name")


class IntoForm(TypedForm):
    """Into which compound another goes."""

    into = SelectField(_("并进哪个小区"), [InputRequired(_("选一个小区"))], invalid_choice_message=_("选一个列出来的小区"))

    def blame(self, refused: Rejected) -> None:
        """Name every door that both compounds have."""
        _blame(self, refused, "into")


class DeleteForm(TypedForm):
    """The name of what is to be deleted, typed once more."""

    typed = StringField(_("打一遍小区的名称"), [Optional()], [stripped], render_kw=_OFF)

    def blame(self, refused: Rejected) -> None:
        """Say what is wrong with the name."""
        _blame(self, refused, "typed")
