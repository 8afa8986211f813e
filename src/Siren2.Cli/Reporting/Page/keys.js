
// What the keyboard does wherever the focus is, but for what fields need themselves.
function setUpKeys(player) {
  const { transport, view, abx, signal } = player;
  const step = event => event.shiftKey ? 0.1 : 1;
  const actions = {
    " ": () => transport.toggle(),
    arrowleft: event => transport.seek(transport.position - step(event)),
    arrowright: event => transport.seek(transport.position + step(event)),
    arrowup: () => player.chooseNext(-1),
    arrowdown: () => player.chooseNext(1),
    home: () => transport.seek(0),
    end: () => transport.seek(transport.duration),
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
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input, summary")) return;
    const action = /^[1-9]$/.test(event.key) ? () => player.choose(player.sounds[event.key - 1]) : actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action(event);
  }, { signal });
}
