"""The smallest things that a test of the store or the services needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from surveys.core.ballot import Ballot, Revision
from surveys.core.canonical import canonical
from surveys.core.code import Keys
from surveys.core.menu import Item, Menu, Tier
from surveys.core.notice import Notice
from surveys.core.place import DISTRICT, Jurisdiction
from surveys.core.poll import Poll
from surveys.core.questionnaire import Edition, Option, Question, QuestionRole
from surveys.core.roster import AreaSource, UnitKind
from surveys.core.roster_file import RosterRow
from surveys.core.staff import Actor, Installation
from surveys.core.submission import Origin
from surveys.services.ballot import cast, fill_in
from surveys.services.code import Door, door_by_link
from surveys.services.letter import Letter, letters
from surveys.services.life import review
from surveys.services.notice import draft, publish
from surveys.services.poll import add_poll, open_poll
from surveys.services.roster import import_roster
from surveys.services.wave import make_wave
from surveys.store.ballot import history
from surveys.store.db import Connection
from surveys.store.poll import poll as stored_poll

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
OPENS, CLOSES = NOW + timedelta(days=1), NOW + timedelta(days=15)
DURING, AFTER = OPENS + timedelta(days=1), CLOSES + timedelta(days=1)
KEYS = Keys.from_secret(b"a secret of the tests")
RANDOM = b"r" * 32
LI, WANG = Installation("li"), Installation("wang")
PAPER = b"%PDF-1.7 what was hung up"
BASE_URL = "https://diandan.test"

EDITION = Edition(
    "w1",
    "W1",
    "",
    (
        Question(
            "who", "single", "who", QuestionRole.CAPACITY, options=(Option("o", "O", "owner"), Option("t", "T", "occupant"))
        ),
        Question(
            "agree",
            "single",
            "agree",
            QuestionRole.CONSENT,
            options=(Option("yes", "Y", "yes"), Option("no", "N", "no"), Option("abstain", "A", "abstain")),
        ),
        Question("order", "order", "order", QuestionRole.ORDER),
        Question("top", "top3", "top", QuestionRole.TOP3, from_menu=True, optional=True),
    ),
)
MENU = Menu(
    "m",
    "M",
    3,
    (Tier("basic", "B"), Tier("better", "C")),
    (
        Item("pipes", "pipes", "basic", must=True, unit_cost=100_00, quantity=100_00),
        Item("roof", "roof", "basic", unit_cost=90_00, quantity=200_00),
        Item("lift", "lift", "better", unit_cost=600_000_00, quantity=1_00),
        Item("lamps", "lamps", "better", unit_cost=1_000_00, quantity=20_00),
    ),
)


def rows(
    *rooms: str, compound: str = "A", street: str = "S", area: str = "", owner: str = "", building: str = "1"
) -> list[RosterRow]:
    """One home of 80 m² for each room, each with an owner of its own unless one is named."""
    return [
        RosterRow(
            row=number,
            street=street,
            area=area,
            compound=compound,
            building=building,
            unit="1",
            floor=int(room[:-2] or 1),
            room=room,
            floor_area=80_00,
            owner=owner or f"owner {room}",
            phone="",
            kind=UnitKind.HOME,
            area_source=AreaSource.REGISTER,
            owner_number="",
            owner_key=f"{compound} {owner or building + '-' + room}",
        )
        for number, room in enumerate(rooms, 2)
    ]


def rooms(number: int) -> list[str]:
    """That many rooms, two on each floor."""
    return [f"{floor}0{door}" for floor in range(1, number) for door in (1, 2)][:number]


def opened(
    session: Connection,
    *names: str,
    compound: str = "A",
    street: str = "S",
    area: str = "",
    wave: str = "W",
    menu: Menu = MENU,
) -> Poll:
    """An open poll of a new compound with these rooms, or four of them, in a wave of its own."""
    listed = rows(*(names or rooms(4)), compound=compound, street=street, area=area)
    return opened_with(session, listed, wave=wave, menu=menu)


def opened_with(session: Connection, listed: list[RosterRow], *, wave: str = "W", menu: Menu = MENU) -> Poll:
    """An open poll of the compound that these rows make."""
    imported = import_roster(session, listed, by=LI, now=NOW)
    made = make_wave(session, wave, EDITION, OPENS, CLOSES, by=LI, now=NOW)
    compound = imported.compounds[0].compound
    draft = add_poll(session, made.id, compound.id, menu, [], budget=None, by=LI, now=NOW)
    return open_poll(session, DISTRICT, draft.id, keys=KEYS, random=RANDOM, meant=True, by=LI, now=NOW)


def letters_of(session: Connection, poll: Poll) -> tuple[Letter, ...]:
    """The poll's letters."""
    return letters(session, DISTRICT, poll.id, keys=KEYS, base_url=BASE_URL).letters


def doors(session: Connection, poll: Poll) -> list[Door]:
    """The doors of the poll's households, opened by their links."""
    return [door_by_link(session, letter.url.rsplit("/", 1)[1]) for letter in letters_of(session, poll)]


def answers(agree: str = "yes", *order: str, who: str = "o") -> dict[str, list[str]]:
    """A form as it is sent."""
    return {"who": [who], "agree": [agree], "order": list(order) or ["none"]}


def at_home(session: Connection, door: Door, submission: str, *, elsewhere: bool = False) -> tuple[Door, Origin]:
    """A door in the browser that cast everything so far, and a form made from what stands now; `elsewhere` is another
    browser, which has only the letter."""
    last = {kept.capacity: kept for kept in history(session, door.household_id)}
    casts = {} if elsewhere else {capacity: kept.since for capacity, kept in last.items()}
    seen = {capacity: kept.revision for capacity, kept in last.items()}
    return replace(door, casts=casts), Origin(submission, seen)


def revision_of(ballot: Ballot) -> Revision:
    """The revision that a ballot stands for, cast from a phone."""
    return Revision(
        household=ballot.household,
        capacity=ballot.capacity,
        revision=ballot.revision,
        content=canonical(ballot.answers).decode(),
        channel=ballot.channel,
        edition=ballot.edition,
        menu=ballot.menu,
        entered_by="",
        submission="a-submission",
        receipt=ballot.receipt,
        since=1,
        cast_at=ballot.cast_at,
        standing=True,
    )


def voted(session: Connection, door: Door, agree: str = "yes", *order: str, **more: object) -> Ballot:
    """A ballot from the household's own phone, during the poll, unless `more` says otherwise."""
    submission = str(more.pop("submission", f"submission-{door.household_id}-{agree}"))
    there, origin = at_home(session, door, submission, elsewhere=bool(more.pop("elsewhere", False)))
    given = {"origin": origin, "keys": KEYS, "random": RANDOM, "now": DURING}
    who = str(more.pop("who", "o"))
    act = fill_in if "by" in more else cast
    form = {**answers(agree, *order, who=who), **on_matters(more)}
    return act(session, there, form, **{**given, **more}).ballot()  # type: ignore[arg-type]


def on_matters(more: dict[str, object]) -> dict[str, list[str]]:
    """What a form says of the `matters` of these keys, answered by the owner unless a `voter` is named."""
    voter, said = str(more.pop("voter", "myself")), more.pop("matters", {})
    assert isinstance(said, dict)
    return {"matter-voter": [voter], **{f"matter-{key}": [answer] for key, answer in said.items()}}


def with_owner(listed: list[RosterRow], key: str) -> list[RosterRow]:
    """The same rows, all of one owner."""
    return [replace(row, owner=key, owner_key=key) for row in listed]


def posted(
    session: Connection,
    poll_id: int,
    *,
    until: date,
    reason: str = "",
    seen: str = "",
    by: Actor = LI,
    now: datetime = AFTER,
    within: Jurisdiction = DISTRICT,
) -> Notice:
    """What a poll came to, looked over and posted; its paper is not set for it."""
    if stored_poll(session, within, poll_id).reviewed_at is None:
        review(session, within, poll_id, by=by, now=now)
    notice = draft(session, within, poll_id, until=until, reason=reason, seen=seen, by=by, now=now)
    return publish(session, within, notice, PAPER, by=by, now=now)
