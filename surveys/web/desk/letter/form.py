"""What is asked before letters are printed."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import Optional

from surveys.core.print_run import AGAIN, PrintReason
from surveys.services.letter import LettersWanted
from surveys.services.print_run import PrintDesk
from surveys.web.desk.forms import stripped
from surveys.web.typed import TypedForm
from surveys.words.place import unit_words
from surveys.words.print_run import REASONS


class PrintForm(TypedForm):
    """Which letters are printed, how, and why again."""

    building = HiddenField(_("楼栋"))
    unit = SelectField(_("单元"), [Optional()], default="")
    big = BooleanField(_("长辈版：18磅大字，一户两页，给老人多的楼"))
    again = BooleanField(_("印过的也再印一次"))
    reason = RadioField(
        _("为什么再印"), [Optional()], choices={reason.value: REASONS[reason] for reason in AGAIN}, validate_choice=False
    )
    remark = StringField(_("其他原因"), [Optional()], [stripped])

    def offer(self, desk: PrintDesk, building: str) -> PrintForm:
        """Let them choose among the stairwells of this building."""
        self.building.data = building
        units = [pile.unit for pile in desk.piles if pile.building == building and pile.unit]
        self.unit.choices = {"": gettext("整栋楼")} | {unit: unit_words(unit) for unit in units}
        return self

    def wanted(self) -> LettersWanted:
        """What they want to print."""
        return LettersWanted(
            building=self.building.data or "",
            unit=self.unit.data or "",
            big=self.big.data,
            again=self.again.data,
            reason=_reason(self.reason.data),
            remark=self.remark.data or "",
        )


def _reason(text: str | None) -> PrintReason | None:
    return PrintReason(text) if text in list(PrintReason) else None
