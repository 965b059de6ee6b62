"""Whether what is printed of a compound is so: every claim is put to a program that shares nothing with the product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from surveys.services.outcome import Dossier
from surveys.services.package import package_record
from surveys.words.claim import Said, claims_of
from tests.falsify import acting, beside, counting, proving
from tests.falsify.compounds import NOW, checkpoint_of
from tests.falsify.sentences import printed


@dataclass(frozen=True)
class Falsehood:
    """A sentence that isn't so: where it stands, what it claims, and what is found."""

    where: str
    text: str
    claim: str
    figure: str
    says: Any
    finds: Any

    @property
    def kind(self) -> tuple[str, str, str]:
        """What makes it the same falsehood in a smaller compound."""
        return self.where, self.claim, self.figure

    def __str__(self) -> str:
        """The falsehood in one line."""
        return f"{self.where}: “{self.text}” claims {self.claim}: {self.figure} is {self.says!r}, found {self.finds!r}"


def falsehoods(dossier: Dossier) -> tuple[int, list[Falsehood]]:
    """How many claims were put to the test, and those that aren't so."""
    record = acting.voted_anew(package_record(dossier, now=NOW, checkpoint=checkpoint_of(dossier)), dossier)
    found, names = counting.counted(record), beside.names_in(record)
    tried, false = 0, list[Falsehood]()
    for where, sentence in printed(dossier).sentences():
        of_it, more = wrong_in(found, names, sentence)
        tried += of_it
        false += [Falsehood(where, sentence, *one) for one in more]
    return tried, false


def wrong_in(found: Any, names: list[str], sentence: Said) -> tuple[int, list[tuple[str, str, Any, Any]]]:
    """How many claims of a sentence were put to what was found, and what isn't so: (claim, figure, says, finds)."""
    claims = [claim.document() for claim in claims_of(sentence)]
    numbers = beside.unsaid(sentence, claims, names) if any(map(str.isdigit, sentence)) else ()
    tried = [claim for claim in claims if claim["claim"] not in proving.UNPROVEN - beside.BESIDE]
    false = [("none", "number", number, None) for number in numbers]
    return len(tried), false + [(claim["claim"], *one) for claim in tried for one in beside.wrong(found, claim)]
