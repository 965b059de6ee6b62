// The receipt as a picture to keep: a long press saves it, also inside WeChat, where nothing can be downloaded.
(function () {
  "use strict";
  const WIDE = 720;
  const HIGH = 700;
  const CODE = 280;
  const FONT = "-apple-system, 'PingFang SC', 'Noto Sans CJK SC', sans-serif";

  function line(paper, words, size, left, down, colour) {
    paper.font = (size > 30 ? "bold " : "") + size + "px " + FONT;
    paper.fillStyle = colour;
    paper.fillText(words, left, down, WIDE - left - 48);
  }

  // The receipt's key as its QR code, drawn from the page's own path: "M4 5h7v1h-7z" is a run of dark squares.
  function code(paper, svg) {
    const unit = CODE / svg.viewBox.baseVal.width;
    paper.fillStyle = "#fff";
    paper.fillRect(48, 380, CODE, CODE);
    paper.fillStyle = "#000";
    svg.firstElementChild.getAttribute("d").replace(/M(\d+) (\d+)h(\d+)/g, (_, left, top, long) => {
      paper.fillRect(48 + left * unit, 380 + top * unit, long * unit, unit + 0.5);
    });
  }

  function picture(slip, svg) {
    const canvas = document.createElement("canvas");
    canvas.width = WIDE;
    canvas.height = HIGH;
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#faf6ef";
    paper.fillRect(0, 0, WIDE, HIGH);
    paper.strokeStyle = "#155a4a";
    paper.lineWidth = 4;
    paper.strokeRect(20, 20, WIDE - 40, HIGH - 40);
    line(paper, slip.home, 32, 48, 92, "#211c16");
    line(paper, slip.whose, 28, 48, 142, "#50483f");
    line(paper, slip.code, 68, 48, 236, "#155a4a");
    line(paper, slip.came, 26, 48, 298, "#50483f");
    line(paper, slip.closes, 26, 48, 340, "#50483f");
    code(paper, svg);
    line(paper, slip.named, 28, 360, 460, "#50483f");
    [slip.key.slice(0, 9), slip.key.slice(10)].forEach((half, n) => line(paper, half, 44, 360, 526 + n * 60, "#211c16"));
    return canvas.toDataURL("image/png");
  }

  document.querySelectorAll("[data-code]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const figure = document.createElement("figure");
      const image = document.createElement("img");
      const caption = document.createElement("figcaption");
      image.src = picture(button.dataset, button.parentNode.querySelector("svg.qr"));
      image.alt = button.dataset.home + " " + button.dataset.code;
      caption.textContent = button.dataset.press;
      figure.appendChild(image);
      figure.appendChild(caption);
      button.parentNode.replaceChild(figure, button);
    });
  });
})();
