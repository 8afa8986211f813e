
// The picture: ruler, waveform and spectrogram over one time axis, and above them what moves.
class Stage {
  #view;
  #transport;
  #base = document.getElementById("picture");
  #overlay = document.getElementById("overlay");
  #image = document.createElement("canvas");
  #pictures = new Map(); // sound → { picture, steps }
  #working = false;

  constructor(view, transport, settings) {
    this.#view = view;
    this.#transport = transport;
    this.settings = settings; // { size, top, range, colors, knownBand }
    this.sounds = [];
    this.hidden = false;
    this.pointer = null; // { x, y } in pixels of the stage
    this.band = null; // { from, to } in pixels: the band that is dragged along the axis
  }

  get areas() {
    const width = this.#base.clientWidth, height = this.#base.clientHeight;
    const left = width < 500 ? 36 : 46, right = 8, ruler = 20, wave = Math.round(height * 0.17);
    const lane = (top, tall) => ({ left, top, width: width - left - right, height: tall });
    return { ruler: lane(0, ruler), wave: lane(ruler, wave), picture: lane(ruler + wave + 6, height - ruler - wave - 12) };
  }

  // Forgets all pictures: what is in view, or how it is computed, has changed.
  renew() {
    this.#pictures.clear();
    this.draw();
    this.#work();
  }

  // The level in dB at a place of the picture given in fractions from left and bottom; null where it is not known yet.
  levelAt(x, y) {
    const picture = this.#pictures.get(this.#transport.heard)?.picture;
    if (!picture) return null;
    const cell = (fraction, count) => Math.min(count - 1, Math.floor(fraction * count));
    const level = picture.at(cell(x, picture.columns), cell(y, picture.rows));
    return Number.isFinite(level) ? level : null;
  }

  get isComplete() { return this.sounds.length > 0 && this.sounds.every(sound => this.#pictures.get(sound)?.picture.done); }

  draw() {
    const canvas = fitCanvas(this.#base), { ruler, wave, picture } = this.areas;
    const sound = this.#transport.heard;
    this.#drawRuler(canvas, ruler);
    if (this.hidden || !sound || wave.width < 10) return;
    canvas.fillStyle = inkOf("field");
    canvas.fillRect(wave.left, wave.top, wave.width, wave.height);
    // Versions have one scale; what is derived fills its own.
    const scaled = [sound, ...this.sounds].filter(one => one === sound || !(sound.isDerived || one.isDerived));
    const peak = Math.max(1e-9, ...scaled.map(one => one.peak * one.unit));
    drawWaveform(canvas, wave, sound, this.#view.start, this.#view.end, peak, sound.color);
    this.#drawLevels(canvas, wave, peak);
    this.#paint(canvas, picture);
    this.#drawFrequencies(canvas, picture);
    this.#work();
  }

  // Playhead, selection, edge of the known band, pointer.
  drawOverlay() {
    const canvas = fitCanvas(this.#overlay), { ruler, wave, picture } = this.areas, view = this.#view;
    const bottom = picture.top + picture.height, xOf = seconds => picture.left + view.xOf(seconds) * picture.width;
    canvas.save();
    canvas.beginPath();
    canvas.rect(picture.left - 1, 0, picture.width + 2, bottom + 1);
    canvas.clip();
    const { selection } = this.#transport;
    if (selection) {
      const from = xOf(selection.start), to = xOf(selection.end);
      canvas.fillStyle = "rgba(120, 170, 255, 0.22)";
      canvas.fillRect(from, ruler.top, to - from, bottom - ruler.top);
      canvas.strokeStyle = "rgb(120, 170, 255)";
      strokeLine(canvas, from, ruler.top, from, bottom);
      strokeLine(canvas, to, ruler.top, to, bottom);
    }
    if (!this.hidden) this.#drawKnownBand(canvas, picture);
    if (this.band) {
      canvas.fillStyle = "rgba(120, 170, 255, 0.3)";
      canvas.fillRect(picture.left, Math.min(this.band.from, this.band.to), picture.width, Math.abs(this.band.to - this.band.from));
    }
    if (this.pointer && !this.hidden) {
      canvas.strokeStyle = "rgba(150, 150, 150, 0.8)";
      strokeLine(canvas, this.pointer.x, wave.top, this.pointer.x, bottom);
      if (this.pointer.y > picture.top) strokeLine(canvas, picture.left, this.pointer.y, picture.left + picture.width, this.pointer.y);
    }
    const at = xOf(this.#transport.position);
    canvas.fillStyle = canvas.strokeStyle = "#fff";
    canvas.lineWidth = 3;
    canvas.strokeStyle = "rgba(0, 0, 0, 0.6)";
    strokeLine(canvas, at, ruler.top + 8, at, bottom);
    canvas.lineWidth = 1.5;
    canvas.strokeStyle = "#fff";
    strokeLine(canvas, at, wave.top, at, bottom);
    canvas.fillStyle = inkOf("accent");
    canvas.beginPath();
    canvas.moveTo(at - 6, ruler.top + 8);
    canvas.lineTo(at + 6, ruler.top + 8);
    canvas.lineTo(at, ruler.top + 18);
    canvas.fill();
    canvas.restore();
  }

  #drawRuler(canvas, ruler) {
    const { start, end } = this.#view;
    const times = ticks(start, end, ruler.width / 80);
    const decimals = decimalsOf(times.length > 1 ? times[1] - times[0] : 1);
    canvas.font = "11px system-ui, sans-serif";
    canvas.textBaseline = "top";
    canvas.textAlign = "left";
    canvas.fillStyle = inkOf("quiet");
    canvas.strokeStyle = inkOf("line");
    for (const seconds of times) {
      const x = ruler.left + this.#view.xOf(seconds) * ruler.width;
      strokeLine(canvas, x, 0, x, ruler.height);
      if (x < ruler.left + ruler.width - 40) canvas.fillText(textOfTime(seconds, decimals), x + 4, 3);
    }
  }

  // The waveform's scale is linear: where its edges lie, half of that, and nothing, in dB of full scale. The unit stands in the lower corner.
  #drawLevels(canvas, wave, peak) {
    canvas.font = "11px system-ui, sans-serif";
    canvas.textBaseline = "middle";
    canvas.textAlign = "right";
    canvas.fillStyle = canvas.strokeStyle = inkOf("quiet");
    for (const fraction of wave.height > 66 ? [1, 0.5, 0] : [1, 0]) {
      const y = wave.top + (1 - fraction) * wave.height / 2;
      const text = fraction > 0 ? textOfDecibels(Math.round(20 * Math.log10(peak * fraction)) + 0, 0) : "−∞";
      canvas.fillText(text, wave.left - 7, Math.max(wave.top + 5, y));
      strokeLine(canvas, wave.left - 5, y, wave.left, y);
    }
    canvas.fillText("dB", wave.left - 7, wave.top + wave.height - 6);
  }

  #drawFrequencies(canvas, picture) {
    const view = this.#view, placeOf = hertz => view.yOf(hertz) * picture.height;
    canvas.textBaseline = "middle";
    canvas.textAlign = "right";
    canvas.fillStyle = inkOf("quiet");
    canvas.strokeStyle = inkOf("quiet");
    for (const hertz of frequencyTicks(view.hertzAt(0), view.high, view.scaleName, placeOf, 22)) {
      const y = picture.top + picture.height - placeOf(hertz);
      // The unit stands in the upper corner.
      if (y > picture.top + 18) canvas.fillText(textOfHertz(hertz), picture.left - 7, y);
      strokeLine(canvas, picture.left - 5, y, picture.left, y);
    }
    canvas.fillText("Hz", picture.left - 7, picture.top + 6);
  }

  #drawKnownBand(canvas, picture) {
    const { knownBand } = this.settings, y = picture.top + (1 - this.#view.yOf(knownBand)) * picture.height;
    if (!knownBand || y < picture.top || y > picture.top + picture.height) return;
    canvas.save();
    canvas.setLineDash([6, 4]);
    canvas.lineWidth = 1.5;
    canvas.strokeStyle = "rgba(255, 255, 255, 0.9)";
    canvas.shadowColor = "#000";
    canvas.shadowBlur = 3;
    strokeLine(canvas, picture.left, y, picture.left + picture.width, y);
    canvas.font = "11px system-ui, sans-serif";
    canvas.textAlign = "right";
    canvas.textBaseline = y > picture.top + 18 ? "bottom" : "top";
    canvas.fillStyle = "#fff";
    canvas.fillText(`known band ends: ${Math.round(knownBand).toLocaleString("en")} Hz`, picture.left + picture.width - 6, y - 3);
    canvas.restore();
  }

  // Paints the picture of the version that is heard, or leaves the one before until there is something to show.
  #paint(canvas, area) {
    const entry = this.#pictures.get(this.#transport.heard);
    if (entry && entry.begun) {
      const { picture } = entry, { top, range, colors } = this.settings;
      Object.assign(this.#image, { width: picture.columns, height: picture.rows });
      const context = this.#image.getContext("2d");
      const image = context.createImageData(picture.columns, picture.rows);
      picture.paint(image, paletteOf(colors), top - range, top);
      context.putImageData(image, 0, 0);
    }
    if (this.#image.width > 0 && this.#image.height > 0) canvas.drawImage(this.#image, area.left, area.top, area.width, area.height);
  }

  // Computes pictures a few milliseconds at a time: that of the version that is heard first, then the others, so that switching shows at once.
  async #work() {
    if (this.#working) return;
    this.#working = true;
    let drawn = 0;
    for (let entry = this.#next(); entry; entry = this.#next()) {
      const until = performance.now() + 12;
      let step = { done: false };
      while (!step.done && performance.now() < until) step = entry.steps.next();
      entry.begun ||= entry.picture.done || this.#passed(entry);
      if (entry.sound === this.#transport.heard && entry.begun && (step.done || until - drawn > 60)) {
        this.draw();
        drawn = performance.now();
      }
      await new Promise(resolve => setTimeout(resolve));
    }
    this.#working = false;
  }

  #passed(entry) {
    return Number.isFinite(entry.picture.at(entry.picture.columns - 1, 0));
  }

  #next() {
    if (this.hidden) return null;
    const { picture: area } = this.areas, ratio = Math.min(2, devicePixelRatio);
    const columns = Math.round(area.width * ratio), rows = Math.round(area.height * ratio);
    if (columns < 10 || rows < 10) return null;
    for (const sound of [this.#transport.heard, ...this.sounds]) {
      if (!sound) continue;
      let entry = this.#pictures.get(sound);
      if (!entry) {
        const picture = new Spectrogram(sound, this.#view, columns, rows, this.settings.size);
        entry = { sound, picture, steps: picture.compute(), begun: false };
        this.#pictures.set(sound, entry);
      }
      if (!entry.picture.done) return entry;
    }
    return null;
  }
}
