"""Workbooks written by hand, as strangers and other programs write them."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

OOXML = "http://schemas.openxmlformats.org"
MAIN = f"{OOXML}/spreadsheetml/2006/main"
OFFICE = f"{OOXML}/officeDocument/2006/relationships"
PACKAGE = f"{OOXML}/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/></Types>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr/>'
    '<sheets><sheet name="户册" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>',
}


def sheet(rows: str) -> str:
    """A worksheet with these row elements."""
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def strings(items: str) -> str:
    """A table of texts with these elements."""
    return f'<sst xmlns="{MAIN}">{items}</sst>'


def styles(elements: str) -> str:
    """A style sheet with these elements."""
    return f'<styleSheet xmlns="{MAIN}">{elements}</styleSheet>'


def workbook(worksheet: str | bytes, more: Mapping[str, str | bytes] | None = None, *, method: int = ZIP_DEFLATED) -> bytes:
    """A workbook of one sheet. `more` adds or replaces members; an empty one is left out."""
    out = BytesIO()
    with ZipFile(out, "w", method) as archive:
        for name, content in {**PARTS, "xl/worksheets/sheet1.xml": worksheet, **(more or {})}.items():
            if content:
                archive.writestr(name, content)
    return out.getvalue()
