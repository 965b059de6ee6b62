"""Everything an installation can set, read once when the app is made."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from surveys.core.errors import Rejected
from surveys.core.site import SERVED, read_site
from surveys.log.handler import LEVELS
from surveys.log.metrics import read_address

ROOT = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Config:
    """The settings of one installation.

    `secret` signs cookies and makes the household codes: whoever has it can make every letter, and without it no letter
    can be printed again. `base_url` is what the QR codes point to, whatever is stored at the desk; without either it is
    `served_at`. `second` says whether closing early and publishing take a second person; where it is not set they do over
    HTTPS. `log` is the folder of the log; without one nothing is written.
    `metrics` is where numbers are served to this machine.
    """

    secret: bytes
    database_url: str
    base_url: str = ""
    served_at: str = SERVED
    office_phone: str = ""
    trusted_proxies: int = 0
    second: bool | None = None
    log: Path | None = None
    log_level: str = "INFO"
    metrics: tuple[str, int] | None = None

    def __post_init__(self) -> None:
        if len(self.secret) < 32:
            raise ValueError("DIANDAN_SECRET: 需要至少 32 个字节的密钥；运行 python3 run.py serve 会自动生成一个")
        try:
            read_site(self.base_url)
        except Rejected:
            raise ValueError(f"DIANDAN_BASE_URL: “{self.base_url}”不是网址；写成例如 https://diandan.example") from None

    @property
    def secure(self) -> bool:
        """Whether residents come over HTTPS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")

    @property
    def second_person(self) -> bool:
        """Whether what can't be taken back takes a second person or a fresh code."""
        return self.secure if self.second is None else self.second

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Config:
        """The settings in `env`; raises `ValueError` where the secret is missing or short."""
        secret_file = Path(env.get("DIANDAN_SECRET_FILE", ROOT / "instance" / "secret"))
        secret = env.get("DIANDAN_SECRET") or (secret_file.read_text().strip() if secret_file.is_file() else "")
        return cls(
            secret=secret.encode(),
            database_url=env.get("DIANDAN_DATABASE", f"sqlite:///{ROOT / 'instance' / 'diandan.sqlite'}"),
            base_url=env.get("DIANDAN_BASE_URL", "").strip().rstrip("/"),
            served_at=env.get("DIANDAN_SERVED_AT") or cls.served_at,
            office_phone=env.get("DIANDAN_PHONE", ""),
            trusted_proxies=int(env.get("DIANDAN_PROXIES", "0")),
            second=_switch(env, "DIANDAN_SECOND"),
            log=Path(env.get("DIANDAN_LOG") or ROOT / "instance" / "log"),
            metrics=_address(env.get("DIANDAN_METRICS", "")),
            log_level=_level(env.get("DIANDAN_LOG_LEVEL", "")),
        )


def _switch(env: Mapping[str, str], name: str) -> bool | None:
    """What a switch is set to; None where it isn't. Raises `ValueError` where it says anything else than on or off."""
    match env.get(name, "").strip().lower():
        case "":
            return None
        case "on":
            return True
        case "off":
            return False
        case _:
            raise ValueError(f"{name} 只能写 on 或 off")


def _level(text: str) -> str:
    """How much is logged. Raises `ValueError` for what isn't a level."""
    level = text.strip().upper() or "INFO"
    if level not in LEVELS:
        raise ValueError(f"DIANDAN_LOG_LEVEL 只能写 {'、'.join(LEVELS)}")
    return level


def _address(text: str) -> tuple[str, int] | None:
    """Where numbers are served; None where nowhere. Raises `ValueError` where others than this machine could read them."""
    if not text.strip():
        return None
    try:
        return read_address(text.strip())
    except ValueError:
        raise ValueError("DIANDAN_METRICS 只能是本机的地址，例如 127.0.0.1:9464") from None
