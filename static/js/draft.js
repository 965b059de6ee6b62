// A draft on this phone after every answer. It goes when the ballot is cast and after 45 idle minutes: phones are shared.
const IDLE = 45 * 60 * 1000;
const cards = all("[data-cast]").map((card) => card.dataset.cast);
const draftName = "draft:" + (form ? form.elements.submission.dataset.door : "");

function readDraft(name) {
  try {
    const draft = JSON.parse(localStorage.getItem(name));
    return Date.now() - draft.when < IDLE ? draft : null;
  } catch (broken) {
    return null;
  }
}

function keepDraft() {
  const fields = [];
  new FormData(form).forEach((value, name) => { if (el("f-" + name.split(".")[0])) fields.push([name, value]); });
  keep(draftName, JSON.stringify({ when: Date.now(), at: here, fields }));
}

function takeUp(draft) {
  all(".q :checked").forEach((input) => { input.checked = false; });
  draft.fields.forEach(([name, value]) => all("[name='" + name + "']").forEach((field) => {
    if (!field.matches("[type=radio], [type=checkbox]")) field.value = value;
    else if (field.value === value) field.checked = true;
  }));
}

function dropOld() {
  let names = [];
  try {
    names = Object.keys(localStorage);
  } catch (refused) { /* nothing was kept */ }
  return names.filter((name) => name.startsWith("draft:") && (cards.includes(name.slice(6)) || !readDraft(name)))
    .map((name) => keep(name) || name);
}

dropOld();
