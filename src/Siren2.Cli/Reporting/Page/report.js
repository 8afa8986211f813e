"use strict";

// Light or dark: the system's choice until the button is pressed.
document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});

// One player takes over where another was, so that sounds can be compared at the same place.
const players = [...document.querySelectorAll("audio")];
let last = null;
for (const player of players) {
  player.addEventListener("play", () => {
    if (last && last !== player) {
      const place = last.ended ? 0 : last.currentTime;
      last.pause();
      player.currentTime = Math.min(place, player.duration || place);
    }
    last = player;
  });
}

// A pixel's colour is the number of a level: the picture is the data.
const palette = document.body.dataset.palette.match(/.{6}/g);
const number = new Map(palette.map((colour, i) => [parseInt(colour, 16), i]));

for (const figure of document.querySelectorAll("figure")) {
  const picture = figure.querySelector("img");
  const cross = figure.querySelector(".cross");
  const readout = figure.querySelector("output");
  const { hertz, seconds, bottom, top } = Object.fromEntries(Object.entries(figure.dataset).map(([key, value]) => [key, Number(value)]));
  let pixels = null;

  const show = event => {
    const box = picture.getBoundingClientRect();
    const x = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 0.9999);
    const y = Math.min(Math.max((event.clientY - box.top) / box.height, 0), 0.9999);
    if (!pixels) {
      const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight);
      const context = canvas.getContext("2d", { willReadFrequently: true });
      context.drawImage(picture, 0, 0);
      pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    }
    const at = 4 * (Math.floor(y * pixels.height) * pixels.width + Math.floor(x * pixels.width));
    const [red, green, blue] = pixels.data.subarray(at, at + 3);
    const step = number.get(red * 65536 + green * 256 + blue);
    const level = step === 0 ? "at most " + bottom.toFixed(0) : (bottom + (top - bottom) * step / 255).toFixed(1);
    readout.textContent = `${Math.round((1 - y) * hertz).toLocaleString("en")} Hz, ${(x * seconds).toFixed(3)} s: ${level.replace("-", "−")} dB`;
    cross.hidden = false;
    cross.style.left = 100 * x + "%";
    cross.style.top = 100 * y + "%";
  };
  picture.addEventListener("pointermove", show);
  picture.addEventListener("pointerdown", show);
  picture.addEventListener("pointerleave", () => { cross.hidden = true; });
}
