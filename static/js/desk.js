/* The desk is whole without this: it moves the reader to the errors, and makes long lists of compounds quick to choose from. */
(function () {
  "use strict";

  const errors = document.querySelector("[data-focus]");
  if (errors) { errors.focus(); }

  function choosing(list) {
    const boxes = Array.prototype.slice.call(list.querySelectorAll("input[type=checkbox][name]"));
    const wholes = Array.prototype.slice.call(list.querySelectorAll("[data-whole]"));
    const told = list.querySelector("[data-told]");
    const find = list.querySelector("[data-find]");

    function within(whole) {
      return boxes.filter(function (box) { return box.getAttribute("data-in").split(" ").indexOf(whole.value) >= 0; });
    }

    function tell() {
      const chosen = boxes.filter(function (box) { return box.checked; });
      const doors = chosen.reduce(function (sum, box) { return sum + Number(box.getAttribute("data-doors")); }, 0);
      told.textContent = told.getAttribute("data-told").replace("{n}", chosen.length).replace("{doors}", doors.toLocaleString());
      wholes.forEach(function (whole) {
        const inside = within(whole);
        const on = inside.filter(function (box) { return box.checked; }).length;
        whole.checked = on > 0 && on === inside.length;
        whole.indeterminate = on > 0 && on < inside.length;
      });
    }

    function filter() {
      const words = find.value.trim().toLowerCase();
      boxes.forEach(function (box) {
        const row = box.parentNode;
        const place = row.textContent + box.closest("fieldset").querySelector("legend").textContent;
        const area = row.closest("[data-group]").querySelector(".whole");
        row.hidden = words !== "" && (place + (area ? area.textContent : "")).toLowerCase().indexOf(words) < 0;
      });
      Array.prototype.forEach.call(list.querySelectorAll("[data-group]"), function (group) {
        group.hidden = !group.querySelector("input[name]") || !Array.prototype.some.call(
          group.querySelectorAll("input[name]"), function (box) { return !box.parentNode.hidden; });
      });
    }

    list.addEventListener("change", function (event) {
      if (event.target.hasAttribute("data-whole")) {
        within(event.target).forEach(function (box) {
          if (!box.parentNode.hidden && !box.disabled) { box.checked = event.target.checked; }
        });
      }
      tell();
    });
    find.addEventListener("input", filter);
    find.addEventListener("keydown", function (event) { if (event.key === "Enter") { event.preventDefault(); } });
    Array.prototype.forEach.call(list.querySelectorAll("[data-scripted]"), function (part) { part.hidden = false; });
    Array.prototype.forEach.call(list.querySelectorAll("[data-plain]"), function (part) { part.hidden = true; });
    tell();
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-choose]"), choosing);

  const keys = document.querySelector("[data-keys]");
  const search = document.querySelector("main input[type=search], [data-search]");
  const OFF = "diandan-keys-off";
  let before = null;

  function typing(place) {
    return /^(INPUT|SELECT|TEXTAREA)$/.test(place.tagName) && !/^(checkbox|radio|button|submit)$/.test(place.type);
  }

  function off(set) {
    try {
      if (set !== undefined) { window.localStorage.setItem(OFF, set ? "1" : ""); }
      return window.localStorage.getItem(OFF) === "1";
    } catch (refused) { return false; }
  }

  function rows() {
    const found = document.querySelectorAll("main [data-rows] [data-row] a, main tbody th[scope=row] a");
    return Array.prototype.filter.call(found, function (link) { return link.offsetParent !== null; });
  }

  function move(by) {
    const links = rows();
    const at = links.indexOf(document.activeElement);
    const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by];
    if (next) { next.focus(); }
    return at >= 0 || next !== undefined;
  }

  function show(open) {
    if (open) { before = document.activeElement; }
    keys.hidden = !open;
    if (open) { keys.focus(); } else if (before) { before.focus(); }
  }

  function held(event) {
    const inside = keys.querySelectorAll("input, button");
    const first = inside[0];
    const last = inside[inside.length - 1];
    if (event.shiftKey && (document.activeElement === first || document.activeElement === keys)) {
      last.focus();
      event.preventDefault();
    } else if (!event.shiftKey && document.activeElement === last) {
      first.focus();
      event.preventDefault();
    }
  }

  function pressed(event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) { return; }
    if (event.key === "Escape") {
      if (!keys.hidden) { show(false); } else if (typing(document.activeElement)) { document.activeElement.blur(); }
      return;
    }
    if (!keys.hidden && event.key === "Tab") { held(event); return; }
    if (typing(event.target) || (!keys.hidden && event.key !== "?") || (off() && event.key !== "?")) { return; }
    let taken = true;
    if (event.key === "?") { show(keys.hidden); }
    else if (event.key === "/" && search) { search.focus(); search.select(); }
    else if (event.key === "j") { move(1); }
    else if (event.key === "k") { move(-1); }
    else if (/^Arrow(Down|Up)$/.test(event.key) && rows().indexOf(document.activeElement) >= 0) {
      move(event.key === "ArrowDown" ? 1 : -1);
    } else { taken = false; }
    if (taken) { event.preventDefault(); }
  }

  if (keys) {
    const box = keys.querySelector("[data-keys-off]");
    box.checked = off();
    box.addEventListener("change", function () { off(box.checked); });
    keys.querySelector("[data-keys-shut]").addEventListener("click", function () { show(false); });
    document.addEventListener("keydown", pressed);
  }
  function limiting(field) {
    const told = field.parentNode.querySelector("[data-left]");
    const most = Number(field.getAttribute("data-limit"));

    function tell() {
      const left = most - Array.from(field.value.trim()).length;
      const words = told.getAttribute(left < 0 ? "data-over" : "data-left");
      told.textContent = words.replace("{n}", Math.abs(left));
      told.classList.toggle("err", left < 0);
    }

    field.addEventListener("input", tell);
    if (field.value) { tell(); }
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-limit]"), limiting);

  /* Photographs go up one by one, so that a telephone's slow line shows how far it is; whatever was refused is told at the end. */
  function bringing(form) {
    const chosen = form.querySelector("input[type=file]");
    const told = form.querySelector("[data-bringing]");
    const bar = form.querySelector("progress");
    const refused = [];

    function words(page) {
      const found = new window.DOMParser().parseFromString(page, "text/html").querySelector(".bad-field .err");
      return found ? found.textContent : "";
    }

    function bring(files, number) {
      if (number === files.length) {
        if (!refused.length) { window.location.href = form.getAttribute("action") || window.location.pathname; return; }
        told.textContent = refused.join("\n");
        told.classList.add("err");
        bar.hidden = true;
        form.querySelector("[data-brought]").hidden = refused.length === files.length;
        form.querySelector("button").disabled = false;
        return;
      }
      const sent = new window.FormData();
      Array.prototype.forEach.call(form.querySelectorAll("input[type=hidden]"), function (kept) { sent.append(kept.name, kept.value); });
      sent.append(chosen.name, files[number]);
      told.textContent = told.getAttribute("data-bringing").replace("{n}", number + 1).replace("{of}", files.length);
      bar.max = files.length;
      bar.value = number;
      const errand = new window.XMLHttpRequest();
      errand.open("POST", form.getAttribute("action") || window.location.pathname);
      errand.onloadend = function () {
        if (errand.status !== 200) { refused.push(words(errand.responseText) || files[number].name + "：" + told.getAttribute("data-lost")); }
        bring(files, number + 1);
      };
      errand.send(sent);
    }

    form.addEventListener("submit", function (event) {
      if (!told || chosen.files.length < 2 || !window.FormData || !window.DOMParser) { return; }
      event.preventDefault();
      told.hidden = bar.hidden = false;
      form.querySelector("button").disabled = true;
      bring(Array.prototype.slice.call(chosen.files), 0);
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-photos]"), bringing);

  const onward = document.querySelector("[data-go-on]");
  if (onward) { window.setTimeout(function () { onward.submit(); }, 400); }
}());
