/* What a walker's phone keeps: every knock, until the server has said that it took it; the same one sent twice is one. What lies
   there: doors, outcomes and the walker's user name, under diandan-visits:<who>:<poll>. Pages use it as window.diandanKnocks. */
(function () {
  "use strict";

  const strip = document.querySelector("[data-visits]");
  const proofs = document.querySelector("[data-proofs]");
  const PREFIX = "diandan-visits:";
  const PATIENCE = 20000;
  const MOST = 50;
  const who = strip.getAttribute("data-who");
  const name = PREFIX + who + ":" + strip.getAttribute("data-visits");
  const place = strip.getAttribute("data-to");
  let memory = null; // the queue of a phone that keeps nothing
  let request = null;
  let again = 0;
  let wait = 5;
  let tries = 0;
  let renewed = false;
  let out = false; // somebody has to sign in first
  let changed = function () { /* a page says what it does */ };

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

  function undone(submission) {
    return kept().some(function (knock) { return knock.undoes && knock.undoes === submission && !knock.refused; });
  }

  function newest(household) {
    const standing = kept().filter(function (knock) {
      return knock.household === household && !knock.undoes && !knock.refused && !undone(knock.submission);
    });
    return standing[standing.length - 1];
  }

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
    const sent = {
      batch: JSON.stringify(rows), who: who, attempt: number() + tries,
      csrf_token: proofs.elements.csrf_token.value,
      made_from: proofs.elements.made_from.value,
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
    if (request || !unsent().some(function (knock) { return !knock.refused; })) { changed(); return; }
    ask("POST", place, fields(), answered);
    changed();
  }

  function ours(answer) { return answer.getResponseHeader("X-Diandan"); }

  function answered(answer, status) {
    if (!status || !ours(answer) || status > 499 || status === 429) { later(); return; }
    if (status === 200 && /json/.test(answer.getResponseHeader("Content-Type"))) { took(JSON.parse(answer.responseText)); return; }
    if (renewed) { renewed = false; later(); return; }
    renew();
  }

  function took(told) {
    out = false;
    renewed = false;
    wait = 5;
    told.taken.forEach(function (submission) {
      change(submission, function (knock) { knock.taken = told.now; return knock; });
    });
    Object.keys(told.refused).forEach(function (submission) {
      change(submission, function (knock) { knock.refused = told.refused[submission]; return knock; });
    });
    send();
  }

  // The page's own proofs may be older than this browser's session: a fresh page brings new ones, or says who has to sign in.
  function renew() {
    ask("GET", place, null, function (answer, status) {
      if (!status || !ours(answer) || status > 499) { later(); return; }
      const fresh = new DOMParser().parseFromString(answer.responseText, "text/html");
      const newer = fresh.querySelector("[data-proofs]");
      const theirs = fresh.querySelector("[data-visits]");
      out = !newer || !theirs || theirs.getAttribute("data-who") !== who;
      if (out) {
        later();
        return;
      }
      renewed = true;
      ["csrf_token", "made_from"].forEach(function (field) { proofs.elements[field].value = newer.elements[field].value; });
      send();
    });
  }

  function later() {
    window.clearTimeout(again);
    again = window.setTimeout(send, wait * 1000);
    wait = Math.min(wait * 2, 60);
    changed();
  }

  function sendNow() {
    window.clearTimeout(again);
    wait = 5;
    renewed = false;
    send();
  }

  function clear() {
    try {
      Object.keys(window.localStorage).filter(function (key) { return key.indexOf(PREFIX) === 0; })
        .forEach(function (key) { window.localStorage.removeItem(key); });
    } catch (refused) { /* it kept nothing */ }
    memory = null;
    if (window.caches) { window.caches.delete("diandan-visits"); }
  }

  window.diandanKnocks = {
    add: function (knock) { keep(kept().concat([knock])); sendNow(); },
    change: change,
    clear: clear,
    // What the server had taken before it made this page stands on the page.
    forgetTaken: function (since) { keep(kept().filter(function (knock) { return !knock.taken || knock.taken >= since; })); },
    newest: newest,
    number: number,
    onchange: function (act) { changed = act; },
    others: others,
    ours: ours,
    sendNow: sendNow,
    state: function () { return { out: out, sending: request !== null, unkept: memory !== null && memory.length > 0 }; },
    undone: undone,
    unsent: unsent,
  };
  window.addEventListener("online", sendNow);
}());
