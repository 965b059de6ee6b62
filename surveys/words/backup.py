"""What is said about backups, the secret and a database that isn't all there, to whoever runs the installation."""

from __future__ import annotations

from datetime import datetime

from surveys.core.installation import shown_fingerprint
from surveys.core.place import CHINA

INSTALLATIONS = {
    "other_secret": (
        "密钥不是原来的那一个：数据库记着的指纹是{kept}，这里的是{value}。接着用下去，印好的{letters}封信全都打不开，"
        "验证器也都作废，所以什么也没有做。把原来的 instance/secret 放回来（或者改回 DIANDAN_SECRET）；"
        "原来的真的找不到了，看 docs/backup.md“密钥丢了”"
    ),
    "other_secret_by_letters": (
        "密钥不是印信时的那一个：照它算，最近打开的征询的信一封也对不上。接着用下去，印好的{letters}封信全都打不开，"
        "所以什么也没有做。把原来的 instance/secret 放回来；真的找不到了，看 docs/backup.md“密钥丢了”"
    ),
    "moved": (
        "这里的数据已经搬到 {value}，不再从这里服务。把 DIANDAN_DATABASE 改成那里；要退回来用这一份，看 docs/backup.md“搬家”"
    ),
    "no_mark": (
        "{value} 旁边没有它的记号文件（{value}.mark），多半是只拷了这一个文件：最后写进去的票可能还在没有拷来的 "
        "{value}-wal 里，所以什么也没有做。把 -wal 和 .mark 一起拷来，或者用 flask restore 恢复备份；"
        "确实是停了服务以后拷的，运行 python3 run.py flask accept-database"
    ),
    "behind_mark": (
        "{value} 少了最后写进去的{ballots}张票、{acts}条台账：它的 {value}-wal 被删掉了，或者拷贝的时候没有带上，"
        "所以什么也没有做。把 -wal 放回来，或者用 flask restore 恢复备份；都没有，看 docs/backup.md“少了票”"
    ),
}
BACKUPS = {
    "no_backup": "不是 flask backup 做的备份",
    "other_key": "打不开：这份备份是用另一把备份钥匙锁的。找到当时的钥匙（纸上十四组，每组四个），用 --key-file 指给它",
    "damaged": "这份备份坏了，或者没有拷完整，什么也没有动。换一份",
    "no_key": "备份钥匙应当有{wanted}个字母和数字，这里是{length}个",
    "key_typo": "备份钥匙抄错了一个字，从头对一遍",
    "no_key_file": "没有备份钥匙文件 {file}：放回来，或者运行 python3 run.py flask backup-key 照纸上的重做一份",
    "key_stands": "{file} 已经有一把备份钥匙，不换：换了，以前的备份就要用以前的钥匙才打得开",
    "newer_schema": "这份备份是更新的版本做的（{schema}），先更新程序再恢复",
    "backup_other_secret": "这份备份是用另一个密钥的（指纹{theirs}，这里的是{ours}）。这样恢复，印好的信全都打不开，"
    "验证器也都作废，所以什么也没有动。把当时的 instance/secret 一起放回来再恢复；真的找不到了，加上 --other-secret",
    "no_database_url": "“{value}”不是数据库的地址：写成 sqlite:///文件 或 postgresql://用户:密码@机器/库名",
    "unreachable": "连不上 {url}：{why}",
    "in_use": "{url} 还有程序开着。先停掉服务，再来一次",
    "has_data": "{url} 里已经有数据，什么也没有动。确实要换掉，加上 --replace：先给里面的做一份备份，再换",
    "nul_in_text": (
        "PostgreSQL 存不下空字符：表 {table} 第一列是{row}的那一行，{column} 里有一个。什么也没有动，改好那一行再来"
    ),
    "does_not_fit": "表 {table} 里有一行放不进去：{why}。什么也没有动",
    "differs": "放进去以后再读出来，和原来的不一样（{tables}），全部撤回了，什么也没有动",
    "tallies_differ": "放进去以后再数，和原来的计票结果不一样（征询{polls}），全部撤回了，什么也没有动",
    "same_database": "这就是正在用的那一个数据库",
}
NEVER = "还没有做过备份"


def last_backup_words(made_at: datetime | None, *, now: datetime) -> str:
    """When the last backup was made."""
    if made_at is None:
        return NEVER
    hours = int((now - made_at).total_seconds() // 3600)
    ago = "不到1小时" if hours < 1 else f"{hours}小时" if hours < 48 else f"{hours // 24}天"
    return f"上一次备份是{ago}以前（{made_at.astimezone(CHINA):%Y-%m-%d %H:%M}）"


def late_words(made_at: datetime | None, *, now: datetime) -> str:
    """That backups are missing, to whoever works at the desk and whoever runs the computer."""
    return f"备份停了：{last_backup_words(made_at, now=now)}。请管机器的人看一看；机器要是坏了，没有备份的回答就找不回来。"


def secret_words(ours: str, kept: str | None) -> str:
    """The fingerprint of the secret here, and whether the database was made with it."""
    said = f"密钥的指纹：{shown_fingerprint(ours)}"
    if kept is None:
        return f"{said}\n数据库还没有记下指纹，第一次启动时会记。"
    if kept == ours:
        return f"{said}\n和数据库记着的一样。"
    return f"{said}\n数据库记着的是：{shown_fingerprint(kept)}，不一样！"
