"""The form of an account: names, role and place."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from surveys.core.errors import Rejected
from surveys.core.place import Jurisdiction, Level
from surveys.core.staff import Role, Staff
from surveys.services.account import Member, Places, Wanted
from surveys.services.staff import LONGEST_NAME, place_key
from surveys.web.desk.forms import accuse, stripped
from surveys.web.typed import TypedForm
from surveys.words.account import ROLES, account_problem_words

_LONG = Length(max=LONGEST_NAME, message=_("最多写40个字"))
_NUMBERED = {Level.STREET: "street", Level.COMMUNITY: "community", Level.COMPOUND: "compound"}


class AccountForm(TypedForm):
    """Who somebody is, what they do and where."""

    name = StringField(_("姓名"), [InputRequired(_("写上姓名")), _LONG], [stripped], render_kw={"autocomplete": "off"})
    office = StringField(_("单位"), [Optional(), _LONG], [stripped], render_kw={"autocomplete": "off"})
    role = RadioField(_("角色"), [InputRequired(_("选一个角色"))], invalid_choice_message=_("选一个列出来的"))
    place = SelectField(_("管哪里"), [InputRequired(_("选管哪里"))], invalid_choice_message=_("选一个列出来的"))

    def offer(self, by: Staff, within: Places) -> None:
        """Let the roles be chosen that `by` gives, and the places within their reach."""
        self.role.choices = [(role.value, ROLES[role].name) for role in ROLES if by.gives(role)]
        self.place.choices = {group: rows for group, rows in _groups(by.scope, within) if rows}

    def wanted(self) -> Wanted:
        """What the form asks for."""
        return Wanted(self.name.data or "", self.office.data or "", Role(self.role.data), place_from(self.place.data))

    def blame(self, refused: Rejected) -> None:
        """Say beside each field what is wrong with it."""
        for problem in refused.problems:
            words = account_problem_words(problem, Role(self.role.data))
            accuse(self, problem.field, words, otherwise="name")


class NewAccountForm(AccountForm):
    """The same with the name that is typed to sign in, which never changes."""

    username = StringField(
        _("用户名"),
        [InputRequired(_("写上用户名"))],
        [lambda text: (text or "").strip().lower()],
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )


def place_from(key: str) -> Jurisdiction:
    """The place that `place_key` wrote."""
    level, _colon, number = key.partition(":")
    return Jurisdiction(**{_NUMBERED[Level(level)]: int(number)}) if number else Jurisdiction()


def filled_from(member: Member) -> dict[str, str]:
    """What the form of an account shows at first."""
    return {"name": member.name, "office": member.office, "role": member.role, "place": place_key(member.scope)}


def _groups(mine: Jurisdiction, within: Places) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    yield "", [("", str(_("选一个")))]
    yield str(_("区")), [(place_key(Jurisdiction()), str(_("全区")))] if mine.level is Level.DISTRICT else []
    yield str(_("镇街")), [(place_key(Jurisdiction(street=one.id)), one.name) for one in within.streets]
    communities = [
        (place_key(Jurisdiction(community=one.id)), f"{one.name}（{one.street.name}）") for one in within.communities
    ]
    yield str(_("社区")), communities
    compounds = [(place_key(Jurisdiction(compound=one.id)), f"{one.name}（{one.street.name}）") for one in within.compounds]
    yield str(_("小区")), compounds
