
// Buttons, menus and texts around the picture.
class Controls {
  #player;
  #averages;

  constructor(player) {
    this.#player = player;
    this.#averages = new Averages(player);
    const { transport, view, stage, abx, scene, signal } = player;
    const listen = (target, name, handler) => target.addEventListener(name, handler, { signal });
    this.#wireButtons((id, handler) => listen(byId(id), "click", handler));
    this.#wireMenus((id, handler) => listen(byId(id), "change", () => handler(byId(id))));
    listen(transport, "change", () => this.#showTransport());
    listen(view, "change", () => this.#redraw());
    listen(abx, "change", () => this.#showTest());
    listen(player, "change", () => { stage.draw(); this.#showOverview(); this.#averages.show(); });
    listen(player, "ready", () => this.#showReady());
    listen(matchMedia("(prefers-color-scheme: dark)"), "change", () => this.#redraw());
    listen(byId("theme"), "click", () => setTimeout(() => this.#redraw()));
    this.#watchSize(byId("stage"), () => this.#redraw());
    byId("losses").hidden = scene.losses.length < 2;
    if (scene.losses.length >= 2) this.#watchSize(byId("loss"), () => drawLosses(byId("loss"), scene.losses));
    this.#fillMenus();
    this.#setLevels();
    byId("versions").replaceChildren();
    byId("abx-score").textContent = "";
  }

  // Where the pointer is; null where it is not on the picture.
  point(place) {
    const { view, stage, abx } = this.#player;
    if (!place || abx.running) return;
    const level = stage.levelAt(place.x, place.y);
    byId("readout").textContent = `${Math.round(view.hertzAt(place.y)).toLocaleString("en")} Hz, ${view.timeAt(place.x).toFixed(3)} s: `
      + (level === null ? "…" : `${textOfDecibels(level)} dB`);
  }

  showClock() { byId("clock").textContent = textOfTime(this.#player.transport.position, 3); }

  #wireButtons(on) {
    const { transport, view } = this.#player;
    on("play", () => transport.toggle());
    on("loop", () => transport.setLooping(!transport.looping));
    on("time-in", () => this.#player.zoomTime(2));
    on("time-out", () => this.#player.zoomTime(0.5));
    on("frequency-in", () => this.#player.zoomFrequency(1.5));
    on("frequency-out", () => this.#player.zoomFrequency(1 / 1.5));
    on("to-selection", () => this.#player.zoomToSelection());
    on("to-all", () => view.reset());
  }

  #wireMenus(on) {
    const { view, stage, settings } = this.#player;
    on("scale", menu => view.setScale(menu.value));
    on("size", menu => { settings.size = Number(menu.value); this.#showSettings(); this.#redraw(); });
    for (const name of ["top", "range"]) {
      on(name, menu => { settings[name] = Number(menu.value); this.#showSettings(); stage.draw(); this.#averages.show(); });
    }
    on("colors", menu => { settings.colors = menu.value; this.#showSettings(); stage.draw(); });
    const levels = () => this.#setLevels();
    on("matched", levels);
    on("boost", levels);
  }

  // What is chosen stays chosen for the next clip, and where a browser restores it.
  #setLevels() { this.#player.transport.setLevels(byId("matched").checked, 10 ** (byId("boost").value / 20)); }

  #watchSize(element, handler) {
    const observer = new ResizeObserver(handler);
    observer.observe(element);
    this.#player.signal.addEventListener("abort", () => observer.disconnect());
  }

  #fillMenus() {
    const { settings: { size, colors, range }, view } = this.#player;
    const fill = (id, values, chosen, textOf = String) => {
      byId(id).replaceChildren(...values.map(value => new Option(textOf(value), value, false, value === chosen)));
    };
    fill("size", Array.from({ length: 8 }, (_, i) => 128 << i).filter(one => one <= 4 * size && one >= size / 16), size);
    fill("colors", Object.keys(colorMaps), colors);
    fill("scale", Object.keys(scales), view.scaleName);
    fill("range", [60, 80, 100, 120], range, decibels => `${decibels} dB`);
    this.fillTops = top => fill("top", Array.from({ length: 9 }, (_, i) => top + 20 - 10 * i), top, level => `${textOfDecibels(level, 0)} dB`);
    this.#showSettings();
  }

  #showReady() {
    const { sounds, settings, abx, transport, signal, stage } = this.#player;
    const recorded = sounds.filter(sound => !sound.isDerived);
    setUpAbx(abx, transport, recorded, signal);
    byId("boost-choice").hidden = sounds.length === recorded.length;
    byId("versions").replaceChildren(...sounds.map((sound, i) => this.#versionButton(sound, i)));
    this.fillTops(settings.top);
    this.#showSettings();
    this.#showTransport();
    stage.renew();
    this.#redraw();
  }

  #versionButton(sound, i) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", sound });
    button.setAttribute("role", "radio");
    const key = document.createElement("kbd"), name = document.createElement("span"), note = document.createElement("small");
    key.textContent = i + 1;
    name.textContent = sound.name;
    button.append(key, name, note);
    button.style.setProperty("--swatch", sound.color);
    button.addEventListener("click", () => this.#player.choose(sound));
    return button;
  }

  #showSettings() {
    const { settings: { size, top, range, colors }, scene } = this.#player;
    byId("window").textContent = `Hann, ${(1000 * size / scene.sampleRate).toFixed(1)} ms, ${(scene.sampleRate / size).toFixed(1)} Hz apart`;
    const legend = byId("legend"), image = new ImageData(256, 1);
    Object.assign(legend, { width: 256, height: 1 });
    new Uint32Array(image.data.buffer).set(paletteOf(colors));
    legend.getContext("2d").putImageData(image, 0, 0);
    byId("legend-text").textContent = `${textOfDecibels(top - range, 0)} to ${textOfDecibels(top, 0)} dB; a full-scale sine has 0`;
  }

  #showTransport() {
    const { transport, stage } = this.#player, { selection, playing, looping, duration } = transport;
    byId("play").textContent = playing ? "❚❚" : "▶";
    byId("play").setAttribute("aria-label", playing ? "Pause" : "Play");
    byId("loop").setAttribute("aria-pressed", looping);
    byId("to-selection").disabled = !selection;
    this.showClock();
    const { start, end } = selection ?? {};
    const part = selection ? `${textOfTime(start, 3)} to ${textOfTime(end, 3)} (${(end - start).toFixed(3)} s) ` : "";
    byId("selected").textContent = `${part}of ${textOfTime(duration, 3)}`;
    for (const button of byId("versions").children) this.#showVersion(button);
    stage.drawOverlay();
    this.#averages.show();
  }

  #showVersion(button) {
    const { transport, abx } = this.#player, { sound } = button;
    button.setAttribute("aria-checked", !abx.running && sound === transport.heard);
    button.disabled = abx.running;
    const gain = Math.round(200 * Math.log10(transport.gainOf(sound))) / 10;
    const rate = sound.ownRate && sound.ownRate !== sound.sampleRate ? `${sound.ownRate.toLocaleString("en")} Hz, ` : "";
    button.lastChild.textContent = gain === 0 ? rate.replace(", ", "") : `${rate}${gain > 0 ? "+" : ""}${textOfDecibels(gain + 0)} dB`;
    button.title = gain === 0
      ? "Played as loud as it is"
      : `Played ${textOfDecibels(Math.abs(gain))} dB ${gain > 0 ? "louder" : "softer"} than it is${transport.matched && !sound.isDerived ? ", so that all versions are equally loud" : ""}`;
  }

  #showTest() {
    const { stage, abx } = this.#player;
    stage.hidden = abx.running;
    byId("hidden").hidden = !abx.running;
    byId("matched").disabled = abx.running; // Loudness would tell.
    byId("overview").classList.toggle("hidden", abx.running);
    byId("readout").textContent = "";
    this.#showTransport();
    stage.draw();
    this.#showOverview();
  }

  #redraw() {
    this.#player.stage.renew();
    this.#player.stage.drawOverlay();
    this.#showOverview();
    this.#averages.show();
  }

  #showOverview() {
    const { transport: { heard }, stage, view, abx } = this.#player;
    const element = byId("overview"), canvas = fitCanvas(element), { picture } = stage.areas;
    if (!heard || picture.width < 10 || abx.running) return;
    const area = { left: picture.left, top: 2, width: picture.width, height: element.clientHeight - 4 };
    drawWaveform(canvas, area, heard, 0, heard.duration, Math.max(1e-9, heard.peak * heard.unit), inkOf("quiet"));
    const from = area.left + view.start / heard.duration * area.width, to = area.left + view.end / heard.duration * area.width;
    canvas.fillStyle = "rgba(120, 170, 255, 0.25)";
    canvas.fillRect(from, 0, Math.max(3, to - from), element.clientHeight);
    canvas.strokeStyle = "rgb(120, 170, 255)";
    canvas.strokeRect(from + 0.5, 0.5, Math.max(3, to - from) - 1, element.clientHeight - 1);
  }
}
