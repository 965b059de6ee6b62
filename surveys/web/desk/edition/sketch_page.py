"""The page of a sketch, and a step on it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template
from werkzeug.wrappers import Response

from surveys.core.errors import Rejected
from surveys.core.menu import Menu, RankBy
from surveys.core.questionnaire import Edition
from surveys.core.sketch import Paper, alterations, is_kept
from surveys.services.edition import question_banks
from surveys.services.sketch import parent_of
from surveys.store.sketch import Sketch
from surveys.web.desk.edition.sketching import stepped, told_problems
from surveys.web.desk.edition.typed_question import new_kinds
from surveys.web.made_from import looking
from surveys.words.edition import BANK_NAMES, KIND_NAMES, ROLES_SAID, asked_when_words
from surveys.words.menu import ranking_choice_words
from surveys.words.sketch import alteration_words


def sketch_page(kept: Sketch, problems: Sequence[str] = (), typed: Paper | None = None) -> str:
    """A sketch with everything that can be done to it, and why the last thing couldn't; `typed` stands in its head."""
    with looking() as session:
        parent = parent_of(session, kept)
    paper = typed or kept.paper
    changed = alterations(parent.document(), kept.paper.document()) if parent else ()
    told = [alteration_words(one, parent, kept.paper) for one in changed] if parent else []
    shown = {"kept": kept, "paper": paper, "parent": parent, "told": told, "problems": problems}
    if isinstance(paper, Menu):
        ranks = {by.value: ranking_choice_words(by) for by in RankBy}
        return render_template("desk/edition/menu_sketch.html", ranks=ranks, **shown)
    stay = {q.key for q in paper.questions if isinstance(parent, Edition) and is_kept(q, parent)}
    return render_template(
        "desk/edition/sketch.html",
        stay=stay,
        kinds=KIND_NAMES,
        fresh=new_kinds(),
        banks={wave: BANK_NAMES[wave] for wave in question_banks()},
        roles=ROLES_SAID,
        when={q.key: asked_when_words(q, paper) for q in paper.questions},
        **shown,
    )


def tried(kept: Sketch, after: Paper, said: str, *, part: str = "", key: str = "") -> Response | tuple[str, int]:
    """A step, and back to its place; or the page with what stands against it."""
    try:
        return stepped(kept.id, after, said, anchor=f"{part or 'part'}-{key}" if key else "")
    except Rejected as refused:
        return sketch_page(kept, told_problems(refused, after), after if not key else None), 422
