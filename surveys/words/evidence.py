"""Files that prove what was found, in words: what was brought, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.evidence import LARGEST, MOST_FILES, MOST_PAGES, MOST_PIXELS, EvidenceKind, EvidenceLine

KINDS_SAID: Mapping[EvidenceKind, str] = {EvidenceKind.JPEG: "照片", EvidenceKind.PDF: "PDF"}
_MEGABYTE, _KILOBYTE = 1024 * 1024, 1024
EVIDENCE = {
    "evidence_empty": "选的文件是空的，换一个",
    "evidence_large": f"文件超过了{LARGEST // _MEGABYTE} MB，拍小一点或者分成几个",
    "evidence_type": "只收PDF和照片（JPG、PNG）。Word、Excel先另存为PDF；苹果手机的HEIC照片先转成JPG",
    "evidence_pixels": f"照片太大了（{{width}}×{{height}}），最大{MOST_PIXELS // 10_000}万像素，缩小了再传",
    "evidence_pages": f"PDF有{{pages}}页，最多{MOST_PAGES}页，只留要紧的几页",
    "evidence_locked": "PDF设了密码，打不开。去掉密码再传",
    "evidence_unreadable": "文件打不开，可能坏了或者没传完。重新拍一张，或者重新存成PDF",
    "evidence_many": f"一次最多附{MOST_FILES}个文件，多的合成一个PDF",
}
"""What is wrong with a file, by the code of the problem."""
CHOOSE_AGAIN = "浏览器不会记住选过的文件，改好以后要再选一次"


def evidence_words(file: EvidenceLine) -> str:
    """A kept file in a list: 照片，1.2 MB; PDF，3页，420 KB."""
    pages = [f"{file.pages}页"] if file.kind is EvidenceKind.PDF else []
    return "，".join([KINDS_SAID[file.kind], *pages, _size(file.size)])


def _size(size: int) -> str:
    if size < _MEGABYTE:
        return f"{max(1, size // _KILOBYTE)} KB"
    tenths = size * 10 // _MEGABYTE
    return f"{tenths // 10}.{tenths % 10} MB"
