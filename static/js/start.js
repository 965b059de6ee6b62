// Whatever breaks here must not cost an answer: the plain page comes back with everything in it.
function plainly() {
  root.classList.remove("js", "covered");
  all(".q, #send, .how, #check, #bar, #count").forEach((one) => { one.hidden = one.matches("#check, #bar, #count"); });
  form.removeEventListener("submit", submitted);
}

// A waiting cast of this home is shown to whoever was here less than 45 minutes ago, or opened the letter since.
function waitingHere(draft) {
  return casts().find((name) => {
    const { when } = kept(name);
    const shown = document.body.dataset.shown * 1000;
    return name.startsWith("pending:" + door + ":") && (draft || time() - Math.max(when, shown) < IDLE);
  });
}

function screenOf(draft) {
  const state = history.state || {};
  if (mine) return "check";
  if (!draft) return form.dataset.open || fitting("");
  returning = Boolean("at" in state ? state.returning : draft.returning);
  return fitting(state.at || draft.at);
}

// The other language comes as another page: the draft brings the answers there. What is being edited stays what it is.
function translate(event) {
  const { editing, seen } = form.elements;
  event.preventDefault();
  cancel();
  keepEdit();
  location.assign(event.target.formAction + "&again=" + (editing ? editing.value : "new") + "&seen=" + seen.value);
}

function listen() {
  window.addEventListener("popstate", cameBack);
  form.addEventListener("submit", submitted);
  form.addEventListener("change", changed);
  ["input", "change", "click"].forEach((kind) => document.addEventListener(kind, touch));
  document.querySelector(".tongue").addEventListener("click", translate);
  el("next").addEventListener("click", onward);
  el("back").addEventListener("click", backward);
  all("[data-go]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    show(link.dataset.go);
  }));
}

function start() {
  const problems = all("[data-go]");
  dropOld();
  const draft = !problems.length && ownDraft();
  const waiting = !problems.length && waitingHere(draft);
  heard = answered;
  listen();
  if (waiting) takeUpCast(waiting);
  else if (draft) takeUp(draft.fields);
  returning = Boolean(problems.length);
  const wanted = problems.length ? problems[0].dataset.go : screenOf(draft);
  root.classList.add("js");
  history.replaceState(Object.assign({}, history.state, { at: wanted, returning }), "");
  show(wanted, true);
  el("gone").hidden = !wasDropped();
  if (waiting) trouble(kept(waiting).refused ? "again" : "sending");
  if (problems.length) el("problems").focus();
}

// Browsers of other makers put scripts of their own into pages: what breaks in those is no concern of ours.
if (form) {
  window.addEventListener("error", (event) => { if (event.filename === own) plainly(); });
  try {
    start();
  } catch (broken) {
    plainly();
    throw broken;
  }
}
if (form) everyMinute(lookUp);
else if (cards.length) everyMinute(leaveReceipt);
sweep();
if (casts().length) {
  tellWaiting();
  sendNow();
}
