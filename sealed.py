"""Checks what a watchers' package of Diandan says of the sealed ledger: python3 sealed.py 包.zip [条数:根 ...]

The tree is rebuilt from its leaves, each ballot is opened and found at its place, and which of a household's ballots counts
is worked out anew. What is kept on paper, 条数:根, tells whether anything was changed since it was printed. It shares
nothing with what made the package; recount.py runs it where both lie together. Exit status: 0 all agrees, 1 not, 2 no
package that holds a ledger.
"""

import hashlib
import json
import pathlib
import sys
import zipfile

BOUND = ("capacity", "revision", "edition", "menu", "answers")


def sha(text):
    """SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def written(value):
    """The one way in which a value is written down."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def root_over(leaves):
    """The root of the tree of RFC 9162 over commitments in hex: split at the largest power of two below their number."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + bytes.fromhex(leaves[0])).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + root_over(leaves[:half]) + root_over(leaves[half:])).digest()


def leaf_of(poll, ballot):
    """The commitment that a ballot opens."""
    said = [poll, *(ballot[name] for name in BOUND)]
    return sha("diandan ballot 1|%s|%s" % (ballot["opening"], written(said)))


def heads(seal, printed):
    """What the tree's checkpoints say, those that were kept on paper too. Yields (what, says, finds)."""
    leaves = seal["leaves"]
    for head in seal["heads"]:
        yield "校验点 %s条" % head["size"], head["root"], root_over(leaves[: head["size"]]).hex()
    if leaves:
        yield "最后的校验点", seal["heads"][-1]["size"] if seal["heads"] else 0, len(leaves)
    for size, root in printed:
        finds = root_over(leaves[:size]).hex() if size <= len(leaves) else "只有%s条" % len(leaves)
        yield "纸上的校验点 %s条" % size, root.lower(), finds


def places(seal):
    """Whether each ballot is the one that was sealed at its place, and each that was sealed is here."""
    taken = {}
    for ballot in seal["ballots"]:
        name, place = name_of(ballot), ballot["place"]
        if place is None:
            if seal["heads"]:
                yield "票 %s" % name, "没有封存", "截止后都封存了"
            continue
        known = seal["leaves"][place] if 0 <= place < len(seal["leaves"]) else "没有这一条"
        yield "票 %s" % name, leaf_of(seal["tree"], ballot), known
        yield "第%s条" % (place + 1), name, taken.setdefault(place, name)
    acts, rest = set(seal["acts"]), len(seal["leaves"]) - len(taken)
    yield "封存的台账条数", len(acts), rest
    yield "既是票又是台账的", 0, len(acts & set(taken))


def name_of(ballot):
    """What a ballot is called: its home's number, its capacity, and the how manieth it is."""
    return "第%s户 %s 第%s次" % (ballot["household"], ballot["capacity"], ballot["revision"])


def counting(seal):
    """Which ballot counts for each home and capacity, by what came and what was decided, in order; none taken back does."""
    counts, numbers = {}, {}
    acts = [(one["order"], "cast", one) for one in seal["ballots"]] + [(one["order"], "taken", one) for one in seal["taken"]]
    for _order, act, one in sorted(acts, key=lambda one: one[0]):
        key = (one["household"], one["capacity"])
        if act == "taken":
            theirs = [b for b in seal["ballots"] if (b["household"], b["capacity"]) == key and b["waiting"]]
            theirs = [b for b in theirs if b["since"] == one["since"] and b["order"] < one["order"]]
            counts[key] = max(theirs, key=lambda b: b["revision"], default=None)
            continue
        numbers.setdefault(key, []).append(one["revision"])
        if not one["waiting"]:
            counts[key] = None if one["answers"] == "null" else one
    return {key: one for key, one in counts.items() if one}, numbers


def counted(seal, record):
    """Whether the ballots that are counted are those that count. Yields as above."""
    counts, numbers = counting(seal)
    for key, found in sorted(numbers.items()):
        yield "第%s户 %s 交的次数" % key, sorted(found), list(range(1, len(found) + 1))
    listed = {(one["household"], one["capacity"]): one for one in record["ballots"] + record.get("void", [])}
    for key in sorted({*counts, *listed}):
        kept, counts_now = listed.get(key), counts.get(key)
        says = "没有" if kept is None else plain(kept["answers"])
        yield "第%s户 %s 算数的票" % key, says, "没有" if counts_now is None else plain(json.loads(counts_now["answers"]))
        if kept and counts_now:
            yield "第%s户 %s 的回执" % key, kept["receipt"], counts_now["receipt"]


def plain(answers):
    """What is counted of answers, apart from the matters, which a mandate or another owner may have changed."""
    return {n: a for n, a in answers.items() if not n.startswith("matter-") and not (isinstance(a, dict) and "sha256" in a)}


def check(package, printed=()):
    """What is checked, each with what differs: (what, [(where, says, finds), ...])."""
    seal, record = package["seal"], package["record"]
    waits = sum(one["place"] is None for one in seal["ballots"])
    parts = {
        "封存的账：%s条，%s个校验点" % (len(seal["leaves"]), len(seal["heads"])): heads(seal, printed),
        "每张票都是封存的那一张：%s张" % (len(seal["ballots"]) - waits): places(seal),
        "算数的是各家最后的那一张": counted(seal, record),
    }
    for what, found in parts.items():
        yield what, [one for one in found if one[1] != one[2]]
    if waits and not seal["heads"]:
        yield "　还没有封存、没有核对的票：%s张。过一分钟再做一个包" % waits, []
    if not printed:
        yield "　最后的校验点 %s：和以前印在纸上的比一比，写在后面（条数:根）" % last_of(seal), []


def asked(package, typed):
    """The same for recount.py, which reads whole packages; public ones hold no ballots to open."""
    printed = read_heads(typed)
    if "seal" in package:
        return list(check(package, printed))
    if printed or "record" in package:
        return [("　包里没有封存的账，没有核对", [("校验点", size, "没有封存的账") for size, _ in printed])]
    return []


def last_of(seal):
    """The last checkpoint, as it is printed."""
    return "%s:%s" % (seal["heads"][-1]["size"], seal["heads"][-1]["root"]) if seal["heads"] else "（还没有）"


def read_heads(arguments):
    """The checkpoints among what was typed: 条数:根."""
    return [(int(size), root) for size, _, root in (one.partition(":") for one in arguments if ":" in one)]


def read(path):
    """The two documents of a package that are needed, from its archive or its folder."""
    folder = pathlib.Path(path)
    if folder.is_dir():
        return {name: json.loads((folder / (name + ".json")).read_text("utf-8")) for name in ("record", "seal")}
    with zipfile.ZipFile(path) as packed:
        assert sum(one.file_size for one in packed.infolist()) < 1 << 26, "打开以后太大"
        return {name: json.loads(packed.read(name + ".json").decode()) for name in ("record", "seal")}


def main(arguments):
    """Print what was found, and return the exit status."""
    try:
        found = list(check(read(arguments[0]), read_heads(arguments[1:])))
    except Exception as fault:  # whatever somebody did to it
        return print("没有封存的账，或者坏了、被改了：%s %s" % (type(fault).__name__, fault)) or 2
    for what, differs in found:
        print(("× " if differs else "" if what[0] == "　" else "√ ") + what)
        for one in differs[:20]:
            print("    %s：包里写 %s，重新算是 %s" % one)
    bad = sum(len(differs) for _, differs in found)
    return print("有%s处对不上。" % bad if bad else "核对的全部对得上。") or int(bool(bad))


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
