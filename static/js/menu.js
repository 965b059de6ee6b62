// Choosing several: how many are left, "none" against the rest, and how an ordered item is to be done.
function ticks(section) {
  return all("[type=checkbox]:checked", section);
}

function left(section) {
  return section.dataset.most - ticks(section).filter((box) => box.value !== "none").length;
}

function arrived(section) {
  const room = section.dataset.most ? left(section) : 0;
  el("left").hidden = !section.dataset.most;
  el("left").textContent = say("left", { n: room });
  all(".how").forEach((ways) => {
    ways.hidden = !ticks(ways.closest(".q")).some((box) => box.value === ways.dataset.of);
  });
  if (section.dataset.kind === "top3") offerPlaces(section);
}

function ticked(section, box) {
  ticks(section).forEach((one) => {
    if (one !== box && (box.value === "none" || one.value === "none")) one.checked = false;
  });
  const over = section.dataset.most && left(section) < 0;
  if (over) box.checked = false;
  arrived(section);
  if (over) el("left").textContent = say("over", { n: section.dataset.most });
}

function changed(event) {
  const section = event.target.closest(".q");
  if (!section) return;
  if (event.target.type === "checkbox") ticked(section, event.target);
  tell(section, "");
  progress();
}
