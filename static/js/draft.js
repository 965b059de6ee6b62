// A draft on this phone after every answer. It goes when the ballot is cast and after 45 idle minutes: phones are shared.
const IDLE = 45 * MINUTE;
const door = form && form.elements.submission.dataset.door;
const cards = all("[data-cast]");

// A first ballot, a second one beside it and the edit of a cast one are drafts of their own.
function draftName() {
  const { editing, seen } = form.elements;
  const what = editing ? editing.value : seen && /[1-9]/.test(seen.value) ? "new" : "";
  return "draft:" + door + (what && ":" + what);
}

function readDraft(name) {
  const draft = kept(name);
  return draft && Math.abs(now() - draft.when) < IDLE ? draft : null;
}

function keepDraft() {
  const fields = [];
  new FormData(form).forEach((value, name) => { if (el("f-" + name.split(".")[0])) fields.push([name, value]); });
  keep(draftName(), { when: now(), at: here, returning, fields });
}

function empty() {
  all(".q :checked").forEach((input) => { input.checked = false; });
  all(".q .field").forEach((field) => { field.value = ""; });
}

function takeUp(fields) {
  empty();
  fields.forEach(([name, value]) => all(".q [name='" + name + "']").forEach((field) => {
    if (!field.matches("[type=radio], [type=checkbox]")) field.value = value;
    else if (field.value === value) field.checked = true;
  }));
}

function dropOld() {
  names("draft:").filter((name) => !readDraft(name)).forEach((name) => keep(name));
}

