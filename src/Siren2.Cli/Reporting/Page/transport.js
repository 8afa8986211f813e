
// Plays all versions at once and lets one of them be heard, so that another takes over at the same instant.
class Transport extends EventTarget {
  static #fade = 0.008; // seconds in which one version gives way to another, too short to be noticed and too long to click
  static #lead = 0.06; // seconds until what is begun is heard: with 0.02, 7 of 84 first sounds of a page missed their moment, with this none
  static #reach = 0.04; // seconds until a fade begins, all of which must be known before it sounds: with 0.02, some stepped where the machine stalls for 12 ms

  #sampleRate;
  #context = null;
  #master = null;
  #voices = []; // { sound, source, gain, level, from, until }: where its last fade leads, and from when to when
  #sounds = [];
  #opening = null; // The first seconds of a version: what there is until the whole of it is there.
  #startedAt = 0;
  #startedFrom = 0;
  #rest = 0;
  #selection = null;
  #wanted = false;

  constructor(sampleRate, duration) {
    super();
    this.#sampleRate = sampleRate;
    this.duration = duration;
    this.playing = false;
    this.looping = false;
    this.heard = null;
    this.boost = 1;
    this.matched = true;
  }

  get selection() { return this.#selection; }

  // Seconds from the start of the clip that are heard now.
  get position() {
    if (!this.playing) return this.#rest;
    const { start, end } = this.#bounds();
    const elapsed = Math.max(0, this.#context.currentTime - this.#startedAt);
    const at = this.#startedFrom + elapsed;
    if (this.#opening) return Math.min(at, this.#openingEnd); // It waits there.
    return this.looping && at > end ? start + (at - start) % (end - start) : Math.min(at, end);
  }

  // Lets the first seconds of a version be played before the whole of it is there.
  open(sound) {
    this.#opening = sound;
    if (this.#wanted) this.play();
  }

  // Adds a version that is not there yet; it joins in where the others are.
  add(sound) {
    if (this.#sounds.includes(sound)) return;
    this.#sounds.push(sound);
    if (this.#opening) this.#takeOver(sound);
    else if (this.playing) this.#begin([sound]);
    else if (this.#wanted) this.play();
  }

  // Lets a version be heard.
  hear(sound) {
    this.heard = sound;
    this.#setGains();
    this.dispatchEvent(new Event("change"));
  }

  toggle() { return this.playing ? this.pause() : this.play(); }

  play() {
    this.#open();
    this.#wanted = this.#sounds.length === 0 && !this.#opening; // Then it begins as soon as there is something.
    if (this.#wanted) return;
    const { start, end } = this.#bounds();
    if (this.#rest < start - 1e-6 || this.#rest >= end - 1e-3) this.#rest = start;
    this.playing = true;
    this.#restart();
    this.dispatchEvent(new Event("change"));
  }

  pause() {
    this.#rest = this.position;
    this.#silence();
    this.playing = false;
    this.dispatchEvent(new Event("change"));
  }

  seek(seconds) {
    const { start, end } = this.#bounds();
    this.#rest = Math.min(Math.max(start, seconds), end);
    if (this.playing) this.#restart();
    this.dispatchEvent(new Event("change"));
  }

  // selection: { start, end } in seconds, or null for the whole clip. Its edges are moved to samples: where they lie between two, browsers interpolate
  // from the second turn of a loop on, which takes the highest frequencies away.
  select(selection) {
    const at = this.position, part = selection && { start: this.#atSample(selection.start), end: this.#atSample(selection.end) };
    this.#selection = part;
    this.looping = part !== null;
    this.#rest = part && (at < part.start || at > part.end) ? part.start : at;
    if (this.playing) this.#restart();
    this.dispatchEvent(new Event("change"));
  }

  // Selects from here to the end of what is selected, or from its start to here; to the clip's own where that lies on the other side.
  selectFrom() {
    const { position, duration } = this, end = this.#selection?.end ?? duration;
    this.#selectPart(position, end > position ? end : duration);
  }

  selectTo() {
    const { position } = this, start = this.#selection?.start ?? 0;
    this.#selectPart(start < position ? start : 0, position);
  }

  #selectPart(start, end) { if (end - start > 1e-3) this.select({ start, end }); }

  setLooping(looping) {
    this.#rest = this.position;
    this.looping = looping;
    if (this.playing) this.#restart();
    this.dispatchEvent(new Event("change"));
  }

  setLevels(matched, boost) {
    this.matched = matched;
    this.boost = boost;
    this.#setGains();
    this.dispatchEvent(new Event("change"));
  }

  // To be called for every picture: ends what has come to its end.
  tick() {
    if (this.playing && !this.looping && this.position >= this.#bounds().end - 1e-4) this.pause();
  }

  close() {
    if (this.playing) this.pause();
    this.#context?.close();
    this.#context = null;
  }

  // What a version is played at, as a factor of its samples' values.
  gainOf(sound) {
    const matched = this.matched ? sound.gain : 1;
    if (!sound.isDerived) return matched;
    return Math.min(matched * this.boost, 1 / Math.max(1e-9, sound.peak * sound.unit));
  }

  #atSample(seconds) { return Math.round(seconds * this.#sampleRate) / this.#sampleRate; }

  #bounds() { return this.#selection ?? { start: 0, end: this.duration }; }

  get #openingEnd() { return Math.max(this.#startedFrom, Math.min(this.#bounds().end, this.#opening.duration)); }

  // The whole of a version, sample for sample, in place of its opening; where that has come to its end, from there.
  #takeOver(sound) {
    const when = this.playing && this.#soon([sound], 2 * Transport.#lead);
    const at = this.position, end = this.#openingEnd;
    this.#opening = null;
    if (!this.playing) return;
    if (this.looping || this.#startedFrom + when - this.#startedAt + Transport.#fade > end) {
      this.#rest = at;
      this.#restart();
      return;
    }
    this.#begin([sound]);
    this.#stop(this.#voices.shift());
  }

  // A moment that these sounds can still meet, whose copies take longer than it is away, on a sample, so that what begins at different moments
  // agrees to the sample.
  #soon(sounds, lead) {
    for (const sound of sounds) sound.buffer ??= this.#bufferOf(sound);
    const { currentTime, sampleRate } = this.#context;
    return Math.ceil((currentTime + lead) * sampleRate) / sampleRate;
  }

  #open() {
    if (this.#context) {
      this.#context.resume();
      return;
    }
    try {
      this.#context = new AudioContext({ sampleRate: this.#sampleRate, latencyHint: "interactive" });
    } catch {
      this.#context = new AudioContext(); // A rate that the browser does not have.
    }
    this.#master = this.#context.createGain();
    this.#master.connect(this.#context.destination);
    this.output = this.#master;
  }

  #restart() {
    this.#silence();
    this.#startedFrom = this.#atSample(this.#rest);
    this.#begin(this.#opening ? [this.#opening] : this.#sounds, when => this.#startedAt = when);
  }

  // Lets sounds begin at one moment, which is told, silently; and again where that took so long that the moment may have been missed.
  #begin(sounds, tell = () => {}) {
    for (let lead = Transport.#lead; ; lead *= 2) {
      const when = this.#soon(sounds, lead), patience = performance.now() + 1000 * lead / 2;
      tell(when);
      const voices = sounds.map(sound => this.#voiceOf(sound, when));
      if (performance.now() < patience) {
        this.#voices.push(...voices);
        this.#fadeAll(this.#voices, ({ sound }) => this.#gainNow(sound), when);
        return;
      }
      for (const { source } of voices) source.disconnect();
    }
  }

  #voiceOf(sound, when) {
    const context = this.#context;
    const pace = sound.sampleRate / sound.buffer.sampleRate; // 1 but for a rate that the browser does not have
    const source = new AudioBufferSourceNode(context, { buffer: sound.buffer, playbackRate: pace });
    const gain = new GainNode(context, { gain: 0 });
    source.connect(gain).connect(this.#master);
    const { start, end } = this.#bounds();
    let at = this.#startedFrom + (when - this.#startedAt);
    if (this.looping && sound !== this.#opening) {
      Object.assign(source, { loop: true, loopStart: start * pace, loopEnd: end * pace });
      if (at >= end) at = start + (at - start) % (end - start);
      source.start(when, at * pace);
    } else if (at < end) {
      source.start(when, at * pace, (end - at) * pace);
    }
    return { sound, source, gain: gain.gain, level: 0, from: 0, until: 0 };
  }

  #silence() {
    if (!this.#context) return;
    this.#fadeAll(this.#voices, () => 0);
    for (const voice of this.#voices.splice(0)) this.#stop(voice);
  }

  #setGains() {
    if (this.#context) this.#fadeAll(this.#voices, ({ sound }) => this.#gainNow(sound));
  }

  #stop(voice) {
    try { voice.source.stop(voice.until + Transport.#fade); } catch { /* It was never started: it lies behind the end. */ }
  }

  // Nothing here asks what a gain has come to, nor takes back what may already sound: where that is a moment further, either is heard as a step.
  // Fades that have not begun are turned to other ends; those that have come to their own, and the next follow, all at one moment.
  #fadeAll(voices, levelOf, soonest = this.#context.currentTime + Transport.#reach) {
    const turns = voices.every(({ from }) => from >= soonest);
    const from = Math.max(soonest, ...voices.map(({ until }) => until));
    for (const voice of voices) {
      if (turns) {
        voice.gain.cancelScheduledValues(voice.until);
      } else {
        voice.gain.setValueAtTime(voice.level, from);
        Object.assign(voice, { from, until: from + Transport.#fade });
      }
      voice.level = levelOf(voice);
      voice.gain.linearRampToValueAtTime(voice.level, voice.until);
    }
  }

  #gainNow(sound) { return sound === this.heard || sound === this.#opening ? this.gainOf(sound) * sound.unit : 0; }

  #bufferOf(sound) {
    const format = { length: sound.length, numberOfChannels: sound.channels.length, sampleRate: sound.sampleRate };
    let buffer;
    try {
      buffer = new AudioBuffer(format);
    } catch {
      buffer = new AudioBuffer({ ...format, sampleRate: 48000 });
    }
    sound.channels.forEach((channel, c) => buffer.copyToChannel(channel, c));
    return buffer;
  }
}
