// 读给我听: with the phone's own voice, where it has one of the page's language. Nothing leaves the phone.
(function () {
  "use strict";
  const look = document.querySelector("[data-aloud]");
  if (!look || !window.speechSynthesis) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "look";
  button.textContent = look.dataset.aloud;
  button.hidden = true;
  document.getElementById("main").prepend(button);

  const lang = document.documentElement.lang;
  const spoken = lang === "en" ? /^en/i : /^(zh|cmn)/i;

  function voice() {
    return speechSynthesis.getVoices().find((one) => spoken.test(one.lang) && one.localService);
  }

  function offer() {
    button.hidden = !voice();
  }

  button.addEventListener("click", () => {
    if (speechSynthesis.speaking) return speechSynthesis.cancel();
    const parts = Array.from(document.querySelectorAll(".q, #check"));
    const here = parts.find((part) => part.offsetParent) || document.getElementById("main");
    const words = new SpeechSynthesisUtterance(here.innerText.replace(/\n+/g, lang === "en" ? ". " : "。"));
    words.voice = voice();
    words.lang = lang;
    words.rate = 0.85;
    return speechSynthesis.speak(words);
  });
  speechSynthesis.onvoiceschanged = offer;
  offer();
})();
