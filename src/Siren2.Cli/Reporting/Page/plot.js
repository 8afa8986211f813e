
// Lines over labeled axes.
// x and y: { from, to, placeOf: value → fraction, ticks: [value], textOf: value → text, name };
// lines: [{ color, width, points: [[x, y]] }]; marks: [{ x, text }]. Returns the area of the lines in pixels.
function drawPlot(element, x, y, lines, marks = []) {
  const canvas = fitCanvas(element);
  const width = element.clientWidth, height = element.clientHeight;
  const area = { left: 60, top: 10, width: width - 70, height: height - 44 };
  const px = value => area.left + x.placeOf(value) * area.width, py = value => area.top + (1 - y.placeOf(value)) * area.height;
  canvas.font = "11px system-ui, sans-serif";
  canvas.lineWidth = 1;
  canvas.strokeStyle = inkOf("line");
  canvas.fillStyle = inkOf("quiet");
  canvas.textBaseline = "middle";
  canvas.textAlign = "right";
  for (const value of y.ticks) {
    canvas.fillText(y.textOf(value), area.left - 6, py(value));
    strokeLine(canvas, area.left, py(value), area.left + area.width, py(value));
  }
  canvas.textAlign = "center";
  canvas.textBaseline = "top";
  for (const value of x.ticks) {
    canvas.fillText(x.textOf(value), Math.min(px(value), width - 14), area.top + area.height + 5);
    strokeLine(canvas, px(value), area.top, px(value), area.top + area.height);
  }
  canvas.fillText(x.name, area.left + area.width / 2, area.top + area.height + 19);
  canvas.save();
  canvas.translate(2, area.top + area.height / 2);
  canvas.rotate(-Math.PI / 2);
  canvas.fillText(y.name, 0, 0);
  canvas.restore();
  canvas.save();
  canvas.beginPath();
  canvas.rect(area.left, area.top, area.width, area.height);
  canvas.clip();
  canvas.lineJoin = "round";
  for (const line of lines) {
    canvas.strokeStyle = line.color;
    canvas.lineWidth = line.width;
    canvas.beginPath();
    for (const [a, b] of line.points) canvas.lineTo(px(a), py(b));
    canvas.stroke();
  }
  for (const mark of marks) {
    canvas.setLineDash([5, 4]);
    canvas.strokeStyle = canvas.fillStyle = inkOf("ink");
    canvas.lineWidth = 1;
    strokeLine(canvas, px(mark.x), area.top, px(mark.x), area.top + area.height);
    const right = x.placeOf(mark.x) > 0.6;
    canvas.textAlign = right ? "right" : "left";
    canvas.fillText(mark.text, px(mark.x) + (right ? -5 : 5), area.top + 4);
  }
  canvas.restore();
  return area;
}

function strokeLine(canvas, x1, y1, x2, y2) {
  canvas.beginPath();
  canvas.moveTo(x1, y1);
  canvas.lineTo(x2, y2);
  canvas.stroke();
}

// Makes a canvas as large as its element, in pixels of the screen; drawing is in those of the style sheet.
function fitCanvas(element) {
  const ratio = Math.min(2, devicePixelRatio);
  const width = Math.round(element.clientWidth * ratio), height = Math.round(element.clientHeight * ratio);
  if (element.width !== width || element.height !== height) Object.assign(element, { width, height });
  const canvas = element.getContext("2d");
  canvas.setTransform(ratio, 0, 0, ratio, 0, 0);
  canvas.clearRect(0, 0, element.clientWidth, element.clientHeight);
  return canvas;
}

// Three digits, and a power of ten where it is far from 1.
function textOfLoss(value) {
  const [digits, power] = Number(value.toPrecision(3)).toExponential().split("e").map(Number);
  if (Math.abs(power) <= 2) return String(Number(value.toPrecision(3)));
  const raised = [...String(power)].map(sign => sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign]).join("");
  return `${digits === 1 ? "" : digits + "·"}10${raised}`;
}

// The loss over the steps; on a logarithmic axis where it is positive throughout.
function drawLosses(element, losses) {
  const points = losses.map((loss, step) => [step + 1, loss]).filter(([, loss]) => loss !== null);
  const values = points.map(([, loss]) => loss);
  const low = Math.min(...values), high = Math.max(...values), last = Math.max(2, losses.length);
  const logarithmic = low > 0;
  const to = logarithmic ? Math.log10 : value => value;
  const [from, until] = high > low ? [to(low), to(high)] : [to(low) - 1, to(low) + 1];
  const decades = [];
  for (let d = Math.floor(from); d <= Math.ceil(until); d++) decades.push(...(until - from > 4 ? [1] : [1, 2, 5]).map(times => times * 10 ** d));
  let yTicks = logarithmic ? decades.filter(value => to(value) >= from && to(value) <= until) : ticks(low, high, 5);
  if (yTicks.length < 3) yTicks = ticks(low, high, 4);
  drawPlot(
    element,
    { placeOf: step => (step - 1) / (last - 1), ticks: ticks(1, last, element.clientWidth / 90), textOf: String, name: "step" },
    {
      placeOf: value => (to(value) - from) / (until - from), ticks: yTicks,
      textOf: textOfLoss,
      name: logarithmic ? "loss, logarithmic" : "loss",
    },
    [{ color: inkOf("accent"), width: 2, points }]);
}
