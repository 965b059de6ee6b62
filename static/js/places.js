// The three most needed by taps: first tap is 最需要, the next 第二, then 第三; a tap on a chosen one takes it out again.
const undone = [];

function drawPlaces(section) {
  const now = chosen(section);
  const names = all(".lab", section).map((label) => label.textContent);
  all(".pick .o", section).forEach((button) => {
    const place = now.indexOf(button.value);
    button.setAttribute("aria-pressed", place >= 0);
    button.lastChild.textContent = names[place] || "";
  });
  section.querySelector(".undo").hidden = !undone.length;
}

function fillPlaces(section, values) {
  all("select", section).forEach((select, n) => { select.value = values[n] || ""; });
}

function setPlaces(section, values) {
  fillPlaces(section, values);
  tell(section, "");
  beside("");
  drawPlaces(section);
  keepEdit();
}

function tapPlace(section, value) {
  const now = chosen(section);
  const out = now.filter((one) => one !== value);
  if (out.length > 2) return beside(say("three"));
  undone.push(now);
  return setPlaces(section, out.length < now.length ? out : now.concat(value));
}

// What is ordered no more is needed most no more.
function leavePlaces(values) {
  all("[data-kind=top3]").forEach((section) => {
    const now = chosen(section);
    const rest = now.filter((one) => !values.includes(one));
    if (rest.length === now.length) return;
    undone.length = 0;
    fillPlaces(section, rest);
  });
}

// What the household ordered comes first: the most needed are usually among it.
function offerPlaces(section) {
  const old = section.querySelector(".pick");
  if (old) old.remove();
  const list = add(section.querySelector("fieldset"), "div", "pick", "");
  const ordered = all("[data-kind=order] [type=checkbox]:checked").map((box) => box.value);
  const options = Array.from(all("select", section)[0].options).filter((option) => option.value);
  [["mine", true], ["others", false]].forEach(([name, first]) => {
    const some = options.filter((option) => ordered.includes(option.value) === first);
    if (some.length && some.length < options.length) add(list, "p", "tier", say(name));
    some.forEach((option) => {
      const button = addButton(list, "o", "", () => tapPlace(section, option.value));
      button.value = option.value;
      add(button, "span", "", option.text);
      add(button, "b", "place", "");
    });
  });
  addButton(list, "btn plainly undo", say("undo"), () => setPlaces(section, undone.pop()));
  drawPlaces(section);
}
