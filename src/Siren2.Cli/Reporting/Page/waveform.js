
// Draws the lowest and the highest sample of every column, or a line through the samples where they are far apart.
function drawWaveform(canvas, area, sound, start, end, peak, color) {
  const { left, top, width, height } = area;
  const middle = top + height / 2;
  const perColumn = (end - start) * sound.sampleRate / width;
  const yOf = value => middle - value / peak * height / 2;
  canvas.fillStyle = canvas.strokeStyle = color;
  if (perColumn >= 2) {
    for (let x = 0; x < width; x++) {
      const from = start * sound.sampleRate + x * perColumn;
      const [low, high] = sound.range(from, from + perColumn);
      canvas.fillRect(left + x, yOf(high), 1, Math.max(1, yOf(low) - yOf(high)));
    }
    return;
  }
  const first = Math.max(0, Math.floor(start * sound.sampleRate)), last = Math.min(sound.length - 1, Math.ceil(end * sound.sampleRate));
  for (const channel of sound.channels) {
    canvas.beginPath();
    for (let i = first; i <= last; i++) canvas.lineTo(left + (i / sound.sampleRate - start) / (end - start) * width, yOf(channel[i] * sound.unit));
    canvas.stroke();
    if (perColumn < 0.25) {
      for (let i = first; i <= last; i++) {
        canvas.fillRect(left + (i / sound.sampleRate - start) / (end - start) * width - 2, yOf(channel[i] * sound.unit) - 2, 4, 4);
      }
    }
  }
}
