"""Whose vote is a home's in a matter, told again from what is on record: several owners, and whoever acts for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from surveys.services.outcome import Dossier

Doc = Any
VOTERS = (*(f"owner-{number}" for number in range(1, 7)), "mandated")


def voted_anew(record: Doc, d: Dossier) -> Doc:
    """The record with every home's vote in each matter as it is found here, and what is found beside the count."""
    votes, acting = dict[int, dict[str, str]](), {}
    for matter in record["terms"].get("matters", []):
        key, homes = "matter-" + matter["key"], [home.id for home in d.roster.households if _inside(home, matter["scope"])]
        found = {home: Home(home, matter["key"], d) for home in homes}
        for home, one in found.items():
            votes.setdefault(home, {})[key] = one.vote
        acting[matter["key"]] = {
            "mandated": sum(one.voter == "mandated" for one in found.values()),
            "undecided": sum(one.apart for one in found.values()),
        }
    rows = {name: [_with(row, votes) for row in record[name]] for name in ("ballots", "beside")}
    return {**record, **rows, "acting": acting}


class Home:
    """One home in one matter: whose vote holds (nobody's name where one owner has it alone), and what it is."""

    def __init__(self, home: int, matter: str, d: Dossier) -> None:
        rows = sorted(self._rows(home, d), key=lambda row: row[0])
        held = [(voter, answers) for at, voter, answers in rows if voter != "mandated" or _may(home, matter, at, d)]
        mine = dict[str, str]()
        for voter, answers in held:
            mine = {**{one: vote for one, vote in mine.items() if one != voter}, voter: answers.get("matter-" + matter, "")}
        alone = mine.pop("", "")
        given = {voter: vote for voter, vote in mine.items() if vote}
        chosen = [one.voter for one in d.co_owned.settlements if one.household == home][-1:]
        self.apart = len(set(given.values())) > 1 and not set(chosen) & given.keys()
        agreed = chosen[0] if set(chosen) & given.keys() else next(iter(given)) if len(set(given.values())) == 1 else ""
        self.voter, self.vote = agreed, given.get(agreed, "" if self.apart else alone)

    @staticmethod
    def _rows(home: int, d: Dossier) -> Iterator[tuple[Any, str, Doc]]:
        yield from ((vote.cast_at, vote.voter, vote.answers) for vote in d.co_owned.votes if vote.household == home)
        for ballot in d.ballots:
            if ballot.household == home and ballot.capacity.value == "owner":
                voter = str(ballot.answers.get("matter-voter", ""))
                yield ballot.cast_at, voter if voter in VOTERS else "", ballot.answers


def _may(home: int, matter: str, at: Any, d: Dossier) -> bool:
    mine = [one for one in d.mandates if one.household == home and one.confirmed_by]
    named = [one for one in mine if matter in (one.matters or [matter])]
    return any(one.confirmed_at is None or at >= one.confirmed_at for one in named)


def _inside(home: Any, scope: Doc) -> bool:
    return (not scope["buildings"] or home.building in scope["buildings"]) and scope["unit"] in (None, home.unit)


def _with(row: Doc, votes: dict[int, dict[str, str]]) -> Doc:
    if row["capacity"] != "owner":
        return row
    mine = {key: vote for key, vote in votes.get(row["household"], {}).items() if vote}
    rest = {key: answer for key, answer in row["answers"].items() if not key.startswith("matter-") or key == "matter-voter"}
    return {**row, "answers": {**rest, **mine}}
