"""A questionnaire on a phone's frame: for whom, with which menu, in which size and language. Nothing is sent from there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, render_template, request
from flask_babel import gettext as _

from surveys.core.ballot import Capacity
from surveys.core.menu import Menu
from surveys.core.questionnaire import Edition
from surveys.services.document import menu_with, menus
from surveys.store.db import Connection
from surveys.web.choices import CHOICES, as_if
from surveys.web.lean.resident.preview import preview_page
from surveys.web.security import frame_ours, only_looked_at
from surveys.words.ballot import CAPACITIES


@dataclass(frozen=True, slots=True)
class PhoneLook:
    """How a questionnaire is looked at. The names of the address aren't those with which residents choose: what is chosen
    here is nobody's choice for the next page. `fixed`: the menu is the one that is being written."""

    capacity: Capacity
    menu: Menu
    size: str
    tongue: str
    fixed: bool = False

    @property
    def arguments(self) -> dict[str, str]:
        """What the frame's address says of it."""
        return {"who": self.capacity, "menu": self.menu.digest, "size": self.size, "tongue": self.tongue}


def asked_look(session: Connection, edited: Menu | None = None) -> PhoneLook:
    """The look that the address asks for; `edited` is a menu that stands nowhere yet. Raises `NotFound` for another menu
    that isn't there."""
    asked = request.args
    who = asked.get("who", "")
    return PhoneLook(
        Capacity(who) if who in tuple(Capacity) else Capacity.OWNER,
        edited or (menu_with(session, asked["menu"]) if asked.get("menu") else _usual(session)),
        _known("look", asked.get("size", "")),
        _known("lang", asked.get("tongue", "")),
        edited is not None,
    )


def _usual(session: Connection) -> Menu:
    return list(menus(session).values())[-1]


def _known(choice: str, asked: str) -> str:
    return asked if asked in CHOICES[choice] else CHOICES[choice][0]


def framed_page(look: PhoneLook, session: Connection, title: str, screen: str, back: str = "") -> str:
    """The desk's page with the phone in it; `screen` is the address of what stands on it, without the look, and `back` that
    of the sketch that is looked at."""
    frame_ours()
    others = () if look.fixed else menus(session).values()
    offered = {menu.digest: menu.title for menu in (look.menu, *others)}
    return render_template(
        "desk/edition/phone.html",
        title=title,
        back=back,
        look=look,
        menus=offered,
        capacities={capacity: words.short for capacity, words in CAPACITIES.items()},
        sizes={"plain": _("标准版"), "big": _("长辈版")},
        tongues={"zh-CN": "中文", "en": "English"},
        frame=f"{screen}?{urlencode(look.arguments)}",
    )


def phone_screen(edition: Edition, look: PhoneLook) -> Response:
    """What is on the phone: the residents' own page."""
    as_if(look.size, look.tongue)
    only_looked_at()
    return Response(preview_page(edition, look.menu, look.capacity))
