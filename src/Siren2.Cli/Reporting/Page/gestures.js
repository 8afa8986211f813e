
// Mouse, wheel and touch on the stage and on the overview. What they mean is done to view and transport.
class Gestures {
  static #slack = 4; // pixels that a click may move by

  #stage;
  #view;
  #transport;
  #element = document.getElementById("stage");
  #pointers = new Map();
  #drag = null;
  #pinch = null;

  // signal: ends all of it; pointed: called with time and frequency under the pointer, or null.
  constructor(stage, view, transport, signal, pointed) {
    this.#stage = stage;
    this.#view = view;
    this.#transport = transport;
    this.pointed = pointed;
    const on = (element, name, handler, options = {}) => element.addEventListener(name, handler, { ...options, signal });
    on(this.#element, "pointerdown", event => this.#down(event));
    on(this.#element, "pointermove", event => this.#move(event));
    on(this.#element, "pointerup", event => this.#up(event));
    on(this.#element, "pointercancel", event => this.#cancel(event));
    on(this.#element, "pointerleave", () => this.#point(null));
    on(this.#element, "wheel", event => this.#wheel(event), { passive: false });
    on(this.#element, "dblclick", event => this.#doubleClick(event));
    const overview = document.getElementById("overview");
    on(overview, "pointerdown", event => { overview.setPointerCapture(event.pointerId); this.#center(overview, event); });
    on(overview, "pointermove", event => { if (overview.hasPointerCapture(event.pointerId)) this.#center(overview, event); });
  }

  // Where something is: pixels of the stage, fractions of the picture, and whether it is left of it, on the axis.
  #place(event) {
    const box = this.#element.getBoundingClientRect(), { picture } = this.#stage.areas;
    const px = event.clientX - box.left, py = event.clientY - box.top;
    const clamp = value => Math.max(0, Math.min(1, value));
    return {
      px, py, x: clamp((px - picture.left) / picture.width), y: clamp(1 - (py - picture.top) / picture.height),
      onAxis: px < picture.left && py >= picture.top, inPicture: px >= picture.left && py >= picture.top,
    };
  }

  #down(event) {
    if (event.button > 0) return;
    this.#element.setPointerCapture(event.pointerId);
    const place = this.#place(event);
    this.#pointers.set(event.pointerId, place);
    if (this.#pointers.size === 2) {
      const [a, b] = this.#pointers.values();
      this.#drag = null;
      this.#stage.band = null;
      this.#pinch = { ...this.#span(a, b), start: this.#view.start, end: this.#view.end };
    } else if (this.#pointers.size === 1) {
      this.#drag = { from: place, moved: false, edge: this.#edgeAt(place, event.pointerType === "touch" ? 16 : 6) };
    }
  }

  #move(event) {
    const place = this.#place(event);
    if (this.#pointers.has(event.pointerId)) this.#pointers.set(event.pointerId, place);
    if (this.#pinch && this.#pointers.size === 2) this.#pinchTo(this.#span(...this.#pointers.values()));
    else if (this.#drag) this.#dragTo(place);
    this.#point(place);
  }

  #up(event) {
    const drag = this.#drag, place = this.#place(event);
    this.#pointers.delete(event.pointerId);
    if (this.#pointers.size < 2) this.#pinch = null;
    this.#drag = null;
    if (!drag) return;
    if (drag.from.onAxis) {
      const { band } = this.#stage;
      this.#stage.band = null;
      if (drag.moved && band) this.#view.setFrequency(...[drag.from.y, place.y].sort((a, b) => a - b).map(y => this.#view.hertzAt(y)));
      else this.#stage.drawOverlay();
    } else if (!drag.moved && drag.edge === null) {
      const seconds = this.#view.timeAt(place.x), { selection } = this.#transport;
      if (selection && (seconds < selection.start || seconds > selection.end)) this.#transport.select(null);
      this.#transport.seek(seconds);
    }
  }

  #cancel(event) {
    this.#pointers.delete(event.pointerId);
    this.#drag = this.#pinch = this.#stage.band = null;
  }

  #dragTo(place) {
    const drag = this.#drag, far = drag.from.onAxis ? Math.abs(place.py - drag.from.py) : Math.abs(place.px - drag.from.px);
    if (far <= Gestures.#slack && !drag.moved) return;
    drag.moved = true;
    if (drag.from.onAxis) {
      this.#stage.band = { from: drag.from.py, to: Math.max(0, place.py) };
      this.#stage.drawOverlay();
      return;
    }
    const fixed = drag.edge ?? this.#view.timeAt(drag.from.x), seconds = this.#view.timeAt(place.x);
    const start = Math.min(fixed, seconds), end = Math.max(fixed, seconds);
    drag.edge = fixed;
    if (end - start > 1e-3) this.#transport.select({ start, end });
  }

  // The other edge of the selection where one edge is taken hold of; null otherwise.
  #edgeAt(place, near) {
    const { selection } = this.#transport, { picture } = this.#stage.areas;
    if (!selection || place.onAxis) return null;
    const far = seconds => Math.abs(picture.left + this.#view.xOf(seconds) * picture.width - place.px);
    return far(selection.start) < near ? selection.end : far(selection.end) < near ? selection.start : null;
  }

  #span(a, b) { return { middle: (a.x + b.x) / 2, width: Math.max(0.02, Math.abs(a.x - b.x)) }; }

  #pinchTo(now) {
    const was = this.#pinch, length = (was.end - was.start) * was.width / now.width;
    const at = was.start + was.middle * (was.end - was.start);
    this.#view.setTime(at - now.middle * length, at + (1 - now.middle) * length);
  }

  #wheel(event) {
    const place = this.#place(event), turns = (event.deltaY || event.deltaX) / (event.deltaMode === 0 ? 100 : 3);
    if (event.ctrlKey || event.metaKey) this.#view.zoomTime(1.25 ** -turns, place.x);
    else if (event.altKey || place.onAxis) this.#view.zoomFrequency(1.25 ** -turns, place.y);
    else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.#view.pan(0.1 * turns);
    else return;
    event.preventDefault();
  }

  #doubleClick(event) {
    if (this.#place(event).onAxis) this.#view.setFrequency(0, this.#view.top);
  }

  #point(place) {
    this.#stage.pointer = place && !place.onAxis ? { x: place.px, y: place.py } : null;
    this.pointed(place && place.inPicture ? place : null);
    this.#stage.drawOverlay();
  }

  #center(overview, event) {
    const box = overview.getBoundingClientRect(), view = this.#view, { picture } = this.#stage.areas;
    const at = (event.clientX - box.left - picture.left) / picture.width * view.duration, half = (view.end - view.start) / 2;
    const start = Math.max(0, Math.min(view.duration - 2 * half, at - half));
    view.setTime(start, start + 2 * half);
  }
}
