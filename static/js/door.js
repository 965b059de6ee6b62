// The questionnaire is fetched while the door is read, so that a tap opens it at once. Without it the tap is the link it is.
const KEEPS = 10 * 60 * 1000;
const PATIENCE = 8000;
const enter = form ? null : document.querySelector("[data-start]");
let ahead = null;

function isBig() {
  return root.classList.contains("big");
}

function fetched(response) {
  return response.ok && !response.redirected && response.headers.get("X-Diandan") ? response.text() : "";
}

function bringAhead() {
  const big = isBig();
  const when = Date.now();
  const since = performance.now();
  ahead = fetch(enter.href, { credentials: "same-origin" }).then(fetched).then((text) => ({ text, big, when, since }));
  ahead.catch(() => { ahead = null; });
}

// The server's clock in the page has stood still since it came.
function onTime(page) {
  const gone = Math.round((performance.now() - page.since) / 1000);
  return page.text.replace(/data-now="(\d+)"/, (_, then) => "data-now=" + (Number(then) + gone));
}

function follow() {
  location.assign(enter.href);
}

function opened(page) {
  if (!page.text || page.big !== isBig() || Math.abs(Date.now() - page.when) > KEEPS) return follow();
  history.pushState(null, "", enter.href);
  document.open();
  document.write(onTime(page));
  return document.close();
}

if (enter && window.fetch) {
  bringAhead();
  window.addEventListener("pageshow", () => enter.removeAttribute("aria-busy")); // back again
  window.addEventListener("popstate", () => location.reload()); // on to what was written here before
  enter.addEventListener("click", (event) => {
    if (!ahead || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    enter.setAttribute("aria-busy", "true");
    const waiting = setTimeout(follow, PATIENCE);
    ahead.then((page) => clearTimeout(waiting) || opened(page)).catch(follow);
  });
}
