/* Typing forms in by the keys of figures. The screen is an ordinary form without this: it only moves along and ticks. */
(function () {
  "use strict";

  const choices = document.querySelector(".homes");
  if (choices) {
    document.addEventListener("keydown", function (event) {
      const link = choices.querySelector("[data-key='" + event.key + "']");
      if (!link || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) { return; }
      event.preventDefault();
      link.click();
    });
    choices.querySelector("a").focus();
  }
  const form = document.querySelector("[data-typing]");
  if (!form) { return; }
  const parts = list(form, "[data-q]");
  const save = form.querySelector("[data-save]");
  let at = parts[0];

  function list(place, what) { return Array.prototype.slice.call(place.querySelectorAll(what)); }

  function chosen(part) {
    return list(part, "input:checked, .field").filter(function (field) { return field.name !== "_blank" && field.value.trim(); })
      .map(function (field) { return field.value.trim(); });
  }

  function owns() {
    const owners = list(form, "[data-owns]");
    return !owners.length || owners.some(function (input) { return input.checked; });
  }

  /* The same conditions as the server's: what isn't asked is grey and passed over, and the server drops it. */
  function asked() {
    const said = {};
    return parts.filter(function (part) {
      const conditions = part.getAttribute("data-if") ? part.getAttribute("data-if").split(";") : [];
      const idle = (said[part.getAttribute("data-unless")] || []).indexOf("none") >= 0;
      const shown = !idle && (!part.hasAttribute("data-owner") || owns()) && conditions.every(function (condition) {
        const halves = condition.split(":");
        return (said[halves[0]] || []).some(function (key) { return halves[1].split(" ").indexOf(key) >= 0; });
      });
      if (shown) { said[part.getAttribute("data-q")] = chosen(part); }
      part.classList.toggle("off", !shown);
      return shown;
    });
  }

  function show(part) {
    at = part;
    parts.forEach(function (one) { one.classList.toggle("on", one === part); });
    const inside = part === save ? save : part.querySelector("input:checked, .field") || part.querySelector("input");
    inside.focus({ preventScroll: true });
    if (inside.select && inside.value && inside.type === "text") { inside.select(); }
    part.scrollIntoView({ block: "nearest" });
  }

  function beside(by) {
    const all = asked();
    const here = at === save ? all.length : all.indexOf(at);
    return by > 0 ? all[here + 1] || save : all[Math.max(0, here - 1)];
  }

  /* The form's number stands there already where its code was read. */
  function on() {
    show(beside(1));
    if (at.hasAttribute("data-known")) { show(beside(1)); }
  }

  function last() { return beside(1) === save; }

  function full(part) {
    const most = Number(part.getAttribute("data-most"));
    return most > 0 && list(part, "input[type=checkbox]:checked").length >= most;
  }

  function third(part, key) {
    const places = list(part, "select");
    const option = places[0].querySelector("option[data-sign='" + key + "']");
    if (!option) { return false; }
    const values = places.map(function (place) { return place.value; }).filter(Boolean);
    const known = values.indexOf(option.value);
    if (known >= 0) { values.splice(known, 1); } else if (values.length < 3) { values.push(option.value); }
    places.forEach(function (place, n) { place.value = values[n] || ""; });
    if (values.length === 3 && known < 0) { on(); }
    return true;
  }

  function pressed(part, key) {
    if (part.getAttribute("data-kind") === "three") { if (third(part, key)) { return true; } }
    const box = part.querySelector("[data-key='" + key + "']");
    if (!box) { return false; }
    if (box.hasAttribute("data-ticks")) {
      box.getAttribute("data-ticks").split(" ").forEach(function (value) { part.querySelector("[value='" + value + "']").checked = true; });
      on();
    } else if (box.type === "radio") {
      box.checked = true;
      open(part, false);
      on();
    } else if (box.name === "_blank") {
      open(part, !box.checked);
      if (box.checked) { on(); }
    } else {
      box.checked = !box.checked;
      box.focus({ preventScroll: true });
      open(part, false);
      if (box.checked && full(part)) { on(); }
    }
    asked();
    return true;
  }

  /* Left open on the paper, and answered, are never both so. */
  function open(part, set) {
    const box = part.querySelector("[name=_blank]");
    if (!box) { return; }
    box.checked = set;
    if (!set) { return; }
    list(part, "input:checked").forEach(function (input) { if (input !== box) { input.checked = false; } });
    list(part, ".field").forEach(function (field) { field.value = ""; });
  }

  function sign(event) {
    const found = /^(?:Digit|Numpad|Key)([0-9A-Z])$/.exec(event.code || "");
    return (/^[0-9a-zA-Z]$/.test(event.key) ? event.key : found ? found[1] : event.key).toLowerCase();
  }

  function writes(place) { return place.tagName === "TEXTAREA" || (place.tagName === "INPUT" && place.type === "text"); }

  form.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || (event.isComposing && writes(event.target))) { return; }
    const place = event.target;
    const empty = !writes(place) || !place.value;
    let taken = true;
    if (event.key === "Enter" && at !== save && !(event.shiftKey && writes(place))) {
      if (last()) { save.click(); } else { on(); }
    } else if (event.key === "Backspace" && empty) { show(beside(-1)); }
    else if (event.key === "ArrowDown") { show(beside(1)); }
    else if (event.key === "ArrowUp") { show(beside(-1)); }
    else if (/^Arrow(Left|Right)$/.test(event.key) && !writes(place) && at !== save) { step(place, event.key === "ArrowRight" ? 1 : -1); }
    else { taken = !writes(place) && at !== save && pressed(at, sign(event)); }
    if (taken) { event.preventDefault(); event.stopPropagation(); }
  });

  function step(place, by) {
    const inside = list(at, "input, select");
    const next = inside[inside.indexOf(place) + by];
    if (next) { next.focus(); }
  }

  /* A figure that no second one can follow is the whole number. */
  form.addEventListener("input", function (event) {
    const high = Number(event.target.getAttribute("data-high"));
    if (high && /^[0-9]+$/.test(event.target.value) && Number(event.target.value) * 10 > high) { on(); }
  });

  form.addEventListener("change", function (event) {
    const part = event.target.closest("[data-q]");
    if (part && event.target.name !== "_blank") { open(part, false); }
    if (part && event.target.name === "_blank") { open(part, event.target.checked); }
    asked();
  });

  form.addEventListener("focusin", function (event) {
    const part = event.target === save ? save : event.target.closest("[data-q]");
    if (!part) { return; }
    at = part;
    parts.forEach(function (one) { one.classList.toggle("on", one === part); });
  });

  list(form, "[data-ticks]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { show(button.closest("[data-q]")); pressed(at, "0"); });
  });
  list(form, "[data-scripted]").forEach(function (told) { told.hidden = false; });
  asked();
  show(form.querySelector(".bad-field") || parts[0]);
  if (at === parts[0] && chosen(at).length) { on(); }
}());
