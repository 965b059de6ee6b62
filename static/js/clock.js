// What time it is: the server's moment when it made the page, and what has gone by since on a clock that nobody can set.
// The phone's own may be years off. It only tells, by moving apart from the other, that the phone slept or was set.
const MINUTE = 60000;
let offset = 0;
let apart = 0;

function setClock(moment) {
  offset = moment - performance.now();
  apart = Date.now() - performance.now();
}

function time() {
  return offset + performance.now();
}

function slept() {
  return Math.abs(Date.now() - performance.now() - apart) > MINUTE;
}

// Any answer of the server carries its time.
function askClock(told) {
  fetch(own, { method: "HEAD", cache: "no-store" }).then((answer) => {
    setClock(Date.parse(answer.headers.get("Date")) || time());
    told(true);
  }, () => told(false));
}

// Nothing is asked for anew without network: the browser would show a page of its own instead.
function renew() {
  askClock((known) => { if (known) location.replace(location.pathname + location.search); });
}

setClock(document.body.dataset.now * 1000 || Date.now());
