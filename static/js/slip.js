// The receipt as a picture to keep: a long press saves it, also inside WeChat, where nothing can be downloaded.
(function () {
  "use strict";
  const WIDE = 720;
  const HIGH = 420;
  const FONT = "-apple-system, 'PingFang SC', 'Noto Sans CJK SC', sans-serif";

  function line(paper, words, size, down, colour) {
    paper.font = (size > 30 ? "bold " : "") + size + "px " + FONT;
    paper.fillStyle = colour;
    paper.fillText(words, 48, down, WIDE - 96);
  }

  function picture(slip) {
    const canvas = document.createElement("canvas");
    canvas.width = WIDE;
    canvas.height = HIGH;
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#faf6ef";
    paper.fillRect(0, 0, WIDE, HIGH);
    paper.strokeStyle = "#155a4a";
    paper.lineWidth = 4;
    paper.strokeRect(20, 20, WIDE - 40, HIGH - 40);
    line(paper, slip.home, 32, 96, "#211c16");
    line(paper, slip.whose, 28, 148, "#50483f");
    line(paper, slip.code, 68, 250, "#155a4a");
    line(paper, slip.came, 26, 318, "#50483f");
    line(paper, slip.closes, 26, 362, "#50483f");
    return canvas.toDataURL("image/png");
  }

  document.querySelectorAll("[data-code]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const figure = document.createElement("figure");
      const image = document.createElement("img");
      const caption = document.createElement("figcaption");
      image.src = picture(button.dataset);
      image.alt = button.dataset.home + " " + button.dataset.code;
      caption.textContent = button.dataset.press;
      figure.appendChild(image);
      figure.appendChild(caption);
      button.parentNode.replaceChild(figure, button);
    });
  });
})();
