"""Recounts a package of Diandan on any laptop: python3 recount.py 包.zip [校验码] [条数:根 ...]
It shares nothing with what made the package. Exit status: 0 all agrees, 1 not, 2 no package. Packed, to be short."""
from collections import Counter; from fractions import Fraction; import datetime, hashlib, json, pathlib, runpy, sys, zipfile
VOTES, BARS, NO_HOME = ("yes", "no", "abstain"), ("coverage", "participation", "consent"), ("parking", "storage", "unsold")
STATUS = dict(zip(*["must infeasible excluded waiting capped".split()] * 2), free="in", fits="in", skipped="skipped_budget")
OF_ITEMS = {*STATUS, "status", "ordered", "answered", "placed", "rank", "tops", "points", "to_decide"}
PROVEN = OF_ITEMS|{*"turnout budget conclusion comparison decided check needs takes decides gate judgement verdict".split()}
ON_THE_LIST = ("item", "status", "rank", "tied_with", "households", "answered", "support", "tops", "cost", "total", "left",
    "drawn", "room", "share", "name", "tier", "buildings", "stairwells", "infeasible")
NAMES = set("claim rule scope matter basis kind uncosted_musts way checkpoint reason conditions unconfirmed".split())
STANDS = ("yes", "no", "abstain", "blank", "part", "answered", "total"); CHOICES = [{"key": v, "counts": v} for v in VOTES]
BESIDE = {"turnout budget building ordered ordered_about building_behind swing coverage fulfilled": "各楼的、至多至少的",
    "decided_with_silence out_of_reach filled_by_noes": "没表态的、锁定", "mandated undecided": "委托、几位房主",
    "channels opinions estimated unsold conflicts": "渠道、租户的意见、估计面积", "poll ranking": "日期和办法",
    "band bands level drawing filling spread unsayable unsayable_below margin margins": "名次范围和把握、差几户",
    "equal_shares shares_made shares_cover_more representative": "均等份额、代表名次",
    "apart untold amended typed": "分处、更正、录入", "own_money pays uncosted must_over_budget status": "谁出钱、没人点的"}
NOT_HERE = """票是不是各家交的那一张（各家凭回执号到名单里找）；规则和户册是不是开始前定的（规则摘要和入户信上印的比）；
    核实记录真不真，五项条件和总的结论的理由；句子的措辞、印的话全不全；汇总表上没有印成话的；.txt文件"""
GATES = ("willingness", "committee", "clearance", "cooperation", "management")
SAYS = {"pass": "passed", "waived": "passed", "conditional": "passed", "unknown": "undetermined", "expired": "undetermined",
    "fail": "failed", "passed": "passed", "not_passed": "failed"}  # of two at once the later here counts; the rest is open
class Book:  # A record with its ballots by unit, and how they are counted
    def __init__(self, record):
        self.rows, self.terms, self.menu = standing(record), record["terms"], record["menu"]
        self.heads, roles = heads(self.rows), {question["role"]: question for question in record["edition"]["questions"]}
        self.own = {ballot["household"]: ballot for ballot in record["ballots"] if ballot["capacity"] == "owner"}
        self.owners = {**{ballot["household"]: ballot for ballot in record.get("beside", [])}, **self.own}
        self.consent, self.order, self.top = (roles.get(r, {"key": "", "options": []}) for r in ("consent", "order", "top3"))
    def count(self, buildings=(), unit=None, parking=False, asked=None):  # by homes, owners, area; loose if more may come
        homes, owners, area, held, cast = Counter(), Counter(), Counter(), {}, self.owners if asked else self.own
        rows = [r for r in self.rows if parking or r["kind"] not in NO_HOME[:2]]
        rows = [r for r in rows if (not buildings or r["building"] in buildings) and unit in (None, r["unit"])]
        for row in rows:
            ballot, asked = cast.get(row["id"]), asked or self.consent
            chosen = row_of(asked["options"], key=ballot["answers"].get(asked["key"])) if ballot else {}
            stand = chosen.get("counts") or ("blank" if ballot else "quiet"); homes[stand] += row["kind"] not in NO_HOME
            held.setdefault(self.heads[row["id"]], []).append((row, stand))
        for units in held.values():
            voted = [(cast[row["id"]]["order"], stand) for row, stand in units if stand in VOTES]
            loose = "loose " if len(voted) < len(units) else ""
            one = loose + max(voted)[1] if voted else min(stand for _, stand in units)
            owners[one] += 1; area[one] += sum(row["area"] for row, _ in units)
        return {"households": added(homes), "owners": added(owners), "area": added(area)}
def standing(record):  # The roster as it is counted: the rows of the opening, and what was put right since in their place
    return [r for r in {r["id"]: r for r in record["roster"] + record.get("amendments", [])}.values() if not r.get("gone")]
def heads(rows):  # Whose each unit is; what is unsold is the maker's named with it, or before, or first
    maker, found = next((row["owner"] for row in rows if row["kind"] == "unsold" and row["owner"]), "unsold"), {}
    for r in rows: found[r["id"]] = (maker := r["owner"] or maker) if r["kind"] == "unsold" else r["owner"] or ("", r["id"])
    return found
def added(by):  # A count of stands, with the sums that follow from its parts
    votes = {vote: by[vote] + by["loose " + vote] for vote in VOTES}; part, blank = sum(votes.values()), by["blank"]
    return Counter({**by, **votes, "blank": blank, "part": part, "answered": part + blank, "total": sum(by.values())})
def needed(bar, whole):  # The least number that reaches a bar: 以上 includes the number itself, 过半数 doesn't
    share = Fraction(bar.split()[-1]) * whole; return max(1, share // 1 + 1 if bar[0] == "m" else -(-share // 1))
def still(rule, row):  # The fewest who must come, and agree; as few new ones as may be, as they raise the bar
    counted, whole, part, bar = rule["abstention"] == "takes_part", row["total"], row["part"], rule.get("consent")
    now, new = part - (0 if counted else row["abstain"]), whole - part + (0 if counted else row["loose abstain"])
    turners = row["loose no"] + (row["loose abstain"] if counted else 0)
    def agree(n): return max(0, needed(bar, whole if rule["of"] == "all" else now + n) - row["yes"]) if bar else 0
    low, high = max([0, *(needed(rule[kind], whole) - now for kind in BARS[:2] if rule.get(kind))]), new + 1
    while low < high: low, high = (low, m) if agree(m := (low + high) // 2) <= m + turners else (m + 1, high)
    return {"returns": max(low, agree(low)), "agree": agree(low)} if low <= new else None
def come_out(rule, checks):  # What a rule comes to; too few answers to a consultation decide nothing
    missed, asks = {check["kind"] for check in checks if not check["ok"]}, rule["instrument"] == "consultation"
    return "passed" if not missed else "insufficient" if asks and missed - {"consent"} else "not_passed"
def ruling(book, rule, scope, asked=None):  # What a rule says of the ballots in a scope
    n = book.count(**scope, parking=rule["parking"], asked=asked); checks, rows = [], {b: n[b] for b in rule["bases"]}
    for (basis, row), kind in ((one, kind) for one in rows.items() for kind in BARS if rule.get(kind)):
        now = row["part"] - (0 if rule["abstention"] == "takes_part" else row["abstain"])
        of = now if kind == "consent" and rule["of"] != "all" else row["total"]
        actual, least = row["yes"] if kind == "consent" else now, needed(rule[kind], of)
        checks += [dict(kind=kind, basis=basis, bar=rule[kind], actual=actual, whole=of, needed=least, ok=actual >= least)]
    out = come_out(rule, checks) if all(row["total"] for row in rows.values()) else "undecidable"
    return dict(rule=rule["key"], document=rule, scope=scope, checks=checks, conclusion=out, rows=rows,
        needs={basis: still(rule, row) for basis, row in rows.items()}, homes=n["households"]["total"])
def rulings(book):  # Every rule of the terms in every scope in which it is applied
    for rule in book.terms["rules"]:
        for at, unit in dict.fromkeys({"compound": ((), None), "building": ((row["building"],), None),
                "stairwell": ((row["building"],), row["unit"])}[rule["reach"]] for row in book.rows):
            yield ruling(book, rule, {"buildings": list(at), "unit": unit})
def priced(item, chosen):  # What an item costs: of ways with costs of their own, by the one that more homes chose
    own = [{n: w[n] for n in ("unit_cost", "quantity", "lump") if w.get(n) is not None} for w in item["alternatives"]]
    ways = [{**item, **({"lump": None} if w else {}), **w} for w in own] if any(own) else [item]
    if any(None in (w["unit_cost"], w["quantity"]) and w.get("lump") is None for w in ways): return None
    costs = [w["lump"] if w.get("lump") is not None else -(-w["unit_cost"] * w["quantity"] // 100) for w in ways]
    return min(zip([-chosen[w["key"]] for w in item["alternatives"]] if any(own) else [0], costs))[1]
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
    return {**dict(rank=None, needs=[], excludes=[], own_money=False), **item, **dict(item=key, households=len(scope),
        answered=of, support=support, tops=tops, points=points, cost=cost, pays=pays, tied_with=[], behind=set(), tie=tie,
        drawn=None if cost is None else 0 if item.get("own_money") else pays.get("government", 0), place=places[by["by"]],
        share=str(Fraction(support, of or 1)), status=item["infeasible"] and "infeasible" or (None, "must")[item["must"]])}
def listed(book):  # The list: what must be done, then what was ordered, in the declared order, walked down to the budget
    terms, tiers, budget = book.terms, [tier["key"] for tier in book.menu["tiers"]], book.terms["budget"]
    by, lots = terms.get("ranking") or {"by": "households", "least": 0}, {key: n for n, key in enumerate(terms["lots"])}
    lines = [wishes(book, x, by) for x in book.menu["items"]]; counting = {x["item"] for x in lines if x["status"] == "must"}
    must, never, voted = ([line for line in lines if line["status"] == status] for status in ("must", "infeasible", None))
    voted.sort(key=lambda x: (x["place"], tiers.index(x["tier"]), x["tie"], lots.get(x["item"], len(lots)), x["item"]))
    for line in voted:  # of two that exclude each other the better supported counts
        behind = {x["item"] for x in lines if x["item"] in line["excludes"] or line["item"] in x["excludes"]} & counting
        status = "own" if line["own_money"] else "uncosted" if line["cost"] is None else "ranked"
        line.update(behind=behind, status="unwanted" if not line["support"] else "excluded" if behind else status)
        counting |= {line["item"]} if line["support"] and not behind else set()
        line["place"] = (terms["basic_first"] and line["tier"] != tiers[0], line["place"])
    common, own = ([line for line in voted if bool(line["own_money"]) == is_own] for is_own in (False, True))
    for line in common: line.update(rank=1 + sum(other["place"] < line["place"] for other in common), tied_with=[
        x["item"] for x in common if x["place"] == line["place"] and x is not line])
    common.sort(key=lambda x: (budget is not None and {"uncosted": 1, "unwanted": 2}.get(x["status"], 0), x["place"][0]))
    walked = walk(must + common + own + never, budget, {tier["key"]: tier.get("cap") for tier in book.menu["tiers"]})
    return {"budget": budget, "must": sum(x["drawn"] or 0 for x in must), "spent": walked[-1]["total"], "lines": walked}
def walk(queue, budget, caps):  # What does not fit waits; what needs a later item comes right after it
    ahead, total, taken, done, held, walked = {x["item"]: x for x in queue}, 0, Counter(), set(), {}, []
    while queue or held:
        if not queue: queue, held, ahead = [line for waits in held.values() for line in waits], {}, {}  # need each other
        line, queue = queue[0], queue[1:]; key, tier, drawn = line["item"], line["tier"], line["drawn"] or 0
        lack, waits = [n for n in line["needs"] if n not in done], budget is not None and line["status"] in ("ranked", "own")
        later = [need for need in lack if waits and ahead.get(need, {}).get("status") == line["status"]]
        if later: held.setdefault(later[0], []).append(line); continue
        left, room = (None if of is None else of - used for of, used in ((budget, total), (caps[tier], taken[tier])))
        if waits:
            fits = "skipped_budget" if drawn > left else "capped" if room is not None and drawn > room else "in"
            line["status"] = "waiting" if lack else "own" if line["status"] == "own" else fits if drawn else "in"
        if line["status"] in ("must", "in"): total, taken[tier] = total + drawn, taken[tier] + drawn
        done |= {key} if line["status"] in ("must", "in", "own") else set()
        walked.append(dict(line, total=total, left=left, room=room, lacking=lack)); queue = held.pop(key, []) + queue
    return walked
def recounted(record):  # Everything that is counted again; of matters too, each from the answers to its own question
    book, matters, opened = Book(record), {}, Book({**record, "amendments": []}); out = list(rulings(book))
    for m in book.terms.get("matters", []):
        matters[m["key"]] = ruling(book, m["rule"], m["scope"], {"key": "matter-" + m["key"], "options": CHOICES})
    return dict(turnout={"counts": book.count()}, rulings=out, listed=listed(book), matters=matters, came=came(record, out),
        amended={n: [row["total"] for row in of.count().values()] for n, of in (("opened", opened), ("counted", book))})
def gate_at(found, ruled, gate, at, on):  # One condition at a checkpoint on a day, by what was found last
    of = [f for f in found if f["gate"] == gate and at >= f["checkpoint"] >= (at if gate + at == "managementC3" else "")]
    f = max(of, key=lambda f: (f["decided_at"], f["checkpoint"], [*SAYS].index(f["status"])), default=dict(status="unknown"))
    says = "expired" if f["status"] not in ("fail", "unknown") and (f["valid_until"] or on) < on else f["status"]
    if says == "conditional" and at != "C1": says = "unknown" if f["checkpoint"] == "C1" else "fail"  # no fact yet
    if gate == "willingness" and says != "waived": says = ruled.get("conclusion", "unknown")  # what was counted
    if says == "insufficient" and None in ruled["needs"].values(): says = "fail"  # whatever the rest do
    return {"gate": gate, "state": SAYS.get(says, "undetermined")}
def together(gates):  # What the five come to, and which of them fail or are open
    states = {state: [one["gate"] for one in gates if one["state"] == state] for state in ("failed", "undetermined")}
    return {**states, "state": next((state for state in states if states[state]), "passed"), "gates": gates}
def came(record, ruled):  # Those that began, each as it stood when the next one did; days are China's
    asked = [r for r in ruled if r["document"].get("consent") and r["document"]["instrument"] == "consultation"]
    first, course, found = next((r for r in asked if r["document"]["reach"] == "compound"), {}), [], record["findings"]
    for at in ("C1", "C2", "C3") if record["checkpoint"] == "C1" else (record["checkpoint"],):
        if course and (course[-1]["state"] != "passed" or at not in {f["checkpoint"] for f in found}): break
        left = [f["decided_at"] for f in found if record["checkpoint"] == "C1" and f["checkpoint"] > at]
        left = [datetime.datetime.fromisoformat(one) + datetime.timedelta(hours=8) for one in left]
        days = min([record["on"], *(one.date().isoformat() for one in left)]), record["on"]
        stood = [together([gate_at(found, first, gate, at, on) for gate in GATES]) for on in days]
        course.append({**stood[stood[0]["state"] != "passed"], "checkpoint": at})
    return course
def row_of(rows, **keys): return next((row for row in rows if all(row[key] == k for key, k in keys.items())), {})
def truth(found, c):  # What is so where a claim says something: figures by name; nothing where it isn't recounted
    name, basis = c["claim"], c.get("basis", "")
    if name not in PROVEN or {"building", "low", "high"} & set(c): return {}
    if name in OF_ITEMS:
        line = row_of(found["listed"]["lines"], item=c["item"]) or {"item": None, "status": None}
        untold = line["status"] == "unwanted" and (name == "status" or name in STATUS)
        return {} if untold else {**line, "by": line.get("behind") or line.get("rivals", ())}
    if name in ("gate", "judgement", "verdict"):
        came = row_of(found["came"], checkpoint=c.get("checkpoint", found["came"][0]["checkpoint"])) or {"state": None}
        return {**came, **(row_of(came.get("gates", []), gate=c["gate"]) or {"gate": None})} if name == "gate" else came
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
        if name in ("tied_with", "by", "lacking"): says, finds = {*says}, {*finds} & {*says} if name == "by" else {*finds}
        if says != finds and not (isinstance(finds, dict) and "hidden" in finds): yield name, says, finds
def digest(found):  # The check code of a document: SHA-256 over its one way of being written
    return hashlib.sha256(json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
def once(pairs): assert len(dict(pairs)) == len(pairs), "有的名字写了两次"; return dict(pairs)  # else programs differ
def small(z): assert sum(one.file_size for one in z.infolist()) < 1 << 26, "打开以后太大"; return z.infolist()
def read(path):  # The documents of a package, an archive or its folder, by name. Raises what is the matter where it is none
    if pathlib.Path(path).is_dir():
        files = [(p.relative_to(path).as_posix(), p.read_bytes()) for p in pathlib.Path(path).rglob("*") if p.is_file()]
    else: z = zipfile.ZipFile(path); files = [(one.filename, z.read(one)) for one in small(z) if not one.is_dir()]
    names = sorted(n for n, _ in files if n[-4:] != ".txt" and n.split("/")[-1] != ".DS_Store" and n[:9] != "__MACOSX/")
    package = {n[:-5]: json.loads(text.decode(), object_pairs_hook=once, parse_float=int, parse_constant=int)
        for n, text in files if n in names and n.endswith(".json")}
    of = package["manifest"]; inside = {"claims", *{"exact": ("record", "sheet"), "public": ("outcome",)}[of["kind"]]}
    inside = sorted(n + ".json" for n in {"manifest", *inside, *{"seal"} & {*package}})
    assert [of["format"], *names] == ["package-v1", *inside] == ["package-v1", *sorted(["manifest.json", *of["files"]])], (
        "文件多了、少了或者重了：" + "、".join(names)); return package
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
def of_a_ruling(x): return dict(outcome=x["conclusion"], counts=on_a_sheet(x["rows"]), needs=x["needs"], checks=x["checks"])
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
    put = {**found["amended"], "confirmed": [{"kind": one["amends"]} for one in record.get("amendments", [])]}
    yield "户册更正：%s处" % len(put["confirmed"]), apart("更正", {**put, "confirmed": [], **sheet.get("amended", {})}, put)
    ruled = [{"rule": one["document"], "scope": one["scope"], "result": of_a_ruling(one)} for one in found["rulings"]]
    decided = [{"matter": one, "result": of_a_ruling(found["matters"][one["key"]])} for one in terms.get("matters", [])]
    yield "认定：%s处，共同决定：%s件，还差多少" % (len(ruled), len(decided)), [
        *apart("认定", sheet["rulings"], ruled), *apart("事项", sheet.get("matters", []), decided)]
    lines = [{name: line.get(name, []) for name in ON_THE_LIST} for line in found["listed"]["lines"]]
    yield "清单：%s项，逐项走到预算" % len(lines), apart("清单", sheet["list"], {**found["listed"], "lines": lines,
        "basic_first": terms["basic_first"], "answered": found["turnout"]["counts"]["households"]["answered"]})
    came = [{n: one[n] for n in ("checkpoint", "state", "gates")} for one in found["came"]]
    yield "五项条件：%s次检查" % len(came), apart("五项条件", [sheet["judgement"], *sheet.get("later", [])], came)
    yield from claimed(package, found); yield "　规则摘要 %s：和入户信上印的比一比" % digest(terms)[:16], []
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
    came = posted["judgement"]; posted["came"] = [{**together(came["gates"]), **came}]
    if all(isinstance(one["state"], str) for one in came["gates"]):
        differing += apart("五项条件", came, {"state": together(came["gates"])["state"]})
    yield "公示的每条杠和结论：%s处（查不了的：名次、累计、不公布的数）" % len(posted["rulings"]), differing
    yield from claimed(package, posted)
def is_proved(found, c):  # Whether a claim says something that is recounted, and nothing that isn't
    f = truth(found, c); return bool(f) and (c["claim"] in STATUS or bool({*c} & {*f})) and {*c} <= {*f} | NAMES
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
    path, code = "".join(arguments[:1]), "".join(one for one in arguments[1:] if ":" not in one).lower().replace(" ", "")
    try:
        package = read(path); by, heads = __file__[:-10] + "sealed.py", [one for one in arguments[1:] if ":" in one]
        found = [*(against_ballots if "record" in package else public)(package)]
        found += runpy.run_path(by)["asked"](package, heads) if pathlib.Path(by).is_file() else [
            ("　旁边没有 sealed.py，封存的账没有核对", [(one, "没有核对", "sealed.py") for one in heads])]
    except Exception as fault:  # whatever somebody did to it
        return print("%s 不是计票包，或者坏了、被改了：%s %s" % (path, type(fault).__name__, fault)) or 2
    made = digest(package.get("sheet") or package["outcome"])
    print("给监票人的包（写着每户怎么选，不要转发）" if "sheet" in package else "公开的包")
    found.append(("校验码 " + made[:16], apart("校验码", made[: max(16, len(code))], code)) if code else (
        "　校验码 %s：和纸上印的比一比" % made[:16], []))
    for what, differs in found: print(("× " if differs else "" if what[0] == "　" else "√ ") + what, *(
        "    %s：包里写 %s，重新算是 %s" % one for one in differs[:20]), sep="\n")
    bad = sum(len(differences) for _, differences in found)
    return print("　也未复核：" + NOT_HERE, "有%s处对不上。" % bad if bad else "复核的全部对得上。", sep="\n") or bool(bad)
if __name__ == "__main__": sys.stdout.reconfigure(errors="backslashreplace"); sys.exit(main(sys.argv[1:]))
