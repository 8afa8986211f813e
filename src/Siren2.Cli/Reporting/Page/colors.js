
// Color maps from silence to loud: each color lighter (or, on paper, darker) than the one before, so that pictures read the same in gray.
const colorMaps = {
  ember: [[6, 7, 18], [28, 20, 68], [83, 22, 106], [144, 36, 97], [203, 62, 67], [238, 112, 38], [251, 178, 48], [250, 250, 190]],
  sea: [[8, 8, 20], [44, 28, 90], [52, 76, 136], [38, 120, 142], [34, 162, 130], [104, 200, 92], [190, 222, 60], [250, 245, 150]],
  gray: [[0, 0, 0], [255, 255, 255]],
  paper: [[255, 255, 255], [0, 0, 0]],
};

// 256 colors as numbers, the way that the data of a canvas is seen as 32-bit numbers of a little-endian machine.
function paletteOf(name) {
  const anchors = colorMaps[name];
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const at = i * (anchors.length - 1) / 255, below = Math.min(Math.floor(at), anchors.length - 2);
    const [red, green, blue] = anchors[below].map((from, c) => Math.round(from + (at - below) * (anchors[below + 1][c] - from)));
    return (255 << 24 | blue << 16 | green << 8 | red) >>> 0;
  });
}

// Colors of the page that canvases need, as the style sheet has them now.
function inkOf(name) { return getComputedStyle(document.body).getPropertyValue(`--${name}`).trim(); }
