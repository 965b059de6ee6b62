// One question a screen. Which questions are asked follows the same conditions as the server.
const questions = all(".q");
let here = "";
let returning = false; // sent here from the check page, or by the server, to mend one answer
let going = false; // on the way back through the browser's history

function part(name) {
  return el("f-" + name) || el(name);
}

function keyOf(section) {
  return section.id.slice(2);
}

// What a question has been answered with; how an ordered item is to be done is no answer of its own.
function chosen(section) {
  return all("input:checked, .field", section)
    .filter((field) => !field.name.includes(".how."))
    .map((field) => visible(field.value).trim())
    .filter(Boolean);
}

// Whoever hasn't said yet who they are is shown the owner's questions in the count.
function owns() {
  const told = all("[data-owns]");
  return !told.length || told.some((input) => input.checked) || !chosen(told[0].closest(".q")).length;
}

function asked() {
  const said = {};
  return questions.filter((section) => {
    const conditions = section.dataset.if ? section.dataset.if.split(";") : [];
    const idle = (said[section.dataset.unless] || []).includes("none");
    const shown = !idle && ("owner" in section.dataset ? owns() : true) && conditions.every((condition) => {
      const [question, keys] = condition.split(":");
      return (said[question] || []).some((key) => keys.split(" ").includes(key));
    });
    if (shown) said[keyOf(section)] = chosen(section);
    return shown;
  });
}

// What is wrong with an answer, in the page's words; empty where nothing is.
function complaint(section) {
  const [answer] = chosen(section);
  const words = answer ? mistyped(section) : "free" in section.dataset ? "" : missing(section);
  return words && say("naming", { words, title: section.querySelector(".no + span").textContent });
}

function tell(section, words) {
  const old = el("e-" + keyOf(section));
  const field = section.querySelector("fieldset, .field");
  if (old) old.remove();
  field.removeAttribute("aria-invalid");
  flag(words);
  if (!words) mended(section);
  if (!words) return;
  const line = add(section.querySelector(".about"), "p", "err", words);
  line.id = "e-" + keyOf(section);
  line.setAttribute("role", "alert");
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", line.id);
  window.scrollTo(0, 0);
  line.tabIndex = -1;
  line.focus();
}

function progress() {
  const list = asked();
  const place = list.indexOf(part(here)) + 1;
  el("count").hidden = !place;
  el("count").textContent = say("count", { n: place, m: list.length });
}

function show(name, quietly) {
  const section = part(name);
  const checking = name === "check";
  const from = here;
  if (from === "check" && !checking) cancel();
  if (checking) returning = false;
  here = name;
  all(".q, #check").forEach((one) => { one.hidden = one !== section; });
  el("send").hidden = !checking;
  el("next").hidden = checking;
  el("bar").hidden = false;
  el("bar").classList.toggle("still", checking);
  el("next").textContent = say(returning ? "done" : "onward");
  if (checking) readBack();
  progress();
  arrived(section);
  el("gone").hidden = el("gone").hidden || !quietly;
  if (!quietly) history.pushState({ at: name, from, returning }, "");
  keepDraft();
  window.scrollTo(0, 0);
  section.querySelector("h2").focus();
}

// A question that isn't asked any more gives way to the next that is.
function fitting(name) {
  const section = part(name);
  const place = questions.indexOf(section);
  if (place < 0) return section ? name : keyOf(questions[0]);
  const next = asked().find((one) => questions.indexOf(one) >= place);
  return next ? keyOf(next) : "check";
}

// 上一题 and the browser's own way back are one way: no new entry where the one before is the one wanted.
function backTo(name) {
  const state = history.state;
  going = Boolean(state && state.from === name);
  if (going) return history.back();
  history.replaceState({ at: name }, "");
  return show(name, true);
}

// What has no state of ours is a link within the page, or the door, which has to be asked for: without network we stay here.
function cameBack(event) {
  going = false;
  if (!event.state && location.pathname === form.getAttribute("action")) return null;
  if (!event.state) return askClock((known) => (known ? location.reload() : history.forward()));
  returning = Boolean(event.state.returning);
  return show(fitting(event.state.at), true);
}

function onward() {
  if (going) return;
  const section = part(here);
  const words = complaint(section);
  const list = asked();
  tell(section, words);
  if (words) return;
  const open = returning ? list.find(complaint) : list[list.indexOf(section) + 1];
  if (returning && !open) backTo("check");
  else show(open ? keyOf(open) : "check");
}

function backward() {
  if (going) return;
  const list = asked();
  const place = here === "check" ? list.length : list.indexOf(part(here));
  if (returning) backTo("check");
  else if (place > 0) backTo(keyOf(list[place - 1]));
  else location.assign(form.action.replace(/\/a$/, ""));
}
