"""Everything an installation can set, read once when the app is made."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Config:
    """The settings of one installation.

    `secret` signs cookies and makes the household codes: whoever has it can make every letter, and without it no letter
    can be printed again. `base_url` is what the QR codes point to.
    """

    secret: bytes
    database_url: str
    base_url: str = "http://127.0.0.1:8000"
    office_phone: str = ""
    trusted_proxies: int = 0

    def __post_init__(self) -> None:
        if len(self.secret) < 32:
            raise ValueError("DIANDAN_SECRET: 需要至少 32 个字节的密钥；运行 python3 run.py serve 会自动生成一个")

    @property
    def secure(self) -> bool:
        """Whether residents come over HTTPS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Config:
        """The settings in `env`; raises `ValueError` where the secret is missing or short."""
        secret_file = Path(env.get("DIANDAN_SECRET_FILE", ROOT / "instance" / "secret"))
        secret = env.get("DIANDAN_SECRET") or (secret_file.read_text().strip() if secret_file.is_file() else "")
        return cls(
            secret=secret.encode(),
            database_url=env.get("DIANDAN_DATABASE", f"sqlite:///{ROOT / 'instance' / 'diandan.sqlite'}"),
            base_url=env.get("DIANDAN_BASE_URL", cls.base_url).rstrip("/"),
            office_phone=env.get("DIANDAN_PHONE", ""),
            trusted_proxies=int(env.get("DIANDAN_PROXIES", "0")),
        )
