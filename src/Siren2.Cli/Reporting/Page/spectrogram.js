
// Levels over time and frequency for what is in view, one cell for each pixel, computed column by column when it is needed:
// what it costs depends on the picture's width and not on the length of the clip.
class Spectrogram {
  // size: samples of a frame.
  constructor(sound, view, columns, rows, size) {
    Object.assign(this, { sound, columns, rows, size });
    this.fourier = Spectrogram.fourierOf(size);
    this.start = view.start;
    this.hop = (view.end - view.start) * sound.sampleRate / columns;
    this.levels = new Float32Array(columns * rows).fill(-Infinity);
    this.bins = Float32Array.from({ length: rows + 1 }, (_, r) => view.hertzAt(r / rows) * size / sound.sampleRate);
    this.sums = new Float32Array(this.fourier.bins);
    this.offset = 20 * Math.log10(sound.unit);
    this.done = false;
  }

  static #fouriers = new Map();
  static fourierOf(size) {
    if (!Spectrogram.#fouriers.has(size)) Spectrogram.#fouriers.set(size, new Fourier(size));
    return Spectrogram.#fouriers.get(size);
  }

  // Computes all columns, a few at a time; after the first pass there is a coarse picture.
  *compute() {
    const coarse = 8;
    for (let column = 0; column < this.columns; column += coarse) {
      this.#column(column);
      for (let c = column + 1; c < Math.min(this.columns, column + coarse); c++) this.#copy(column, c);
      yield;
    }
    for (let column = 0; column < this.columns; column++) {
      if (column % coarse !== 0) {
        this.#column(column);
        yield;
      }
    }
    this.done = true;
  }

  // The level of a cell in dB; rows count from the bottom.
  at(column, row) { return this.levels[column * this.rows + row]; }

  // Paints the picture in colors from bottom to top, in dB.
  paint(image, palette, bottom, top) {
    const pixels = new Uint32Array(image.data.buffer);
    const { columns, rows, levels } = this;
    const scale = 255 / (top - bottom);
    for (let c = 0; c < columns; c++) {
      for (let r = 0, to = (rows - 1) * columns + c, from = c * rows; r < rows; r++, to -= columns, from++) {
        const step = (levels[from] - bottom) * scale;
        pixels[to] = palette[step > 0 ? step < 255 ? Math.round(step) : 255 : 0];
      }
    }
  }

  #column(column) {
    const { sound, fourier, size, hop, sums, rows, bins, levels, offset } = this;
    const channels = sound.channels;
    const middle = this.start * sound.sampleRate + (column + 0.5) * hop - size / 2;
    // Frames that cover the column: two in each transform, of both channels or, in mono, side by side.
    const transforms = Math.max(1, Math.min(3, Math.round(hop / size / (channels.length === 2 ? 1 : 2))));
    sums.fill(0);
    for (let t = 0; t < transforms; t++) {
      const at = Math.round(middle + ((t + 0.5) / transforms - 0.5) * hop);
      const aside = channels.length === 2 ? 0 : Math.round(Math.min(hop / transforms / 4, size / 4));
      fourier.add(channels[0], at - aside, channels[channels.length - 1], at + aside, sums);
    }
    for (let r = 0; r < rows; r++) {
      const low = bins[r], high = bins[r + 1];
      let power = 0;
      if (high - low <= 1) {
        const at = Math.min((low + high) / 2, fourier.bins - 1), below = Math.floor(at), part = at - below;
        power = sums[below] * (1 - part) + (sums[below + 1] ?? 0) * part;
      } else {
        for (let bin = Math.round(low); bin < Math.min(Math.round(high), fourier.bins); bin++) if (sums[bin] > power) power = sums[bin];
      }
      levels[column * rows + r] = 10 * Math.log10(power / transforms + 1e-20) + offset;
    }
  }

  #copy(from, to) {
    const { rows, levels } = this;
    levels.copyWithin(to * rows, from * rows, (from + 1) * rows);
  }
}

// The mean power spectrum from one time to another, in dB: the long-term average spectrum.
function averageSpectrum(sound, start, end, size) {
  const fourier = Spectrogram.fourierOf(size);
  const sums = new Float32Array(fourier.bins);
  const from = Math.round(start * sound.sampleRate), length = Math.round((end - start) * sound.sampleRate);
  const pairs = Math.max(1, Math.min(200, Math.floor((length - size) / size)));
  const step = pairs > 1 ? (length - 1.5 * size) / (pairs - 1) : 0;
  const [first, last] = [sound.channels[0], sound.channels[sound.channels.length - 1]];
  const aside = sound.channels.length === 2 ? 0 : Math.round(size / 2);
  for (let p = 0; p < pairs; p++) {
    const at = from + Math.round(p * step);
    fourier.add(first, at, last, at + (pairs > 1 ? aside : 0), sums);
  }
  const offset = 20 * Math.log10(sound.unit);
  return sums.map(sum => 10 * Math.log10(sum / pairs + 1e-20) + offset);
}
