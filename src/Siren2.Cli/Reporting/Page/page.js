
const byId = id => document.getElementById(id);
const lineColors = ["#3b82d6", "#2f9e62", "#e0672b", "#a259d0", "#c9a227", "#d8438a"];

// One scene: its versions, and all that is on the page for them.
class Player {
  #ending = new AbortController();
  #previous = null;
  #averages = new Map();

  constructor(scene) {
    this.scene = scene;
    this.sounds = [];
    this.transport = new Transport(scene.sampleRate, scene.length / scene.sampleRate);
    this.view = new View(this.transport.duration, scene.sampleRate);
    this.settings = { size: Player.#sizeFor(scene.sampleRate), top: 0, range: 100, colors: "ember", knownBand: scene.knownBand };
    this.stage = new Stage(this.view, this.transport, this.settings);
    this.abx = new AbxTest(this.transport);
    this.ready = this.#load();
  }

  close() {
    this.#ending.abort();
    this.abx.stop();
    this.transport.close();
  }

  // Frames of about 43 ms: 2048 samples at 48 kHz.
  static #sizeFor(rate) { return 2 ** Math.max(7, Math.min(14, Math.round(Math.log2(0.043 * rate)))); }

  // The result comes first, so that it can be played while the others are still being read.
  async #load() {
    const { sounds, sampleRate, unit, length } = this.scene;
    const first = sounds.findIndex(sound => sound.role === "result");
    const read = async i => {
      const sound = await readSound(sounds[i], sampleRate, unit);
      sound.ownRate = sounds[i].sampleRate;
      return sound;
    };
    const result = await read(first);
    console.assert(result.length === length);
    this.sounds = [result];
    this.transport.add(result);
    this.#wire();
    this.choose(result);
    const others = await Promise.all(sounds.map((_, i) => i === first ? result : read(i)));
    this.sounds = [...others, ...this.#derive(others)];
    if (this.#ending.signal.aborted) return;
    for (const sound of this.sounds) if (sound !== result) this.transport.add(sound);
    this.#prepare(others);
  }

  #derive(sounds) {
    const of = role => sounds.find(sound => sound.role === role);
    const [input, sinc, result, original] = ["input", "baseline", "result", "original"].map(of);
    const mode = this.scene.mode ? ` (${this.scene.mode})` : "";
    const derived = [];
    if (sinc) derived.push(Sound.difference(`added band${mode}`, "added", result, sinc));
    if (original) derived.push(Sound.difference(`${original.name} − ${result.name}`, "difference", original, result));
    return derived;
  }

  // Levels and colors, for which all versions have to be there.
  #prepare(recorded) {
    Sound.match(recorded);
    const result = recorded.find(sound => sound.role === "result");
    for (const sound of this.sounds) if (sound.isDerived) sound.gain = result.gain;
    this.sounds.forEach((sound, i) => { sound.color = lineColors[i % lineColors.length]; });
    this.settings.top = Player.#loudest(recorded);
    this.stage.sounds = this.sounds;
    this.transport.setLevels(this.transport.matched, this.transport.boost);
    setUpAbx(this.abx, this.transport, recorded, this.#ending.signal);
    this.#showVersions();
    this.#showTops();
    byId("boost-choice").hidden = this.sounds.length === recorded.length;
    this.stage.renew();
    this.#showOverview();
    this.#showAverages();
  }

  // The loudest cell of all versions, in steps of 5 dB.
  static #loudest(sounds) {
    let loudest = -120;
    for (const sound of sounds) {
      const whole = new View(sound.duration, sound.sampleRate);
      const picture = new Spectrogram(sound, whole, 160, 64, 1024);
      for (const _ of picture.compute());
      for (const level of picture.levels) if (level > loudest) loudest = level;
    }
    return Math.max(-100, Math.min(20, 5 * Math.ceil(loudest / 5)));
  }

  choose(sound) {
    if (!sound || this.abx.running || sound === this.transport.heard) return;
    this.#previous = this.transport.heard;
    this.transport.hear(sound);
    this.stage.draw();
    this.#showOverview();
    this.#showAverages();
  }

  #step(by) {
    const at = this.sounds.indexOf(this.transport.heard);
    this.choose(this.sounds[(at + by + this.sounds.length) % this.sounds.length]);
  }

  #wire() {
    const { signal } = this.#ending, { transport, view, stage, settings } = this;
    const on = (id, name, handler) => byId(id).addEventListener(name, handler, { signal });
    on("play", "click", () => transport.toggle());
    on("loop", "click", () => transport.setLooping(!transport.looping));
    on("time-in", "click", () => view.zoomTime(2, this.#anchor()));
    on("time-out", "click", () => view.zoomTime(0.5, this.#anchor()));
    on("frequency-in", "click", () => view.zoomFrequency(1.5, this.#edge()));
    on("frequency-out", "click", () => view.zoomFrequency(1 / 1.5, this.#edge()));
    on("to-selection", "click", () => this.#toSelection());
    on("to-all", "click", () => view.reset());
    on("scale", "change", event => view.setScale(event.target.value));
    on("size", "change", event => { settings.size = Number(event.target.value); this.#averages.clear(); this.#showSettings(); stage.renew(); this.#showAverages(); });
    for (const name of ["top", "range"]) on(name, "change", event => { settings[name] = Number(event.target.value); this.#showSettings(); stage.draw(); });
    on("colors", "change", event => { settings.colors = event.target.value; this.#showSettings(); stage.draw(); });
    const levels = () => transport.setLevels(byId("matched").checked, 10 ** (byId("boost").value / 20));
    on("matched", "change", levels);
    on("boost", "change", levels);
    transport.addEventListener("change", () => this.#showTransport(), { signal });
    view.addEventListener("change", () => { stage.renew(); stage.drawOverlay(); this.#showOverview(); this.#showAverages(); }, { signal });
    this.abx.addEventListener("change", () => this.#showTest(), { signal });
    new Gestures(stage, view, transport, signal, place => this.#showReadout(place));
    document.addEventListener("keydown", event => this.#key(event), { signal });
    const redraw = () => { stage.renew(); stage.drawOverlay(); this.#showOverview(); this.#showAverages(); this.#showSettings(); };
    new ResizeObserver(() => { if (!signal.aborted) redraw(); }).observe(byId("stage"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw, { signal });
    on("theme", "click", () => setTimeout(redraw));
    this.#fillSettings();
    this.#showTransport();
    if (this.scene.losses.length > 1) {
      byId("losses").hidden = false;
      new ResizeObserver(() => drawLosses(byId("loss"), this.scene.losses)).observe(byId("loss"));
    }
    const frame = () => {
      if (signal.aborted) return;
      transport.tick();
      if (transport.playing) this.#follow();
      requestAnimationFrame(frame);
    };
    frame();
  }

  // Zooming keeps the playhead in its place, or the middle where the playhead is not in view.
  #anchor() {
    const x = this.view.xOf(this.transport.position);
    return x >= 0 && x <= 1 ? x : 0.5;
  }

  #edge() {
    const y = this.scene.knownBand ? this.view.yOf(this.scene.knownBand) : 0.5;
    return y >= 0 && y <= 1 ? y : 0.5;
  }

  #toSelection() {
    const { selection } = this.transport;
    if (selection) this.view.setTime(selection.start, selection.end);
  }

  // Turns the page where the playhead leaves it.
  #follow() {
    const { view, transport } = this, at = transport.position, length = view.end - view.start;
    if (length < view.duration - 1e-9 && (at > view.end || at < view.start)) {
      const start = Math.min(at, view.duration - length);
      view.setTime(start, start + length);
    }
    this.stage.drawOverlay();
    byId("clock").textContent = textOfTime(at, 3);
  }

  #key(event) {
    const typing = event.target.closest("select, input, summary, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== "Escape")) return;
    const { transport, view } = this, step = event.shiftKey ? 0.1 : 1;
    const actions = {
      " ": () => transport.toggle(),
      ArrowLeft: () => transport.seek(transport.position - step),
      ArrowRight: () => transport.seek(transport.position + step),
      ArrowUp: () => this.#step(-1),
      ArrowDown: () => this.#step(1),
      Home: () => transport.seek(0),
      End: () => transport.seek(transport.duration),
      Escape: () => transport.select(null),
      l: () => transport.setLooping(!transport.looping),
      x: () => this.abx.running ? this.abx.hear("x") : this.choose(this.#previous),
      a: () => this.abx.running && this.abx.hear("a"),
      b: () => this.abx.running && this.abx.hear("b"),
      s: () => this.#toSelection(),
      f: () => view.reset(),
      "+": () => view.zoomTime(2, this.#anchor()),
      "-": () => view.zoomTime(0.5, this.#anchor()),
    };
    const action = actions[event.key] ?? actions[event.key.toLowerCase()] ?? (/^[1-9]$/.test(event.key) ? () => this.choose(this.sounds[event.key - 1]) : null);
    if (!action) return;
    event.preventDefault();
    action();
  }

  #fillSettings() {
    const { size, colors } = this.settings;
    const sizes = Array.from({ length: 8 }, (_, i) => 128 << i).filter(one => one <= 4 * size && one >= size / 16);
    byId("size").replaceChildren(...sizes.map(one => new Option(one, one, false, one === size)));
    byId("colors").replaceChildren(...Object.keys(colorMaps).map(name => new Option(name, name, false, name === colors)));
    byId("scale").value = this.view.scaleName;
    byId("range").value = this.settings.range;
    this.#showSettings();
  }

  #showTops() {
    const { top } = this.settings;
    byId("top").replaceChildren(...Array.from({ length: 9 }, (_, i) => top + 20 - 10 * i).map(one => new Option(`${textOfDecibels(one, 0)} dB`, one, false, one === top)));
    this.#showSettings();
  }

  #showSettings() {
    const { size, top, range, colors } = this.settings, palette = paletteOf(colors);
    byId("window").textContent = `Hann, ${(1000 * size / this.scene.sampleRate).toFixed(1)} ms, ${(this.scene.sampleRate / size).toFixed(1)} Hz apart`;
    const legend = byId("legend");
    Object.assign(legend, { width: 256, height: 1 });
    const image = new ImageData(256, 1);
    new Uint32Array(image.data.buffer).set(palette);
    legend.getContext("2d").putImageData(image, 0, 0);
    byId("legend-text").textContent = `${textOfDecibels(top - range, 0)} to ${textOfDecibels(top, 0)} dB; a full-scale sine has 0`;
  }

  #showVersions() {
    byId("versions").replaceChildren(...this.sounds.map((sound, i) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", sound });
      button.setAttribute("role", "radio");
      const key = document.createElement("kbd"), name = document.createElement("span"), note = document.createElement("small");
      key.textContent = i + 1;
      name.textContent = sound.name;
      button.append(key, name, note);
      button.style.setProperty("--swatch", sound.color);
      button.addEventListener("click", () => this.choose(sound));
      return button;
    }));
    this.#showTransport();
  }

  #showTransport() {
    const { transport, abx } = this, { selection, heard } = transport;
    byId("play").textContent = transport.playing ? "❚❚" : "▶";
    byId("play").setAttribute("aria-label", transport.playing ? "Pause" : "Play");
    byId("loop").setAttribute("aria-pressed", transport.looping);
    byId("to-selection").disabled = !selection;
    byId("clock").textContent = textOfTime(transport.position, 3);
    const of = `of ${textOfTime(transport.duration, 3)}`;
    byId("selected").textContent = selection ? `${textOfTime(selection.start, 3)} to ${textOfTime(selection.end, 3)} (${(selection.end - selection.start).toFixed(3)} s) ${of}` : of;
    for (const button of byId("versions").children) {
      const { sound } = button;
      button.setAttribute("aria-checked", !abx.running && sound === heard);
      button.disabled = abx.running;
      const gain = textOfDecibels(20 * Math.log10(transport.gainOf(sound)));
      const rate = sound.ownRate && sound.ownRate !== sound.sampleRate ? `${sound.ownRate.toLocaleString("en")} Hz, ` : "";
      button.lastChild.textContent = `${rate}${gain.startsWith("−") || Number(gain) === 0 ? gain.replace("−0.0", "0.0") : "+" + gain} dB`;
    }
    this.stage.drawOverlay();
    this.#showAverages();
  }

  #showTest() {
    this.stage.hidden = this.abx.running;
    byId("hidden").hidden = !this.abx.running;
    byId("overview").classList.toggle("hidden", this.abx.running);
    this.#showTransport();
    this.stage.draw();
    this.#showOverview();
  }

  #showReadout(place) {
    if (!place || this.abx.running) return;
    const { view } = this, level = this.stage.levelAt(place.x, place.y);
    const shown = level === null ? "…" : `${textOfDecibels(level)} dB`;
    byId("readout").textContent = `${Math.round(view.hertzAt(place.y)).toLocaleString("en")} Hz, ${view.timeAt(place.x).toFixed(3)} s: ${shown}`;
  }

  #showOverview() {
    const { heard } = this.transport, element = byId("overview"), canvas = fitCanvas(element), { picture } = this.stage.areas;
    if (!heard || picture.width < 10 || this.abx.running) return;
    const area = { left: picture.left, top: 2, width: picture.width, height: element.clientHeight - 4 };
    drawWaveform(canvas, area, heard, 0, heard.duration, Math.max(1e-9, heard.peak * heard.unit), inkOf("quiet"));
    const from = area.left + this.view.start / heard.duration * area.width, to = area.left + this.view.end / heard.duration * area.width;
    canvas.fillStyle = "rgba(120, 170, 255, 0.25)";
    canvas.fillRect(from, 0, Math.max(3, to - from), element.clientHeight);
    canvas.strokeStyle = "rgb(120, 170, 255)";
    canvas.strokeRect(from + 0.5, 0.5, Math.max(3, to - from) - 1, element.clientHeight - 1);
  }

  // The average spectra of all versions, over the selection or the whole clip.
  #showAverages() {
    cancelAnimationFrame(this.averaging);
    this.averaging = requestAnimationFrame(() => { if (!this.#ending.signal.aborted && this.stage.sounds.length > 0) this.#drawAverages(); });
  }

  #drawAverages() {
    const { transport, settings, view, sounds } = this, { start, end } = transport.selection ?? { start: 0, end: transport.duration };
    const key = `${start} ${end} ${settings.size}`;
    if (this.averagesOf !== key) {
      this.averagesOf = key;
      this.#averages = new Map(sounds.map(sound => [sound, averageSpectrum(sound, start, end, settings.size)]));
    }
    byId("average-of").textContent = transport.selection ? "of the selection" : "of the whole clip";
    const element = byId("average"), width = Math.max(50, element.clientWidth - 62);
    const curves = sounds.map(sound => ({ sound, points: this.#curve(this.#averages.get(sound), sound.sampleRate, width) }));
    const values = curves.filter(({ sound }) => !sound.isDerived).flatMap(({ points }) => points.map(([, level]) => level));
    const top = 10 * Math.ceil(Math.max(-100, ...values) / 10), bottom = top - settings.range;
    const heard = this.abx.running ? null : transport.heard;
    drawPlot(
      element,
      {
        placeOf: hertz => view.yOf(hertz), textOf: textOfHertz, name: `frequency in Hz, ${view.scaleName}`,
        ticks: frequencyTicks(view.hertzAt(0), view.high, view.scaleName, hertz => view.yOf(hertz) * width, 44),
      },
      { placeOf: level => (level - bottom) / (top - bottom), ticks: ticks(bottom, top, 6), textOf: level => textOfDecibels(level, 0), name: "level in dB" },
      curves.sort((a, b) => (a.sound === heard) - (b.sound === heard))
        .map(({ sound, points }) => ({ color: sound.color, width: sound === heard ? 2.5 : 1.2, points })),
      this.scene.knownBand ? [{ x: this.scene.knownBand, text: "known band ends" }] : []);
    byId("average-legend").replaceChildren(...sounds.map(sound => {
      const name = document.createElement("span");
      name.textContent = sound.name;
      name.style.setProperty("--swatch", sound.color);
      return name;
    }));
  }

  // One point for each pixel: the mean power of its bins, or a point for each bin where they are farther apart.
  #curve(levels, sampleRate, width) {
    const perHertz = this.settings.size / sampleRate, points = [];
    for (let x = 0; x < width; x++) {
      const low = this.view.hertzAt(x / width) * perHertz, high = this.view.hertzAt((x + 1) / width) * perHertz;
      const from = Math.round(low), to = Math.min(levels.length, Math.round(high));
      if (to <= from) continue;
      let power = 0;
      for (let bin = from; bin < to; bin++) power += 10 ** (levels[bin] / 10);
      points.push([(from + to - 1) / 2 / perHertz, 10 * Math.log10(power / (to - from))]);
    }
    return points;
  }
}

// Light or dark: the system's choice until the button is pressed.
byId("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});

let player = null;

// Sounds stand behind the script, so that the page shows before all of it has been read.
document.addEventListener("DOMContentLoaded", () => {
  const scenes = JSON.parse(byId("scenes").textContent);
  if (scenes.length === 0) return;
  byId("player").hidden = false;
  const open = number => {
    player?.close();
    player = new Player(scenes[number]);
  };
  byId("scene").append(...scenes.map((scene, i) => new Option(scene.name, i)));
  byId("scene-choice").hidden = scenes.length === 1;
  byId("scene").addEventListener("change", event => open(Number(event.target.value)));
  open(0);
});
