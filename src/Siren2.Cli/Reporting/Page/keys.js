
// What the keyboard does wherever the focus is, but for what fields need themselves.
function setUpKeys(player) {
  const { transport, view, abx, signal } = player;
  const step = event => event.shiftKey ? 0.1 : 1;
  const seek = seconds => {
    transport.seek(seconds);
    player.follow();
  };
  const repeated = ["arrowleft", "arrowright", "+", "=", "-"];
  const actions = {
    " ": () => transport.toggle(),
    arrowleft: event => seek(transport.position - step(event)),
    arrowright: event => seek(transport.position + step(event)),
    arrowup: () => player.chooseNext(-1),
    arrowdown: () => player.chooseNext(1),
    home: () => seek(0),
    end: () => seek(transport.duration),
    i: () => transport.selectFrom(),
    o: () => transport.selectTo(),
    escape: () => transport.select(null),
    l: () => transport.setLooping(!transport.looping),
    x: () => abx.running ? abx.hear("x") : player.chooseAgain(),
    a: () => abx.running && abx.hear("a"),
    b: () => abx.running && abx.hear("b"),
    s: () => player.zoomToSelection(),
    f: () => view.reset(),
    "+": () => player.zoomTime(2),
    "=": () => player.zoomTime(2),
    "-": () => player.zoomTime(0.5),
  };
  document.addEventListener("keydown", event => {
    const key = event.key.toLowerCase(), field = event.target.closest("select, input, summary");
    if (event.ctrlKey || event.metaKey || event.altKey || field && (key === " " || field.matches("select"))) return;
    const action = /^[1-9]$/.test(event.key) ? () => player.chooseNumber(event.key - 1) : actions[key];
    if (!action) return;
    event.preventDefault();
    if (!event.repeat || repeated.includes(key)) action(event);
  }, { signal });
  // What a mouse has chosen leaves the keys to the player.
  let isPointed = false;
  const leave = ({ target }) => isPointed && target.closest?.("select, input, summary")?.blur();
  document.addEventListener("pointerdown", () => { isPointed = true; }, { signal, capture: true });
  document.addEventListener("keydown", () => { isPointed = false; }, { signal, capture: true });
  document.addEventListener("change", leave, { signal });
  document.addEventListener("click", event => event.target.closest?.("summary") && leave(event), { signal });
  // Some browsers press the button in focus when the space bar is let go, whatever has become of the key before.
  document.addEventListener("keyup", event => {
    if (event.key === " " && event.target.closest?.("button")) event.preventDefault();
  }, { signal });
}
