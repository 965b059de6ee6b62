/* The desk is whole without this: it moves the reader to the errors, and makes long lists of compounds quick to choose from. */
(function () {
  "use strict";

  var errors = document.querySelector("[data-focus]");
  if (errors) { errors.focus(); }

  function choosing(list) {
    var boxes = Array.prototype.slice.call(list.querySelectorAll("input[type=checkbox][name]"));
    var wholes = Array.prototype.slice.call(list.querySelectorAll("[data-whole]"));
    var told = list.querySelector("[data-told]");
    var find = list.querySelector("[data-find]");

    function within(whole) {
      return boxes.filter(function (box) { return box.getAttribute("data-in") === whole.value; });
    }

    function tell() {
      var chosen = boxes.filter(function (box) { return box.checked; });
      var doors = chosen.reduce(function (sum, box) { return sum + Number(box.getAttribute("data-doors")); }, 0);
      told.textContent = told.getAttribute("data-told").replace("{n}", chosen.length).replace("{doors}", doors.toLocaleString());
      wholes.forEach(function (whole) {
        var inside = within(whole);
        var on = inside.filter(function (box) { return box.checked; }).length;
        whole.checked = on > 0 && on === inside.length;
        whole.indeterminate = on > 0 && on < inside.length;
      });
    }

    function filter() {
      var words = find.value.trim().toLowerCase();
      boxes.forEach(function (box) {
        var row = box.parentNode;
        row.hidden = words !== "" && row.textContent.toLowerCase().indexOf(words) < 0;
      });
      wholes.forEach(function (whole) {
        var group = whole.closest("[data-group]");
        group.hidden = within(whole).every(function (box) { return box.parentNode.hidden; });
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
    tell();
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-choose]"), choosing);
}());
