"""Fields that the desk's forms are made of: moments, days and money. Every message says what to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, DateTimeLocalField, Field, FileField, StringField
from wtforms.validators import ValidationError

from surveys.core.errors import SignInRefused
from surveys.core.place import CHINA
from surveys.log import event
from surveys.web.made_from import HIDDEN
from surveys.web.shown import FormLine
from surveys.web.typed import TypedForm

_YUAN = re.compile(r"\d{1,8}(?:\.\d{1,6})?")
FEN_IN_TEN_THOUSAND_YUAN = 1_000_000


class MomentField(DateTimeLocalField):
    """A day and a time, typed in the compound's zone; old browsers let one type it as text."""

    def __init__(self, label: str, validators: Sequence[object], **more: Any) -> None:
        written = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
        super().__init__(label, validators, format=written, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(_("写成2026-12-01 08:00这样的日期和时间")) from None
        if self.data is not None:
            self.data = self.data.replace(tzinfo=CHINA)


class DayField(DateField):
    """A day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(_("写成2026-12-01这样的日期")) from None


class TenThousandYuanField(StringField):
    """Money typed in 万元; `fen` is what it comes to, None where nothing was typed."""

    fen: int | None = None

    def pre_validate(self, _form: object) -> None:
        typed = unicodedata.normalize("NFKC", self.data or "").replace(",", "").removesuffix("万元").strip()
        if not typed:
            return
        if not _YUAN.fullmatch(typed):
            raise ValidationError(_("预算写成数字，单位万元，例如35.5"))
        whole, _dot, part = typed.partition(".")
        self.fen = int(whole) * FEN_IN_TEN_THOUSAND_YUAN + int(part.ljust(6, "0") or 0)


def accuse(form: TypedForm, name: str, words: str, *, otherwise: str) -> None:
    """Put a refusal from below beside the field that it is about, or beside another where the form has none so named."""
    field = form[name if name in form else otherwise]
    field.errors = [*field.errors, words]


def refuse(field: Field, refused: SignInRefused, words: str, factor: str) -> None:
    """Say beside a field why what was typed doesn't prove who they are, and tell the log: of whoever is signed in by name,
    of nobody else, for somebody may have typed their password where the name goes."""
    field.errors = [*field.errors, words]
    staff = g.get("staff")
    event("sign_in_refused", kind=refused.reason, what=factor, **({"by": staff.username} if staff else {}))


def stripped(text: str | None) -> str:
    """Without spaces at the ends."""
    return (text or "").strip()


def lines_of(form: TypedForm) -> tuple[FormLine, ...]:
    """The fields of a form that holds what stands now, for whoever typed something else."""
    return tuple(_lines(form))


def _lines(form: TypedForm) -> Iterator[FormLine]:
    for field in form:
        if field.name in HIDDEN:
            continue
        choices = _choices(field)
        line = FormLine(field.name, str(field.label.text), "", choices)
        yield FormLine(line.name, line.label, line.said(_values(field)), choices)


def _choices(field: Field) -> dict[str, str] | None:
    if isinstance(field, BooleanField):
        return {"y": gettext("选了"), "": gettext("没有选")}
    known = getattr(field, "choices", None)
    if not known:
        return None
    rows = list(known.items() if isinstance(known, dict) else known)
    groups = [words for _value, words in rows if isinstance(words, list)]
    return {str(value): str(words) for value, words in (chain(*groups) if groups else rows)}


def _values(field: Field) -> list[str]:
    if isinstance(field, FileField):
        return []
    if isinstance(field, BooleanField):
        return ["y"] if field.data else []
    if isinstance(field.data, list | tuple):
        return [str(value) for value in field.data]
    if getattr(field, "choices", None):
        return [str(field.data)] if field.data not in (None, "None") else []
    return [str(field._value())] if field.data is not None else []
