#!/usr/bin/env python3
"""Checks what is published beside a notice on any laptop:
python3 opened.py 逐题包.zip [校验码] [较早的校验点 ...] [监票人的包.zip]
It counts the rows again, and builds the ledger's tree again. It shares nothing with what made the file. Exit status: 0 all
agrees, 1 not, 2 no such file. A checkpoint is typed as it is printed: 12:1a2b3c4d5e6f7a8b"""
import collections, hashlib, json, re, sys, zipfile
FILES = ["leaves.json", "manifest.json", "outcome.json", "rows.json"]
STANDS, SEVERAL = ("yes", "no", "abstain"), ("multiple", "order", "top3")
ID, HEX = re.compile("[0-9A-HJKMNP-TV-Z]{16}"), re.compile("[0-9a-f]{64}")
CANNOT = """面积和业主人数（一位业主几套房）够不够，各楼、各单元的数，写着“不公布”的数：要监票人的包才算得出来；
    行是不是真的住户交的：各家凭自己的回执钥匙在回执页上找自己家的行；谁交了什么：行上没有门牌，号只有回执钥匙算得出来；
    委托投票、几位房主另外投的票、还没有钥匙的老票，自己找不到自己的行；较早的校验点接不接得上：把它写在后面就核对"""

def digest(content): return hashlib.sha256(content).hexdigest()
def is_told(figure): return type(figure) is int
def share(figure, of): return {1: figure, 0: of - figure} if is_told(figure) else None
def every(counts): return counts if all(map(is_told, counts.values())) else None
def some(counts): return {said: n for said, n in counts.items() if n}

def once(pairs):  # a JSON object in which no name stands twice, as programs differ in which of two they read
    assert len(dict(pairs)) == len(pairs), "有的名字写了两次"
    return dict(pairs)

def read(path):  # the bytes of the file, and its documents by name; raises what is the matter
    with open(path, "rb") as file: content = file.read()
    with zipfile.ZipFile(path) as archive:
        assert sorted(one.filename for one in archive.infolist()) == FILES, "文件多了、少了或者重了"
        assert sum(one.file_size for one in archive.infolist()) < 1 << 26, "打开以后太大，不会是这种包"
        found = {name: archive.read(name) for name in FILES}
    whole = {name[:-5]: json.loads(text.decode(), object_pairs_hook=once, parse_float=int, parse_constant=int)
        for name, text in found.items()}
    assert whole["manifest"]["format"] == "open-v1", "不是这种包"
    return content, found, whole

def root(leaves):  # of the tree over these hashes (RFC 9162)
    level = list(leaves)
    while len(level) > 1:
        pairs = [level[n : n + 2] for n in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\1" + pair[0] + pair[1]).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return (level[0] if level else hashlib.sha256(b"").digest()).hex()

def told(outcome, roles):  # (question, part, who) -> (how many rows, how many say what, or None where that isn't told)
    turnout, found = outcome["turnout"], {}
    homes, opinions = turnout["counts"]["households"], turnout["opinions"]
    ballots = {"owner": homes["answered"], "occupant": sum(turnout["channels"]["occupant"].values())}
    for who, count in (("owner", homes), ("occupant", opinions)):
        blank = count["answered"] - count["part"] if is_told(count["part"]) else None
        found[roles.get("consent"), "", who] = ballots[who], every({**{v: count[v] for v in STANDS}, "blank": blank})
    for line in outcome["listed"]["lines"]:
        if line["voted"]: found.update(ordered(line, roles))
    for who, of in ballots.items(): found.update({("%s.%s" % (roles.get("top3"), n), "", who): (of, None) for n in "123"})
    for asked in turnout["questions"]:
        key, who, of, blank = asked["key"], asked["capacity"], asked["ballots"], asked["blank"]
        if asked["kind"] in SEVERAL:
            found.update({(key, option, who): (of, share(n, of)) for option, n in {**asked["counts"], "": blank}.items()})
        else: found[key, "", who] = of, every({**asked["counts"], "": blank})
    return {name: about for name, about in found.items() if str(name[0]).split(".")[0] != "None" and about[0]}, ballots

def ordered(line, roles):  # the units of one item
    key, item, of, (opinion, others) = roles.get("order"), line["item"], line["answered"], line["opinion"]
    ways = every({**line["ways"], "": of - sum(n for n in line["ways"].values() if is_told(n))})
    if key: yield (key, item, "owner"), (of, share(line["support"], of))
    if key: yield (key, item, "occupant"), (others, share(opinion, others))
    if key and line["ways"]: yield (key + ".how", item, "owner"), (of, ways if is_told(line["support"]) else None)
    if roles.get("top3"): yield (roles["top3"], item, "owner"), (of, share(line["named"], of))

def of_rows(whole):  # every unit of the rows beside what the notice tells. Yields what differs
    asked, ballots = told(whole["outcome"], whole["manifest"]["roles"])
    names = [(unit["q"], unit["part"], unit["who"]) for unit in whole["rows"]]
    if names != sorted(set(names)): yield "顺序", "题目重了或者没有排好", "一题一处"
    for unit, name in zip(whole["rows"], names):
        of, counts = asked.pop(name, (ballots[name[2]], None)); at = "／".join(filter(None, name)); rows = unit["rows"]
        if set(unit) != {"q", "part", "who", "open", "rows"}: yield at, sorted(unit), "只有这几样"
        if len(rows) != of: yield at + " 的行", len(rows), of
        if unit["open"] is not (counts is not None): yield at + " 公开不公开", unit["open"], counts is not None
        elif unit["open"]:
            says = collections.Counter(said for _, said in rows)
            if says != some(counts) or {type(said) for said in says} - {str, int}: yield at, dict(says), some(counts)
        elif not all(HEX.fullmatch(str(said)) for _, said in rows): yield at, "不是封起来的行", "封起来的"
    for name, (of, counts) in asked.items():
        if counts is not None or name[2] == "owner": yield "／".join(filter(None, name)), "没有", "%s行" % of

def of_names(whole):  # rows are sorted, and each is named once
    names = [name for unit in whole["rows"] for name, _ in unit["rows"]]
    yield from ((name, "写了%s次" % n, 1) for name, n in collections.Counter(names).items() if n > 1)
    yield from ((name, "号不对", "16个字") for name in names if not ID.fullmatch(name))
    for unit in whole["rows"]:
        if unit["rows"] != sorted(unit["rows"]): yield unit["q"], "没有排好", "按号排"
    if len(names) != whole["manifest"]["rows"]: yield "行数", whole["manifest"]["rows"], len(names)

def of_tree(whole, earlier):  # every checkpoint, built again from the leaves
    leaves, heads = whole["leaves"], whole["manifest"]["heads"]
    if not all(isinstance(leaf, str) and HEX.fullmatch(leaf) for leaf in leaves) or len(set(leaves)) != len(leaves):
        yield "账本", "有的条目重了或者坏了", "一条一处"; return
    hashes = [hashlib.sha256(b"\0" + bytes.fromhex(leaf)).digest() for leaf in leaves]
    sizes = [head["size"] for head in heads]
    if sizes != sorted(set(sizes)) or (sizes[-1:] or [0]) != [len(leaves)]:
        yield "校验点", sizes, "一个比一个大，到%s条" % len(leaves)
    known = [(head["size"], head["root"]) for head in heads] + [(int(n), code) for n, code in earlier]
    for size, code in known:
        made = root(hashes[:size]) if 0 <= size <= len(hashes) else ""
        if not made.startswith(code) or len(code) < 16:
            yield "校验点 %s条" % size, code, made[: max(16, len(code))] or "账本没有这么多条"

def of_digests(found, whole):  # what the manifest says of the other files
    manifest = whole["manifest"]; made = {name: digest(found[name]) for name in FILES if name != "manifest.json"}
    says = {name: manifest["files"].get(name) for name in made}
    yield from ((name, says[name], made[name]) for name in made if says[name] != made[name])
    text = json.dumps(whole["outcome"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if digest(text) != manifest["notice"]: yield "公示表", manifest["notice"], digest(text)
    rules = whole["outcome"]["heading"]["terms_digest"]
    if rules != manifest["terms"]: yield "规则", manifest["terms"], rules
    at = whole["outcome"]["heading"]["poll"]
    if at != manifest["poll"]: yield "征询", manifest["poll"], at

def row_id(key, q, part):  # what a row is called, by its rows key alone
    number = int(hashlib.sha256(("diandan row 1|%s|%s|%s" % (key, q, part)).encode()).hexdigest()[:20], 16)
    return "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[number >> 5 * n & 31] for n in range(15, -1, -1))

def sealed(key, q, part, said):  # what stands in the place of an answer that isn't told
    opens = hashlib.sha256(("diandan row opening 1|%s|%s|%s" % (key, q, part)).encode()).hexdigest()
    written = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(("diandan row answer 1|%s|%s" % (opens, written)).encode()).hexdigest()

def says(unit, answers, edition):  # what a ballot says of a unit; a matter's answer may be another's who votes for the home
    q, part, questions = unit["q"], unit["part"], {one["key"]: one for one in edition["questions"]}
    key, _, place = q.partition("."); asked, said = questions.get(key, {}), answers.get(key)
    if place == "how": return answers.get(q, {}).get(part, "")
    if place: return (said or [])[int(place) - 1 :][:1][0] if len(said or []) >= int(place) else ""
    if asked.get("role") == "consent":
        return next((o["counts"] for o in asked["options"] if o["key"] == said and o["counts"]), "blank")
    if asked.get("kind") not in SEVERAL: return "" if said is None else said
    if not part: return int(said in (None, "") or said == [] and asked["kind"] != "order")
    return int(part in (said or (["none"] if said == [] else [])))

def of_watchers(whole, path):  # every row opened with the watchers' package. Yields what differs
    with zipfile.ZipFile(path) as archive:
        record, ledger = (json.loads(archive.read(name)) for name in ("record.json", "seal.json"))
    keys = {(home, who): key for home, who, key in ledger["rows"][str(whole["manifest"]["number"])]}
    rows = {(n, name): said for n, unit in enumerate(whole["rows"]) for name, said in unit["rows"]}
    for ballot in record["ballots"]:
        key = keys.get((ballot["household"], ballot["capacity"]))
        for n, unit in enumerate(whole["rows"]):
            at = unit["q"], unit["part"]; name = (n, row_id(key, *at))
            if unit["who"] != ballot["capacity"] or name not in rows: continue
            there, said = rows.pop(name), says(unit, ballot["answers"], record["edition"])
            expected = said if unit["open"] else sealed(key, *at, said)
            if there != expected and not at[0].startswith("matter-"):
                yield "%s %s" % (ballot["receipt"], "／".join(at)), there, expected
    if rows: yield "没有票的行", len(rows), 0

def main(arguments):
    try:
        packages = [word for word in arguments[1:] if word.lower().endswith(".zip")]
        content, found, whole = read(arguments[0])
        words = [word.replace("：", ":").lower() for word in arguments[1:] if word not in packages]
        words = [re.sub(r"\s", "", word) for word in words]; code = "".join(word for word in words if ":" not in word)
        earlier = [word.split(":") for word in words if ":" in word]
        opened = sum(len(unit["rows"]) for unit in whole["rows"] if unit["open"]); heads = whole["manifest"]["heads"]
        parts = [("逐题包和装的时候一样", [*of_digests(found, whole)]),
            ("逐题的行：%s行公开，%s行封着" % (opened, whole["manifest"]["rows"] - opened), [*of_rows(whole)]),
            ("每行一个号，没有重的", [*of_names(whole)]),
            ("封存账本：%s条，%s个校验点，从头算过" % (len(whole["leaves"]), len(heads) + len(earlier)),
                [*of_tree(whole, earlier)])]
        if packages: parts.append(("用监票人的包把每一行打开（共同决定的事除外）", [*of_watchers(whole, packages[0])]))
    except Exception as fault:  # whatever somebody did to it
        return print("%s 不是逐题包，或者坏了、被改了：%s %s" % ("".join(arguments[:1]), type(fault).__name__, fault)) or 2
    made = digest(content)
    if code: parts.append(("逐题校验码 " + made[:16], [("校验码", code, made[:16])] * (made[: max(16, len(code))] != code)))
    for what, differs in parts: print(("× " if differs else "√ ") + what, *(
        "    %s：包里写 %s，重新算是 %s" % one for one in differs[:20]), sep="\n")
    if not code: print("　逐题校验码 %s：和公示表上印的比一比" % made[:16])
    print("　公示表校验码 %s：和公示表上印的比一比" % whole["manifest"]["notice"][:16])
    bad = sum(len(differs) for _, differs in parts)
    return print("　查不了的：" + CANNOT, "有%s处对不上。" % bad if bad else "查的全部对得上。", sep="\n") or bool(bad)

if __name__ == "__main__": sys.stdout.reconfigure(errors="backslashreplace"); sys.exit(main(sys.argv[1:]))
