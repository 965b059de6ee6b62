"""What is said of forgetting."""

from __future__ import annotations

from collections.abc import Mapping

KINDS_OF_ROWS: Mapping[str, str] = {
    "revisions": "回答",
    "co_votes": "共有人的回答",
    "form_entries": "照着纸录的回答",
    "contacts": "联系电话",
    "visits": "上门记录",
    "form_photos": "纸质问卷的照片",
    "form_sides": "印好的纸质问卷",
    "entry_values": "台账里的个人内容",
    "evidence_files": "证明文件的扫描件",
    "mandates": "谁替业主办、凭什么",
    "objections": "异议里写的话",
    "amendments": "户册更正里写的话",
    "disputes": "住户说不是自家填的话",
    "waiting_ballots": "等着定的票里写的话",
    "settlements": "共有人定谁的算、凭什么",
    "entry_checks": "两遍录入哪里不一样",
    "entry_marks": "录入标记的理由",
    "entry_lots": "抽查时在场的人",
    "rechecks": "上门重问时在场的人",
    "recheck_doors": "重问哪里不一样",
    "paper_forms": "问卷发给了谁、为什么作废",
}


def size_words(size: int) -> str:
    """A size for people."""
    return f"{size}字节" if size < 10_240 else f"{-(-size // 1024)} KB" if size < 10_485_760 else f"{size // 1_048_576} MB"
