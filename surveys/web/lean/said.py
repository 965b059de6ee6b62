"""The page that says one thing, which every refusal becomes."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response

from surveys.web.lean.letterhead import phone_to_call
from surveys.web.lean.page import render
from surveys.words.advice import Advice


@dataclass(frozen=True, slots=True)
class Way:
    """A link or, with `post`, a button that leads on from a page."""

    words: str
    endpoint: str
    post: bool = False
    home: int | None = None


def said(advice: Advice, status: int, *ways: Way) -> Response:
    """A page that says one thing, in the reader's language: what it is, what to do, where to go on."""
    return Response(render("lean/said.html", advice=advice.said(), ways=ways, phone=phone_to_call()), status)
