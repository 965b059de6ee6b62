"""Letters made from literals, and eyes that read what was printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import zxingcpp

from surveys.core.place import Community, Compound, Street
from surveys.core.poll import Poll, Terms, Wave
from surveys.services.letter import Address, Letter, Letters

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
OPENS, CLOSES = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 15, 12, tzinfo=UTC)
Door = tuple[str, str, str]


def terms(**more: Any) -> Terms:
    values: dict[str, Any] = {
        "edition": "e", "menu": "m", "roster": "r", "rules": (), "lots": (), "seed": 7, "basic_first": False,
        "budget": None, "opens_at": OPENS.isoformat(), "closes_at": CLOSES.isoformat(),
    }  # fmt: skip
    return Terms(**{**values, **more})


def poll(title: str = "第一轮", compound: str = "桂花园小区", community: str = "", **more: Any) -> Poll:
    wave, street = Wave(1, title, "e", OPENS, CLOSES), Street(1, "望春街道")
    named = Community(1, community, "0571-0000-0007", street) if community else None
    return Poll(1, wave, Compound(1, compound, street, community=named), OPENS, CLOSES, OPENS, terms=terms(**more))


def letters(doors: Sequence[Door], base: str = "https://diandan.example", **more: Any) -> Letters:
    asked = poll(**more)
    rows = tuple(
        Letter(
            n,
            Address("望春街道", asked.compound.name, building, unit, 1, room),
            f"{base}/q/{n:026d}",
            f"{n:04d} 5678 9012",
        )
        for n, (building, unit, room) in enumerate(doors)
    )
    return Letters(asked, tuple(dict.fromkeys(door[0] for door in doors)), rows)


class Print:
    """A PDF, opened for reading."""

    def __init__(self, pdf: bytes) -> None:
        self.document = pypdfium2.PdfDocument(pdf)

    def __enter__(self) -> Print:
        return self

    def __exit__(self, *_: object) -> None:
        self.document.close()

    def __len__(self) -> int:
        return len(self.document)

    def text(self, page: int) -> str:
        return str(self.document[page].get_textpage().get_text_range()).replace("\r\n", "\n")

    @property
    def whole(self) -> str:
        return "\n".join(self.text(n) for n in range(len(self)))

    def codes(self, page: int, dpi: int = 100) -> list[Any]:
        return list(zxingcpp.read_barcodes(self.document[page].render(scale=dpi / 72).to_pil()))

    def sizes(self, page: int) -> set[tuple[float, float]]:
        return {(round(self.document[page].get_width()), round(self.document[page].get_height()))}
