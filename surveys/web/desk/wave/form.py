"""The form of a wave: from what people choose to a draft, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from surveys.core.menu import Menu, RankBy, Ranking
from surveys.core.menu_file import MOST_LEAST
from surveys.core.place import CHINA, Area, Street
from surveys.core.questionnaire import Edition
from surveys.core.rules import Instrument
from surveys.services.compound import CompoundLine
from surveys.services.document import editions, menus
from surveys.services.draft import Draft, Planned
from surveys.services.edition import preset_rules, rules_named
from surveys.store.db import Connection
from surveys.web.desk.forms import FEN_IN_TEN_THOUSAND_YUAN, MomentField, TenThousandYuanField, stripped
from surveys.web.typed import TypedForm
from surveys.words.menu import ranking_choice_words

MORNING, EVENING = 8, 20
USUAL_LENGTH = timedelta(days=14)
USUAL_RULE = "xuecheng-2021"


class WaveForm(TypedForm):
    """One wave: what is asked, when, in which compounds, by which rules; `sources` says where each rule comes from,
    `editions` and `menus` hold what may be chosen, by key."""

    sources: Mapping[str, str]
    editions: Mapping[str, Edition]
    menus: Mapping[str, Menu]

    title = StringField(
        _("轮次名称"), [InputRequired(_("写上轮次名称")), Length(max=60, message=_("名称不超过60个字"))], [stripped]
    )
    edition = SelectField(_("问卷"))
    opens_at = MomentField(_("开始时间"), [InputRequired(_("写上开始时间"))])
    closes_at = MomentField(_("截止时间"), [InputRequired(_("写上截止时间"))])
    long = BooleanField(_("就是要这么久"))
    menu = SelectField(_("改造菜单"))
    consultation = RadioField(_("意愿征询按哪条规则认定"), [InputRequired(_("选一条认定规则"))])
    ranking = RadioField(_("点单项目按什么排先后"))
    least = IntegerField(
        _("按比例排时，至少几户应答才参加排"),
        [Optional(), NumberRange(1, MOST_LEAST, message=_("写1到%(most)s的整数", most=MOST_LEAST))],
    )
    basic_first = BooleanField(_("基础类排在前面：先满足基础类，再排其他类"))
    roll = BooleanField(_("公示期里按门牌公布名册：哪一户交了、怎么交的、哪天交的，不写选了什么"))
    compounds = SelectMultipleField(_("参加的小区"), [InputRequired(_("至少选一个小区"))], coerce=int, validate_choice=False)

    def validate_closes_at(self, field: Field) -> None:
        """The end comes after the beginning."""
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError(gettext("截止时间要晚于开始时间"))

    def validate_least(self, field: Field) -> None:
        """By share, one answer of one home would be all of them."""
        if self.ranking.data == RankBy.SHARE and not field.data and not field.errors:
            raise ValidationError(gettext("按比例排，要写至少几户应答才参加排，例如5"))


class BudgetForm(TypedForm):
    """A budget for each draft of a wave; `budget_form` makes the fields."""

    def sent_amounts(self) -> dict[int, int | None]:
        """The budgets of those fields alone that came with the form."""
        return {poll_id: fen for poll_id, fen in self.amounts().items() if self[f"budget-{poll_id}"].raw_data}

    def amounts(self) -> dict[int, int | None]:
        """The budgets in fen, by poll."""
        return {int(field.name.partition("-")[2]): field.fen for field in self if isinstance(field, TenThousandYuanField)}


def budget_form(plan: Planned) -> BudgetForm:
    """The form of the budgets of a plan's drafts."""
    fields = {
        f"budget-{poll.id}": TenThousandYuanField(_("%(name)s的预算（万元）", name=poll.compound.name))
        for poll in plan.drafts
    }
    kept = {f"budget-{poll_id}": typed_amount(fen) for poll_id, fen in plan.budgets.items()}
    form: BudgetForm = type("PlanBudgetForm", (BudgetForm,), fields)(data=kept)
    return form


def fixed_budgets(form: BudgetForm, sent: Iterable[str]) -> set[str]:
    """The budgets that came for polls whose budget nobody changes any more."""
    return {name for name in sent if name.startswith("budget-")} - {field.name for field in form}


def typed_amount(fen: int | None) -> str:
    """An amount as one types it in 万元."""
    if fen is None:
        return ""
    return f"{fen // FEN_IN_TEN_THOUSAND_YUAN}.{fen % FEN_IN_TEN_THOUSAND_YUAN:06}".rstrip("0").rstrip(".")


def wave_form(session: Connection, now: datetime, plan: Planned | None = None, **more: Any) -> WaveForm:
    """The form with everything there is to choose from; filled from `plan`, or with what is usual. What a plan has stays to
    be chosen, wherever it came from."""
    asked = {e.key: e for e in editions(session).values()} | ({plan.edition.key: plan.edition} if plan else {})
    offered = dict(menus(session))
    if plan and plan.menu:
        offered.setdefault(plan.menu.key, plan.menu)
    form = WaveForm(data=_kept(plan) if plan else _usual(now, asked, offered), **more)
    form.editions, form.menus = asked, offered
    rules = preset_rules()
    consultations = {k: r for k, r in rules.items() if r.instrument is Instrument.CONSULTATION and r.consent}
    form.edition.choices, form.menu.choices = _called(asked), _called(offered)
    form.consultation.choices = {key: rule.name for key, rule in consultations.items()}
    form.ranking.choices = {by.value: ranking_choice_words(by) for by in RankBy}
    form.sources = {key: rule.source for key, rule in rules.items()}
    return form


def _called(papers: Mapping[str, Edition] | Mapping[str, Menu]) -> dict[str, str]:
    """What each is called, with its key where two have one title."""
    titles = Counter(paper.title for paper in papers.values())
    return {key: f"{p.title}（{key}）" if titles[p.title] > 1 else p.title for key, p in papers.items()}


def _usual(now: datetime, asked: Mapping[str, Edition], offered: Mapping[str, Menu]) -> dict[str, Any]:
    morning = (now + timedelta(days=1)).astimezone(CHINA).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return {
        "edition": list(asked)[-1],
        "menu": list(offered)[-1],
        "opens_at": morning,
        "closes_at": (morning + USUAL_LENGTH).replace(hour=EVENING),
        "consultation": USUAL_RULE,
        "ranking": RankBy.HOUSEHOLDS.value,
        "compounds": [],
    }


def _kept(plan: Planned) -> dict[str, Any]:
    consulting = (document["key"] for document in plan.rules if document["instrument"] == Instrument.CONSULTATION)
    return {
        "title": plan.wave.title,
        "edition": plan.edition.key,
        "opens_at": plan.wave.opens_at.astimezone(CHINA),
        "closes_at": plan.wave.closes_at.astimezone(CHINA),
        "menu": plan.menu.key if plan.menu else None,
        "consultation": next(consulting, None),
        "ranking": plan.menu.ranking.by.value if plan.menu else RankBy.HOUSEHOLDS.value,
        "least": (plan.menu.ranking.least or None) if plan.menu else None,
        "basic_first": plan.basic_first,
        "roll": any(document.get("roll") for document in plan.rules),
        "compounds": [poll.compound.id for poll in plan.polls],
    }


def draft_of(form: WaveForm) -> Draft:
    """What a valid form says."""
    assert form.opens_at.data
    assert form.closes_at.data
    return Draft(
        title=form.title.data,
        edition=form.editions[form.edition.data],
        opens_at=form.opens_at.data,
        closes_at=form.closes_at.data,
        menu=replace(form.menus[form.menu.data], ranking=_ranking(form)),
        rules=[replace(rule, roll=form.roll.data).document() for rule in rules_named([form.consultation.data])],
        basic_first=form.basic_first.data,
        compounds=frozenset(form.compounds.data),
        long=form.long.data,
    )


def _ranking(form: WaveForm) -> Ranking:
    by = RankBy(form.ranking.data)
    return Ranking(by, form.least.data or 0 if by is RankBy.SHARE else 0)


def by_place(lines: Iterable[CompoundLine]) -> Mapping[Street, Mapping[Area | None, Sequence[CompoundLine]]]:
    """The compounds by street and area, in the order of places."""
    places: dict[Street, dict[Area | None, list[CompoundLine]]] = {}
    for line in lines:
        places.setdefault(line.compound.street, {}).setdefault(line.compound.area, []).append(line)
    return places
