#!/usr/bin/env python3
"""Recounts a package of Diandan on any laptop: python3 recount.py 包.zip [校验码]
It shares nothing with what made the package. Exit status: 0 all agrees, 1 not, 2 no package. Packed, to be short."""
import hashlib, json, pathlib, sys, zipfile
from collections import Counter
from fractions import Fraction
VOTES, BARS, NO_HOME = ("yes", "no", "abstain"), ("coverage", "participation", "consent"), ("parking", "unsold")
STATUS = {"free": "in", "fits": "in", "skipped": "skipped_budget", "must": "must", "infeasible": "infeasible",
    "excluded": "excluded", "waiting": "waiting", "capped": "capped"}
OF_ITEMS = {*STATUS, "status", "ordered", "answered", "placed", "rank", "tops", "points", "to_decide"}
PROVEN = {*OF_ITEMS, "turnout", "budget", "conclusion", "comparison", "decided", "check", "needs", "takes", "decides"}
ON_THE_LIST = ("item", "status", "rank", "tied_with", "households", "answered", "support", "tops", "cost", "total", "left",
    "drawn", "room", "share", "name", "tier", "buildings", "stairwells", "infeasible")
NAMES = {"claim", "rule", "scope", "matter", "basis", "kind", "uncosted_musts", "way"}
STANDS = ("yes", "no", "abstain", "blank", "part", "answered", "total")
BESIDE = {"turnout budget building ordered ordered_about building_behind swing coverage fulfilled": "各楼的、至多至少的",
    "gate judgement verdict": "五项条件和总的结论", "decided_with_silence out_of_reach filled_by_noes": "没表态的、锁定",
    "channels opinions estimated unsold conflicts": "渠道、租户的意见、估计面积", "mandated undecided": "委托、几位房主",
    "band bands level drawing filling spread unsayable unsayable_below margin margins": "名次范围和把握、差几户",
    "equal_shares shares_made shares_cover_more representative": "均等份额、代表名次", "poll ranking": "日期和办法",
    "own_money pays uncosted must_over_budget status": "谁出钱、没人点的", "apart untold amended": "分处、不写的、更正"}
NOT_HERE = """票是不是各家交的那一张（各家凭回执号到名单里找）；规则和户册是不是开始前定的（规则摘要和入户信上印的比）；
    核实记录；句子的措辞、印的话全不全；汇总表上没有印成话的；.txt文件"""
class Book:  # A record with its ballots by unit, and how they are counted
    def __init__(self, record):
        self.rows, self.terms, self.menu = standing(record), record["terms"], record["menu"]
        self.heads, roles = heads(self.rows), {question["role"]: question for question in record["edition"]["questions"]}
        self.own = {ballot["household"]: ballot for ballot in record["ballots"] if ballot["capacity"] == "owner"}
        self.owners = {**{ballot["household"]: ballot for ballot in record.get("beside", [])}, **self.own}
        self.consent, self.order, self.top = (roles.get(r, {"key": "", "options": []}) for r in ("consent", "order", "top3"))
    def count(self, buildings=(), unit=None, parking=False, asked=None):  # by homes, owners, area; loose if more may come
        homes, owners, area, held, cast = Counter(), Counter(), Counter(), {}, self.owners if asked else self.own
        rows = [r for r in self.rows if parking or r["kind"] != "parking"]
        rows = [r for r in rows if (not buildings or r["building"] in buildings) and unit in (None, r["unit"])]
        for row in rows:
            ballot, asked = cast.get(row["id"]), asked or self.consent
            chosen = row_of(asked["options"], key=ballot["answers"].get(asked["key"])) if ballot else {}
            stand = chosen.get("counts") or ("blank" if ballot else "quiet")
            homes[stand] += row["kind"] not in NO_HOME
            held.setdefault(self.heads[row["id"]], []).append((row, stand))
        for units in held.values():
            voted = [(cast[row["id"]]["order"], stand) for row, stand in units if stand in VOTES]
            loose = "loose " if len(voted) < len(units) else ""
            one = loose + max(voted)[1] if voted else min(stand for _, stand in units)
            owners[one] += 1
            area[one] += sum(row["area"] for row, _ in units)
        return {"households": added(homes), "owners": added(owners), "area": added(area)}
def standing(record):  # The roster as it is counted: the rows of the opening, and what was put right since in their place
    rows = {row["id"]: row for row in record["roster"] + record.get("amendments", [])}
    return [row for row in rows.values() if not row.get("gone")]
def heads(rows):  # Whose each unit is; what is unsold is the developer's named with it, or before, or first
    developer, found = next((row["owner"] for row in rows if row["kind"] == "unsold" and row["owner"]), "unsold"), {}
    for row in rows:
        developer = row["kind"] == "unsold" and row["owner"] or developer
        found[row["id"]] = developer if row["kind"] == "unsold" else row["owner"] or ("alone", row["id"])
    return found
def added(by):  # A count of stands, with the sums that follow from its parts
    votes = {vote: by[vote] + by["loose " + vote] for vote in VOTES}
    part, blank = sum(votes.values()), by["blank"]
    return Counter({**by, **votes, "blank": blank, "part": part, "answered": part + blank, "total": sum(by.values())})
def needed(bar, whole):  # The least number that reaches a bar: 以上 includes the number itself, 过半数 doesn't
    share = Fraction(bar.split()[-1]) * whole
    return max(1, share.numerator // share.denominator + 1 if bar[0] == "m" else -(-share.numerator // share.denominator))
def still(rule, row):  # The fewest who must come, and agree; as few new ones as may be, as they raise the bar
    counted, whole, part = rule["abstention"] == "takes_part", row["total"], row["part"]
    now, new = part - (0 if counted else row["abstain"]), whole - part + (0 if counted else row["loose abstain"])
    turners = row["loose no"] + (row["loose abstain"] if counted else 0)
    def agree(come):
        of = whole if rule["of"] == "all" else now + come
        return max(0, needed(rule["consent"], of) - row["yes"]) if rule.get("consent") else 0
    low, high = max([0, *(needed(rule[kind], whole) - now for kind in BARS[:2] if rule.get(kind))]), new + 1
    while low < high:
        low, high = (low, m) if agree(m := (low + high) // 2) <= m + turners else (m + 1, high)
    return {"returns": max(low, agree(low)), "agree": agree(low)} if low <= new else None
def come_out(rule, checks):  # What a rule comes to; too few answers to a consultation decide nothing
    missed, asks = {check["kind"] for check in checks if not check["ok"]}, rule["instrument"] == "consultation"
    return "passed" if not missed else "insufficient" if asks and missed - {"consent"} else "not_passed"
def ruling(book, rule, scope, asked=None):  # What a rule says of the ballots in a scope
    counts, checks = book.count(**scope, parking=rule["parking"], asked=asked), []
    rows = {basis: counts[basis] for basis in rule["bases"]}
    for (basis, row), kind in ((one, kind) for one in rows.items() for kind in BARS if rule.get(kind)):
        now = row["part"] - (0 if rule["abstention"] == "takes_part" else row["abstain"])
        of = now if kind == "consent" and rule["of"] != "all" else row["total"]
        actual, least = row["yes"] if kind == "consent" else now, needed(rule[kind], of)
        checks.append({"kind": kind, "basis": basis, "bar": rule[kind], "actual": actual, "whole": of, "needed": least,
            "ok": actual >= least})
    out = come_out(rule, checks) if all(row["total"] for row in rows.values()) else "undecidable"
    return {"rule": rule["key"], "document": rule, "scope": scope, "checks": checks, "conclusion": out,
        "needs": {basis: still(rule, row) for basis, row in rows.items()}, "rows": rows,
        "homes": counts["households"]["total"]}
def rulings(book):  # Every rule of the terms in every scope in which it is applied
    for rule in book.terms["rules"]:
        for at, unit in dict.fromkeys({"compound": ((), None), "building": ((row["building"],), None),
                "stairwell": ((row["building"],), row["unit"])}[rule["reach"]] for row in book.rows):
            yield ruling(book, rule, {"buildings": list(at), "unit": unit})
def priced(item, chosen):  # What an item costs: of ways with costs of their own, by the one that more homes chose
    ways = [{name: value for name, value in way.items() if value is not None} for way in item["alternatives"]]
    ways = [{**item, **way} for way in ways] if any(way.keys() & {"unit_cost", "quantity"} for way in ways) else [item]
    if any(None in (way["unit_cost"], way["quantity"]) for way in ways): return None
    return min((-chosen[way["key"]], -(-way["unit_cost"] * way["quantity"] // 100)) for way in ways)[1]
def concerns(item, row):  # Whether an item is for a unit
    places, stairs = item["buildings"], item.get("stairwells", [])
    return row["building"] in places or [row["building"], row["unit"]] in stairs or not (places or stairs)
def wishes(book, item, by):  # Who ordered an item, and what it costs whom; what is unsold orders nothing
    key, order, homes = item["key"], book.order["key"], (row for row in book.rows if row["kind"] not in NO_HOME)
    scope = {row["id"] for row in homes if concerns(item, row)}
    answers = [ballot["answers"] for home, ballot in book.own.items() if home in scope]
    ordered = [one for one in answers if key in one.get(order, [])]
    tops = [sum(one.get(book.top["key"], [])[n : n + 1] == [key] for one in answers) for n in range(3)]
    cost = priced(item, Counter(one.get(order + ".how", {}).get(key) for one in ordered))
    pays = {payer: (cost or 0) * percent // 100 for payer, percent in item.get("pays") or [["government", 100]]}
    pays[next(iter(pays))] += (cost or 0) - sum(pays.values())
    support, of, points = len(ordered), len(answers), sum(weight * n for weight, n in zip((3, 2, 1), tops))
    places = {"share": (of < by["least"], -Fraction(support, of or 1)), "points": -points, "households": -support}
    tie = -Fraction(points, of or 1) if by["by"] == "share" else -points, cost is None, cost or 0
    return {"rank": None, "needs": [], "excludes": [], "own_money": False, **item, "item": key, "households": len(scope),
        "answered": of, "support": support, "tops": tops, "points": points, "cost": cost, "pays": pays,
        "drawn": None if cost is None else 0 if item.get("own_money") else pays.get("government", 0),
        "share": str(Fraction(support, of or 1)), "place": places[by["by"]], "tie": tie, "tied_with": [], "behind": set(),
        "status": "infeasible" if item["infeasible"] else "must" if item["must"] else None}
def listed(book):  # The list: what must be done, then what was ordered, in the declared order, walked down to the budget
    terms, tiers, budget = book.terms, [tier["key"] for tier in book.menu["tiers"]], book.terms["budget"]
    by, lots = terms.get("ranking") or {"by": "households", "least": 0}, {key: n for n, key in enumerate(terms["lots"])}
    lines = [wishes(book, item, by) for item in book.menu["items"]]
    must, never, voted = ([line for line in lines if line["status"] == status] for status in ("must", "infeasible", None))
    voted.sort(key=lambda x: (x["place"], tiers.index(x["tier"]), x["tie"], lots.get(x["item"], len(lots)), x["item"]))
    counting = {line["item"] for line in must}
    for line in voted:  # of two that exclude each other the better supported counts
        behind = {x["item"] for x in lines if x["item"] in line["excludes"] or line["item"] in x["excludes"]} & counting
        status = "own" if line["own_money"] else "uncosted" if line["cost"] is None else "ranked"
        line.update(behind=behind, status="unwanted" if not line["support"] else "excluded" if behind else status)
        counting |= {line["item"]} if line["support"] and not behind else set()
        line["place"] = (terms["basic_first"] and line["tier"] != tiers[0], line["place"])
    common, own = ([line for line in voted if bool(line["own_money"]) == is_own] for is_own in (False, True))
    for line in common:
        line["rank"] = 1 + sum(other["place"] < line["place"] for other in common)
        line["tied_with"] = [x["item"] for x in common if x["place"] == line["place"] and x is not line]
    late = {} if budget is None else {"uncosted": 1, "unwanted": 2}
    common.sort(key=lambda line: (late.get(line["status"], 0), line["place"][0]))
    walked = walk(must + common + own + never, budget, {tier["key"]: tier.get("cap") for tier in book.menu["tiers"]})
    return {"budget": budget, "must": sum(x["drawn"] or 0 for x in must), "spent": walked[-1]["total"], "lines": walked}
def walk(queue, budget, caps):  # What does not fit waits; what needs a later item comes right after it
    ahead, total, taken, done, held, walked = {x["item"]: x for x in queue}, 0, Counter(), set(), {}, []
    while queue or held:
        if not queue: queue, held, ahead = [line for waiting in held.values() for line in waiting], {}, {}  # a circle
        line, queue = queue[0], queue[1:]
        key, tier, drawn = line["item"], line["tier"], line["drawn"] or 0
        lacking = [need for need in line["needs"] if need not in done]
        waits = budget is not None and line["status"] in ("ranked", "own")
        later = [need for need in lacking if waits and ahead.get(need, {}).get("status") == line["status"]]
        if later: held.setdefault(later[0], []).append(line)
        if later: continue
        left, room = (None if of is None else of - used for of, used in ((budget, total), (caps[tier], taken[tier])))
        if waits:
            fits = "skipped_budget" if drawn > left else "capped" if room is not None and drawn > room else "in"
            line["status"] = "waiting" if lacking else "own" if line["status"] == "own" else fits if drawn else "in"
        if line["status"] in ("must", "in"): total, taken[tier] = total + drawn, taken[tier] + drawn
        done |= {key} if line["status"] in ("must", "in", "own") else set()
        walked.append({**line, "total": total, "left": left, "room": room, "lacking": lacking})
        queue = held.pop(key, []) + queue
    return walked
def recounted(record):  # Everything that is counted again; of matters too, each from the answers to its own question
    book, matters, opened = Book(record), {}, Book({**record, "amendments": []})
    for matter in book.terms.get("matters", []):
        asked = {"key": "matter-" + matter["key"], "options": [{"key": vote, "counts": vote} for vote in VOTES]}
        matters[matter["key"]] = ruling(book, matter["rule"], matter["scope"], asked)
    return {"turnout": {"counts": book.count()}, "rulings": list(rulings(book)), "listed": listed(book), "matters": matters,
        "amended": {n: [row["total"] for row in of.count().values()] for n, of in (("opened", opened), ("counted", book))}}
def row_of(rows, **keys):  # The row that these keys name; an empty one where there is none
    return next((row for row in rows if all(row[key] == value for key, value in keys.items())), {})
def truth(found, c):  # What is so where a claim says something: figures by name; nothing where it isn't recounted
    name, basis = c["claim"], c.get("basis", "")
    if name not in PROVEN or {"building", "low", "high"} & set(c): return {}
    if name in OF_ITEMS:
        line = row_of(found["listed"]["lines"], item=c["item"]) or {"item": None, "status": None}
        untold = line["status"] == "unwanted" and (name == "status" or name in STATUS)
        return {} if untold else {**line, "by": line.get("behind") or line.get("rivals", ())}
    if name in ("turnout", "budget"):
        return found["listed"] if name == "budget" else found["turnout"]["counts"].get(basis) or {"basis": None}
    ruled = row_of(found["rulings"], rule=c.get("rule"), scope=c.get("scope")) or {"rule": None, "conclusion": None}
    ruled = found["matters"].get(c["matter"], {"matter": None, "conclusion": None}) if "matter" in c else ruled
    return {"takes": ruled.get("document"), "needs": ruled.get("needs", {}).get(basis) or {"returns": None}, "check": row_of(
        ruled.get("checks", ()), kind=c.get("kind"), basis=basis) or {"needed": None}}.get(name, ruled)
def wrong(found, claim):  # What a claim says that isn't so: (figure, what it says, what is found)
    facts, status = truth(found, claim), STATUS.get(claim["claim"])
    for name, says in {**claim, **({"status": status} if status else {})}.items():
        finds = facts.get(name, says)
        if name in ("tied_with", "by", "lacking"):
            says, finds = set(says), set(finds) & set(says) if name == "by" else set(finds)
        if says != finds and not (isinstance(finds, dict) and "hidden" in finds): yield name, says, finds
def digest(found):  # The check code of a document: SHA-256 over its one way of being written
    return hashlib.sha256(json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
def once(pairs):  # A JSON object in which no name stands twice, as programs differ in which of two they read
    if len(dict(pairs)) < len(pairs): raise ValueError("有的名字写了两次")
    return dict(pairs)
def read(path):  # The documents of a package, an archive or its folder, by name. Raises what is the matter where it is none
    if pathlib.Path(path).is_dir():
        files = [(p.relative_to(path).as_posix(), p.read_bytes()) for p in pathlib.Path(path).rglob("*") if p.is_file()]
    else:
        with zipfile.ZipFile(path) as z: files = [(one.filename, z.read(one)) for one in z.infolist() if not one.is_dir()]
    names = sorted(n for n, _ in files if n[-4:] != ".txt" and n.split("/")[-1] != ".DS_Store" and n[:9] != "__MACOSX/")
    package = {n[:-5]: json.loads(text.decode(), object_pairs_hook=once, parse_float=int, parse_constant=int)
        for n, text in files if n in names and n.endswith(".json")}
    inside = {"claims", *{"exact": ("record", "sheet"), "public": ("outcome",)}[package["manifest"]["kind"]]}
    if names != sorted(n + ".json" for n in {"manifest", *inside}) or package["manifest"]["format"] != "package-v1" or (
            set(package["manifest"]["files"]) != {n + ".json" for n in inside}):
        raise ValueError("文件多了、少了或者重了：" + "、".join(names))
    return package
def apart(at, says, finds):  # Where a document says otherwise than what is found, which may be less
    if isinstance(finds, dict) and isinstance(says, dict):
        names = {**finds, **says} if at.endswith(("/rule", "/matter")) else finds  # of a rule nothing may be added either
        return [one for name in names for one in apart("%s/%s" % (at, name), says.get(name), finds.get(name))]
    if isinstance(finds, list) and isinstance(says, list) and len(finds) == len(says):
        return [one for n, pair in enumerate(zip(says, finds), 1) for one in apart("%s/%s" % (at, n), *pair)]
    return [] if says == finds and type(says) is type(finds) else [(at, says, finds)]
def unfit(record):  # What no record may hold: doubles, ballots of nobody, orders off the menu
    rows, menu, seen = {row["id"]: row for row in standing(record)}, record["menu"], Counter()
    roles = {question["role"]: question for question in record["edition"]["questions"]}
    for r in rows.values(): seen.update([("门", r["building"], r["unit"], r["floor"], r["room"])])
    seen.update([("项目", x["key"]) for x in menu["items"]] + [("规则", r["key"]) for r in record["terms"]["rules"]])
    for ballot in record["ballots"] + record["beside"]:
        answers, row = ballot["answers"], rows.get(ballot["household"])
        seen.update([("票", ballot["household"], ballot["capacity"]), ("回执", ballot["receipt"]), ("序", ballot["order"])])
        may = {x["key"] for x in menu["items"] if row and not x["must"] and not x["infeasible"] and concerns(x, row)}
        said, ordered, top = (answers.get(roles.get(role, {}).get("key"), []) for role in ("consent", "order", "top3"))
        fits = len(set(ordered)) == len(ordered) <= menu["choose"] and len(set(top)) == len(top) <= 3 and set(ordered) <= may
        if not (row and fits and (said == [] or row_of(roles["consent"]["options"], key=said)) and ballot["capacity"] in (
                "owner", "occupant")) or (set(top) - may and roles["top3"].get("from_menu")):
            yield "票", ballot["receipt"], "没有这一户，或者点的、答的问卷上没有"
    yield from ((where, n, 1) for where, n in seen.items() if n > 1)
def on_a_sheet(counts): return {basis: {stand: row[stand] for stand in STANDS} for basis, row in counts.items()}
def of_a_ruling(one):
    return {"outcome": one["conclusion"], "counts": on_a_sheet(one["rows"]), **{n: one[n] for n in ("needs", "checks")}}
def against_ballots(package):  # An exact package, counted again. Yields (what, differences)
    record, sheet, terms, texts = package["record"], package["sheet"], package["record"]["terms"], {}
    doors = [[r["building"], r["unit"], r["floor"], r["room"], r["area"], texts.setdefault(r["written"], n), r["kind"],
        r["area_source"], *([r["owners"]] if r.get("owners", 1) > 1 else [])] for n, r in enumerate(record["roster"])]
    yield "开始前定下的问卷、菜单、户册", apart("摘要", terms, {
        "edition": digest(record["edition"]), "menu": digest(record["menu"]), "roster": digest(doors)})
    yield "开始前定下的规则", apart("规则", [sheet["manifest_digest"], digest(sheet["manifest"])], [digest(terms)] * 2)
    yield "票：%s张，一户一张，点的都点得到" % len(record["ballots"]), [*unfit(record)]
    book, found = Book(record), recounted(record)
    said = {"whole": sheet["tally"]["whole"]["votes"], **{x["building"]: x["votes"] for x in sheet["tally"]["buildings"]}}
    at = {row["building"] for row in book.rows if row["kind"] not in NO_HOME}
    yield "收回和同意的户数、人数、面积，各楼的户数", apart("计票", said, {
        "whole": on_a_sheet(book.count()), **{b: {"households": on_a_sheet(book.count([b]))["households"]} for b in at}})
    put, was = [{"kind": one["amends"]} for one in record.get("amendments", [])], found["amended"]
    yield "户册更正：%s处，%s户变成%s户" % (len(put), was["opened"][0], was["counted"][0]), apart(
        "更正", {"confirmed": [], **was, **sheet.get("amended", {})}, {"confirmed": put, **was})
    ruled = [{"rule": one["document"], "scope": one["scope"], "result": of_a_ruling(one)} for one in found["rulings"]]
    decided = [{"matter": one, "result": of_a_ruling(found["matters"][one["key"]])} for one in terms.get("matters", [])]
    yield "认定：%s处，共同决定：%s件，还差多少" % (len(ruled), len(decided)), [
        *apart("认定", sheet["rulings"], ruled), *apart("事项", sheet.get("matters", []), decided)]
    lines = [{name: line.get(name, []) for name in ON_THE_LIST} for line in found["listed"]["lines"]]
    yield "清单：%s项，逐项走到预算" % len(lines), apart("清单", sheet["list"], {**found["listed"], "lines": lines,
        "basic_first": terms["basic_first"], "answered": found["turnout"]["counts"]["households"]["answered"]})
    yield from claimed(package, found)
    yield "　规则摘要 %s：和入户信上印的比一比" % digest(terms)[:16], []
def public(package):  # What follows from what was posted, without a ballot: bars and verdicts. Yields as above
    posted, differing = json.loads(json.dumps(package["outcome"])), []
    posted["matters"] = {one["key"]: {**one, **one["ruling"]} for one in posted.get("matters", [])}
    for ruled in posted["rulings"] + list(posted["matters"].values()):
        rule, checks = ruled["rule"], ruled["checks"]
        ruled.update(document=rule, rule=rule["key"], needs={need["basis"]: need for need in ruled["needs"]})
        for c in (c for c in checks if all(isinstance(c[n], int) for n in ("actual", "whole", "needed"))):
            differing += apart(rule["key"], c, {"needed": (n := needed(c["bar"], c["whole"])), "ok": c["actual"] >= n})
        if checks and not ruled["empty"] and all(isinstance(c["ok"], bool) for c in checks):
            differing += apart(rule["key"], ruled, {"conclusion": come_out(rule, checks)})
    yield "公示的每条杠和结论：%s处（查不了的：名次、累计、不公布的数）" % len(posted["rulings"]), differing
    yield from claimed(package, posted)
def is_proved(found, claim):  # Whether a claim says something that is recounted, and nothing that isn't
    facts = truth(found, claim)
    return bool(facts) and (claim["claim"] in STATUS or bool(set(claim) & set(facts))) and set(claim) <= set(facts) | NAMES
def claimed(package, found):  # What every printed sentence claims, put to what was found; and the digests
    files, claims = package["manifest"]["files"], [(one["text"], c) for one in package["claims"] for c in one["claims"]]
    yield "文件和装包时一样", apart("文件", files, {name: digest(package[name[:-5]]) for name in files})
    proved, rest = ([one for one in claims if is_proved(found, one[1]) == is_so] for is_so in (True, False))
    known = " ".join([*BESIDE, *(() if "record" in package else PROVEN)]).split()
    odd = [("“%s”" % text, claim, "没有这种说法") for text, claim in rest if claim["claim"] not in known]
    yield "印出来的话：%s件事证明了" % len(proved), odd + ([] if claims else [("句子", 0, "有")]) + [
        ("“%s” %s" % (text, name), says, finds) for text, claim in proved for name, says, finds in wrong(found, claim)]
    yield "　未复核：" + "；".join(
        "%s（%s件）" % (words, sum(c["claim"] in row.split() for _, c in rest)) for row, words in BESIDE.items()), []
def main(arguments):
    try:
        package = read("".join(arguments[:1]))
        found = [*(against_ballots if "record" in package else public)(package)]
    except Exception as fault:  # whatever somebody did to it
        return print("%s 不是计票包，或者坏了、被改了：%s %s" % ("".join(arguments[:1]), type(fault).__name__, fault)) or 2
    code, made = "".join(arguments[1:]).lower().replace(" ", ""), digest(package.get("sheet") or package["outcome"])
    print("给监票人的包（写着每户怎么选，不要转发）" if "sheet" in package else "公开的包")
    found.append(("校验码 " + made[:16], apart("校验码（16位）", made[: max(16, len(code))], code)) if code else (
        "　校验码 %s：和纸上印的比一比" % made[:16], []))
    for what, differences in found:
        print(("× " if differences else "" if what[0] == "　" else "√ ") + what, *(
            "    %s：包里写 %s，重新算是 %s" % one for one in differences[:20]), sep="\n")
    bad = sum(len(differences) for _, differences in found)
    return print("　也未复核：" + NOT_HERE, "有%s处对不上。" % bad if bad else "复核的全部对得上。", sep="\n") or bool(bad)
if __name__ == "__main__": sys.exit(sys.stdout.reconfigure(errors="backslashreplace") or main(sys.argv[1:]))
