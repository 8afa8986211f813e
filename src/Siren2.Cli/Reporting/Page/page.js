
// Light or dark: the system's choice until the button is pressed.
byId("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});

let player = null;

// Opens a scene in place of the one before.
function openScene(scene) {
  const before = player, opened = player = new Player(scene);
  before?.close();
  if (before) opened.lookLike(before);
  const controls = new Controls(opened);
  new Gestures(opened.stage, opened.view, opened.transport, opened.signal, place => controls.point(place));
  setUpKeys(opened);
  const frame = () => {
    if (opened.signal.aborted) return;
    opened.tick();
    if (opened.transport.playing) controls.showClock();
    requestAnimationFrame(frame);
  };
  frame();
}

const scenes = JSON.parse(byId("scenes").textContent);
if (scenes.length > 0) {
  byId("player").hidden = false;
  byId("scene").append(...scenes.map((scene, i) => new Option(scene.name, i)));
  byId("scene-choice").hidden = scenes.length === 1;
  byId("scene").addEventListener("change", event => openScene(scenes[event.target.value]));
  openScene(scenes[0]);
}
