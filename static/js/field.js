// What is typed, read as the server reads it: the form carries the server's own signs.
const UNSEEN = form && new RegExp(form.dataset.unseen, "gu");
const NUMBER = form && new RegExp("^(?:" + form.dataset.written + ")$");

function visible(text) {
  return text.replace(/\r\n?|[\x85\u2028\u2029]/g, "\n").replace(UNSEEN, "");
}

// The whole number that somebody wrote, in figures or in words.
function wholeNumber(text) {
  const found = NUMBER.exec(visible(text).slice(0, 200).normalize("NFKC").replace(/\s+/g, ""));
  if (!found) return NaN;
  const worth = (word) => form.dataset.numerals.indexOf(word || "") % 10;
  const [, sign, figures, tens, ones, one] = found;
  const number = figures ? Number(figures) : one ? worth(one) : 10 * (worth(tens) || 1) + worth(ones);
  return sign === "-" ? -number : number;
}

// How many signs of a text are recorded.
function lengthOf(text, most) {
  const seen = visible(text);
  const whole = Array.from(seen).length;
  if (whole > 4 * most) return whole;
  const lines = seen.split("\n").map((line) => line.trim().replace(/\s+/g, " ")).join("\n");
  return Array.from(lines.replace(/\n{3,}/g, "\n\n").replace(/^\n+|\n+$/g, "").normalize("NFC")).length;
}

function missing(section) {
  return say(section.querySelector("input.field, textarea") ? "fill" : "need");
}

// The page's title says it too: it is what a screen reader says first.
function flag(words) {
  document.title = (words ? say("wrong") : "") + document.title.replace(say("wrong"), "");
}

// What the server found is said until it is mended.
function mended(section) {
  all("[data-go='" + keyOf(section) + "']").forEach((link) => link.parentNode.remove());
  if (el("problems")) el("problems").hidden = !all("[data-go]").length;
}

// What is wrong with what was typed, in the page's words; empty where nothing is.
function mistyped(section) {
  const field = section.querySelector("[data-low], [data-length]");
  if (!field) return "";
  const { low, high, length } = field.dataset;
  if (length) {
    const n = lengthOf(field.value, length);
    return n > length ? say("long", { most: length, n }) : "";
  }
  const number = wholeNumber(field.value);
  if (number >= low && number <= high) return "";
  return Number.isNaN(number) ? say("figure", { value: field.value.trim() }) : say("range", { low, high });
}

function countSigns(section) {
  const field = section.querySelector("[data-length]");
  if (!field) return;
  const room = field.dataset.length - lengthOf(field.value, field.dataset.length);
  section.querySelector(".room").textContent = say(room < 0 ? "beyond" : "room", { n: Math.abs(room) });
}

if (form) form.addEventListener("input", (event) => countSigns(event.target.closest(".q") || form));
else all("#problems, [aria-invalid=true]").slice(0, 1).forEach((wrong) => wrong.focus());
