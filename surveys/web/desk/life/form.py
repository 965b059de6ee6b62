"""The forms of a poll's life: why, and until when."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from surveys.web.desk.forms import MomentField, stripped
from surveys.web.typed import TypedForm


class ReasonForm(TypedForm):
    """Why something is done; residents read it."""

    one_time_code = StringField(_("验证器上的6位数"), [Optional()])
    reason = TextAreaField(_("原因"), [InputRequired(_("写明原因，会印在通知上，居民也看得到"))], [stripped])


class ExtendForm(ReasonForm):
    """Until when answers are taken, and what looks like a slip of the pen but is meant."""

    until = MomentField(_("延到什么时候"), [InputRequired(_("选延到哪一天几点"))])
    long = BooleanField(_("就是要这么久"))
    meant = BooleanField(_("同时进行"))
