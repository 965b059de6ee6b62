// 读给我听: with the phone's own voice, where it has a Chinese one. Nothing leaves the phone.
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

  function voice() {
    return speechSynthesis.getVoices().find((one) => /^(zh|cmn)/i.test(one.lang) && one.localService);
  }

  function offer() {
    button.hidden = !voice();
  }

  button.addEventListener("click", () => {
    if (speechSynthesis.speaking) return speechSynthesis.cancel();
    const parts = Array.from(document.querySelectorAll("#door, .step"));
    const here = parts.find((part) => part.offsetParent) || document.getElementById("main");
    const words = new SpeechSynthesisUtterance(here.innerText.replace(/\n+/g, "。"));
    words.voice = voice();
    words.lang = "zh-CN";
    words.rate = 0.85;
    return speechSynthesis.speak(words);
  });
  speechSynthesis.onvoiceschanged = offer;
  offer();
})();
