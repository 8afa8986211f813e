
// The average spectra of all versions in one plot, over the selection or the whole clip.
class Averages {
  #player;
  #levels = new Map();
  #key = "";
  #asked = 0;
  #hidden = new Set();
  #names = null;

  constructor(player) { this.#player = player; }

  show() {
    cancelAnimationFrame(this.#asked);
    this.#asked = requestAnimationFrame(() => {
      if (!this.#player.signal.aborted && this.#player.sounds.length > 0) this.#draw();
    });
  }

  #draw() {
    const { transport, settings, view, sounds, abx, scene } = this.#player;
    const { start, end } = transport.selection ?? { start: 0, end: transport.duration };
    const key = `${start} ${end} ${settings.size}`;
    if (this.#key !== key) {
      this.#key = key;
      this.#levels = new Map(sounds.map(sound => [sound, averageSpectrum(sound, start, end, settings.size)]));
    }
    byId("average-of").textContent = transport.selection ? "of the selection" : "of the whole clip";
    const element = byId("average"), width = Math.max(50, element.clientWidth - 70);
    const curves = sounds.map(sound => ({ sound, points: this.#curve(this.#levels.get(sound), sound.sampleRate, width) }));
    const values = curves.filter(({ sound }) => !sound.isDerived).flatMap(({ points }) => points.map(([, level]) => level));
    const top = 10 * Math.ceil(Math.max(-100, ...values) / 10), bottom = top - settings.range;
    const heard = abx.running ? null : transport.heard;
    drawPlot(
      element,
      {
        placeOf: hertz => view.yOf(hertz), textOf: textOfHertz, name: `frequency in Hz, ${view.scaleName}`,
        ticks: frequencyTicks(view.hertzAt(0), view.high, view.scaleName, hertz => view.yOf(hertz) * width, 44),
      },
      {
        placeOf: level => (level - bottom) / (top - bottom), textOf: level => textOfDecibels(level, 0), name: "level in dB",
        ticks: ticks(bottom, top, 6),
      },
      // What is heard lies on top, the original above all but that: what is made of both, or lacks something, must not hide it.
      curves.filter(({ sound }) => !this.#hidden.has(sound.name)).sort((a, b) => this.#order(a.sound, heard) - this.#order(b.sound, heard))
        .map(({ sound, points }) => ({ color: sound.color, width: sound === heard ? 2.5 : 1.2, points })),
      scene.knownBand ? [{ x: scene.knownBand, text: "known band ends" }] : []);
    if (!this.#names) byId("average-legend").replaceChildren(...this.#names = sounds.map(sound => this.#button(sound)));
    for (const name of this.#names) name.setAttribute("aria-pressed", !this.#hidden.has(name.textContent));
  }

  // Made once, so that the one in focus stays there.
  #button(sound) {
    const name = document.createElement("button");
    name.type = "button";
    name.textContent = sound.name;
    name.title = "Show or hide this curve";
    name.style.setProperty("--swatch", sound.color);
    name.addEventListener("click", () => {
      if (!this.#hidden.delete(sound.name)) this.#hidden.add(sound.name);
      this.show();
    });
    return name;
  }

  #order(sound, heard) { return sound === heard ? 3 : sound.isDerived ? 0 : sound.role === "original" ? 2 : 1; }

  // One point for each pixel: the mean power of its bins, or a point for each bin where they are farther apart.
  #curve(levels, sampleRate, width) {
    const { view, settings } = this.#player, perHertz = settings.size / sampleRate, points = [];
    for (let x = 0; x < width; x++) {
      const low = view.hertzAt(x / width) * perHertz, high = view.hertzAt((x + 1) / width) * perHertz;
      const from = Math.round(low), to = Math.min(levels.length, Math.round(high));
      if (to <= from) continue;
      let power = 0;
      for (let bin = from; bin < to; bin++) power += 10 ** (levels[bin] / 10);
      points.push([(from + to - 1) / 2 / perHertz, 10 * Math.log10(power / (to - from))]);
    }
    return points;
  }
}
