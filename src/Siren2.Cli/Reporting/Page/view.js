
// Frequency scales: to a height and back.
const scales = {
  mel: { to: f => 2595 * Math.log10(1 + f / 700), from: m => 700 * (10 ** (m / 2595) - 1), lowest: 0 },
  linear: { to: f => f, from: f => f, lowest: 0 },
  logarithmic: { to: Math.log, from: Math.exp, lowest: 20 },
};

// The part of time and frequency that is shown.
class View extends EventTarget {
  constructor(duration, sampleRate) {
    super();
    Object.assign(this, { duration, top: sampleRate / 2, start: 0, end: duration, low: 0, high: sampleRate / 2, scaleName: "mel" });
    this.shortest = Math.min(duration, 32 / sampleRate);
  }

  get scale() { return scales[this.scaleName]; }

  // Fractions from left to right and from bottom to top.
  xOf(seconds) { return (seconds - this.start) / (this.end - this.start); }
  timeAt(x) { return this.start + x * (this.end - this.start); }
  yOf(hertz) { return (this.scale.to(Math.max(hertz, this.#bottom)) - this.#from) / (this.#to - this.#from); }
  hertzAt(y) { return this.scale.from(this.#from + y * (this.#to - this.#from)); }

  setTime(start, end) {
    const length = Math.min(this.duration, Math.max(this.shortest, end - start));
    start += (end - start - length) / 2;
    this.start = Math.max(0, Math.min(this.duration - length, start));
    this.end = this.start + length;
    this.#changed();
  }

  setFrequency(low, high) {
    const span = Math.max(100, high - low);
    this.low = Math.max(0, Math.min(this.top - span, low));
    this.high = Math.min(this.top, this.low + span);
    if (this.high - this.low < 100) this.low = Math.max(0, this.high - 100);
    this.#changed();
  }

  setScale(name) {
    this.scaleName = name;
    this.#changed();
  }

  // Zooms by a factor, with what is at a fraction of the width staying where it is.
  zoomTime(factor, x = 0.5) {
    const at = this.timeAt(x), length = Math.max(this.shortest, (this.end - this.start) / factor);
    this.setTime(at - x * length, at + (1 - x) * length);
  }

  zoomFrequency(factor, y = 0.5) {
    const { to, from } = this.scale;
    const at = this.#from + y * (this.#to - this.#from), length = (this.#to - this.#from) / factor;
    const low = from(Math.max(to(this.scale.lowest), at - y * length)), high = from(Math.min(to(this.top), at + (1 - y) * length));
    this.setFrequency(low <= this.scale.lowest ? 0 : low, high);
  }

  pan(fraction) {
    const by = fraction * (this.end - this.start);
    const start = Math.max(0, Math.min(this.duration - (this.end - this.start), this.start + by));
    this.setTime(start, start + this.end - this.start);
  }

  reset() {
    this.low = 0;
    this.high = this.top;
    this.setTime(0, this.duration);
  }

  get #bottom() { return Math.max(this.low, Math.min(this.scale.lowest, this.high / 10)); }
  get #from() { return this.scale.to(this.#bottom); }
  get #to() { return this.scale.to(this.high); }
  #changed() { this.dispatchEvent(new Event("change")); }
}

// Round numbers from one to another, about so many.
function ticks(from, to, about) {
  const rough = (to - from) / Math.max(1, about);
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = decade * [1, 2, 5, 10].find(times => rough <= times * decade * 1.001);
  const found = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) found.push(i * step);
  return found;
}

// Frequencies to label: round ones that are far enough apart on the scale, which is given by the place of each in pixels.
function frequencyTicks(low, high, scaleName, placeOf, apart) {
  const even = ticks(low, high, Math.max(2, Math.abs(placeOf(high) - placeOf(low)) / apart / 1.2));
  if (scaleName === "linear") return even;
  const round = [10, 20, 50, 100, 200, 500, 1000, 2000, 3000, 4000, 5000, 6000, 8000, 10000, 12000, 16000, 20000, 24000, 32000, 48000, 64000, 96000];
  const kept = [];
  for (const hertz of [...round, ...even].sort((a, b) => b - a)) {
    const free = kept.every(other => Math.abs(placeOf(other) - placeOf(hertz)) >= apart);
    if (hertz >= low && hertz <= high && free) kept.push(hertz);
  }
  return kept;
}

function textOfHertz(hertz) {
  return hertz >= 1000 ? `${Number((hertz / 1000).toFixed(2))}k` : `${Number(hertz.toFixed(1))}`;
}

// Minutes and seconds, with as many decimals as a step needs.
function textOfTime(seconds, decimals) {
  const minutes = Math.floor(seconds / 60 + 1e-9);
  const rest = Math.max(0, seconds - 60 * minutes).toFixed(decimals);
  return `${minutes}:${rest.padStart(decimals > 0 ? decimals + 3 : 2, "0")}`;
}

function decimalsOf(step) { return Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9))); }

function textOfDecibels(decibels, decimals = 1) { return decibels.toFixed(decimals).replace("-", "−"); }
