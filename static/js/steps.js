// One question a screen. Which questions are asked follows the same conditions as the server.
const questions = all(".q");
let here = "";
let returning = false;

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
  here = name;
  all(".step").forEach((one) => { one.hidden = one !== section; });
  el("send").hidden = !checking;
  el("next").hidden = checking;
  el("bar").hidden = false;
  el("bar").classList.toggle("still", checking);
  el("next").textContent = say(returning ? "done" : "onward");
  if (checking) readBack();
  progress();
  arrived(section);
  if (!quietly) history.pushState(name, "");
  keepDraft();
  window.scrollTo(0, 0);
  section.querySelector("h2").focus();
}

function onward() {
  const section = part(here);
  const words = complaint(section);
  const list = asked();
  tell(section, words);
  if (words) return;
  const open = returning ? list.find(complaint) : list[list.indexOf(section) + 1];
  show(open ? keyOf(open) : "check");
}

function backward() {
  const list = asked();
  const place = here === "check" ? list.length : list.indexOf(part(here));
  if (returning && here !== "check") show("check");
  else if (place > 0) show(keyOf(list[place - 1]));
  else location.assign(form.action.replace(/\/a$/, ""));
}
