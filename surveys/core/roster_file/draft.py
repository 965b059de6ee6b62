"""One row becomes a unit: every cell read, asked about or reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from surveys.core.roster import AreaSource, UnitKind
from surveys.core.roster_file.address import DoorAddress, place_in, split_address
from surveys.core.roster_file.asking import ChoiceKind, RemarkKind, RosterAnswer, RosterChoice, Spot
from surveys.core.roster_file.naming import is_placeholder, named_in
from surveys.core.roster_file.notes import Notes
from surveys.core.roster_file.owners import RosterRow, kept_key
from surveys.core.roster_file.storey import is_unsure, storey_of_room, storey_said
from surveys.core.roster_file.table import RosterTable
from surveys.core.roster_file.words import CellRefused, RosterWords, folded, phone, phones_in, tight

Value = TypeVar("Value")

LONGEST = {
    "street": 30,
    "area": 30,
    "compound": 30,
    "building": 20,
    "unit": 20,
    "room": 20,
    "owner": 100,
    "owner_number": 40,
}
_WITHOUT_STAIRWELL = {UnitKind.SHOP, UnitKind.PARKING, UnitKind.STORAGE}
_LOST = re.compile(r"\d(\.\d*)?[Ee]\+?\d+")


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit whose storey may still be open: `word` is then what stands in its place, empty where nothing does. It may have
    been taken from the room's number alone."""

    row: RosterRow
    word: str | None = None
    by_room: bool = False


class Drafting:
    """Reads the texts of one row."""

    def __init__(self, table: RosterTable, words: RosterWords, notes: Notes) -> None:
        self.table, self.words, self.notes = table, words, notes
        self.columns = set(table.header.columns)
        self.spot = Spot("", 0)
        self.texts: dict[str, str] = {}
        self.refused: set[str] = set()

    def draft(self, spot: Spot, texts: Mapping[str, str], refused: set[str]) -> UnitDraft:
        """The unit that these texts are; what is wrong with it is reported."""
        self.spot, self.texts, self.refused = spot, dict(texts), refused
        words, before = self.words, self._address()
        kind = self._choice("kind", words.kinds, UnitKind.HOME)
        number = self._text("owner_number", lambda text: text.upper(), required=False)
        street, compound = self._place(before)
        area = self._text("area", tight, required=False)
        building = self._text("building", lambda text: words.numbered(text, words.buildings)) or self.table.building
        unit = self._unit(kind)
        level, word, by_room = self._storey()
        row = RosterRow(
            row=spot.row,
            street=street,
            area=area,
            compound=compound,
            building=building,
            unit=unit,
            floor=level,
            room=self._text("room", words.room),
            floor_area=self._value("floor_area", words.floor_area, 0),
            owner=self._owner(kind, number),
            phone=self._phone(),
            kind=kind,
            area_source=self._choice("area_source", words.sources, AreaSource.REGISTER),
            owner_number=number,
            sheet=spot.sheet,
        )
        return UnitDraft(row, word, by_room)

    def joined(self, draft: UnitDraft, spot: Spot, texts: Mapping[str, str]) -> UnitDraft:
        """The unit with the owners of a further row of it."""
        self.spot, self.texts, self.refused = spot, dict(texts), set()
        row, between = draft.row, self.words.owner_separators[0]
        names = (*self.words.owners(row.owner), *self._names(texts.get("owner", ""), row.kind, row.owner_number))
        owner = between.join(dict.fromkeys(names))
        if len(owner) > LONGEST["owner"]:
            self._report("roster_text_long", "owner", owner, most=LONGEST["owner"], length=len(owner))
        return replace(draft, row=replace(row, owner=owner, phone=row.phone or self._phone()))

    def _report(self, code: str, key: str, value: str = "", **detail: str | int) -> None:
        self.notes.report(code, key, self.spot, value, **detail)

    def _value(self, key: str, read: Callable[[str], Value], default: Value, *, required: bool = True) -> Value:
        text = self.texts.get(key, "")
        if not text:
            if required and key in self.columns and key not in self.refused:
                self._report("roster_missing", key)
            return default
        try:
            return read(text)
        except CellRefused as refused:
            self._report(refused.code, key, text, **refused.detail)
            return default

    def _text(self, key: str, read: Callable[[str], str], *, required: bool = True) -> str:
        text = self._value(key, read, "", required=required)
        if len(text) > LONGEST[key]:
            self._report("roster_text_long", key, text, most=LONGEST[key], length=len(text))
        return text

    def _choice(self, key: str, words: Mapping[str, Value], default: Value) -> Value:
        text = folded(self.texts.get(key, ""))
        if text and text not in words:
            allowed: dict[Value, str] = {}
            for word, value in words.items():
                allowed.setdefault(value, word)
            self._report("roster_choice", key, text, allowed=" ".join(allowed.values()))
        return words.get(text, default)

    def _address(self) -> DoorAddress | None:
        """Splits the address, if there is one, into the columns that lack."""
        source, words = self.table.source, self.words
        text = self.texts.get(source, "") if source else ""
        if not text:
            if source == "address" and "address" not in self.refused:
                self._report("roster_missing", "address")
            return None
        found = split_address(text, words, building_known=self.table.building_known)
        if not found or self._differs(found):
            if found or source == "address" or not self.table.building_known:
                self._report("roster_address", source, text)
            return None
        parts = {"building": found.building, "unit": found.unit, "floor": found.floor, "room": found.room}
        for key, part in parts.items():
            if part and (key not in self.columns or key == source):
                self.texts[key] = part
        building = words.numbered(self.texts.get("building", ""), words.buildings) or self.table.building
        unit = words.numbered(found.unit, words.units) if found.unit else ""
        example = text, " ".join(part for part in (*place_in(found.before, words), building, unit, found.room) if part)
        choice = RosterChoice("address", ChoiceKind.ADDRESS, (RosterAnswer.SPLIT,))
        if self.notes.ask(choice, self.spot, text, example):
            self.notes.remark(RemarkKind.ADDRESS_SPLIT, self.spot, example=example)
        return found

    def _differs(self, found: DoorAddress) -> bool:
        """Whether an address names another building or stairwell than the columns beside it."""
        given = {"building": (found.building, self.words.buildings), "unit": (found.unit, self.words.units)}
        for key, (part, endings) in given.items():
            text = self.texts.get(key, "") or (self.table.building if key == "building" else "")
            if part and text and self.words.numbered(text, endings) != self.words.numbered(part, endings):
                return True
        return False

    def _place(self, before: DoorAddress | None) -> tuple[str, str]:
        street = self._text("street", tight)
        compound = self._text("compound", tight)
        said = place_in(before.before, self.words) if before and before.before else ("", "")
        street = street if "street" in self.columns else said[0]
        if "compound" not in self.columns:
            hint = said[1] or self.table.place
            if said[1] and street:
                return street, said[1]
            known = "/".join(part for part in (street, hint) if part)
            choice = RosterChoice(
                f"compound:{known}" if known else "compound",
                ChoiceKind.COMPOUND,
                (known,) if street and hint else (),
                text=known,
            )
            answer = self.notes.ask(choice, self.spot, known)
            chosen, _, compound = answer.partition("/")
            return street or tight(chosen), tight(compound)
        if not street and "street" not in self.columns:
            choice = RosterChoice(f"street:{compound}", ChoiceKind.STREET, text=compound)
            street = tight(self.notes.ask(choice, self.spot, compound))
        return street, compound

    def _unit(self, kind: UnitKind) -> str:
        if folded(self.texts.get("unit", "")) in self.words.empty:
            return ""
        stairwell = self._text(
            "unit", lambda text: self.words.numbered(text, self.words.units), required=kind not in _WITHOUT_STAIRWELL
        )
        if not stairwell and not self.table.unit and "unit" not in self.columns and kind not in _WITHOUT_STAIRWELL:
            self.notes.remark(RemarkKind.NO_STAIRWELL)
        return stairwell or self.table.unit

    def _storey(self) -> tuple[int, str | None, bool]:
        """The storey, or 0 and what stands in its place; and whether the room alone told it."""
        text = self.texts.get("floor", "")
        if text and not is_unsure(text, self.words):
            said = storey_said(text, self.words)
            return (said if said is not None else self._value("floor", self.words.floor, 0)), None, False
        if not text and "floor" in self.columns:
            return self._value("floor", self.words.floor, 0), None, False
        if "floor" in self.refused:
            return 0, None, False
        room = self.texts.get("room", "")
        level = storey_of_room(self.words.room(room), self.words) if room else None
        return level or 0, text if room and level is None else None, level is not None

    def _phone(self) -> str:
        text = self.texts.get("phone", "")
        if not text:
            return ""
        try:
            return phone(text)
        except CellRefused as refused:
            return self._odd_phone(text, refused)

    def _odd_phone(self, text: str, refused: CellRefused) -> str:
        if folded(text) in self.words.empty or is_placeholder(text, self.words):
            self.notes.remark(RemarkKind.PHONE_NONE, self.spot)
        elif _LOST.fullmatch(text):
            self.notes.remark(RemarkKind.PHONE_LOST, self.spot)
        elif found := phones_in(text):
            self.notes.remark(RemarkKind.PHONE_SEVERAL, self.spot)
            return found[0]
        else:
            options = RosterAnswer.EMPTY, RosterAnswer.MEND
            answer = self.notes.ask(RosterChoice("phones", ChoiceKind.PHONES, options), self.spot, text, (text, ""))
            if answer == RosterAnswer.EMPTY:
                self.notes.remark(RemarkKind.PHONE_LEFT, self.spot)
            elif answer == RosterAnswer.MEND:
                self._report(refused.code, "phone", text)
        return ""

    def _owner(self, kind: UnitKind, number: str) -> str:
        text, public = self.texts.get("owner", ""), folded(self.texts.get("kind", "")) in self.words.public
        names = self._names(text, kind, number)
        if not names and public:
            self.notes.remark(RemarkKind.PUBLIC_HOMES, self.spot)
            names = (self.words.public_owner,)
        elif not names and text and kind is not UnitKind.UNSOLD:
            self.notes.remark(RemarkKind.OWNER_UNKNOWN, self.spot)
        elif not names:
            self._text("owner", str, required=kind is not UnitKind.UNSOLD)
        owner = self.words.owner_separators[0].join(names)
        if len(owner) > LONGEST["owner"]:
            self._report("roster_text_long", "owner", owner, most=LONGEST["owner"], length=len(owner))
        return owner

    def _names(self, text: str, kind: UnitKind, number: str) -> tuple[str, ...]:
        written = self.words.owners(text)
        if kept_key(number) or kind is UnitKind.UNSOLD:
            return tuple(name for name in written if not is_placeholder(name, self.words))
        named = named_in(text, self.words)
        if named.form:
            example = text, self.words.owner_separators[0].join(named.several)
            choice = RosterChoice(named.form.value, named.form, named.answers)
            return named.owners(self.notes.ask(choice, self.spot, text, example))
        if len(named.several) > len(written):
            self.notes.remark(
                RemarkKind.OWNERS_PARTED, self.spot, example=(text, self.words.owner_separators[0].join(named.several))
            )
        return named.several
