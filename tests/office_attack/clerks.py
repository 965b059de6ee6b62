"""The office: clerks of every role who pool what they saw, and what each of them may try."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from secrets import token_hex
from urllib.parse import urlsplit

from werkzeug.routing import Rule

from surveys.core.matter import CO_OWNERS
from surveys.core.submission import seen_text
from surveys.store.waiting import at_home
from tests.office_attack.commands import commands, typed
from tests.office_attack.doors import WORDS, acts, known_from, looks
from tests.office_attack.judging import Judge
from tests.office_attack.residents import FORMS, Households, Seat
from tests.office_attack.scene import CO_OWNED, FLATS, ROLES, Letter, Scene, signed_in
from tests.office_attack.watching import Answer, Form, Watched, forms_of, fresh_browser
from tests.phone import Page

_SHARED = ("office", "jie", "ju", "wang")
"""Who may fill in for households; they sign in and out on browsers that are used for other things as well."""


@dataclass
class Clerks:
    """All of them at once. `private` are windows that were used before, some of them by staff who signed out since."""

    scene: Scene
    households: Households
    judge: Judge
    desks: dict[str, Watched] = field(default_factory=dict)
    private: list[Watched] = field(default_factory=list)
    seen: list[Answer] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    open_forms: list[tuple[str, Form]] = field(default_factory=list)

    def desk(self, username: str) -> Watched:
        """The browser on which this member of staff is signed in."""
        if username not in self.desks:
            self.desks[username] = (
                self.scene.staff(username) if username not in self.left else signed_in(self.scene.app, username)
            )
        return self.desks[username]

    def take(self) -> list[Answer]:
        """All that they saw since they were last asked."""
        found = self.seen
        self.seen = []
        for browser in [*self.desks.values(), *self.private]:
            found += browser.answers
            browser.answers = []
        return found

    def _window(self, chance: Random) -> Watched:
        known = [*self.private, *self.desks.values()]
        if known and chance.random() < 0.5:
            return chance.choice(known)
        self.private.append(fresh_browser(self.scene.app))
        return self.private[-1]

    def _target(self, chance: Random) -> Seat:
        """A seat to work on, mostly one where a household has answered, or the other flat of its owner."""
        held, flats = sorted(self.households.held), [self.scene.homes[place].id for place in FLATS]
        seat = chance.choice(held if held and chance.random() < 0.8 else self.households.seats())
        if seat.home in flats and chance.random() < 0.5:
            return Seat(sum(flats) - seat.home, seat.capacity)
        return seat

    def prints(self, chance: Random) -> None:
        """A print run at somebody's desk."""
        desk, path = self.desk(chance.choice(("office", "jie", "ju"))), f"/desk/polls/{self.scene.poll}/letters"
        forms = forms_of(desk.get(f"{path}?building=1"))
        form = next((form for form in forms if form.method == "post" and urlsplit(form.action).path in ("", path)), None)
        if form:
            again = {"again": "y", "reason": "spoilt"} if chance.random() < 0.5 else {}
            desk.post(path, data={**form.kept, "building": "", "unit": "", "trial": "y", **again})

    def reissues(self, chance: Random) -> None:
        """A new letter for a home."""
        self._new_letter(self._target(chance).home, chance)

    def _new_letter(self, home: int, chance: Random) -> None:
        desk, path = self.desk(chance.choice(("office", "jie", "ju"))), f"/desk/polls/{self.scene.poll}/doors/{home}"
        form = next((one for one in forms_of(desk.get(path)) if one.method == "post" and "reason" in one.chosen), None)
        if form:
            desk.post(path, data={**form.filled(chance), "reason": "lost", "trial": "y"})
            self.judge.look(self.take())

    def steals(self, chance: Random) -> None:
        """A new letter for a home that has answered, and at once another answer by it."""
        seat = self._target(chance)
        self._new_letter(seat.home, chance)
        if letter := self._letter_of(seat.home):
            window = fresh_browser(self.scene.app)
            self.private.append(window)
            self._opens(window, letter, chance)
            self._answers_at(window, seat, {})
            if chance.random() < 0.5:
                self._disposes(window, seat, chance)

    def pages(self) -> list[Rule]:
        """Every page that isn't a household's own."""
        rules = sorted(self.scene.app.url_map.iter_rules(), key=lambda rule: rule.rule)
        rules = [rule for rule in rules if "GET" in (rule.methods or ()) and "home" not in rule.arguments]
        return [rule for rule in rules if rule.endpoint != "static"]

    def uses_the_desk(self, chance: Random) -> None:
        """Any page of the desk, of staff's own or of everybody's, by anybody; or one that it leads to, and a form on it."""
        desk = self.desk(chance.choice(list(ROLES)))
        rule = chance.choice(self.pages())
        path = self.address(rule, chance)
        answer = desk.get(path)
        links = Page(answer).links if answer.mimetype == "text/html" else []
        ways = [way for way in links if way.startswith(("/desk", "?"))]
        if ways and chance.random() < 0.5:
            path = joined(path, chance.choice(ways))
            answer = desk.get(path)
        forms = [form for form in forms_of(answer) if form.method == "post"] if answer.mimetype == "text/html" else []
        if forms and chance.random() < 0.8:
            form = chance.choice(forms)
            desk.post(joined(path, form.action), data=form.filled(chance))

    def address(self, rule: Rule, chance: Random) -> str:
        """An address of a page."""
        letters = self.known()
        known: dict[str, object] = {
            "poll_id": self.scene.poll,
            "household_id": chance.choice(self.scene.homes).id,
            "gate": "committee",
            "token": (letters and chance.choice(letters).path.rpartition("/")[2]) or "0" * 26,
            "key": "0" * 16,
            "step": chance.choice(("extend", "pause", "resume", "cancel")),
            "digest": "abc",
        }
        return self.scene.app.url_map.bind("localhost").build(
            rule.endpoint, {name: known.get(name, chance.randrange(1, 4)) for name in rule.arguments}
        )

    def types(self, chance: Random) -> None:
        """Any command."""
        words, command = chance.choice(list(commands(self.scene.app.cli)))
        self.seen += typed(self.scene, words, command, chance)

    def known(self) -> list[Letter]:
        """The letters that they saw."""
        letters = self.scene.letters()
        found = {letters[one].path: letters[one] for one in self.judge.secrets if one in letters}
        return sorted(found.values(), key=lambda one: one.path)

    def goes_to_a_door(self, chance: Random) -> None:
        """With a letter to any home's pages, and every kind of form there."""
        window, letters = self._window(chance), self.known()
        home = chance.choice(self.scene.homes).id
        if letters:
            letter = chance.choice(letters)
            home = letter.home
            self._opens(window, letter, chance)
        known = known_from(window, home)
        app, guesses = self.scene.app, [kept.receipt for kept in self.households.standing().values()][:2]
        for request in chance.sample(list(looks(app, home)), 3):
            request.sent(window)
        for request in chance.sample(list(acts(app, home, known, guesses, chance.randrange(1, 4))), 8):
            request.sent(window)

    def _opens(self, window: Watched, letter: Letter, chance: Random) -> None:
        if chance.random() < 0.5:
            window.get(letter.path)
            return
        page = Page(window.get("/code"))
        form = next(form for form in page.forms if "code" in form)
        window.post("/code", data={**form, "code": letter.code})

    def _letter_of(self, home: int) -> Letter | None:
        """The newest letter of a home that they saw, else any."""
        found = [one for one in self.known() if one.home == home] or self.known()
        return max(found, key=lambda one: one.epoch, default=None)

    def answers(self, chance: Random) -> None:
        """With a letter, as its household."""
        seat, window = self._target(chance), self._window(chance)
        if letter := self._letter_of(seat.home):
            self._opens(window, letter, chance)
            self._answers_at(window, Seat(letter.home, seat.capacity), {})

    def _answers_at(self, window: Watched, seat: Seat, more: dict[str, str]) -> None:
        """By the form that a page offers, and where none does by one that was made up."""
        page = Page(window.get(f"/h/{seat.home}/a?again={seat.capacity}", follow_redirects=True))
        boxes = [values["value"] for tag, values in page.tags if tag == "input" and values.get("name") == "also"]
        form = next((form for form in page.forms if "submission" in form and "proof" in form), None)
        voter = {"matter-voter": CO_OWNERS[0]} if seat.home == self.scene.homes[CO_OWNED].id else {}
        said = {**FORMS[seat.capacity], **voter, "more": WORDS, "also": boxes, **more}
        window.post(f"/h/{seat.home}/a", data={**(form or self._made_up(window, seat)), **said})

    def _made_up(self, window: Watched, seat: Seat) -> dict[str, str]:
        """What a form of this home carries, as somebody would make it who knows how often it answered; where this window's
        pages prove nothing, the proof comes from another, and the token of whoever is signed in from a page of theirs."""
        standing = self.households.standing().items()
        revisions = {one.capacity: kept.revision for one, kept in standing if one.home == seat.home}
        known = known_from(window, seat.home)
        letter = self._letter_of(seat.home)
        if "proof" not in known and letter and letter.home == seat.home:
            other = fresh_browser(self.scene.app)
            other.get(letter.path)
            known |= known_from(other, seat.home)
        for form in forms_of(window.get("/staff/account")) if window in self.desks.values() else ():
            known |= {name: values[0] for name, values in form.kept.items() if name == "csrf_token"}
        return {**known, "seen": seen_text(revisions), "submission": token_hex(16), "capacity": seat.capacity}

    def fills_in(self, chance: Random) -> None:
        """For a household (代填), signed in."""
        seat, window = self._target(chance), self.desk(chance.choice(_SHARED))
        if letter := self._letter_of(seat.home):
            self._opens(window, letter, chance)
            channel = chance.choice(("door", "paper"))
            self._answers_at(window, Seat(letter.home, seat.capacity), {"channel": channel, "helped": "1"})

    def decides_at_the_door(self, chance: Random) -> None:
        """On what waits, and takes back or puts back what was cast; and disowns what stands."""
        seat, window = self._target(chance), self._window(chance)
        if chance.random() < 0.5 and (letter := self._letter_of(seat.home)):
            self._opens(window, letter, chance)
            seat = Seat(letter.home, seat.capacity)
        for form in forms_of(window.get(f"/h/{seat.home}/r")):
            if form.action.endswith(("/r/waiting", "/r/not-ours")):
                window.post(form.action, data=form.filled(chance))
        self._disposes(window, seat, chance)

    def _disposes(self, window: Watched, seat: Seat, chance: Random) -> None:
        """By forms that were made up: of what waits beside the home's ballot, and of the ballot itself."""
        with self.scene.reading() as session:
            waiting = [waits.id for waits in at_home(session, seat.home)] or [1]
        known = self._made_up(window, seat)
        for errand in ("waiting", "withdraw", "undo"):
            told = {"waiting": str(chance.choice(waiting)), "ruling": chance.choice(("taken", "kept"))}
            window.post(f"/h/{seat.home}/r/{errand}", data={**known, **told, "submission": token_hex(16)})

    def rules(self, chance: Random) -> None:
        """On what waits or was disowned, at the street's queue, whoever had a hand in it; also by a form from before."""
        username = chance.choice(("office", "jie", "ju"))
        desk, path = self.desk(username), f"/desk/polls/{self.scene.poll}/waiting"
        for way in Page(desk.get(path)).links:
            if "decide=" in way or "dispute=" in way:
                forms = forms_of(desk.get(way))
                found = (form for form in forms if "/waiting/" in form.action or "/disputes/" in form.action)
                self.open_forms += [(username, form) for form in found]
        if chance.random() < 0.3:
            self.prints(chance)
        for whose, form in chance.sample(self.open_forms, min(2, len(self.open_forms))):
            self.desk(whose).post(form.action, data=form.filled(chance))

    def signs_out(self, chance: Random) -> None:
        """And goes on in the same browser without a name."""
        username = chance.choice(_SHARED)
        window = self.desk(username)
        forms = forms_of(window.get("/staff/account"))
        form = next((form for form in forms if form.action.endswith("/sign-out")), None)
        if form:
            window.post("/staff/sign-out", data=form.kept)
            self.private.append(self.desks.pop(username))
            self.left.add(username)

    def guesses(self, chance: Random) -> None:
        """Codes, links and keys; and leaves a home."""
        window = self._window(chance)
        form = next(form for form in Page(window.get("/code")).forms if "code" in form)
        window.post("/code", data={**form, "code": f"{chance.randrange(10**12):012d}"})
        for kept in self.households.standing().values():
            window.get(f"/k/{kept.receipt}")
            window.post("/code", data={**form, "code": kept.receipt})

    def everything(self) -> list[Callable[[Random], None]]:
        """What any of them may do next."""
        often = [self.prints, self.prints, self.reissues, self.steals, self.steals, self.answers, self.answers]
        doors = [self.goes_to_a_door, self.fills_in, self.fills_in, self.decides_at_the_door, self.decides_at_the_door]
        desk = [*[self.uses_the_desk] * 5, self.types, self.types, self.rules, self.rules]
        return [*often, *doors, *desk, self.signs_out, self.guesses]


def joined(path: str, action: str) -> str:
    """Where a link or a form on the page at `path` goes."""
    if not action:
        return path
    return f"{path.partition('?')[0]}{action}" if action.startswith("?") else action
