"""What is asked before paper questionnaires are printed, and what is written down of them."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from surveys.core.form_register import FormStep
from surveys.services.form_plan import FormsWanted
from surveys.web.desk.forms import stripped
from surveys.web.typed import TypedForm
from surveys.words.form_register import FORM_STEPS
from surveys.words.place import building_words, unit_words

BLANK = "blank"
_BETWEEN = "|"


class FormsForm(TypedForm):
    """For whom forms are printed, and how."""

    where = SelectField(_("给谁印"), [Optional()], default=BLANK)
    count = StringField(_("空白表印几份"), [Optional()], [stripped], default="20")
    big = BooleanField(_("长辈版：字大、方框大，页数多一倍"))
    again = BooleanField(_("印过的户也再印一份"))

    def offer(self, buildings: Mapping[str, tuple[str, ...]]) -> FormsForm:
        """Let them choose among the buildings of the poll and their stairwells."""
        choices = {BLANK: gettext("空白表，谁来都能领")}
        for building, units in buildings.items():
            choices[building + _BETWEEN] = building_words(building)
            several = units if len(units) > 1 else ()
            choices |= {f"{building}{_BETWEEN}{unit}": f"{building_words(building)} {unit_words(unit)}" for unit in several}
        self.where.choices = choices
        return self

    def wanted(self) -> FormsWanted:
        """What they want to print; a count that is no number is none."""
        if self.where.data in (BLANK, None):
            typed = self.count.data or ""
            count = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else -1
            return FormsWanted(blank=count or -1, big=self.big.data)
        building, _bar, unit = self.where.data.partition(_BETWEEN)
        return FormsWanted(building, unit, big=self.big.data, again=self.again.data)


class StepForm(TypedForm):
    """What became of which forms."""

    step = RadioField(
        _("做什么"),
        [InputRequired(_("选一项"))],
        choices={step.value: words.choice for step, words in FORM_STEPS.items()},
        default=FormStep.ISSUE.value,
    )
    forms = StringField(_("哪几份"), [InputRequired(_("写上哪几份，例如12，或者12-40"))], [stripped])
    said = StringField(_("发给谁；作废的写为什么"), [Optional()], [stripped])
