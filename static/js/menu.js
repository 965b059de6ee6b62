// Choosing several: how many are left, "none" against the rest, how an ordered item is to be done, and what was ordered.
function ticks(section) {
  return all("[type=checkbox]:checked", section).filter((box) => box.value !== "none");
}

function left(section) {
  return section.dataset.most - ticks(section).length;
}

// Beside the thumb: what is left, or what stands against the last tap.
function beside(words) {
  el("left").hidden = !words;
  el("left").textContent = words;
}

function arrived(section) {
  const { most, kind } = section.dataset;
  const room = left(section);
  beside(!most || section.querySelector("[value=none]:checked") ? "" : room > 0 ? say("left", { n: room }) : say("full"));
  all(".how").forEach((ways) => {
    ways.hidden = !ticks(ways.closest(".q")).some((box) => box.value === ways.dataset.of);
  });
  if (kind === "top3") offerPlaces(section);
  drawOrder(kind === "order" ? section : null);
  countSigns(section);
  flag(section.querySelector(".err"));
}

function drawOrder(section) {
  const boxes = section ? ticks(section) : [];
  const list = el("order");
  if (!boxes.length) list.hidden = true;
  el("ordered").hidden = !boxes.length;
  el("ordered").textContent = say("ordered", { n: boxes.length });
  el("ordered").setAttribute("aria-expanded", !list.hidden);
  list.textContent = "";
  boxes.forEach((box) => {
    const name = box.closest("label").querySelector("b").textContent;
    const row = add(list, "li", "", name);
    const out = addButton(row, "link", say("out"), () => {
      box.checked = false;
      ticked(section, box);
      keepEdit();
      progress();
      (list.hidden ? el("next") : el("ordered")).focus();
    });
    add(out, "span", "away", name);
  });
}

function ticked(section, box) {
  const before = ticks(section).concat(box);
  all("[type=checkbox]:checked", section).forEach((one) => {
    if (one !== box && (box.value === "none" || one.value === "none")) one.checked = false;
  });
  const over = section.dataset.most && left(section) < 0;
  if (over) box.checked = false;
  if (section.dataset.kind === "order") leavePlaces(before.filter((one) => !one.checked).map((one) => one.value));
  arrived(section);
  if (over) beside(say("over", { n: section.dataset.most }));
}

function changed(event) {
  const section = event.target.closest(".q");
  if (!section) return cancel(); // beside 提交: what waits no longer is what is seen
  if (event.target.type === "checkbox") ticked(section, event.target);
  tell(section, "");
  return progress();
}

if (form) {
  el("ordered").addEventListener("click", () => {
    el("order").hidden = !el("order").hidden;
    drawOrder(part(here));
  });
}
