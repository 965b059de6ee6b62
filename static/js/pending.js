// What was handed in lies on the phone as it was frozen at 提交 until it is acknowledged: `pending:<door>:<submission>`. Any
// page of ours sends it again, exactly so; the submission's number makes a repetition harmless.
const over = (document.querySelector("[data-ended]") || root).dataset.ended; // the home whose poll is over
const homes = cards.concat(all("[data-start]").map((link) => link.dataset.start));
let mine = ""; // the one that stands on this page's own check page
let heard = null; // who is told what became of that one
let under = ""; // the one under way
let request = null;
let again = 0;
let wait = 4;

function casts() {
  return names("pending:").filter(kept);
}

// One line, without address or content: a stranger may have the phone by now. Its words came from the page of the cast.
function tellWaiting(done) {
  const rest = casts().filter((name) => name !== mine);
  const late = over && rest.find((name) => name.split(":")[1] === over);
  const first = late || rest.find((name) => !kept(name).refused) || rest[0];
  const { words, refused } = first ? kept(first) : done || {};
  if (!first) return (words || el("waiting")) && line(words ? words.sent : "");
  const note = line(words[late ? "late" : refused ? "reopen" : "waiting"]);
  if (late) addButton(note, "btn calm", words.discard, () => keep(late) || tellWaiting());
  return note;
}

function line(words) {
  const note = el("waiting") || add(el("main"), "p", "note", "");
  note.id = "waiting";
  note.setAttribute("role", "status");
  note.hidden = !words;
  note.textContent = words;
  el("main").prepend(note);
  return note;
}

// Only our own answers count: a proxy's page says nothing about the cast. Where cookies are refused, the receipt is `shown`.
function verdict() {
  const { status, responseText } = request;
  if (!request.getResponseHeader("X-Diandan") || status > 499 || status === 429) return "busy";
  if (status === 204) return "done";
  return status === 200 && responseText.includes("data-cast=") ? "shown" : "refused";
}

function sendLater(least) {
  clearTimeout(again);
  again = setTimeout(sendNext, Math.max(wait, Math.min(least || 0, 60)) * 1000);
  wait = Math.min(wait * 2, 60);
}

function ended(name, end) {
  const cast = kept(name);
  const answer = request;
  const done = end === "done" || end === "shown";
  const known = done || end === "refused";
  request = null;
  if (done) keep(name);
  if (!known) sendLater(Number(answer.status && answer.getResponseHeader("Retry-After")));
  if (name === mine) return heard(end);
  if (end === "refused" && cast) keep(name, Object.assign(cast, { refused: true }));
  if (done && homes.includes(name.split(":")[1])) renew();
  tellWaiting(done && cast);
  return known && sendNext();
}

function sendNext() {
  const open = casts().filter((name) => !kept(name).refused);
  const name = open.includes(mine) ? mine : open[0];
  if (request || !name) return;
  const cast = kept(name);
  under = name;
  request = new XMLHttpRequest();
  request.open("POST", cast.to);
  request.timeout = 20000;
  request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
  request.setRequestHeader("X-Diandan", "1");
  request.onload = () => ended(name, verdict());
  request.onerror = () => ended(name, "offline");
  request.ontimeout = () => ended(name, "stalled");
  request.send(cast.body);
}

function sendNow() {
  wait = 4;
  clearTimeout(again);
  sendNext();
}

// Another page of this phone may have taken it back, or it got through there.
window.addEventListener("storage", (event) => {
  if (request && event.key === under && !event.newValue) {
    request.abort();
    request = null;
  }
  if (mine && event.key === mine && !event.newValue) renew();
  tellWaiting();
});
window.addEventListener("online", sendNow);
