"""Households at their own browsers, and what each of them cast last: the model that the database has to agree with."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from werkzeug.test import TestResponse

from surveys.core.ballot import Capacity, Revision
from surveys.core.matter import CO_OWNERS
from surveys.core.place import DISTRICT
from surveys.core.poll import PollState
from surveys.store.ballot import history
from surveys.store.poll import poll as stored_poll
from surveys.web.sessions import now
from tests.office_attack.scene import CO_OWNED, FLATS, Scene
from tests.office_attack.watching import Watched, forms_of, fresh_browser
from tests.phone import OWNER, TENANT, Page, receipt_key_of

FORMS = {Capacity.OWNER: {**OWNER, "matter-voter": "myself", "matter-fund": "yes"}, Capacity.OCCUPANT: TENANT}


class Seat(NamedTuple):
    """A home in one capacity."""

    home: int
    capacity: Capacity


class Robbed(AssertionError):
    """What must never be: said in a sentence."""


@dataclass
class Households:
    """The residents of a scene. `held` is what counts by each seat's holder, as it was stored; `texts` and `others` are what
    nobody in the office may read: their words, and their receipt keys, receipt numbers and the numbers of their forms."""

    scene: Scene
    held: dict[Seat, str] = field(default_factory=dict)
    said: dict[Seat, list[str | None]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    others: dict[str, str] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    _browsers: dict[str, Watched] = field(default_factory=dict)

    def browser(self, seat: Seat) -> Watched:
        """The browser of whoever sits there; an owner of two flats has one for both."""
        place = next(home for home in self.scene.homes if home.id == seat.home)
        who = f"{seat.capacity} {place.owner if seat.capacity is Capacity.OWNER else place.id}"
        if who not in self._browsers:
            self._browsers[who] = fresh_browser(self.scene.app)
        return self._browsers[who]

    def seats(self) -> list[Seat]:
        """Every home in every capacity."""
        return [Seat(home.id, capacity) for home in self.scene.homes for capacity in Capacity]

    def open(self) -> bool:
        """Whether the poll takes answers."""
        with self.scene.reading() as session:
            return stored_poll(session, DISTRICT, self.scene.poll).state(now()) is PollState.OPEN

    def standing(self) -> dict[Seat, Revision]:
        """What counts, by the database."""
        with self.scene.reading() as session:
            kept = [one for home in self.scene.homes for one in history(session, home.id)]
        return {Seat(one.household, one.capacity): one for one in kept if one.standing}

    def answers(self, seat: Seat, chance: Random) -> None:
        """Answer by the letter, or change what was answered from here."""
        browser, open_ = self.browser(seat), self.open()
        before = self.standing()
        own, free = seat in self.held, seat not in before and not self._elsewhere(seat, before)
        browser.get(self.scene.letter(seat.home).path)
        page = Page(browser.get(f"/h/{seat.home}/a?again={seat.capacity}", follow_redirects=True))
        fields = _questionnaire(page)
        if fields is None:
            if (own or free) and open_:
                raise Robbed(f"{seat}: its household finds no form to answer: {page.text[:200]}")
            return
        text = f"canary-{len(self.texts)}-{chance.randrange(10**9)}"
        self.texts.append(text)
        voter = {"matter-voter": CO_OWNERS[0]} if seat.home == self.scene.homes[CO_OWNED].id else {}
        boxes = [values["value"] or "" for tag, values in page.tags if tag == "input" and values.get("name") == "also"]
        also = {"also": boxes} if boxes and chance.random() < 0.5 else {}
        answer = browser.post(f"/h/{seat.home}/a", data={**fields, **FORMS[seat.capacity], **voter, **also, "more": text})
        self.others[fields["submission"][0]] = "the number of a form"
        self._settle(text, answer)
        if open_ and (own or free) and text not in self.held.get(seat, ""):
            said = Page(answer).text[:300]
            raise Robbed(f"{seat}: what its household cast does not count, though nothing stood in its way: {said}")

    def _elsewhere(self, seat: Seat, before: dict[Seat, Revision]) -> bool:
        """Whether something stands in another flat of the owner that this browser didn't cast."""
        flats = [self.scene.homes[place].id for place in FLATS]
        others = [Seat(home, Capacity.OWNER) for home in flats if home != seat.home]
        mine = seat.capacity is Capacity.OWNER and seat.home in flats
        return mine and any(other in before and other not in self.held for other in others)

    def _settle(self, text: str, _answer: TestResponse) -> None:
        """Whatever stands now with these words is its household's own."""
        for seat, kept in self.standing().items():
            if text in kept.content:
                self.said[seat] = [*(self.said[seat] if seat in self.held else ()), kept.content]
                self.held[seat] = kept.content
                self._note(seat, kept)

    def _note(self, seat: Seat, kept: Revision) -> None:
        self.others[kept.receipt] = "a receipt number"
        page = Page(self.browser(seat).get(f"/h/{seat.home}/r"))
        if key := receipt_key_of(page):
            self.others[key.replace(" ", "")] = "a receipt key"

    def takes_back(self, seat: Seat, errand: str) -> None:
        """Withdraw or undo, where the receipt offers it."""
        page = Page(self.browser(seat).get(f"/h/{seat.home}/r"))
        path = f"/h/{seat.home}/r/{errand}"
        forms = [form for at, form in zip(page.actions, page.forms, strict=True) if at == path]
        form = next((form for form in forms if form.get("capacity") == [seat.capacity]), None)
        if form is None:
            if errand == "withdraw" and seat in self.held and self.open():
                raise Robbed(f"{seat}: whoever cast it can't take it back: {page.text[:200]}")
            return
        self.others[form["submission"][0]] = "the number of a form"
        answer = self.browser(seat).post(path, data=form)
        if answer.status_code != 303:
            if seat in self.held and self.open():
                raise Robbed(f"{seat}: {errand} was refused to whoever cast it: {Page(answer).text[:200]}")
            return
        said, kept = self.said.get(seat), self.standing().get(seat)
        if said is None:
            return  # what stood here wasn't only theirs
        said.append(None if errand == "withdraw" else said[-2] if len(said) > 1 else None)
        if (kept.content if kept else None) != said[-1]:
            raise Robbed(f"{seat}: {errand} left {kept} and not {said[-1]}")
        self.held.pop(seat, None)
        if said[-1] is not None:
            self.held[seat] = said[-1]

    def leaves_number(self, seat: Seat, chance: Random) -> None:
        """Leave a telephone number, or delete it."""
        path = f"/h/{seat.home}/contact"
        page = Page(self.browser(seat).get(f"{path}?capacity={seat.capacity}"))
        if page.status != 200:
            return
        phone = f"138{chance.randrange(10**8):08d}"
        self.others[phone] = "a telephone number"
        form = next(form for at, form in zip(page.actions, page.forms, strict=True) if "capacity" in form or at == path)
        self.browser(seat).post(path, data={**form, "capacity": seat.capacity, "phone": phone, "agree": "y"})

    def decides(self, seat: Seat, chance: Random) -> None:
        """Say of what waits beside the own ballot whether it is to count, or take back what waits oneself."""
        browser = self.browser(seat)
        forms = [one for one in forms_of(browser.get(f"/h/{seat.home}/r")) if one.action.endswith("/r/waiting")]
        if not forms:
            return
        form, before = chance.choice(forms), self.standing()
        browser.post(form.action, data={**form.kept, "ruling": chance.choice(form.chosen["ruling"])})
        for changed, kept in self.standing().items():
            if before.get(changed) != kept:
                self.let_go(changed)

    def co_owner_votes(self, chance: Random) -> None:
        """The other owner of the home that two people own, on a phone of their own."""
        home, phone = self.scene.homes[CO_OWNED].id, fresh_browser(self.scene.app)
        phone.get(self.scene.letter(home).path)
        fields = _questionnaire(Page(phone.get(f"/h/{home}/a?again=owner", follow_redirects=True)))
        if fields and Seat(home, Capacity.OWNER) in self.held:
            said = {**FORMS[Capacity.OWNER], "matter-voter": CO_OWNERS[1], "more": f"beside {chance.randrange(10**9)}"}
            phone.post(f"/h/{home}/a", data={**fields, **said})

    def let_go(self, seat: Seat) -> None:
        """Somebody else's ballot counts here now, with the leave of its holder or by a decision."""
        self.held.pop(seat, None)
        self.said.pop(seat, None)
        self.given_up |= {home.owner for home in self.scene.homes if home.id == seat.home}


def lived_in(scene: Scene) -> Households:
    """Home 1 answered as owner and as occupant, home 2 as occupant only, home 6 as owner only; all left numbers."""
    scene.again()
    made, chance = Households(scene), Random(11)
    first, second, last = (scene.homes[place].id for place in (0, 1, 5))
    owner, occupant = Capacity.OWNER, Capacity.OCCUPANT
    for seat in (Seat(first, owner), Seat(first, occupant), Seat(second, occupant), Seat(last, owner)):
        made.answers(seat, chance)
        made.leaves_number(seat, chance)
    assert len(made.held) == 4
    return made


def _questionnaire(page: Page) -> dict[str, list[str]] | None:
    return next((form for form in page.forms if "submission" in form and "proof" in form and "seen" in form), None)
