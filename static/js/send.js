// Casting. The submission's number makes a repetition harmless, so a failed send is simply tried again.
let sending = false;
let wait = 4;
let again = 0;

function trouble(name) {
  el("trouble").hidden = false;
  el("trouble").textContent = say(name);
}

function failed() {
  sending = false;
  trouble("offline");
  again = setTimeout(cast, wait * 1000);
  wait = Math.min(wait * 2, 60);
}

function answered(response) {
  if (response.status >= 500) return failed();
  if (!response.redirected) return form.submit(); // a refusal is a page: let the browser show it
  if (/\/r$/.test(response.url)) keep(draftName); // elsewhere nothing was cast: the letter has to be scanned again
  return location.replace(response.url);
}

function cast() {
  if (sending) return;
  sending = true;
  clearTimeout(again);
  trouble("sending");
  const body = [];
  new FormData(form).forEach((value, name) => body.push(encodeURIComponent(name) + "=" + encodeURIComponent(value)));
  fetch(form.action, {
    method: "POST",
    body: body.join("&"),
    credentials: "same-origin",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  }).then(answered, failed);
}

function submitted(event) {
  event.preventDefault();
  if (here === "check") cast();
  else onward();
}

// Whatever breaks here must not cost an answer: the plain page comes back with everything in it.
function plainly() {
  root.classList.remove("js");
  all(".step, #send, .how, #check, #bar, #count").forEach((one) => { one.hidden = one.matches("#check, #bar, #count"); });
  form.removeEventListener("submit", submitted);
}

function start() {
  const first = keyOf(questions[0]);
  const problems = all("[data-go]");
  const draft = !problems.length && readDraft(draftName);
  const wanted = problems.length ? problems[0].dataset.go : form.dataset.open || (draft && part(draft.at) && draft.at);
  window.addEventListener("error", plainly);
  window.addEventListener("online", () => { if (wait > 4) cast(); });
  window.addEventListener("popstate", (event) => (event.state ? show(event.state, true) : location.reload())); // the door's
  form.addEventListener("submit", submitted);
  form.addEventListener("change", changed);
  ["input", "change"].forEach((kind) => form.addEventListener(kind, keepDraft));
  el("next").addEventListener("click", onward);
  el("back").addEventListener("click", backward);
  all("[data-go]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    show(link.dataset.go);
  }));
  setInterval(() => {
    if (!dropOld().includes(draftName)) return;
    form.reset(); // or the browser would put the answers back
    location.reload();
  }, 60000);
  if (draft) takeUp(draft);
  returning = Boolean(problems.length || form.dataset.open);
  root.classList.add("js");
  history.replaceState(wanted || first, "");
  show(wanted || first, true);
  if (problems.length) el("problems").focus();
}

if (form) {
  try {
    start();
  } catch (broken) {
    plainly();
    throw broken;
  }
}
