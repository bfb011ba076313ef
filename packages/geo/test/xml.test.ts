import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { readXml, readXmlTree, streamLimits, trackNumbers, trackNumbersStream, writeXml, XmlError, XmlReader } from '../src/index.ts';
import type { XmlHandler } from '../src/index.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
/** A handler that counts what it hears. */
function counter(): XmlHandler & { work: number; texts: string[] } {
  return {
    work: 0,
    texts: [],
    open() {
      this.work++;
    },
    close() {
      this.work++;
    },
    text(text) {
      this.work++;
      this.texts.push(text);
    },
  };
}
function faultOf(read: () => unknown): XmlError {
  try {
    read();
  } catch (fault) {
    if (fault instanceof XmlError) return fault;
    throw fault;
  }
  throw new Error('was read');
}
const refuse = (bytes: Uint8Array | string): XmlError =>
  faultOf(() => readXml(typeof bytes === 'string' ? encode(bytes) : bytes, counter()));

describe('R42 XML: document types and entities', () => {
  const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 30 }, (_, i) => `<!ENTITY a${i} "&a${i - 1};&a${i - 1};">`).join('')}]><gpx>&a29;</gpx>`;
  it.each([
    ['billion laughs', laughs],
    ['quadratic blow-up', `<!DOCTYPE b [<!ENTITY a "${'x'.repeat(100_000)}">]><gpx>${'&a;'.repeat(10_000)}</gpx>`],
    ['an external entity', '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><gpx>&e;</gpx>'],
    ['an external document type', '<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/x.dtd"><gpx/>'],
    ['a parameter entity', '<!DOCTYPE gpx [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]><gpx/>'],
    ['an empty document type', '<!DOCTYPE gpx><gpx/>'],
  ])('%s ends the reading before anything is told', (_, text) => {
    const handler = counter();
    expect(faultOf(() => readXml(encode(text), handler)).fault).toBe('document type');
    expect(handler.work).toBe(0);
  });
  it('nothing is fetched: a listener hears nothing', async () => {
    let hits = 0;
    const server = createServer(() => hits++);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    refuse(`<!DOCTYPE r [<!ENTITY e SYSTEM "http://127.0.0.1:${port}/e">]><gpx>&e;</gpx>`);
    readXml(encode(`<?xml-stylesheet href="http://127.0.0.1:${port}/s.xsl"?><gpx xmlns="http://127.0.0.1:${port}/ns"/>`), counter());
    await new Promise((done) => setImmediate(done));
    await new Promise((done) => server.close(done));
    expect(hits).toBe(0);
  });
  it('the five entities and numeric ones are read, others are not', () => {
    const handler = counter();
    readXml(encode('<a>&lt;&gt;&amp;&quot;&apos;&#228;&#x1F600;</a>'), handler);
    expect(handler.texts.join('')).toBe('<>&"\'ä😀');
    for (const text of ['<a>&nbsp;</a>', '<a>&x;</a>', '<a>&#0;</a>', '<a>&#xD800;</a>', '<a>&#x110000;</a>', '<a b="&nbsp;"/>'])
      expect(refuse(text).fault).toBe('malformed');
  });
});

describe('R42 XML: encodings', () => {
  const utf16 = (text: string, little: boolean): Uint8Array =>
    Uint8Array.from(
      `\ufeff${text}`
        .split('')
        .flatMap((char) =>
          little ? [char.charCodeAt(0) & 255, char.charCodeAt(0) >> 8] : [char.charCodeAt(0) >> 8, char.charCodeAt(0) & 255],
        ),
    );
  const textIn = (bytes: Uint8Array): string => {
    const handler = counter();
    readXml(bytes, handler);
    return handler.texts.join('');
  };
  it('UTF-8 with and without mark, UTF-16 with mark, ISO-8859-1 and windows-1252 as declared', () => {
    expect(textIn(encode('<a>ä</a>'))).toBe('ä');
    expect(textIn(encode('\ufeff<?xml version="1.0" encoding="UTF-8"?><a>ä</a>'))).toBe('ä');
    expect(textIn(utf16('<?xml version="1.0" encoding="UTF-16"?><a>ä</a>', true))).toBe('ä');
    expect(textIn(utf16('<a>ä</a>', false))).toBe('ä');
    const latin = (name: string) =>
      Uint8Array.from([...encode(`<?xml version="1.0" encoding="${name}"?><a>`), 0xe4, 0x80, ...encode('</a>')]);
    expect(textIn(latin('ISO-8859-1'))).toBe('ä€');
    expect(textIn(latin('windows-1252'))).toBe('ä€');
  });
  it.each([
    ['UTF-7', encode('<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>')],
    ['UTF-7 behind its mark', encode('+/v8-<a/>')],
    ['EBCDIC', Uint8Array.from([0x4c, 0x6f, 0xa7, 0x94, 0x93, 0x40])],
    ['UTF-16 without mark', Uint8Array.from([0x3c, 0, 0x61, 0, 0x2f, 0, 0x3e, 0])],
    ['UTF-32', Uint8Array.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0, 0x61, 0, 0, 0])],
    ['a name that is not known', encode('<?xml version="1.0" encoding="x-user-defined"?><a/>')],
    ['UTF-16 declared, UTF-8 written', encode('<?xml version="1.0" encoding="UTF-16"?><a/>')],
    ['UTF-8 declared, UTF-16 written', utf16('<?xml version="1.0" encoding="UTF-8"?><a/>', true)],
    ['UTF-7 declared behind a mark of UTF-8', encode('\ufeff<?xml version="1.0" encoding="UTF-7"?><a/>')],
    ['bytes that are not UTF-8', Uint8Array.from([...encode('<a>'), 0xc3, 0x28, ...encode('</a>')])],
    ['UTF-8 that is longer than needed (a hidden <)', Uint8Array.from([...encode('<a>'), 0xc0, 0xbc, ...encode('</a>')])],
    ['half a character at the end', Uint8Array.from([...encode('<a/>'), 0xe2, 0x82])],
  ])('%s is refused', (_, bytes) => {
    expect(['encoding', 'malformed']).toContain(refuse(bytes).fault);
  });
  it('pieces of one byte change nothing', () => {
    const bytes = utf16('<?xml version="1.0" encoding="UTF-16"?><a>ä😀</a>', true);
    const handler = counter();
    const reader = new XmlReader(handler);
    for (const byte of bytes) reader.write(Uint8Array.of(byte));
    reader.end();
    expect(handler.texts.join('')).toBe('ä😀');
  });
});

describe('R42 XML: bounds', () => {
  it('10^6 nested elements end at the bound', () => {
    const handler = counter();
    const fault = faultOf(() => readXml(encode('<a>'.repeat(1_000_000)), handler));
    expect(fault.fault).toBe('limit');
    expect(handler.work).toBe(streamLimits.depth);
  });
  it('10^6 attributes end at the bound', () => {
    const handler = counter();
    const many = Array.from({ length: 1_000_000 }, (_, index) => ` a${index}=""`).join('');
    expect(faultOf(() => readXml(encode(`<a${many}/>`), handler)).fault).toBe('limit');
    expect(refuse(`<a${many.slice(0, many.indexOf(' a300='))}/>`).fault).toBe('limit');
    expect(handler.work).toBe(0);
  });
  it('too many elements, too long texts, names, attributes and comments end at their bounds', () => {
    const limits = { ...streamLimits, elements: 10, text: 100_000 };
    const fault = (text: string): string => faultOf(() => readXml(encode(text), counter(), limits)).fault;
    const long = 'x'.repeat(300_000);
    expect(fault(`<a>${'<b/>'.repeat(20)}</a>`)).toBe('limit');
    expect(fault(`<a>${long}</a>`)).toBe('limit');
    expect(fault(`<a>${long}`)).toBe('limit');
    expect(fault(`<a b="${long}`)).toBe('limit');
    expect(fault(`<a><!--${long}`)).toBe('limit');
    expect(fault(`<a><![CDATA[${long}`)).toBe('limit');
    expect(fault(`<!DOCTYPE a [${long}`)).toBe('limit');
    expect(fault(`<${'n'.repeat(1000)}/>`)).toBe('limit');
    expect(fault(`<a ${'n'.repeat(1000)}=""/>`)).toBe('limit');
  });
  it('50 MiB of points are read with work in proportion and memory that does not grow', async () => {
    const point = '<trkpt lat="47.1234567" lon="8.1234567"><ele>432.1</ele><time>2026-05-02T10:00:00Z</time></trkpt>\n';
    const block = encode(point.repeat(1000));
    const blocks = Math.ceil((50 * 1024 * 1024) / block.length);
    let most = 0;
    async function* file(): AsyncGenerator<Uint8Array> {
      const before = process.memoryUsage().rss;
      yield encode('<gpx><trk><trkseg>');
      for (let index = 0; index < blocks; index++) {
        yield block;
        most = Math.max(most, process.memoryUsage().rss - before);
      }
      yield encode('</trkseg></trk></gpx>');
    }
    const numbers = await trackNumbersStream(file());
    expect(numbers).toMatchObject({ points: blocks * 1000, timedPoints: blocks * 1000, distance: 0 });
    expect(most).toBeLessThan(256 * 1024 * 1024);
  });
});

describe('XML: names, places of faults, trees', () => {
  it('an undeclared prefix is let through and known as such', () => {
    const { root } = readXmlTree(encode('<a xmlns:x="urn:x"><x:b/><y:c y:d="1"/></a>'));
    expect(root.children).toMatchObject([{ uri: 'urn:x' }, { uri: null, name: 'y:c', attributes: { 'y:d': '1' } }]);
  });
  it('a declaration holds within its element', () => {
    const { root } = readXmlTree(encode('<a xmlns="urn:1"><b xmlns="urn:2"><c/></b><d/><e xmlns=""/></a>'));
    expect(root).toMatchObject({ uri: 'urn:1', children: [{ uri: 'urn:2', children: [{ uri: 'urn:2' }] }, { uri: 'urn:1' }, { uri: '' }] });
  });
  it.each([
    '<a></b>',
    '<a',
    '<a>',
    '',
    'text',
    '<a/><b/>',
    '<a b="1" b="2"/>',
    '<a b=1/>',
    '<a>\u0001</a>',
    '<:a/>',
    '<a:/>',
    '<a:b:c/>',
    '<a>]]></a>',
    '<a><!-- -- --></a>',
    '<a b="<"/>',
  ])('%s is not well-formed', (text) => expect(refuse(text).fault).toBe('malformed'));
  it('a fault says line and column', () => {
    expect(refuse('<a>\n  <b>\n  </c>\n</a>')).toMatchObject({ line: 3, column: 6 });
    expect(refuse('<a>\n  <b>\n  </c>\n</a>').message).toMatch(/^Line 3, column 6: /);
  });
  it('a tree written and read again is the same', () => {
    const text =
      '<?p q?><!-- c --><a xmlns="urn:1" b="&lt;&quot;&#9;&#10;&#13;&amp;"><c> x &amp; &#13; y </c><d>m<e/>n</d><f><![CDATA[<&>]]></f><g/>&#133;</a><!-- z -->';
    const tree = readXmlTree(encode(text));
    expect(readXmlTree(writeXml(tree))).toEqual(tree);
  });
  it('names of properties of objects are only names', () => {
    const { root } = readXmlTree(encode('<a __proto__="1" constructor="2"><__proto__ hasOwnProperty="3"/></a>'));
    expect(Object.keys(root.attributes)).toEqual(['__proto__', 'constructor']);
    expect(trackNumbers(encode('<gpx><constructor/><__proto__><toString/></__proto__><wpt lat="1" lon="1"/></gpx>')).waypoints).toBe(1);
  });
});
