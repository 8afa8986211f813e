
const byId = id => document.getElementById(id);

// Power spectra of real frames, two at a time: one complex transform with the second frame as its imaginary part.
class Fourier {
  // size: samples of a frame, a power of two.
  constructor(size) {
    this.size = size;
    this.bins = size / 2 + 1;
    this.window = Float32Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
    this.re = new Float32Array(size);
    this.im = new Float32Array(size);
    this.cos = Float32Array.from({ length: size / 2 }, (_, i) => Math.cos(2 * Math.PI * i / size));
    this.sin = Float32Array.from({ length: size / 2 }, (_, i) => Math.sin(2 * Math.PI * i / size));
    const bits = Math.log2(size);
    this.reversed = Uint32Array.from({ length: size }, (_, i) => {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++) reversed |= ((i >> bit) & 1) << (bits - 1 - bit);
      return reversed;
    });
  }

  // Adds the mean power of two frames to sums, [bins]. A sine of amplitude 1 in the middle of a bin has 1.
  // Frames are named by their channel and their first sample; what lies outside of a channel is silence.
  add(first, firstStart, second, secondStart, sums) {
    const { size, window, re, im, reversed } = this;
    for (let i = 0; i < size; i++) {
      const to = reversed[i];
      re[to] = window[i] * (first[firstStart + i] ?? 0);
      im[to] = window[i] * (second[secondStart + i] ?? 0);
    }
    this.#transform();
    const scale = 4 / (size * size);
    sums[0] += scale * (re[0] * re[0] + im[0] * im[0]);
    for (let k = 1; k < this.bins; k++) {
      const m = size - k;
      sums[k] += scale * (re[k] * re[k] + im[k] * im[k] + re[m] * re[m] + im[m] * im[m]);
    }
  }

  // Cooley and Tukey's, in place, on numbers in bit-reversed order.
  #transform() {
    const { size, re, im, cos, sin } = this;
    for (let half = 1; half < size; half *= 2) {
      const turn = size / (2 * half);
      for (let j = 0, angle = 0; j < half; j++, angle += turn) {
        const c = cos[angle], s = sin[angle];
        for (let a = j; a < size; a += 2 * half) {
          const b = a + half;
          const x = re[b] * c + im[b] * s, y = im[b] * c - re[b] * s;
          re[b] = re[a] - x;
          im[b] = im[a] - y;
          re[a] += x;
          im[a] += y;
        }
      }
    }
  }
}
