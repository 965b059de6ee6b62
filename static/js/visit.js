/* A walk from door to door. Every knock lies on the phone until the server has said that it took it; the same one sent twice is
   one. What is kept: doors, outcomes and the walker's user name, under `diandan-visits:<who>:<poll>`. */
(function () {
  "use strict";

  const strip = document.querySelector("[data-visits]");
  const PREFIX = "diandan-visits:";
  const PATIENCE = 20000;
  const NEAR = 4000;
  const MOST = 50;
  const who = strip.getAttribute("data-who");
  const name = PREFIX + who + ":" + strip.getAttribute("data-visits");
  const place = strip.getAttribute("data-to");
  const pages = {};
  let memory = null; // the queue of a phone that keeps nothing
  let request = null;
  let again = 0;
  let wait = 5;
  let tries = 0;
  let renewed = false;
  let state = "";
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

  // ---- what lies on the phone

  function read(key) {
    try { return JSON.parse(window.localStorage.getItem(key)) || []; } catch (broken) { return []; }
  }

  function kept() { return memory || read(name); }

  function keep(knocks) {
    try {
      if (knocks.length) { window.localStorage.setItem(name, JSON.stringify(knocks)); } else { window.localStorage.removeItem(name); }
      memory = null;
    } catch (refused) {
      memory = knocks;
    }
  }

  function change(submission, turn) {
    keep(kept().map(function (knock) { return knock.submission === submission ? turn(knock) : knock; }).filter(Boolean));
  }

  function unsent() { return kept().filter(function (knock) { return !knock.taken; }); }

  function others() {
    const found = [];
    try {
      for (let i = 0; i < window.localStorage.length; i += 1) {
        const key = window.localStorage.key(i);
        if (key.indexOf(PREFIX) === 0 && key.split(":")[1] !== who) {
          const theirs = read(key).filter(function (knock) { return !knock.taken; });
          if (theirs.length) { found.push({ who: key.split(":")[1], n: theirs.length }); }
        }
      }
    } catch (refused) { /* it keeps nothing of anybody */ }
    return found;
  }

  function number() {
    const bytes = new Uint8Array(12);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
  }

  // ---- what is said on top

  function tell() {
    const left = unsent();
    const bad = left.filter(function (knock) { return knock.refused; });
    const told = one("[data-told]");
    all("button, a, .other", strip).forEach(function (old) { strip.removeChild(old); });
    strip.className = "sent" + (bad.length || state === "out" ? " bad" : left.length || memory ? " some" : "");
    told.textContent = bad.length ? say("refused", { n: bad.length })
      : state === "out" && left.length ? say("out")
        : request && left.length ? say("sending", { n: left.length })
          : left.length ? say("some", { n: left.length }) : say("all");
    if (state === "out") {
      const link = add(strip, "a", say("sign-in"));
      link.href = strip.getAttribute("data-sign-in");
    }
    if (left.length) {
      add(strip, "button", looking ? say("hide") : say("look")).addEventListener("click", function () { looking = !looking; tell(); });
      if (!request && state !== "out") { add(strip, "button", say("send")).addEventListener("click", sendNow); }
    }
    if (memory && memory.length) { add(strip, "p", say("unkept"), "other"); }
    others().forEach(function (other) { add(strip, "p", say("others", other), "other"); });
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
          change(knock.submission, function () { return null; });
          mark();
          tell();
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
    const undone = {};
    kept().forEach(function (knock) { if (knock.undoes && !knock.refused) { undone[knock.undoes] = true; } });
    all("[data-door]").forEach(function (door) {
      const spot = one("[data-state]", door);
      const past = one("[data-last]", door);
      if (!door.hasAttribute("data-first")) {
        door.setAttribute("data-first", spot.textContent);
        door.setAttribute("data-first-last", past.textContent);
      }
      const mine = kept().filter(function (knock) {
        return knock.household === Number(door.getAttribute("data-door")) && !knock.undoes && !undone[knock.submission];
      });
      const newest = mine[mine.length - 1];
      const gone = undone[door.getAttribute("data-mine")];
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

  function newestAt(household) {
    const undone = kept().map(function (knock) { return knock.undoes; });
    const mine = kept().filter(function (knock) {
      return knock.household === household && !knock.undoes && !knock.refused && undone.indexOf(knock.submission) < 0;
    });
    return mine[mine.length - 1];
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
    const fresh = newestAt(household);
    const gone = kept().some(function (knock) { return knock.undoes === door.getAttribute("data-mine"); });
    const target = fresh ? fresh.submission : gone ? "" : door.getAttribute("data-mine") || "";
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
      submission: number(), household: household, outcome: button.value, at: Date.now(), next_on: day, next_part: part,
      remark: remark, undoes: "", label: one("[data-whose]", sheet).textContent, what: button.textContent,
      when: day ? (typed || chosen("next_on").getAttribute("data-said")) + chosen("next_part").getAttribute("data-said") : "",
    }, door ? door.getAttribute("data-room") : "");
    shut();
  }

  function undo(submission, household, label) {
    write({
      submission: number(), household: household, outcome: "undone", at: Date.now(), next_on: "", next_part: "", remark: "",
      undoes: submission, label: label, what: say("undo"), when: "",
    }, "");
  }

  function write(knock, room) {
    keep(kept().concat([knock]));
    last = knock.undoes ? null : knock;
    mark();
    snack(knock.undoes ? say("undone") : say("noted", { door: room || knock.label, what: knock.what }));
    sendNow();
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

  // ---- sending

  function fields() {
    const batch = unsent().filter(function (knock) { return !knock.refused; }).slice(0, MOST);
    tries += 1;
    const rows = batch.map(function (knock) {
      return {
        submission: knock.submission, household: knock.household, outcome: knock.outcome, next_on: knock.next_on,
        next_part: knock.next_part, remark: knock.remark, undoes: knock.undoes,
        ago: Math.max(0, Date.now() - knock.at),
      };
    });
    const proofs = one("[data-proofs]");
    const sent = {
      batch: JSON.stringify(rows), who: who, attempt: number() + tries,
      csrf_token: proofs.elements.csrf_token.value,
      made_from: proofs.elements.made_from ? proofs.elements.made_from.value : "",
    };
    return Object.keys(sent).map(function (key) { return key + "=" + encodeURIComponent(sent[key]); }).join("&");
  }

  function ask(method, to, body, done) {
    request = new XMLHttpRequest();
    request.open(method, to);
    request.timeout = PATIENCE;
    if (body) { request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded"); }
    const answer = request;
    const end = function (status) { request = null; done(answer, status); };
    answer.onload = function () { end(answer.status); };
    answer.onerror = function () { end(0); };
    answer.ontimeout = function () { end(0); };
    answer.send(body);
  }

  function send() {
    if (request || !unsent().some(function (knock) { return !knock.refused; })) { tell(); return; }
    ask("POST", place, fields(), answered);
    tell();
  }

  function ours(answer) { return answer.getResponseHeader("X-Diandan"); }

  function answered(answer, status) {
    if (!status || !ours(answer) || status > 499 || status === 429) { later(); return; }
    if (status === 200 && /json/.test(answer.getResponseHeader("Content-Type"))) { took(JSON.parse(answer.responseText)); return; }
    if (renewed) { renewed = false; later(); return; }
    renew();
  }

  function took(told) {
    state = "";
    renewed = false;
    wait = 5;
    told.taken.forEach(function (submission) {
      change(submission, function (knock) { knock.taken = told.now; return knock; });
    });
    Object.keys(told.refused).forEach(function (submission) {
      change(submission, function (knock) { knock.refused = told.refused[submission]; return knock; });
    });
    mark();
    send();
  }

  // The page's own proofs may be older than this browser's session: a fresh page brings new ones, or says who has to sign in.
  function renew() {
    ask("GET", place, null, function (answer, status) {
      if (!status || !ours(answer) || status > 499) { later(); return; }
      const fresh = new DOMParser().parseFromString(answer.responseText, "text/html");
      const proofs = fresh.querySelector("[data-proofs]");
      const strip2 = fresh.querySelector("[data-visits]");
      if (!proofs || strip2.getAttribute("data-who") !== who) {
        state = "out";
        later();
        return;
      }
      state = "";
      renewed = true;
      const old = one("[data-proofs]");
      old.elements.csrf_token.value = proofs.elements.csrf_token.value;
      old.elements.made_from.value = proofs.elements.made_from.value;
      send();
    });
  }

  function later() {
    window.clearTimeout(again);
    again = window.setTimeout(send, wait * 1000);
    wait = Math.min(wait * 2, 60);
    tell();
  }

  function sendNow() {
    window.clearTimeout(again);
    wait = 5;
    renewed = false;
    send();
  }

  // ---- the other stairwells, brought while there is a signal

  function bring(to, patience, done) {
    const asked = new XMLHttpRequest();
    asked.open("GET", to);
    asked.timeout = patience;
    asked.onload = function () {
      const good = asked.status === 200 && ours(asked) && asked.responseURL === to;
      if (good) { pages[to] = asked.responseText; }
      done(good || asked.status > 0 && ours(asked) && !pages[to]);
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

  function clear() {
    try {
      Object.keys(window.localStorage).filter(function (key) { return key.indexOf(PREFIX) === 0; })
        .forEach(function (key) { window.localStorage.removeItem(key); });
    } catch (refused) { /* it kept nothing */ }
    memory = null;
    if (window.caches) { window.caches.delete("diandan-visits"); }
  }

  all("form[action$='/sign-out']").forEach(function (leaving) {
    leaving.addEventListener("submit", function (event) {
      const n = unsent().length;
      if (!n || leaving.hasAttribute("data-sure")) { clear(); return; }
      event.preventDefault();
      last = null;
      snack(say("leave", { n: n }));
      add(one("[data-snack]"), "button", say("leave-drop")).addEventListener("click", function () {
        leaving.setAttribute("data-sure", "");
        clear();
        leaving.submit();
      });
      sendNow();
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
  window.addEventListener("online", sendNow);
  window.addEventListener("storage", function () { mark(); tell(); });
  window.addEventListener("pageshow", function () { mark(); sendNow(); });
  window.addEventListener("popstate", function () {
    const here = window.location.href.split("#")[0];
    if (pages[here]) { show(here); } else { window.location.reload(); }
  });

  function ready() {
    mark();
    bringAhead();
    const sheet = form();
    if (sheet && !sheet.hidden && sheet.elements.household.value) {
      const door = one("[data-door='" + sheet.elements.household.value + "']");
      if (door && one("[data-problem]", sheet).hidden) { open(door); }
    }
  }

  // What the server had taken before it made this page stands on the page.
  keep(kept().filter(function (knock) { return !knock.taken || knock.taken >= Number(strip.getAttribute("data-now")); }));
  ready();
  if (window.navigator.serviceWorker) {
    window.navigator.serviceWorker.register(strip.getAttribute("data-worker"), { scope: "/desk/polls/" }).catch(function () { /* plain storage does */ });
  }
}());
