#!/usr/bin/env python3
"""Recounts a package of Diandan on any laptop: python3 recount.py 包.zip [校验码]
It shares nothing with what made the package. Exit status: 0 all agrees, 1 not, 2 no package. Packed, to be short."""

import hashlib, json, sys, zipfile
from collections import Counter
from fractions import Fraction

# fmt: off
VOTES, BARS, NO_HOME = ("yes", "no", "abstain"), ("coverage", "participation", "consent"), ("parking", "unsold")
STATUS = {"free": "in", "fits": "in", "skipped": "skipped_budget", "must": "must", "infeasible": "infeasible",
    "excluded": "excluded", "waiting": "waiting", "capped": "capped"}
OF_ITEMS = {*STATUS, "status", "ordered", "answered", "placed", "rank", "tops", "points", "to_decide"}
PROVEN = {*OF_ITEMS, "turnout", "budget", "conclusion", "comparison", "decided", "check", "needs", "takes", "decides"}
ON_THE_LIST = ("item", "status", "rank", "tied_with", "households", "answered", "support", "tops", "cost", "total", "left")
NOT_HERE = """五项条件和总的结论、没表态的算进多数、锁定；各楼的户数、渠道、租户的意见、估计面积；均等份额；
    代表名次（Phragmén）、名次范围和把握、差几户、去掉一栋楼；委托和几位房主（只算记下的一份）；谁出钱；没人点的项目怎么说；句子的措辞"""

class Book:
    """A record with its ballots by unit, and how they are counted."""
    def __init__(self, record):
        self.rows, self.terms, self.menu = record["roster"], record["terms"], record["menu"]
        self.heads, roles = heads(self.rows), {question["role"]: question for question in record["edition"]["questions"]}
        self.own = {ballot["household"]: ballot for ballot in record["ballots"] if ballot["capacity"] == "owner"}
        self.owners = {**{ballot["household"]: ballot for ballot in record.get("beside", [])}, **self.own}
        self.consent, self.order, self.top = (roles.get(r, {"key": "", "options": []}) for r in ("consent", "order", "top3"))

    def count(self, buildings=(), unit=None, parking=False, asked=None):
        """Where all stand, home by home; where owners do, and their area: at the latest vote, loose if more may come."""
        homes, owners, area, held, cast = Counter(), Counter(), Counter(), {}, self.owners if asked else self.own
        rows = [r for r in self.rows if (not buildings or r["building"] in buildings) and unit in (None, r["unit"])]
        for row in (row for row in rows if parking or row["kind"] != "parking"):
            ballot, asked = cast.get(row["id"]), asked or self.consent
            chosen = row_of(asked["options"], key=ballot["answers"].get(asked["key"])) if ballot else {"counts": "quiet"}
            stand = chosen.get("counts") or "blank"
            homes[stand] += row["kind"] not in NO_HOME
            held.setdefault(self.heads[row["id"]], []).append((row, stand))
        for units in held.values():
            voted = [(cast[row["id"]]["order"], stand) for row, stand in units if stand in VOTES]
            loose = "loose " if len(voted) < len(units) else ""
            one = loose + max(voted)[1] if voted else min(stand for _, stand in units)
            owners[one] += 1
            area[one] += sum(row["area"] for row, _ in units)
        return {"households": added(homes), "owners": added(owners), "area": added(area)}

def heads(rows):
    """Who owns each unit: one owner one head; all that is unsold is the developer's named with it, or before, or first."""
    developer, found = next((row["owner"] for row in rows if row["kind"] == "unsold" and row["owner"]), "unsold"), {}
    for row in rows:
        developer = row["kind"] == "unsold" and row["owner"] or developer
        found[row["id"]] = developer if row["kind"] == "unsold" else row["owner"] or ("alone", row["id"])
    return found

def added(by):
    """A count of stands, with the sums that follow from its parts."""
    votes = {vote: by[vote] + by["loose " + vote] for vote in VOTES}
    part, blank = sum(votes.values()), by["blank"]
    return Counter({**by, **votes, "blank": blank, "part": part, "answered": part + blank, "total": sum(by.values())})

def needed(bar, whole):
    """The least number that reaches a bar: 以上 includes the number itself, 过半数 doesn't."""
    share = Fraction(bar.split()[-1]) * whole
    return max(1, share.numerator // share.denominator + 1 if bar[0] == "m" else -(-share.numerator // share.denominator))

def still(rule, row):
    """The fewest who must still come, and who of them agree; of those as few as may be are new, as these raise the bar."""
    counted, whole, part = rule["abstention"] == "takes_part", row["total"], row["part"]
    now, new = part - (0 if counted else row["abstain"]), whole - part + (0 if counted else row["loose abstain"])
    turners = row["loose no"] + (row["loose abstain"] if counted else 0)
    def agree(come):
        of = whole if rule["of"] == "all" else now + come
        return max(0, needed(rule["consent"], of) - row["yes"]) if rule.get("consent") else 0
    low, high = max([0, *(needed(rule[kind], whole) - now for kind in BARS[:2] if rule.get(kind))]), new + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if agree(middle) <= middle + turners else (middle + 1, high)
    return {"returns": max(low, agree(low)), "agree": agree(low)} if low <= new else None

def come_out(rule, checks):
    """What a rule comes to; too few answers to a consultation decide nothing."""
    missed = {check["kind"] for check in checks if not check["ok"]}
    few = rule["instrument"] == "consultation" and missed - {"consent"}
    return "passed" if not missed else "insufficient" if few else "not_passed"

def ruling(book, rule, scope, asked=None):
    """What a rule says of the ballots in a scope."""
    counts, checks = book.count(**scope, parking=rule["parking"], asked=asked), []
    rows = {basis: counts[basis] for basis in rule["bases"]}
    for (basis, row), kind in ((one, kind) for one in rows.items() for kind in BARS if rule.get(kind)):
        now = row["part"] - (0 if rule["abstention"] == "takes_part" else row["abstain"])
        of = now if kind == "consent" and rule["of"] != "all" else row["total"]
        actual, whole = row["yes"] if kind == "consent" else now, of
        least = needed(rule[kind], whole)
        found = {"actual": actual, "whole": whole, "needed": least, "ok": actual >= least}
        checks.append({"kind": kind, "basis": basis, "bar": rule[kind], **found})
    out = come_out(rule, checks) if all(row["total"] for row in rows.values()) else "undecidable"
    return {"rule": rule["key"], "document": rule, "scope": scope, "checks": checks, "conclusion": out,
        "needs": {basis: still(rule, row) for basis, row in rows.items()}, "homes": counts["households"]["total"]}

def rulings(book):
    """Every rule of the terms in every scope in which it is applied."""
    for rule in book.terms["rules"]:
        for at, unit in dict.fromkeys({"compound": ((), None), "building": ((row["building"],), None),
                "stairwell": ((row["building"],), row["unit"])}[rule["reach"]] for row in book.rows):
            yield ruling(book, rule, {"buildings": list(at), "unit": unit})

def priced(item, chosen):
    """What an item costs: of ways with costs of their own, by the one that more homes chose."""
    ways = [{name: value for name, value in way.items() if value is not None} for way in item["alternatives"]]
    ways = [{**item, **way} for way in ways] if any(way.keys() & {"unit_cost", "quantity"} for way in ways) else [item]
    if any(None in (way["unit_cost"], way["quantity"]) for way in ways):
        return None
    return min((-chosen[way["key"]], -(-way["unit_cost"] * way["quantity"] // 100)) for way in ways)[1]

def wishes(book, item, by):
    """Who ordered an item, of those who answered in its scope, and what it costs whom; what is unsold orders nothing."""
    stairs, key, order = [list(s) for s in item.get("stairwells", [])], item["key"], book.order["key"]
    here = [r for r in book.rows if r["building"] in item["buildings"] or [r["building"], r["unit"]] in stairs]
    scope = {r["id"] for r in (here if item["buildings"] or stairs else book.rows) if r["kind"] not in NO_HOME}
    answers = [ballot["answers"] for home, ballot in book.own.items() if home in scope]
    ordered = [one for one in answers if key in one.get(order, [])]
    tops = [sum(one.get(book.top["key"], [])[n : n + 1] == [key] for one in answers) for n in range(3)]
    cost = priced(item, Counter(one.get(order + ".how", {}).get(key) for one in ordered))
    pays = {payer: (cost or 0) * percent // 100 for payer, percent in item.get("pays") or [["government", 100]]}
    pays[next(iter(pays))] += (cost or 0) - sum(pays.values())
    support, of, points = len(ordered), len(answers), sum(weight * n for weight, n in zip((3, 2, 1), tops))
    places = {"share": (of < by["least"], -Fraction(support, of or 1)), "points": -points, "households": -support}
    tie = -Fraction(points, of or 1) if by["by"] == "share" else -points, cost is None, cost or 0
    return {"needs": [], "excludes": [], "own_money": False, **item, "item": key, "households": len(scope),
        "answered": of, "support": support, "tops": tops, "points": points, "cost": cost, "pays": pays,
        "drawn": None if cost is None else 0 if item.get("own_money") else pays.get("government", 0),
        "place": places[by["by"]], "tie": tie, "rank": None, "tied_with": [], "behind": set(),
        "status": "infeasible" if item["infeasible"] else "must" if item["must"] else None}

def listed(book):
    """The list: what must be done, then what was ordered, in the declared order, walked down to the budget."""
    terms, tiers, budget = book.terms, [tier["key"] for tier in book.menu["tiers"]], book.terms["budget"]
    by, lots = terms.get("ranking") or {"by": "households", "least": 0}, {key: n for n, key in enumerate(terms["lots"])}
    lines = [wishes(book, item, by) for item in book.menu["items"]]
    must, never, voted = ([line for line in lines if line["status"] == status] for status in ("must", "infeasible", None))
    voted.sort(key=lambda x: (x["place"], tiers.index(x["tier"]), x["tie"], lots.get(x["item"], len(lots)), x["item"]))
    counting = {line["item"] for line in must}
    for line in voted:  # of two that exclude each other the better supported counts
        key = line["item"]
        line["behind"] = {x["item"] for x in lines if x["item"] in line["excludes"] or key in x["excludes"]} & counting
        status = "own" if line["own_money"] else "uncosted" if line["cost"] is None else "ranked"
        line["status"] = "unwanted" if not line["support"] else "excluded" if line["behind"] else status
        counting |= {key} if line["support"] and not line["behind"] else set()
        line["place"] = (terms["basic_first"] and line["tier"] != tiers[0], line["place"])
    common, own = ([line for line in voted if bool(line["own_money"]) == is_own] for is_own in (False, True))
    for line in common:
        line["rank"] = 1 + sum(other["place"] < line["place"] for other in common)
        line["tied_with"] = [x["item"] for x in common if x["place"] == line["place"] and x is not line]
    late = {"uncosted": 1, "unwanted": 2}
    common.sort(key=lambda line: (budget is not None and late.get(line["status"], 0), line["place"][0]))
    walked = walk(must + common + own + never, budget, {tier["key"]: tier.get("cap") for tier in book.menu["tiers"]})
    return {"budget": budget, "must": sum(x["drawn"] or 0 for x in must), "spent": walked[-1]["total"], "lines": walked}

def walk(queue, budget, caps):
    """Down the common money: what doesn't fit waits; what needs something that comes later is looked at right after it."""
    ahead, total, taken, done, held, walked = {x["item"]: x for x in queue}, 0, Counter(), set(), {}, []
    while queue or held:
        if not queue:  # those that need each other in a circle
            queue, held, ahead = [line for waiting in held.values() for line in waiting], {}, {}
        line, queue = queue[0], queue[1:]
        key, tier, drawn = line["item"], line["tier"], line["drawn"] or 0
        lacking = [need for need in line["needs"] if need not in done]
        waits = budget is not None and line["status"] in ("ranked", "own")
        later = [need for need in lacking if waits and ahead.get(need, {}).get("status") == line["status"]]
        if later:
            held.setdefault(later[0], []).append(line)
            continue
        left, room = (None if of is None else of - used for of, used in ((budget, total), (caps[tier], taken[tier])))
        if waits:
            fits = "skipped_budget" if drawn > left else "capped" if room is not None and drawn > room else "in"
            line["status"] = "waiting" if lacking else "own" if line["status"] == "own" else fits if drawn else "in"
        if line["status"] in ("must", "in"):
            total, taken[tier] = total + drawn, taken[tier] + drawn
        done |= {key} if line["status"] in ("must", "in", "own") else set()
        walked.append({**line, "total": total, "left": left, "room": room, "lacking": lacking})
        queue = held.pop(key, []) + queue
    return walked

def recounted(record):
    """Everything that is counted again; of matters too, each from the answers to its own question."""
    book, matters = Book(record), {}
    for matter in book.terms.get("matters", []):
        asked = {"key": "matter-" + matter["key"], "options": [{"key": vote, "counts": vote} for vote in VOTES]}
        matters[matter["key"]] = ruling(book, matter["rule"], matter["scope"], asked)
    return {"turnout": {"counts": book.count()}, "rulings": list(rulings(book)), "listed": listed(book), "matters": matters}

def row_of(rows, **keys):
    """The row that these keys name; an empty one where there is none."""
    return next((row for row in rows if all(row[key] == value for key, value in keys.items())), {})

def truth(found, c):
    """What is so where a claim says something: figures by name; nothing where it isn't recounted."""
    name, basis = c["claim"], c.get("basis", "")
    if name not in PROVEN or {"building", "low", "high"} & set(c):
        return {}
    if name in OF_ITEMS:
        line = row_of(found["listed"]["lines"], item=c["item"]) or {"item": None, "status": None}
        untold = line["status"] == "unwanted" and (name == "status" or name in STATUS)
        return {} if untold else {**line, "by": line.get("behind") or line.get("rivals", ())}
    if name in ("turnout", "budget"):
        return found["listed"] if name == "budget" else found["turnout"]["counts"].get(basis, {})
    ruled = row_of(found["rulings"], rule=c.get("rule"), scope=c.get("scope")) or {"rule": None, "conclusion": None}
    ruled = found["matters"].get(c["matter"], {"matter": None, "conclusion": None}) if "matter" in c else ruled
    return {"takes": ruled.get("document"), "needs": ruled.get("needs", {}).get(basis) or {"returns": None}, "check": row_of(
        ruled.get("checks", ()), kind=c.get("kind"), basis=basis) or {"needed": None}}.get(name, ruled)

def wrong(found, claim):
    """What a claim says that isn't so: (figure, what it says, what is found)."""
    facts, status = truth(found, claim), STATUS.get(claim["claim"])
    for name, says in {**claim, **({"status": status} if status else {})}.items():
        finds = facts.get(name, says)
        if name in ("tied_with", "by", "lacking"):
            says, finds = set(says), set(finds) & set(says) if name == "by" else set(finds)
        if says != finds and not (isinstance(finds, dict) and "hidden" in finds):
            yield name, says, finds

def digest(found):
    """The check code of a document: SHA-256 over its one way of being written."""
    return hashlib.sha256(json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

def read(path):
    """The documents of a package by name; nothing where it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            package = {n[:-5]: json.loads(archive.read(n)) for n in archive.namelist() if n.endswith(".json")}
        parts = {"manifest", "claims", *(("outcome",) if "outcome" in package else ("record", "sheet"))}
        return package if parts <= set(package) else None
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile, RecursionError):
        return None

def differ(at, says, finds, names):
    """Where two rows differ, of these names: (where, what the package says, what is found)."""
    return [("%s/%s" % (at, name), says[name], finds[name]) for name in names if says[name] != finds[name]]

def against_ballots(package):
    """An exact package, counted again. Yields (what, differences)."""
    record, sheet, found, texts = package["record"], package["sheet"], recounted(package["record"]), {}
    terms, seats = record["terms"], Counter((b["household"], b["capacity"]) for b in record["ballots"])
    doors = [[r["building"], r["unit"], r["floor"], r["room"], r["area"], texts.setdefault(r["written"], n), r["kind"],
        r["area_source"], *([r["owners"]] if r.get("owners", 1) > 1 else [])] for n, r in enumerate(record["roster"])]
    again = {"edition": digest(record["edition"]), "menu": digest(record["menu"]), "roster": digest(doors)}
    yield "开始前定下的问卷、菜单、户册", differ("摘要", terms, again, again)
    yield "开始前定下的规则", differ("规则", sheet, {"manifest_digest": digest(terms)}, ["manifest_digest"])
    known, votes = {row["id"] for row in record["roster"]}, sheet["tally"]["whole"]["votes"]
    yield "票：%s张" % len(seats), [(seat, n, 1) for seat, n in seats.items() if n > 1 or seat[0] not in known]
    yield "收回和同意的户数、人数、面积", [d for basis, row in found["turnout"]["counts"].items()
        for d in differ(basis, votes[basis], row, set(row) & set(votes[basis]))]
    yield "认定：%s处，还差多少" % len(sheet["rulings"]), [d for one, again in zip(sheet["rulings"], found["rulings"])
        for d in differ(again["rule"], one["result"], {**again, "outcome": again["conclusion"]}, ("outcome", "needs"))]
    money, lines = ("budget", "must", "spent"), list(zip(sheet["list"]["lines"], found["listed"]["lines"]))
    yield "清单：%s项，逐项走到预算" % len(lines), differ("清单", sheet["list"], found["listed"], money) + [
        one for said, again in lines for one in differ(said["item"], said, again, ON_THE_LIST)]
    yield from claimed(package, found)

def public(package):
    """What follows from what was posted, without a ballot: bars and verdicts. Yields as above."""
    posted, apart = json.loads(json.dumps(package["outcome"])), []
    posted["matters"] = {one["key"]: {**one, **one["ruling"]} for one in posted.get("matters", [])}
    for ruled in posted["rulings"] + list(posted["matters"].values()):
        rule, checks = ruled["rule"], ruled["checks"]
        ruled.update(document=rule, rule=rule["key"], needs={need["basis"]: need for need in ruled["needs"]})
        for c in (c for c in checks if all(isinstance(c[n], int) for n in ("actual", "whole", "needed"))):
            least = needed(c["bar"], c["whole"])
            apart += differ(rule["key"], c, {"needed": least, "ok": c["actual"] >= least}, ("needed", "ok"))
        if checks and not ruled["empty"] and all(isinstance(c["ok"], bool) for c in checks):
            apart += differ(rule["key"], ruled, {"conclusion": come_out(rule, checks)}, ["conclusion"])
    yield "公示的每条杠和结论：%s处（查不了的：名次、累计、不公布的数）" % len(posted["rulings"]), apart
    yield from claimed(package, posted)

def claimed(package, found):
    """What every printed sentence claims, put to what was found; and whether its files are those that were packed."""
    files, claims = package["manifest"]["files"], [(one["text"], c) for one in package["claims"] for c in one["claims"]]
    yield "文件和装包时一样", differ("文件", files, {name: digest(package[name[:-5]]) for name in files}, files)
    proved = [(text, claim) for text, claim in claims if truth(found, claim)]
    yield "印出来的话：%s件事证明了，%s件未复核" % (len(proved), len(claims) - len(proved)), [
        ("“%s” %s" % (text, name), says, finds) for text, claim in proved for name, says, finds in wrong(found, claim)]

def main(arguments):
    package = read(arguments[0] if arguments else "")
    if package is None:
        print("%s 不是计票包，或者坏了" % "".join(arguments[:1]))
        return 2
    exact, code = "record" in package, "".join(arguments[1:]).lower().replace(" ", "")
    print("给监票人的包（写着每户怎么选，不要转发）" if exact else "公开的包")
    found, made = [*(against_ballots if exact else public)(package)], digest(package["sheet" if exact else "outcome"])
    found.append(("校验码 " + made[:16], [] if made.startswith(code) else [("校验码", made, code)]))
    for what, differences in found:
        print(("× " if differences else "✓ ") + what, *(
            "    %s：包里写 %s，重新算是 %s" % one for one in differences[:20]), sep="\n")
    bad = sum(len(differences) for _, differences in found)
    print("未复核：" + NOT_HERE, "有%s处对不上。" % bad if bad else "全部对得上。", sep="\n")
    return 1 if bad else 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
