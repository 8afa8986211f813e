
// One version of the clip: its samples at the rate of the result, and what is needed to draw and to play it.
class Sound {
  static #block = 256;

  // channels: one or two Float32Array of the same length; unit: what a sample of 1 stands for.
  constructor(name, role, channels, sampleRate, unit) {
    Object.assign(this, { name, role, channels, sampleRate, unit });
    this.gain = 1;
  }

  #measured = null;

  get peak() { return this.#measure().peak; }
  get level() { return this.#measure().level; }

  get length() { return this.channels[0].length; }
  get duration() { return this.length / this.sampleRate; }
  get isDerived() { return this.role === "added" || this.role === "difference"; }

  // The lowest and the highest sample of any channel from one sample to another.
  range(from, to) {
    let low = Infinity, high = -Infinity;
    const take = x => { if (x < low) low = x; if (x > high) high = x; };
    from = Math.max(0, Math.min(this.length - 1, Math.floor(from)));
    to = Math.max(from + 1, Math.min(this.length, Math.ceil(to)));
    const block = Sound.#block, { extremes } = this.#measure();
    let i = from;
    while (i < to) {
      if (i % block === 0 && i + block <= to) {
        take(extremes[2 * i / block]);
        take(extremes[2 * i / block + 1]);
        i += block;
      } else {
        for (const channel of this.channels) take(channel[i]);
        i++;
      }
    }
    return [low * this.unit, high * this.unit];
  }

  // One version less another.
  static difference(name, role, one, other) {
    const channels = one.channels.map((channel, c) => {
      const without = other.channels[Math.min(c, other.channels.length - 1)];
      const difference = new Float32Array(channel.length);
      for (let i = 0; i < difference.length; i++) difference[i] = channel[i] - without[i];
      return difference;
    });
    return new Sound(name, role, channels, one.sampleRate, one.unit);
  }

  // Peak, root mean square, and the lowest and the highest sample of every block; only when they are asked for, since playing needs none of them.
  #measure() {
    if (this.#measured) return this.#measured;
    const block = Sound.#block, { channels, length } = this;
    const extremes = new Float32Array(2 * Math.ceil(length / block));
    let sum = 0, peak = 0;
    for (let b = 0; b < extremes.length / 2; b++) {
      const end = Math.min(length, (b + 1) * block);
      let low = Infinity, high = -Infinity;
      for (const channel of channels) {
        for (let i = b * block; i < end; i++) {
          const x = channel[i];
          sum += x * x;
          if (x < low) low = x;
          if (x > high) high = x;
        }
      }
      extremes[2 * b] = low;
      extremes[2 * b + 1] = high;
      peak = Math.max(peak, -low, high);
    }
    return this.#measured = { extremes, peak, level: Math.sqrt(sum / (channels.length * length)) };
  }
}

// Decodes one of a version's files. It says 48 kHz whatever its rate is, so that decoding leaves the samples alone.
async function decode(id) {
  const text = atob(document.getElementById(id).textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const decoded = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes.buffer);
  return Array.from({ length: decoded.numberOfChannels }, (_, c) => decoded.getChannelData(c));
}

// Files as if they were one.
function joined(files) {
  if (files.length === 1) return files[0];
  return files[0].map((_, c) => {
    const channel = new Float32Array(files.reduce((length, file) => length + file[c].length, 0));
    let at = 0;
    for (const file of files) {
      channel.set(file[c], at);
      at += file[c].length;
    }
    return channel;
  });
}
