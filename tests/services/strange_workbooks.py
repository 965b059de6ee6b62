"""Workbooks written by hand, as strangers and other programs write them."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"""
RELATION = (
    """<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>"""
)
BOOK = '<workbook xmlns="m" xmlns:r="r">{}<sheets><sheet name="户册" sheetId="1" r:id="rId1"/></sheets></workbook>'


def sheet(rows: str) -> str:
    """A worksheet with these row elements."""
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="m"><sheetData>{rows}</sheetData></worksheet>'


def workbook(
    worksheet: str,
    strings: str = "",
    styles: str = "",
    *,
    properties: str = "",
    more: Mapping[str, str | bytes] | None = None,
    method: int = ZIP_DEFLATED,
) -> bytes:
    """A workbook of one sheet. `more` adds or replaces members."""
    parts = {
        "_rels/.rels": RELATIONS.format(RELATION.format("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": BOOK.format(properties),
        "xl/_rels/workbook.xml.rels": RELATIONS.format(
            RELATION.format("rId1", "worksheet", "worksheets/sheet1.xml")
            + RELATION.format("rId2", "sharedStrings", "sharedStrings.xml")
            + RELATION.format("rId3", "styles", "/xl/styles.xml")
        ),
        "xl/worksheets/sheet1.xml": worksheet,
        "xl/sharedStrings.xml": strings,
        "xl/styles.xml": styles,
        **(more or {}),
    }
    out = BytesIO()
    with ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            if content:
                archive.writestr(name, content)
    return out.getvalue()
