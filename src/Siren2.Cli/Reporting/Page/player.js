
const lineColors = ["#3b82d6", "#2f9e62", "#e0672b", "#a259d0", "#c9a227", "#d8438a"];

const pause = () => new Promise(resolve => setTimeout(resolve));

// Most sounds stand behind the script: waits until the element of one has been read to its end.
async function arrived(id) {
  while (!byId(id)?.nextElementSibling && document.readyState === "loading") await new Promise(resolve => setTimeout(resolve, 10));
}

// One scene: its versions, what plays and shows them, and what can be done with them. "change" tells that something else is to be shown.
class Player extends EventTarget {
  #ending = new AbortController();
  #previous = null;
  #read = []; // versions by number, as far as they have been read
  #awaited = null; // the number of the one that is to be heard once it has been read

  constructor(scene) {
    super();
    this.scene = scene;
    this.sounds = [];
    this.transport = new Transport(scene.sampleRate, scene.length / scene.sampleRate);
    this.view = new View(this.transport.duration, scene.sampleRate);
    this.settings = { size: Player.#sizeFor(scene.sampleRate), top: 0, range: 100, colors: "ember", knownBand: scene.knownBand };
    this.stage = new Stage(this.view, this.transport, this.settings);
    this.abx = new AbxTest(this.transport);
    this.signal = this.#ending.signal;
    this.#load().catch(error => {
      byId("readout").textContent = `The sounds cannot be read: ${error.message}`;
      throw error;
    });
  }

  // Shows its pictures as another shows its own.
  lookLike({ settings: { range, colors }, view: { scaleName } }) {
    Object.assign(this.settings, { range, colors });
    this.view.setScale(scaleName);
  }

  close() {
    this.abx.stop();
    this.#ending.abort();
    this.transport.close();
  }

  choose(sound) {
    if (!sound || this.abx.running || sound === this.transport.heard) return;
    this.#previous = this.transport.heard;
    this.transport.hear(sound);
    this.#changed();
  }

  // The version of a number from 0 on: at once, or as soon as it has been read.
  chooseNumber(number) {
    const sound = this.#read[number];
    this.#awaited = sound ? null : number;
    if (!sound) return;
    this.transport.add(sound);
    this.choose(sound);
  }

  // The version so many places before or after the one that is heard.
  chooseNext(by) {
    const count = this.sounds.length, at = this.sounds.indexOf(this.transport.heard);
    if (count > 0) this.choose(this.sounds[(at + by + count) % count]);
  }

  chooseAgain() { this.choose(this.#previous); }

  // Zooming keeps the playhead in its place, or the middle where the playhead is not in view.
  zoomTime(factor) {
    const x = this.view.xOf(this.transport.position);
    this.view.zoomTime(factor, x >= 0 && x <= 1 ? x : 0.5);
  }

  // Zooming keeps the edge of the known band in its place.
  zoomFrequency(factor) {
    const y = this.scene.knownBand ? this.view.yOf(this.scene.knownBand) : 0.5;
    this.view.zoomFrequency(factor, y >= 0 && y <= 1 ? y : 0.5);
  }

  zoomToSelection() {
    const { selection } = this.transport;
    if (selection) this.view.setTime(selection.start, selection.end);
  }

  // To be called for every picture: moves the playhead, and turns the page where it leaves what is in view.
  tick() {
    const { view, transport } = this;
    transport.tick();
    if (!transport.playing) return;
    if (transport.position > view.end || transport.position < view.start) this.#turnTo(transport.position);
    this.stage.drawOverlay();
  }

  // Shows where the playhead has gone: what is in view moves on by a whole page forward, or back.
  follow() {
    const { view, transport } = this, at = transport.position;
    if (at > view.end) this.#turnTo(at);
    else if (at < view.start) this.#turnTo(Math.max(0, at + view.start - view.end));
  }

  // A page that begins there.
  #turnTo(seconds) {
    const { view } = this, length = view.end - view.start;
    if (length >= view.duration - 1e-9) return;
    const start = Math.min(seconds, view.duration - length);
    view.setTime(start, start + length);
  }

  // Frames of about 43 ms: 2048 samples at 48 kHz.
  static #sizeFor(rate) { return 2 ** Math.max(7, Math.min(14, Math.round(Math.log2(0.043 * rate)))); }

  // The result comes first, and its opening before that, so that it can be played while everything else is still being read.
  async #load() {
    const { sounds, sampleRate, unit } = this.scene;
    const soundOf = (i, files) => Object.assign(
      new Sound(sounds[i].name, sounds[i].role, joined(files), sampleRate, unit),
      { ownRate: sounds[i].sampleRate, gain: sounds[i].gain, color: lineColors[i] });
    const read = async (i, files = []) => {
      for (const id of sounds[i].data.slice(files.length)) {
        await arrived(id);
        files.push(await decode(id));
      }
      return soundOf(i, files);
    };
    const first = sounds.findIndex(sound => sound.role === "result");
    const opening = await decode(sounds[first].data[0]);
    if (this.signal.aborted) return;
    if (sounds[first].data.length > 1) this.transport.open(soundOf(first, [opening]));
    const result = await read(first, [opening]);
    if (this.signal.aborted) return;
    this.transport.heard = result;
    this.transport.add(result);
    this.#arrive(result, first);
    const recorded = [];
    for (let i = 0; i < sounds.length; i++) {
      recorded.push(i === first ? result : await read(i));
      if (this.signal.aborted) return;
      this.#arrive(recorded[i], i);
    }
    await pause();
    const all = [...recorded, ...this.#derive(recorded)];
    for (const [i, sound] of all.entries()) {
      await pause();
      if (this.signal.aborted) return;
      sound.color = lineColors[i];
      if (sound.isDerived) sound.gain = result.gain;
      this.transport.add(sound);
      this.#arrive(sound, i);
    }
    await pause();
    this.settings.top = Player.#loudest(recorded);
    this.sounds = this.stage.sounds = all;
    this.transport.setLevels(this.transport.matched, this.transport.boost);
    this.dispatchEvent(new Event("ready"));
  }

  #arrive(sound, number) {
    this.#read[number] = sound;
    if (number === this.#awaited) this.chooseNumber(number);
  }

  #derive(sounds) {
    const of = role => sounds.find(sound => sound.role === role);
    const sinc = of("baseline"), result = of("result"), original = of("original");
    const derived = [];
    if (sinc) derived.push(Sound.difference(`added band${this.scene.mode ? ` (${this.scene.mode})` : ""}`, "added", result, sinc));
    if (original) derived.push(Sound.difference(`${original.name} − ${result.name}`, "difference", original, result));
    return derived;
  }

  // The loudest cell of all versions, in steps of 5 dB.
  static #loudest(sounds) {
    let loudest = -120;
    for (const sound of sounds) {
      const picture = new Spectrogram(sound, new View(sound.duration, sound.sampleRate), 160, 64, 1024);
      for (const _ of picture.compute());
      for (const level of picture.levels) if (level > loudest) loudest = level;
    }
    return Math.max(-100, Math.min(20, 5 * Math.ceil(loudest / 5)));
  }

  #changed() { this.dispatchEvent(new Event("change")); }
}
