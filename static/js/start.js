// Whatever breaks here must not cost an answer: the plain page comes back with everything in it.
function plainly() {
  root.classList.remove("js", "covered");
  all("#door, .step, #send, .how, #check, #bar, #count").forEach((one) => { one.hidden = one.matches("#check, #bar, #count"); });
  form.removeEventListener("submit", submitted);
  here = "door";
}

// A waiting cast of this home is shown to whoever was here less than 45 minutes ago, or opened the letter since.
function waitingHere(draft) {
  return casts().find((name) => {
    const { when } = kept(name);
    return name.startsWith("pending:" + door + ":") && (draft || now() - when < IDLE);
  });
}

function screenOf(draft) {
  const state = history.state || {};
  if (mine) return "check";
  if (!draft) return form.dataset.open || "door";
  returning = Boolean("at" in state ? state.returning : draft.returning);
  return fitting(state.at || draft.at);
}

// The other language comes as another page: the draft brings the answers there. What is being edited stays what it is.
function translate(event) {
  const { editing } = form.elements;
  event.preventDefault();
  cancel();
  if (here !== "door") keepDraft();
  location.assign(event.target.formAction + "&again=" + (editing ? editing.value : "new"));
}

function listen() {
  window.addEventListener("popstate", cameBack);
  form.addEventListener("submit", submitted);
  form.addEventListener("change", changed);
  ["input", "change", "click"].forEach((kind) => document.addEventListener(kind, touch));
  document.querySelector(".tongue").addEventListener("click", translate);
  el("next").addEventListener("click", onward);
  el("back").addEventListener("click", backward);
  all("[data-start], [data-go]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    el("gone").hidden = true;
    show(link.dataset.go || keyOf(questions[0]));
  }));
}

function start() {
  const problems = all("[data-go]");
  const draft = !problems.length && readDraft(draftName());
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
  el("gone").hidden = Boolean(draft || !kept(draftName()));
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
