// 45 idle minutes and what was filled in goes, after a question at 40: phones are shared. Never without a sentence.
const STILL = 40 * MINUTE;
const began = [time(), Date.now()];
let touched = time();

function cover(on) {
  root.classList.toggle("covered", on);
  if (on) el("still").hidden = false;
}

// What was handed in stays, and is sent.
function erase() {
  mine = "";
  dropOld();
  empty();
  undone.length = 0;
  el("said").textContent = "";
  el("trouble").hidden = true;
  edited = false;
  history.replaceState({ at: "" }, "");
  show(fitting(""), true);
  el("gone").hidden = false;
  tellWaiting();
}

function tick() {
  const idle = filledIn().length ? time() - touched : 0;
  el("still").hidden = idle < STILL || idle >= IDLE;
  if (idle >= IDLE) erase();
}

// A phone that slept doesn't know how long: the server does. Until it has said so nobody reads what is filled in.
function lookUp() {
  if (!root.classList.contains("js")) return;
  if (!slept()) {
    tick();
    return;
  }
  cover(filledIn().length > 0);
  askClock((known) => {
    if (!known) return;
    cover(false);
    tick();
  });
}

function touch(event) {
  const answer = event.target.id === "on";
  if (!answer && root.classList.contains("covered")) return;
  touched = time();
  el("still").hidden = true;
  if (event.type === "click") keepDraft();
  else keepEdit();
  if (!answer) return;
  setClock(touched);
  cover(false);
  part(here).querySelector("h2").focus();
}

// A receipt that stays open is read by the next person: it goes as soon as the network is there to ask for it anew.
function leaveReceipt() {
  if (Math.max(time() - began[0], Date.now() - began[1]) < IDLE) return;
  el("main").hidden = true; // also from whoever has no network
  renew();
}

function everyMinute(act) {
  setInterval(act, MINUTE);
  ["visibilitychange", "pageshow", "online"].forEach((kind) => window.addEventListener(kind, act));
}

function sweep() {
  cards.forEach((card) => keep("draft:" + card));
  if (over) names("draft:" + over).forEach((name) => keep(name));
  if (!form && names("draft:").length) askClock((known) => { if (known) dropOld(); });
}

// An edit that was begun and not handed in is named beside the ballot that stands, where the page has words for it.
all("[data-unfinished]").forEach((card) => {
  if (!readDraft("draft:" + card.dataset.cast)) return;
  const link = card.querySelector("a[href*='again=']").cloneNode();
  const note = add(card, "p", "note", card.dataset.unfinished);
  link.textContent = card.dataset.resume;
  link.className = "";
  note.appendChild(link);
});

// 清掉本机记录: also what lies in the phone's memory; what was never sent only after a word about it.
all("form[action$='/leave']").forEach((leaving) => leaving.addEventListener("submit", (event) => {
  const waiting = casts();
  const clear = () => names("").forEach((name) => keep(name));
  if (!waiting.length) return clear();
  const { unsent, discard } = kept(waiting[0]).words;
  event.preventDefault();
  return addButton(line(unsent), "btn calm", discard, () => {
    clear();
    leaving.submit();
  }).focus();
}));
