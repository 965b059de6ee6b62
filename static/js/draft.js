// A draft on this phone after every answer. It goes when the ballot is cast and after 45 idle minutes: phones are shared.
const IDLE = 45 * MINUTE;
const door = form && form.elements.submission.dataset.door;
const cards = all("[data-cast]").map((card) => card.dataset.cast.split(":")[0]);
let edited = false;

// A first ballot, a second one beside it and the edit of a cast one are drafts of their own.
function draftName() {
  const { editing, seen } = form.elements;
  const what = editing ? editing.value : seen && /[1-9]/.test(seen.value) ? "new" : "";
  return "draft:" + door + (what && ":" + what);
}

function readDraft(name) {
  const draft = kept(name);
  return draft && Math.abs(time() - draft.when) < IDLE ? draft : null;
}

function filledIn() {
  const fields = [];
  new FormData(form).forEach((value, name) => { if (value && el("f-" + name.split(".")[0])) fields.push([name, value]); });
  return fields;
}

// What the server filled in is no draft until it is touched.
function keepDraft() {
  const fields = filledIn();
  if (edited) keep(draftName(), fields.length && { when: time(), at: here, returning, fields });
}

function keepEdit() {
  edited = true;
  keepDraft();
}

// Whoever answered first in this home may have done so elsewhere: then the draft of a first ballot is that of a second.
function ownDraft() {
  const name = draftName();
  return readDraft(name) || (name.endsWith(":new") && readDraft("draft:" + door));
}

function empty() {
  all(".q :checked").forEach((input) => { input.checked = false; });
  all(".q .field").forEach((field) => { field.value = ""; });
}

// A flat's box proves itself anew on every page; which flat it is stands first.
function same(one, other) {
  return one.split(" ")[0] === other.split(" ")[0];
}

function takeUp(fields) {
  edited = true;
  empty();
  fields.forEach(([name, value]) => all("[name='" + name + "']", form).forEach((field) => {
    if (!field.matches("[type=radio], [type=checkbox]")) field.value = value;
    else if (same(field.value, value)) field.checked = true;
  }));
}

// What goes leaves a mark, so that whoever comes back is told.
function dropOld() {
  names("draft:").filter((name) => !readDraft(name)).forEach((name) => {
    keep(name);
    keep(name.replace("draft", "gone"), true);
  });
}

function wasDropped() {
  const name = draftName().replace("draft", "gone");
  const gone = kept(name);
  keep(name);
  return gone;
}
