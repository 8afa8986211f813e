
// One version of the clip: its samples at the rate of the result, and what is needed to draw and to play it.
class Sound {
  static #block = 256;

  // channels: one or two Float32Array of the same length; unit: what a sample of 1 stands for.
  constructor(name, role, channels, sampleRate, unit) {
    Object.assign(this, { name, role, channels, sampleRate, unit });
    this.gain = 1;
    let sum = 0;
    this.peak = 0;
    for (const channel of channels) {
      for (const x of channel) {
        sum += x * x;
        if (Math.abs(x) > this.peak) this.peak = Math.abs(x);
      }
    }
    this.level = Math.sqrt(sum / (channels.length * channels[0].length));
    this.extremes = Sound.#extremes(channels);
  }

  get length() { return this.channels[0].length; }
  get duration() { return this.length / this.sampleRate; }
  get isDerived() { return this.role === "added" || this.role === "difference"; }

  // The lowest and the highest sample of any channel from one sample to another.
  range(from, to) {
    let low = Infinity, high = -Infinity;
    const take = x => { if (x < low) low = x; if (x > high) high = x; };
    from = Math.max(0, Math.min(this.length - 1, Math.floor(from)));
    to = Math.max(from + 1, Math.min(this.length, Math.ceil(to)));
    const block = Sound.#block;
    let i = from;
    while (i < to) {
      if (i % block === 0 && i + block <= to) {
        take(this.extremes[2 * i / block]);
        take(this.extremes[2 * i / block + 1]);
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
      return channel.map((x, i) => x - without[i]);
    });
    return new Sound(name, role, channels, one.sampleRate, one.unit);
  }

  // Gains that make versions as loud as the softest of them (root mean square), none of them beyond full scale.
  static match(sounds) {
    const heard = sounds.filter(sound => sound.level > 0);
    const target = Math.min(...heard.map(sound => sound.level * sound.unit));
    for (const sound of sounds) sound.gain = sound.level > 0 ? target / (sound.level * sound.unit) : 1;
    const peak = Math.max(1, ...sounds.map(sound => sound.gain * sound.unit * sound.peak));
    for (const sound of sounds) sound.gain /= peak;
  }

  static #extremes(channels) {
    const block = Sound.#block;
    const extremes = new Float32Array(2 * Math.ceil(channels[0].length / block));
    for (let b = 0; b < extremes.length / 2; b++) {
      let low = Infinity, high = -Infinity;
      for (const channel of channels) {
        for (let i = b * block; i < Math.min(channel.length, (b + 1) * block); i++) {
          if (channel[i] < low) low = channel[i];
          if (channel[i] > high) high = channel[i];
        }
      }
      extremes[2 * b] = low;
      extremes[2 * b + 1] = high;
    }
    return extremes;
  }
}

// Reads a version out of the page. Its file says 48 kHz whatever its rate is, so that decoding leaves the samples alone.
async function readSound({ name, role, data }, sampleRate, unit) {
  const element = document.getElementById(data);
  const text = atob(element.textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const decoded = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes.buffer);
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, c) => decoded.getChannelData(c));
  return new Sound(name, role, channels, sampleRate, unit);
}
