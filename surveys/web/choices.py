"""What a browser chose for itself: 长辈版 or the standard page, Chinese or English. Its cookies remember it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, g, request
from flask_babel import get_translations, refresh

from surveys.words import language

YEAR = 365 * 24 * 3600
CHINESE, ENGLISH = "zh_Hans_CN", "en"
CHOICES = {"look": ("plain", "big"), "lang": ("zh-CN", "en")}
# The desk's words are Chinese only.
_OFFICES = ("/desk", "/staff")


def chosen(name: str) -> str:
    """What this browser chose, by the address it opens or before; the first of the choices until it does."""
    known = CHOICES[name]
    asked = g.get("as_if", {}).get(name) or request.args.get(name)
    found = asked if asked in known else request.cookies.get(name)
    return found if found in known else known[0]


def big() -> bool:
    """Whether this browser asked for 长辈版."""
    return chosen("look") == "big"


def look() -> tuple[bool, str]:
    """Everything chosen, by which pages that are kept ready differ."""
    return big(), locale()


def locale() -> str:
    """The language in which this request is answered."""
    if not request or (request.path.startswith(_OFFICES) and "as_if" not in g):
        return CHINESE
    return ENGLISH if chosen("lang") == "en" else CHINESE


def as_if(look: str, lang: str) -> None:
    """Answer as a browser that chose so is answered; this one keeps what it chose."""
    g.as_if = {"look": look, "lang": lang}
    refresh()
    speak()


def speak() -> None:
    """Before each request: say everything below in the reader's language."""
    language.speak(get_translations() if locale() == ENGLISH else None)


def fall_silent(_error: BaseException | None) -> None:
    """After each request: the thread serves others next, or speaks for nobody."""
    language.speak(None)


def remember(response: Response) -> Response:
    """After each request: keep on this browser what its address chose."""
    for name, known in CHOICES.items():
        if (value := request.args.get(name)) in known:
            response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return response


def stay(**arguments: str | int | None) -> None:
    """Say which of this page's arguments `here` keeps; pages that are made once for everybody keep none."""
    g.stay = {name: value for name, value in arguments.items() if value}


def here(**choice: str) -> str:
    """The way to this very page with another choice."""
    return "?" + urlencode({**g.get("stay", {}), **choice})
