"""What must hold after every act, whoever did it: nothing displaced, nothing read, no secret without an entry."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import pypdfium2
from sqlalchemy import text

from surveys.core.ballot import Capacity, Revision
from surveys.core.place import DISTRICT
from surveys.store.db import Connection
from surveys.store.poll import poll as stored_poll
from surveys.web.sessions import now
from tests.office_attack.residents import Households, Robbed, Seat
from tests.office_attack.watching import Answer
from tests.phone import Page

_BETWEEN = re.compile(r"[\s\-]|&nbsp;|<[^>]*>")
_GIVEN = ("package_given", "ballots_given", "pb_given", "list_exported", "archive_exported")
_TELLS_WORDS, _TELLS_NUMBERS = re.compile(r".* /desk/polls/\d+/remarks"), re.compile(r".* /desk/polls/\d+/contacts")


def texts_of(content: bytes) -> list[str]:
    """The text in an answer or a file, PDFs and archives taken apart."""
    if content.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(content) as document:
            return [page.get_textpage().get_text_bounded() for page in document]
    if content.startswith(b"PK"):
        try:
            with ZipFile(BytesIO(content)) as archive:
                return [one for name in archive.namelist() for one in texts_of(archive.read(name))]
        except BadZipFile:
            return []
    return [content.decode(errors="replace")]


@dataclass
class Judge:
    """Looks at what the office got to see, and at what stands. `secrets` are the letters that it saw, by token or code;
    `given` counts the exact files that left with an entry."""

    households: Households
    secrets: set[str] = field(default_factory=set)
    shown: int = 0
    looks: int = 0
    given: int = 0

    def look(self, answers: list[Answer]) -> None:
        """Judge what the office has just seen, and what it did. Raises `Robbed`."""
        letters = self.households.scene.letters()
        for answer in answers:
            self.looks += 1
            found = texts_of(answer.content)
            plain = "\n".join(found)
            bare = _BETWEEN.sub("", plain).upper()
            self._nothing_read(answer, plain, bare)
            seen = {one for one in letters if one in bare}
            for one in seen - self.secrets:
                self._entered(answer, letters[one].home, letters[one].epoch)
            self.shown += len(seen - self.secrets)
            self.secrets |= seen
        self.nothing_displaced()

    def _nothing_read(self, answer: Answer, plain: str, bare: str) -> None:
        told = [one for one in self.households.texts if one in plain]
        given = bool(told) and self._given(answer.content)
        self.given += given
        if told and not given and not (_TELLS_WORDS.fullmatch(answer.where) and self._ended()):
            raise Robbed(f"{answer.where} ({answer.status}) tells what a household wrote: {told}")
        for secret, what in self.households.others.items():
            if secret.upper().replace("-", "") not in bare:
                continue
            if what == "a telephone number" and _TELLS_NUMBERS.fullmatch(answer.where):
                continue
            if what == "a receipt number" and self._ended():
                continue
            raise Robbed(f"{answer.where} ({answer.status}) tells {what}: {secret}")

    def _ended(self) -> bool:
        with self.households.scene.reading() as session:
            return stored_poll(session, DISTRICT, self.households.scene.poll).state(now()).ended

    def _given(self, content: bytes) -> bool:
        """Whether a poll that has ended gave this very file, with an entry."""
        if not self._ended():
            return False
        digest = sha256(content).hexdigest()
        with self.households.scene.reading() as session:
            rows = session.execute(text("SELECT act, detail FROM entries")).all()
        return any(row.act in _GIVEN and json.loads(row.detail).get("digest") == digest for row in rows)

    def _entered(self, answer: Answer, home: int, epoch: int) -> None:
        """Every letter that leaves has its print run, and the run its entry."""
        query = (
            "SELECT r.number, r.poll_id, r.by FROM printed_letters l JOIN print_runs r ON r.id = l.run_id"
            " WHERE l.household_id = :home AND l.epoch = :epoch"
        )
        with self.households.scene.reading() as session:
            runs = session.execute(text(query), {"home": home, "epoch": epoch}).all()
            acts = session.execute(text("SELECT poll_id, actor, detail FROM entries WHERE act = 'letters_printed'")).all()
        kept = {(row.poll_id, json.loads(row.detail)["run"], row.actor) for row in acts}
        if not any((run.poll_id, run.number, run.by) in kept for run in runs):
            raise Robbed(f"{answer.where} shows letter {epoch} of home {home}, of which the ledger has nothing")

    def nothing_displaced(self) -> None:
        """Every seat's ballot is what its holder last cast, in the holder's browser too."""
        standing = self.households.standing()
        for seat, said in list(self.households.held.items()):
            kept = standing.get(seat)
            if kept is not None and kept.content == said:
                continue
            if kept is None or not self._decided(seat, kept):
                raise Robbed(f"{seat}: {kept} stands, and its holder cast {said}")
            self.households.let_go(seat)
        self._other_flats(standing)
        for seat in self.households.held:
            self._opens(seat)

    def _opens(self, seat: Seat) -> None:
        page = Page(self.households.browser(seat).get(f"/h/{seat.home}/r"))
        words = json.loads(self.households.held[seat])["more"]
        if page.status != 200 or words not in page.text:
            raise Robbed(f"{seat}: the browser that cast it shows it no more ({page.status}): {page.text[:300]}")

    def _other_flats(self, standing: dict[Seat, Revision]) -> None:
        """One owner is one voter: beside the ballot that an owner holds nobody else's counts for another flat."""
        homes = self.households.scene.homes
        for seat, kept in standing.items():
            owner = next(home.owner for home in homes if home.id == seat.home)
            if seat.capacity is not Capacity.OWNER or seat in self.households.held or owner in self.households.given_up:
                continue
            for other in homes:
                first = standing.get(Seat(other.id, Capacity.OWNER))
                held = Seat(other.id, Capacity.OWNER) in self.households.held
                if other.owner != owner or other.id == seat.home or not held or not first or first.cast_at > kept.cast_at:
                    continue
                if not self._decided(seat, kept):
                    raise Robbed(f"{seat}: {kept} counts for an owner whose own ballot in home {other.id} was first")

    def _decided(self, seat: Seat, kept: Revision) -> bool:
        """Whether the street decided so, by somebody without a hand in it, with a paper, a reason and an entry."""
        query = text(
            "SELECT id, beside_id, decided_by, paper, why FROM waiting_ballots"
            " WHERE household_id = :home AND capacity = :capacity AND since = :since AND ruling = 'taken'"
        )
        told = {"home": seat.home, "capacity": seat.capacity.value, "since": kept.since}
        with self.households.scene.reading() as session:
            row = session.execute(query, told).one_or_none()
            if row is None or not row.decided_by or not row.paper or not row.why:
                return False
            if row.decided_by in _hands(session, {seat.home, row.beside_id}):
                raise Robbed(f"{seat}: {row.decided_by} decided about a letter or an entry of their own")
            entries = session.execute(text("SELECT actor, detail FROM entries WHERE act = 'waiting_decided'")).all()
        return any(one.actor == row.decided_by and json.loads(one.detail)["waiting"] == row.id for one in entries)


def _hands(session: Connection, homes: set[int]) -> set[str]:
    """Who printed a letter of one of these homes, issued one anew, or entered anything for it."""
    found: set[str] = set()
    for home in homes:
        for query in (
            "SELECT r.by FROM printed_letters l JOIN print_runs r ON r.id = l.run_id WHERE l.household_id = :home",
            "SELECT voided_by FROM void_letters WHERE household_id = :home",
            "SELECT entered_by FROM revisions WHERE household_id = :home",
        ):
            found |= set(session.scalars(text(query), {"home": home}))
    return found
