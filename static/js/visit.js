/* A walk from door to door: the doors of a stairwell as the phone knows them, the form of one door, and the other stairwells
   without a signal. What is noted goes to window.diandanKnocks, which keeps and sends it. */
(function () {
  "use strict";

  const knocks = window.diandanKnocks;
  const strip = document.querySelector("[data-visits]");
  const place = strip.getAttribute("data-to");
  const PATIENCE = 20000;
  const NEAR = 4000;
  const pages = {};
  let looking = false;
  let last = null;

  function say(key, values) {
    let text = strip.getAttribute("data-said-" + key);
    Object.keys(values || {}).forEach(function (field) { text = text.replace("{" + field + "}", values[field]); });
    return text;
  }

  function one(selector, inside) { return (inside || document).querySelector(selector); }

  function all(selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); }

  function add(parent, tag, text, kind) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (kind) { made.className = kind; }
    parent.appendChild(made);
    return made;
  }

  // ---- what is said on top

  function tell() {
    const left = knocks.unsent();
    const state = knocks.state();
    const bad = left.filter(function (knock) { return knock.refused; });
    const told = one("[data-told]");
    all("button, a, .other", strip).forEach(function (old) { strip.removeChild(old); });
    strip.className = "sent" + (bad.length || state.out ? " bad" : left.length ? " some" : "");
    told.textContent = bad.length ? say("refused", { n: bad.length })
      : state.out && left.length ? say("out")
        : state.sending && left.length ? say("sending", { n: left.length })
          : left.length ? say("some", { n: left.length }) : say("all");
    if (state.out) {
      const link = add(strip, "a", say("sign-in"));
      link.href = strip.getAttribute("data-sign-in");
    }
    if (left.length) {
      add(strip, "button", looking ? say("hide") : say("look")).addEventListener("click", function () { looking = !looking; tell(); });
      if (!state.sending && !state.out) { add(strip, "button", say("send")).addEventListener("click", knocks.sendNow); }
    }
    if (state.unkept) { add(strip, "p", say("unkept"), "other"); }
    knocks.others().forEach(function (other) { add(strip, "p", say("others", other), "other"); });
    list(left);
  }

  function list(left) {
    const box = one("[data-queue]");
    box.textContent = "";
    box.hidden = !looking || !left.length;
    if (box.hidden) { return; }
    const rows = add(box, "ul", "", "queue");
    left.forEach(function (knock) {
      const row = add(rows, "li", knock.label + " " + knock.what + " " + clock(knock.at));
      if (knock.refused) {
        add(row, "p", knock.refused, "err");
        add(row, "button", say("drop"), "btn calm").addEventListener("click", function () {
          knocks.change(knock.submission, function () { return null; });
          changed();
        });
      }
    });
  }

  function clock(at) {
    const then = new Date(at + 8 * 60 * 60 * 1000); // the one clock of all compounds
    return ("0" + then.getUTCHours()).slice(-2) + ":" + ("0" + then.getUTCMinutes()).slice(-2);
  }

  // ---- the doors of this page, as the phone knows them

  function mark() {
    all("[data-door]").forEach(function (door) {
      const spot = one("[data-state]", door);
      const past = one("[data-last]", door);
      if (!door.hasAttribute("data-first")) {
        door.setAttribute("data-first", spot.textContent);
        door.setAttribute("data-first-last", past.textContent);
      }
      const newest = knocks.newest(Number(door.getAttribute("data-door")));
      const gone = knocks.undone(door.getAttribute("data-mine"));
      const own = /(^| )in( |$)/.test(door.className);
      door.classList.toggle("touched", Boolean(newest));
      if (newest && !own) {
        spot.textContent = newest.what;
        past.textContent = [newest.when ? say("next", { when: newest.when }) : "", clock(newest.at), newest.remark,
          newest.taken ? "" : say("unsent")].filter(Boolean).join("，");
      } else {
        spot.textContent = gone && !own ? say("open") : door.getAttribute("data-first");
        past.textContent = gone ? say("undone") : door.getAttribute("data-first-last");
      }
    });
  }

  // ---- one door

  function form() { return one("[data-knock]"); }

  function chosen(field) {
    const box = one("input[name=" + field + "]:checked", form());
    return box || { value: "", getAttribute: function () { return ""; } };
  }

  function problem(words) {
    const spot = one("[data-problem]", form());
    spot.textContent = words;
    spot.hidden = !words;
    if (words) { spot.scrollIntoView({ block: "nearest" }); }
    return !words;
  }

  function open(door) {
    const sheet = form();
    const household = Number(door.getAttribute("data-door"));
    sheet.reset();
    all("input[name=next_on], input[name=next_part]", sheet).forEach(function (box) { box.checked = box.name === "next_on" && !box.value; });
    all("input.field", sheet).forEach(function (field) { field.value = ""; });
    sheet.elements.household.value = household;
    one("[data-whose]", sheet).textContent = door.getAttribute("data-label");
    one("[data-history]", sheet).textContent = door.getAttribute("data-past").trim();
    const plain = one("[data-plain-undo]", sheet);
    if (plain) { plain.hidden = true; }
    const back = one("[data-undo]", sheet);
    const fresh = knocks.newest(household);
    const mine = door.getAttribute("data-mine");
    const target = fresh ? fresh.submission : knocks.undone(mine) ? "" : mine || "";
    back.hidden = !target;
    back.textContent = say("undo") + " " + (fresh ? fresh.what + " " + clock(fresh.at) : door.getAttribute("data-mine-said") || "");
    back.setAttribute("data-undo", target);
    const together = one("[data-together]", sheet);
    if (together) { together.href = together.getAttribute("data-together").replace("/0?", "/" + household + "?"); }
    problem("");
    sheet.hidden = false;
    hush();
    one("[data-whose]", sheet).focus();
  }

  function shut() {
    const sheet = form();
    const door = one("[data-door='" + sheet.elements.household.value + "']");
    sheet.hidden = true;
    if (door) { door.focus(); }
  }

  function goesWrong(outcome, day, part, remark) {
    const comes = /^(out|later|letter)$/.test(outcome);
    if ((day || part) && !comes) { return say("no-next"); }
    if ((outcome === "later" || day || part) && !(day && part)) { return say("when"); }
    return /(\d[\s-]?){7,}/.test(remark) ? say("personal") : "";
  }

  function noted(button) {
    const sheet = form();
    const typed = sheet.elements.other_day.value.trim();
    const day = typed || chosen("next_on").value;
    const part = chosen("next_part").value;
    const remark = sheet.elements.remark.value.trim();
    const household = Number(sheet.elements.household.value);
    const door = one("[data-door='" + household + "']");
    if (!problem(goesWrong(button.value, day, part, remark))) { return; }
    write({
      submission: knocks.number(), household: household, outcome: button.value, at: Date.now(), next_on: day, next_part: part,
      remark: remark, undoes: "", label: one("[data-whose]", sheet).textContent, what: button.textContent,
      when: day ? (typed || chosen("next_on").getAttribute("data-said")) + chosen("next_part").getAttribute("data-said") : "",
    }, door ? door.getAttribute("data-room") : "");
    shut();
  }

  function undo(submission, household, label) {
    write({
      submission: knocks.number(), household: household, outcome: "undone", at: Date.now(), next_on: "", next_part: "", remark: "",
      undoes: submission, label: label, what: say("undo"), when: "",
    }, "");
  }

  function write(knock, room) {
    last = knock.undoes ? null : knock;
    snack(knock.undoes ? say("undone") : say("noted", { door: room || knock.label, what: knock.what }));
    knocks.add(knock);
  }

  function snack(words) {
    const spot = one("[data-snack]");
    spot.textContent = words;
    spot.hidden = false;
    if (!last) { return; }
    const knock = last;
    add(spot, "button", say("undo")).addEventListener("click", function () { undo(knock.submission, knock.household, knock.label); });
  }

  function hush() { one("[data-snack]").hidden = true; }

  // ---- the other stairwells, brought while there is a signal

  function bring(to, patience, done) {
    const asked = new XMLHttpRequest();
    asked.open("GET", to);
    asked.timeout = patience;
    asked.onload = function () {
      const good = asked.status === 200 && knocks.ours(asked) && asked.responseURL === to;
      if (good) { pages[to] = asked.responseText; }
      done(good || asked.status > 0 && knocks.ours(asked) && !pages[to]);
    };
    asked.onerror = asked.ontimeout = function () { done(false); };
    asked.send();
  }

  function bringAhead() {
    all("[data-ahead]").forEach(function (link) { if (!pages[link.href]) { bring(link.href, PATIENCE, function () { /* it is there now, or not */ }); } });
  }

  function show(to) {
    const fresh = new DOMParser().parseFromString(pages[to], "text/html");
    ["main", ".thumb"].forEach(function (part) {
      const old = one(part);
      old.parentNode.replaceChild(document.importNode(fresh.querySelector(part), true), old);
    });
    document.title = fresh.title;
    hush();
    ready();
    window.scrollTo(0, 0);
  }

  // A phone says that it is on line where nothing comes through: the page is asked for, and what was brought ahead shown.
  function follow(link) {
    const to = link.href.split("#")[0];
    if (link.hasAttribute("aria-busy")) { return; }
    link.setAttribute("aria-busy", "true");
    bring(to, pages[to] ? NEAR : PATIENCE, function (reached) {
      link.removeAttribute("aria-busy");
      if (reached && !pages[to]) { window.location.assign(link.href); return; }
      if (!pages[to]) { last = null; snack(say("offline")); return; }
      window.history.pushState(null, "", link.href);
      show(to);
    });
  }

  // ---- signing out takes everything along

  all("form[action$='/sign-out']").forEach(function (leaving) {
    leaving.addEventListener("submit", function (event) {
      const n = knocks.unsent().length;
      if (!n || leaving.hasAttribute("data-sure")) { knocks.clear(); return; }
      event.preventDefault();
      last = null;
      snack(say("leave", { n: n }));
      add(one("[data-snack]"), "button", say("leave-drop")).addEventListener("click", function () {
        leaving.setAttribute("data-sure", "");
        knocks.clear();
        leaving.submit();
      });
      knocks.sendNow();
    });
  });

  function near(target, selector) { return target.closest ? target.closest(selector) : null; }

  document.addEventListener("click", function (event) {
    const door = near(event.target, "[data-door]");
    const link = near(event.target, "a[href]");
    if (door && form()) { event.preventDefault(); open(door); }
    else if (near(event.target, "[data-shut]")) { event.preventDefault(); shut(); }
    else if (near(event.target, "[data-undo]")) {
      const button = near(event.target, "[data-undo]");
      undo(button.getAttribute("data-undo"), Number(form().elements.household.value), one("[data-whose]").textContent);
      shut();
    } else if (near(event.target, "[data-knock] .outcome")) { event.preventDefault(); noted(near(event.target, ".outcome")); }
    else if (link && link.href.split("?")[0] === new URL(place, window.location.href).href && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      follow(link);
    }
  });
  document.addEventListener("submit", function (event) {
    if (event.target.hasAttribute("data-knock")) { event.preventDefault(); } // a key on the phone's keyboard chooses no outcome
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape" && form() && !form().hidden) { shut(); } });
  window.addEventListener("storage", changed);
  window.addEventListener("pageshow", function () { mark(); knocks.sendNow(); });
  window.addEventListener("popstate", function () {
    const here = window.location.href.split("#")[0];
    if (pages[here]) { show(here); } else { window.location.reload(); }
  });

  function changed() {
    mark();
    tell();
  }

  function ready() {
    mark();
    bringAhead();
    const sheet = form();
    if (sheet && !sheet.hidden && sheet.elements.household.value) {
      const door = one("[data-door='" + sheet.elements.household.value + "']");
      if (door && one("[data-problem]", sheet).hidden) { open(door); }
    }
  }

  knocks.onchange(changed);
  knocks.forgetTaken(Number(strip.getAttribute("data-now")));
  ready();
  if (window.navigator.serviceWorker) {
    window.navigator.serviceWorker.register(strip.getAttribute("data-worker"), { scope: "/desk/polls/" }).catch(function () { /* plain storage does */ });
  }
}());
