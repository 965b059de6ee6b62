// What the other parts stand on. The parts are joined into one function, in the order that page.py names.
const root = document.documentElement;
const form = document.getElementById("ask");
const own = document.currentScript.src;
let box = shelf();

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

// Where this phone keeps things; a phone that keeps nothing (private browsing) still answers.
function shelf() {
  try {
    localStorage.setItem("try", "1");
    localStorage.removeItem("try");
    return localStorage;
  } catch (refused) {
    return {};
  }
}

function keep(name, value) {
  try {
    if (value) box[name] = JSON.stringify(value);
    else delete box[name];
  } catch (full) {
    box = Object.assign({}, box, { [name]: JSON.stringify(value) });
  }
}

function kept(name) {
  try {
    return JSON.parse(box[name] || "null");
  } catch (broken) {
    return null;
  }
}

function names(start) {
  return Object.keys(box).filter((name) => name.startsWith(start));
}
