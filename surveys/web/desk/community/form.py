"""The forms of a community: what it says of itself, what is given to it, and which compounds are its own."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from surveys.core.errors import Rejected
from surveys.core.place import Community
from surveys.web.desk.forms import accuse, stripped
from surveys.web.typed import TypedForm
from surveys.words.community import community_problem_words

_OFF = {"autocomplete": "off"}


class DetailsForm(TypedForm):
    """What a committee says of itself."""

    phone = StringField(
        _("电话"), [InputRequired(_("写上居委会的电话"))], [stripped], render_kw={**_OFF, "inputmode": "tel"}
    )
    address = StringField(_("地址"), [Optional()], [stripped], render_kw=_OFF)
    hours = StringField(_("上班时间"), [Optional()], [stripped], render_kw=_OFF)
    person = StringField(_("联系人"), [Optional()], [stripped], render_kw=_OFF)
    posting = StringField(_("张贴处"), [Optional()], [stripped], render_kw=_OFF)

    def typed(self) -> dict[str, str]:
        """What was typed of a community."""
        own = ("csrf_token", "street")
        return {field.name: field.data or "" for field in self if field.name not in own}

    def blame(self, refused: Rejected) -> None:
        """Say beside each field what is wrong with it."""
        for problem in refused.problems:
            accuse(self, problem.field, community_problem_words(problem), otherwise="phone")


class CommunityForm(DetailsForm):
    """The same with what is given to a committee."""

    name = StringField(_("社区的名称"), [InputRequired(_("写上社区的名称，例如春风里社区"))], [stripped], render_kw=_OFF)
    seals = TextAreaField(_("盖章的单位"), [Optional()], [stripped], render_kw={"rows": 3})


class NewCommunityForm(CommunityForm):
    """The same for one that isn't there yet."""

    street = SelectField(_("镇街"), [InputRequired(_("选一个镇街"))], invalid_choice_message=_("选一个列出来的"))


class CompoundsForm(TypedForm):
    """Which compounds are to belong to a community."""

    compounds = SelectMultipleField(
        _("归到这个社区的小区"),
        [InputRequired(_("勾上要归过来的小区"))],
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


def filled_from(one: Community) -> dict[str, str]:
    """What the form of a community shows at first."""
    names = ("name", "phone", "address", "hours", "person", "posting")
    return {name: getattr(one, name) for name in names} | {"seals": "\n".join(one.seals)}
