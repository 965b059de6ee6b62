"""Everything an installation can set, read once when the app is made."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from surveys.core.backup import USUAL_NUMBER
from surveys.core.errors import Rejected
from surveys.core.site import SERVED, read_site
from surveys.log.handler import LEVELS
from surveys.log.metrics import read_address

ROOT = Path(__file__).resolve().parent
_MOST_PROXIES = 9
_PHONE = re.compile(r"(?=.*\d)[^<>{}]{3,60}")


@dataclass(frozen=True)
class Config:
    """The settings of one installation.

    `secret` signs cookies and makes the household codes: whoever has it can make every letter, and without it no letter
    can be printed again. `base_url` is what the QR codes point to, whatever is stored at the desk; without either it is
    `served_at`. `second` says whether closing early and publishing take a second person; where it is not set they do over
    HTTPS. `pooler` says that a pooler such as pgbouncer stands before PostgreSQL. `backup_to` is the folder of the backups
    and `backup_key_file` what locks them, both beside the database where nothing is set; `backup_keep` is how many there
    are at most. `strict_transport` says whether browsers that came over HTTPS are told to come only so for a year. `log` is
    the folder of the log; without one nothing is written.
    `metrics` is where numbers are served to this machine alone.
    """

    secret: bytes
    database_url: str
    base_url: str = ""
    served_at: str = SERVED
    office_phone: str = ""
    trusted_proxies: int = 0
    second: bool | None = None
    pooler: bool = False
    backup_to: Path | None = None
    backup_key_file: Path | None = None
    backup_keep: int = USUAL_NUMBER
    strict_transport: bool = True
    log: Path | None = None
    log_level: str = "INFO"
    metrics: tuple[str, int] | None = None

    def __post_init__(self) -> None:
        if len(self.secret) < 32:
            raise ValueError("DIANDAN_SECRET: 需要至少 32 个字节的密钥；运行 python3 run.py serve 会自动生成一个")
        if not self.database_url.startswith(("sqlite:", "postgresql+psycopg:")):
            raise ValueError(
                f"DIANDAN_DATABASE: 不认识“{self.database_url.partition(':')[0]}”；"
                "写成 sqlite:////完整路径/diandan.sqlite，或者 postgresql+psycopg://用户:密码@地址/库名"
            )
        for name, address in (("DIANDAN_BASE_URL", self.base_url), ("DIANDAN_SERVED_AT", self.served_at)):
            try:
                read_site(address)
            except Rejected:
                raise ValueError(f"{name}: “{address}”不是网址；写成例如 https://diandan.example") from None
        if self.office_phone and not (self.office_phone.isprintable() and _PHONE.fullmatch(self.office_phone)):
            raise ValueError("DIANDAN_PHONE: 写一个电话号码，例如 0632-5550123")
        if not 0 <= self.trusted_proxies <= _MOST_PROXIES:
            raise ValueError(f"DIANDAN_PROXIES: 写反向代理的层数，0到{_MOST_PROXIES}，没有就写0")

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
        """The settings in `env`; raises `ValueError` where the secret is missing or short, or one makes no sense."""
        database = env.get("DIANDAN_DATABASE") or f"sqlite:///{ROOT / 'instance' / 'diandan.sqlite'}"
        if database.partition("?")[0] in ("sqlite://", "sqlite:///", "sqlite:///:memory:"):
            raise ValueError("DIANDAN_DATABASE: 少了文件名；写成 sqlite:////完整路径/diandan.sqlite")
        return cls(
            secret=_secret(env).encode(),
            database_url=database,
            base_url=env.get("DIANDAN_BASE_URL", "").strip().rstrip("/"),
            served_at=env.get("DIANDAN_SERVED_AT") or cls.served_at,
            office_phone=env.get("DIANDAN_PHONE", "").strip(),
            trusted_proxies=_number(env, "DIANDAN_PROXIES"),
            second=_switch(env, "DIANDAN_SECOND"),
            pooler=_switch(env, "DIANDAN_POOLER") is True,
            backup_to=_path(env, "DIANDAN_BACKUP_TO"),
            backup_key_file=_path(env, "DIANDAN_BACKUP_KEY_FILE"),
            backup_keep=_count(env, "DIANDAN_BACKUP_KEEP", USUAL_NUMBER),
            strict_transport=_switch(env, "DIANDAN_HSTS") is not False,
            log=Path(env.get("DIANDAN_LOG") or ROOT / "instance" / "log"),
            metrics=_address(env.get("DIANDAN_METRICS", "")),
            log_level=_level(env.get("DIANDAN_LOG_LEVEL", "")),
        )


def _path(env: Mapping[str, str], name: str) -> Path | None:
    """The file or folder that is set; None where none is."""
    said = env.get(name, "").strip()
    return Path(said).expanduser().absolute() if said else None


def _count(env: Mapping[str, str], name: str, usual: int) -> int:
    """A number above zero. Raises `ValueError` where something else is said."""
    said = env.get(name, "").strip()
    if not said:
        return usual
    if not said.isdecimal() or int(said) < 1:
        raise ValueError(f"{name} 要写一个大于0的数，例如 {usual}")
    return int(said)


def _secret(env: Mapping[str, str]) -> str:
    """The secret, from its variable or from its file; empty where nothing says one and the file of its own isn't there."""
    if said := env.get("DIANDAN_SECRET"):
        return said
    named = env.get("DIANDAN_SECRET_FILE")
    file = Path(named) if named else ROOT / "instance" / "secret"
    try:
        return file.read_text("utf-8").strip()
    except FileNotFoundError:
        if not named:
            return ""
        why = "没有这个文件。把原来的密钥文件放回去；第一次使用就去掉这个设置，运行 python3 run.py serve 会自动生成一个"
    except UnicodeDecodeError:
        why = "不是密钥文件，里面不是文字"
    except OSError as error:
        why = f"读不了（{error.strerror}）。看看它是不是归运行服务的用户"
    raise ValueError(f"DIANDAN_SECRET_FILE: {file}：{why}") from None


def _number(env: Mapping[str, str], name: str) -> int:
    """What a number is set to, 0 where it isn't; -1 where it says anything else, which is refused with its sentence."""
    said = env.get(name, "").strip() or "0"
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 5 else -1


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
            raise ValueError(f"{name}: 写 on 或者 off；不想设就去掉这个设置")


def _level(text: str) -> str:
    """How much is logged. Raises `ValueError` for what isn't a level."""
    level = text.strip().upper() or "INFO"
    if level not in LEVELS:
        raise ValueError(f"DIANDAN_LOG_LEVEL 只能写这几个：{'、'.join(LEVELS)}")
    return level


def _address(text: str) -> tuple[str, int] | None:
    """Where numbers are served; None where nowhere. Raises `ValueError` where others than this machine could read them."""
    if not text.strip():
        return None
    try:
        return read_address(text.strip())
    except ValueError:
        raise ValueError("DIANDAN_METRICS 只能是本机的地址，例如 127.0.0.1:9464") from None
