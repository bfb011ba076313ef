import { describe, expect, test } from 'vitest';
import { idOf } from '../src/keys.ts';
import { NameForms, spellAsCloud } from '../src/names.ts';
import { gpx } from './memory-device.ts';
import { agreed, names, world } from './stories.ts';

describe('names', () => {
  const [nfc, nfd] = ['Caf\u00e9.gpx', 'Cafe\u0301.gpx'];
  test("the same name in another normal form is the same file, kept in the cloud's spelling", async () => {
    const { log, devices } = world();
    const [a, b] = devices;
    a.library.write(gpx(nfc), 'one');
    b.library.write(gpx(nfd), 'one');
    await a.engine.sync();
    expect(await b.engine.sync()).toMatchObject({ adopted: 1, uploaded: [], downloaded: [] });
    expect(b.library.picture()).toEqual({ [`GPX/${nfd}`]: 'one' });
    b.library.write(gpx(nfd), 'two');
    expect(names((await b.engine.sync({ only: [gpx(nfd)] })).uploaded)).toEqual([nfc]);
    await a.engine.sync();
    a.library.write(gpx(nfc), 'three');
    await a.engine.sync();
    await b.engine.sync();
    expect(b.library.picture()).toEqual({ [`GPX/${nfd}`]: 'three' });
    b.library.delete(gpx(nfd));
    await b.engine.sync({ only: [gpx(nfd)] });
    await a.engine.sync();
    expect(log.picture()).toEqual({});
    expect(a.library.picture()).toEqual({});
  });

  test('two files of which neither is spelled as in the cloud are two files', async () => {
    const { log, devices } = world();
    const [a, b] = devices;
    const [one, two, three] = ['\u1e69.gpx', 's\u0307\u0323.gpx', '\u1e61\u0323.gpx'];
    a.library.write(gpx(one), 'cloud');
    await a.engine.sync();
    b.library.write(gpx(two), 'second');
    b.library.write(gpx(three), 'third');
    expect(await b.engine.sync()).toMatchObject({ conflicts: [] });
    expect(Object.values(log.picture()).sort()).toEqual(['cloud', 'second', 'third']);
  });

  test('both spellings on one device are two files', async () => {
    const { log, devices } = world();
    const [a, b] = devices;
    a.library.write(gpx(nfc), 'one');
    a.library.write(gpx(nfd), 'two');
    await a.engine.sync();
    await b.engine.sync();
    expect(log.picture()).toEqual({ [`GPX/${nfc}`]: 'one', [`GPX/${nfd}`]: 'two' });
    expect(b.library.picture()).toEqual(log.picture());
  });
});

describe('the watcher', () => {
  test('S8 a hint looks at what it names and asks the cloud once more only to send it', async () => {
    const { log, a } = await agreed();
    for (let number = 0; number < 50; number++) a.library.write(gpx(`${number}.gpx`), `${number}`);
    await a.engine.sync();
    a.library.calls.length = 0;
    a.cloud.calls.length = 0;
    a.library.write(gpx('7.gpx'), 'edited');
    expect(await a.engine.sync({ unattended: true, only: [gpx('7.gpx')] })).toMatchObject({ uploaded: [{ key: gpx('7.gpx') }] });
    expect(a.cloud.calls).toEqual(['changes', 'upload']);
    expect(a.library.calls.map(({ call, name }) => `${call} ${name}`)).toEqual(
      ['scan 7.gpx', 'hash 7.gpx', 'pack 7.gpx'].filter((line) => line !== 'hash 7.gpx'),
    );
    log.put(gpx('9.gpx'), 'from elsewhere');
    expect(await a.engine.sync({ unattended: true, only: [] })).toMatchObject({ downloaded: [{ key: gpx('9.gpx') }] });
    a.library.rename(gpx('3.gpx'), gpx('three.gpx'));
    expect(await a.engine.sync({ unattended: true, only: [gpx('3.gpx'), gpx('three.gpx')] })).toMatchObject({
      renamed: [{}],
      deleted: [],
      uploaded: [],
    });
  });
});

describe('spelling', () => {
  const [nfc, nfd, third] = ['\u1e69', 's\u0323\u0307', 's\u0307\u0323'];
  const spelled = (here: readonly string[], inCloud: readonly string[], live = inCloud): string[] => {
    const forms = new NameForms();
    for (const name of inCloud) forms.add(gpx(name));
    const ids = (names: readonly string[]) => new Set(names.map((name) => idOf(gpx(name))));
    const [isLive, isHere] = [ids(live), ids(here)];
    const files = here.map((name) => ({ key: gpx(name), size: 1, modified: 0 }));
    return spellAsCloud(
      files,
      forms,
      (id) => isLive.has(id),
      (id) => isHere.has(id),
    ).map(({ key }) => key.name);
  };
  test.each<[what: string, here: string[], inCloud: string[], spelled: string[]]>([
    ['as in the cloud', [nfc], [nfc], [nfc]],
    ['composed there', [nfd], [nfc], [nfc]],
    ['taken apart there', [nfc], [nfd], [nfd]],
    ['taken apart on both sides, otherwise', [third], [nfd], [nfd]],
    ['nowhere there', [nfd], ['other'], [nfd]],
    ['two spellings there: a third is a file of its own', [third], [nfc, nfd], [third]],
    ['two spellings there and here: each its own', [nfc, nfd], [nfc, nfd], [nfc, nfd]],
    ['two spellings here, neither as there: two files', [nfd, third], [nfc], [nfd, third]],
    ['two spellings here, one as there: two files', [nfc, nfd], [nfc], [nfc, nfd]],
  ])('%s', (_what, here, inCloud, names) => {
    expect(spelled(here, inCloud)).toEqual(names);
  });
  test('only what the cloud has still counts', () => {
    expect(spelled([third], [nfc, nfd], [nfd])).toEqual([nfd]);
    expect(spelled([nfd], [nfc], [])).toEqual([nfd]);
  });
  test('names of another type are others, and nothing is left after all was forgotten', () => {
    const forms = new NameForms();
    forms.add({ ...gpx(nfd), type: 'FILE' });
    expect(forms.equals(gpx(third))).toEqual([gpx(nfc)]);
    expect(forms.equals({ ...gpx(third), type: 'FILE' }).map(({ name }) => name)).toEqual([nfc, nfd]);
    expect(forms.equals({ ...gpx(nfd), type: 'FILE' }), 'a name is no other than itself').toEqual([{ type: 'FILE', name: nfc }]);
    forms.clear();
    expect(forms.equals({ ...gpx(nfc), type: 'FILE' })).toEqual([]);
  });
});
