import { glyphFor, glyphPath } from './glyphs.ts';
import type { MapPoint } from './stage.ts';

/** Pictures are drawn twice as large as shown, for fine screens. */
export const pictureRatio = 2;
const size = 28;

/** The id of the picture of a point; `pictureOf` draws it when the map first asks. */
export function pictureId({ icon, color, shape }: Pick<MapPoint, 'icon' | 'color' | 'shape'>): string {
  return `cairn:point:${glyphFor(icon)}:${color}:${shape}`;
}

/** Draws one of our pictures; null for an id that is not ours. Colours that are none become the default. */
export function pictureOf(id: string, ink: { readonly label: string; readonly halo: string; readonly peak: string }): ImageData | null {
  const [ours, kind, glyph = '', color = '', shape = ''] = id.split(':');
  if (ours !== 'cairn') return null;
  switch (kind) {
    case 'point':
      if (shape === 'dot') return drawn(15, (canvas) => dot(canvas, 7.5, 4.6, isColor(color) ? color : '#0d7f6a', '#ffffff', 4));
      return drawn(size, (canvas) => drawPoint(canvas, glyph, isColor(color) ? color : '#0d7f6a', shape));
    case 'capital':
      return drawn(9, (canvas) => dot(canvas, 4.5, 3.2, ink.halo, ink.label, 1.8));
    case 'town':
      return drawn(7, (canvas) => dot(canvas, 3.5, 1.9, ink.label, ink.halo, 1));
    case 'dot':
      return drawn(7, (canvas) => dot(canvas, 3.5, 2.2, ink.label, ink.halo, 1));
    case 'peak':
      return drawn(11, (canvas) => {
        canvas.beginPath();
        canvas.moveTo(5.5, 1.5);
        canvas.lineTo(10, 9.5);
        canvas.lineTo(1, 9.5);
        canvas.closePath();
        filled(canvas, ink.peak, ink.halo, 1);
      });
    case 'arrow':
      return drawn(13, (canvas) => {
        canvas.beginPath();
        canvas.moveTo(4, 2);
        canvas.lineTo(9.5, 6.5);
        canvas.lineTo(4, 11);
        canvas.lineWidth = 2;
        canvas.lineCap = 'round';
        canvas.lineJoin = 'round';
        canvas.strokeStyle = '#ffffff';
        canvas.stroke();
      });
    default:
      return null;
  }
}

function isColor(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text);
}

function drawn(side: number, draw: (canvas: CanvasRenderingContext2D) => void): ImageData | null {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side * pictureRatio;
  // Read back at once: kept in memory, for the way to the graphics card and back makes the page wait.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  context.scale(pictureRatio, pictureRatio);
  draw(context);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function drawPoint(canvas: CanvasRenderingContext2D, glyph: string, color: string, shape: string): void {
  const middle = size / 2;
  canvas.beginPath();
  if (shape === 'square') canvas.roundRect(4, 4, size - 8, size - 8, 4);
  else if (shape === 'octagon') {
    for (let corner = 0; corner < 8; corner += 1) {
      const turn = ((corner + 0.5) * Math.PI) / 4;
      canvas.lineTo(middle + 11 * Math.cos(turn), middle + 11 * Math.sin(turn));
    }
    canvas.closePath();
  } else canvas.arc(middle, middle, 10.5, 0, 2 * Math.PI);
  canvas.shadowColor = 'rgb(0 0 0 / 35%)';
  canvas.shadowBlur = 2 * pictureRatio;
  canvas.shadowOffsetY = 0.8 * pictureRatio;
  canvas.fillStyle = color;
  canvas.fill();
  canvas.shadowColor = 'transparent';
  canvas.lineWidth = 1.6;
  canvas.strokeStyle = '#ffffff';
  canvas.stroke();
  canvas.translate(middle - 7, middle - 7);
  canvas.scale(14 / 24, 14 / 24);
  canvas.fillStyle = isPale(color) ? '#26302d' : '#ffffff';
  canvas.fill(new Path2D(glyphPath(glyphFor(glyph))), 'evenodd');
}

function dot(canvas: CanvasRenderingContext2D, middle: number, radius: number, fill: string, edge: string, width: number): void {
  canvas.beginPath();
  canvas.arc(middle, middle, radius, 0, 2 * Math.PI);
  filled(canvas, fill, edge, width);
}
function filled(canvas: CanvasRenderingContext2D, fill: string, edge: string, width: number): void {
  canvas.lineWidth = width;
  canvas.strokeStyle = edge;
  canvas.stroke();
  canvas.fillStyle = fill;
  canvas.fill();
}
/** White would not be seen on it. */
function isPale(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return red * 0.299 + green * 0.587 + blue * 0.114 > 190;
}
