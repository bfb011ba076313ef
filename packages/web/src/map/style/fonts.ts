import cyrillic400 from '@fontsource/noto-sans/files/noto-sans-cyrillic-400-normal.woff2?url';
import cyrillic600 from '@fontsource/noto-sans/files/noto-sans-cyrillic-600-normal.woff2?url';
import cyrillicExt400 from '@fontsource/noto-sans/files/noto-sans-cyrillic-ext-400-normal.woff2?url';
import greek400 from '@fontsource/noto-sans/files/noto-sans-greek-400-normal.woff2?url';
import greek600 from '@fontsource/noto-sans/files/noto-sans-greek-600-normal.woff2?url';
import latin400 from '@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2?url';
import latin400Italic from '@fontsource/noto-sans/files/noto-sans-latin-400-italic.woff2?url';
import latin600 from '@fontsource/noto-sans/files/noto-sans-latin-600-normal.woff2?url';
import latinExt400 from '@fontsource/noto-sans/files/noto-sans-latin-ext-400-normal.woff2?url';
import latinExt600 from '@fontsource/noto-sans/files/noto-sans-latin-ext-600-normal.woff2?url';
import type { StyleSpecification } from 'maplibre-gl';

const latin = [
  'U+0000-00FF',
  'U+0131',
  'U+0152-0153',
  'U+02BB-02BC',
  'U+02C6',
  'U+02DA',
  'U+02DC',
  'U+2000-206F',
  'U+20AC',
  'U+2122',
  'U+2212',
];
const latinExt = ['U+0100-02FF', 'U+0300-036F', 'U+1D00-1DBF', 'U+1E00-1EFF', 'U+20A0-20C0', 'U+2C60-2C7F', 'U+A720-A7FF'];
const greek = ['U+0370-03FF'];
const cyrillic = ['U+0301', 'U+0400-045F', 'U+0490-0491', 'U+04B0-04B1', 'U+2116'];
const cyrillicExt = ['U+0460-052F', 'U+1C80-1C8A', 'U+2DE0-2DFF', 'U+A640-A69F'];

/**
 * Noto Sans, part by part; a part is loaded when a label first needs it. Letters of other scripts are drawn in the fonts of the machine,
 * which know how to join and order them.
 */
export const fontFaces: NonNullable<StyleSpecification['font-faces']> = {
  'Noto Sans Regular': [
    { url: absolute(latin400), 'unicode-range': latin },
    { url: absolute(cyrillic400), 'unicode-range': cyrillic },
    { url: absolute(latinExt400), 'unicode-range': latinExt },
    { url: absolute(greek400), 'unicode-range': greek },
    { url: absolute(cyrillicExt400), 'unicode-range': cyrillicExt },
  ],
  'Noto Sans SemiBold': [
    { url: absolute(latin600), 'unicode-range': latin },
    { url: absolute(cyrillic600), 'unicode-range': cyrillic },
    { url: absolute(latinExt600), 'unicode-range': latinExt },
    { url: absolute(greek600), 'unicode-range': greek },
  ],
  'Noto Sans Italic': [{ url: absolute(latin400Italic), 'unicode-range': latin }],
};

function absolute(url: string): string {
  return new URL(url, location.href).href;
}

export const regular = ['Noto Sans Regular', 'sans-serif'];
export const semiBold = ['Noto Sans SemiBold', 'sans-serif'];
export const italic = ['Noto Sans Italic', 'Noto Sans Regular', 'sans-serif'];
