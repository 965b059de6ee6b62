// 尚未提交: every answer once more, each with its way back, and how many are blank.
function answerWords(section) {
  const places = all(".places .lab", section);
  const fields = all("input:checked, .field", section).filter((field) => visible(field.value).trim() && !field.closest(".how[hidden]"));
  return fields.map((field, n) => {
    if (places.length) return places[n].textContent + " · " + field.selectedOptions[0].text;
    if (field.dataset.low) return wholeNumber(field.value);
    if (field.matches(".field")) return field.value;
    const label = field.nextElementSibling;
    return (field.name.includes(".how.") ? "\u3000" : "") + (label.querySelector("b") || label.firstChild).textContent;
  });
}

function readBack() {
  const list = el("said");
  let blank = 0;
  list.textContent = "";
  asked().forEach((section) => {
    const title = section.querySelector(".no + span").textContent;
    const words = answerWords(section);
    if (!words.length) blank += 1;
    add(list, "dt", "", title);
    const answer = add(list, "dd", "", "");
    (words.length ? words : [say("blank")]).forEach((line) => add(answer, "p", "", line));
    const change = addButton(answer, "change", say("change"), () => {
      returning = true;
      show(keyOf(section));
    });
    add(change, "span", "away", title);
  });
  el("blanks").hidden = !blank;
  el("blanks").textContent = say("blanks", { n: blank });
}
