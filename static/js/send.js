// Casting: at 提交 the answers are frozen, and nothing but what was seen then is ever sent.
const WORDS = ["waiting", "sent", "reopen", "unsent", "late", "discard"];
const PROOFS = ["csrf_token", "proof", "submission", "seen", "editing"];
let attempt = 0;
let content = "";
let taken = false; // frozen by an earlier page of this home

function trouble(name) {
  el("trouble").hidden = false;
  el("trouble").textContent = say(name);
}

// The number says how often the content has changed: the same content keeps its number, and gets the same receipt.
function freeze() {
  const pairs = [];
  new FormData(form).forEach((value, name) => pairs.push([name, value]));
  const fields = pairs.filter(([name]) => !PROOFS.includes(name));
  const number = form.elements.submission.value;
  if (content !== JSON.stringify(fields)) attempt += 1;
  content = JSON.stringify(fields);
  const sent = pairs.map(([name, value]) => [name, name === "submission" ? value + "." + attempt : value]);
  const body = sent.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
  const words = {};
  WORDS.forEach((name) => { words[name] = say(name); });
  mine = "pending:" + door + ":" + number;
  taken = false;
  keep(mine, { to: form.getAttribute("action"), body, fields, attempt, words, when: time() });
}

function answered(end) {
  const number = form.elements.submission;
  const bare = number.value;
  if (end === "done" || end === "shown") keep(draftName());
  if (end === "done") return location.replace(form.getAttribute("action").replace(/a$/, "r"));
  if (end !== "refused" && end !== "shown") return trouble(end);
  if (end === "refused" && taken) {
    keep(mine, Object.assign(kept(mine), { refused: true }));
    return trouble("again");
  }
  keep(mine);
  number.value += "." + attempt;
  form.submit(); // a page of ours: let the browser show it
  number.value = bare; // the form may come back out of the browser's memory
  return number;
}

// Whoever leaves the check page isn't done: what waits is taken back.
function cancel() {
  if (!mine) return;
  if (request && under === mine) {
    request.abort();
    request = null;
  }
  clearTimeout(again);
  keep(mine);
  mine = "";
  el("trouble").hidden = true;
  sendNext();
}

function cast() {
  freeze();
  trouble("sending");
  sendNow();
}

// What waited is shown as it was handed in, under its own number, so that it can't be counted twice.
function takeUpCast(name) {
  const waiting = kept(name);
  mine = name;
  taken = true;
  attempt = waiting.attempt;
  content = JSON.stringify(waiting.fields);
  form.elements.submission.value = name.split(":")[2];
  takeUp(waiting.fields);
}

function submitted(event) {
  event.preventDefault();
  if (here !== "check") return onward();
  const open = asked().find(complaint);
  if (!open) return cast();
  returning = true;
  show(keyOf(open));
  return tell(open, complaint(open));
}
