
// The ABX test: X is A or B by chance, and whoever hears which is right more often than guessing would be.
class AbxTest extends EventTarget {
  #transport;
  #random;

  // random: an even chance of true.
  constructor(transport, random = () => crypto.getRandomValues(new Uint8Array(1))[0] < 128) {
    super();
    this.#transport = transport;
    this.#random = random;
    this.running = false;
  }

  start(a, b, trials) {
    Object.assign(this, { a, b, trials, answered: 0, right: 0, running: true, matched: this.#transport.matched, looping: this.#transport.looping });
    this.#transport.setLooping(true);
    this.#transport.setLevels(true, this.#transport.boost);
    this.#next();
  }

  hear(letter) {
    this.letter = letter;
    this.#transport.hear(letter === "a" ? this.a : letter === "b" ? this.b : this.x);
    this.#changed();
  }

  answer(letter) {
    if ((letter === "a") === (this.x === this.a)) this.right++;
    this.answered++;
    if (this.answered === this.trials) this.stop();
    else this.#next();
  }

  stop() {
    if (!this.running) return;
    this.running = false;
    this.x = null;
    this.#transport.setLevels(this.matched, this.#transport.boost);
    this.#transport.setLooping(this.looping);
    this.#transport.hear(this.a);
    this.#changed();
  }

  get score() {
    if (!this.answered) return this.running ? "" : "No answer was given.";
    const percent = 100 * AbxTest.chance(this.right, this.answered);
    const text = percent >= 1 ? Math.round(percent) : percent.toPrecision(1);
    return `${this.right} of ${this.answered} right${this.running ? " so far" : ""}; by guessing, that many or more come with a chance of ${text} %.`;
  }

  // How likely guessing has so many or more right.
  static chance(right, answered) {
    let ways = 1, sum = 0;
    for (let k = 0; k <= answered; k++) {
      if (k >= right) sum += ways;
      ways = ways * (answered - k) / (k + 1);
    }
    return sum / 2 ** answered;
  }

  #next() {
    this.x = this.#random() ? this.a : this.b;
    this.hear("x");
  }

  #changed() { this.dispatchEvent(new Event("change")); }
}

// The test's part of the page.
function setUpAbx(test, transport, sounds, signal) {
  const fill = (select, chosen) => {
    select.replaceChildren(...sounds.map((sound, i) => new Option(sound.name, i, false, sound === chosen)));
  };
  const of = role => sounds.find(sound => sound.role === role);
  fill(byId("abx-a"), of("result"));
  fill(byId("abx-b"), of("original") ?? of("baseline"));
  const on = (element, handler) => element.addEventListener("click", handler, { signal });
  on(byId("abx-start"), () => {
    const [a, b] = ["abx-a", "abx-b"].map(id => sounds[byId(id).value]);
    if (a === b) {
      byId("abx-score").textContent = "Choose two versions.";
      return;
    }
    test.start(a, b, Number(byId("abx-trials").value));
    if (!transport.playing) transport.play();
  });
  on(byId("abx-stop"), () => test.stop());
  const buttons = [...document.querySelectorAll("#abx [data-hear]")];
  for (const button of buttons) on(button, () => test.hear(button.dataset.hear));
  for (const button of document.querySelectorAll("#abx [data-answer]")) on(button, () => test.answer(button.dataset.answer));
  test.addEventListener("change", () => {
    byId("abx-setup").hidden = test.running;
    byId("abx-run").hidden = !test.running;
    byId("abx-trial").textContent = `trial ${Math.min(test.trials, test.answered + 1)} of ${test.trials}`;
    for (const button of buttons) button.setAttribute("aria-pressed", test.running && button.dataset.hear === test.letter);
    byId("abx-score").textContent = test.score;
  }, { signal });
}
