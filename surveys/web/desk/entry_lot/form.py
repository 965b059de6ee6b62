"""The forms about a lot: what the dice showed, and which of two typings is what the paper says."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from surveys.core.entry_lot import LotRuling
from surveys.core.errors import Rejected
from surveys.web.desk.forms import accuse, stripped
from surveys.web.typed import TypedForm
from surveys.words.entry_lot import RULINGS, lot_problem_words


class DiceForm(TypedForm):
    """What the dice showed, and who saw it."""

    dice = StringField(_("骰子的点数"), [InputRequired(_("把点数照掷的次序写上"))], [stripped])
    witnesses = StringField(_("在场的人"), [InputRequired(_("写上在场的人，至少两位"))], [stripped])


class TypingsForm(TypedForm):
    """Which of two typings is right, and why."""

    ruling = RadioField(
        _("纸上写的是哪一样"),
        [InputRequired(_("选一个"))],
        choices={ruling.value: said for ruling, said in RULINGS.items()},
    )
    why = TextAreaField(_("怎么看出来的"), [InputRequired(_("写明理由"))], [stripped])

    def chosen(self) -> LotRuling:
        """The ruling."""
        return LotRuling(self.ruling.data)


def accuse_lot(form: TypedForm, refused: Rejected, otherwise: str) -> None:
    """Put a refusal beside its field."""
    for problem in refused.problems:
        accuse(form, problem.field, lot_problem_words(problem), otherwise=otherwise)
