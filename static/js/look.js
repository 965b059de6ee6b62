// 长辈版 in place, without losing what was filled in; the link does the same where no script runs.
const look = document.querySelector("[data-look]");

// Reading aloud comes with 长辈版, as a script of its own.
function offerReading() {
  if (root.className.includes("big") && !el("reading")) {
    const script = document.createElement("script");
    script.id = "reading";
    script.src = look.dataset.read;
    document.head.appendChild(script);
  }
}

look.addEventListener("click", (event) => {
  event.preventDefault();
  const big = root.classList.toggle("big");
  const other = look.dataset.look;
  look.dataset.look = look.textContent;
  look.textContent = other;
  document.cookie = "look=" + (big ? "big" : "plain") + ";path=/;max-age=31536000;SameSite=Lax";
  offerReading();
});
offerReading();
