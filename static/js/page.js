// What the other parts stand on. The parts are joined into one function, in the order that scripts.py names.
const root = document.documentElement;
const form = document.getElementById("ask");

function all(selector, within) {
  return Array.from((within || document).querySelectorAll(selector));
}

function el(id) {
  return document.getElementById(id);
}

// A sentence from the page's own words, its {names} filled in: no words stand in the script.
function say(name, values) {
  return form.dataset[name].replace(/{(\w+)}/g, (_, key) => values[key]);
}

function add(parent, tag, className, text) {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return parent.appendChild(node);
}

function addButton(parent, className, text, act) {
  const button = add(parent, "button", className, text);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

// A phone that keeps nothing still answers.
function keep(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch (refused) { /* private browsing */ }
}
