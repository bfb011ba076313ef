import type { Act } from './act.ts';
import type { Message, Travelling } from './network.ts';
import type { SeededRandom } from './random.ts';
import type { World } from './world.ts';

const secondMs = 1000;
const dayMs = 86_400_000;

/** The server gets what travels to it; its answer arrives at once, or travels. */
async function deliver(world: World, one: Travelling, options: { late?: boolean; cutAt?: number } = {}): Promise<string> {
  world.pass(20);
  if (one.answer !== null) {
    one.arrive(one.answer, options.cutAt);
    return `${one.message.from} gets its answer`;
  }
  const answer = await world.handle(one.message);
  if (answer === null) one.fail('connection refused');
  else if (options.late === true) world.network.put({ ...one, answer });
  else one.arrive(answer, options.cutAt);
  return `${told(one.message)} → ${answer?.status ?? 'nothing'}`;
}
const told = (message: Message): string => `${message.from} ${message.method} ${message.path}`;
function next(world: World, draw: SeededRandom): Travelling | null {
  const { length } = world.network.travelling;
  return length === 0 ? null : world.network.take(draw.int(0, length));
}

/** What befalls messages, processes, disks and clocks (R21). */
export const faultActs: Readonly<Record<string, Act>> = {
  deliver: {
    weight: 75,
    async run(world, draw) {
      const one = next(world, draw);
      return one === null ? null : deliver(world, one, { late: world.has('late') && draw.chance(0.1) });
    },
  },
  together: {
    weight: 6,
    kind: 'late',
    async run(world, draw) {
      const some = Array.from({ length: draw.int(2, 5) }, () => next(world, draw)).filter((one) => one !== null);
      if (some.length === 0) return null;
      const jobs = world.has('jobs') && draw.chance(0.3) ? [world.jobs()] : [];
      return (await Promise.all([...some.map((one) => deliver(world, one)), ...jobs])).filter((text) => text !== undefined).join(' + ');
    },
  },
  lose: {
    weight: 3,
    kind: 'network',
    async run(world, draw) {
      const one = next(world, draw);
      if (one === null) return null;
      const isProcessed = one.answer === null && draw.chance(0.6);
      if (isProcessed) await world.handle(one.message);
      one.fail('time out');
      return `${told(one.message)} is lost${isProcessed ? ' after it was carried out' : ''}`;
    },
  },
  cut: {
    weight: 2,
    kind: 'network',
    async run(world, draw) {
      const one = next(world, draw);
      return one === null ? null : `cut: ${await deliver(world, one, { cutAt: draw.int(0, 400) })}`;
    },
  },
  twice: {
    weight: 2,
    kind: 'network',
    async run(world, draw) {
      const one = next(world, draw);
      if (one === null || one.answer !== null) return one === null ? null : deliver(world, one);
      const first = await world.handle(one.message);
      return `twice (${first?.status ?? 'nothing'}): ${await deliver(world, one)}`;
    },
  },
  copyForLater: {
    weight: 2,
    kind: 'late',
    run(world, draw) {
      const { travelling, copies } = world.network;
      const asked = travelling.filter(({ answer, message }) => answer === null && message.method === 'POST');
      if (asked.length === 0) return null;
      const { message } = draw.pick(asked);
      copies.push(message);
      return `a box in between keeps a copy of ${told(message)}`;
    },
  },
  replay: {
    weight: 2,
    kind: 'late',
    async run(world, draw) {
      const { copies } = world.network;
      if (copies.length === 0) return null;
      const [message] = copies.splice(draw.int(0, copies.length), 1);
      const answer = message === undefined ? null : await world.handle(message);
      return message === undefined ? null : `once more: ${told(message)} → ${answer?.status ?? 'nothing'}`;
    },
  },
  wait: {
    weight: 6,
    run(world, draw) {
      const ms = draw.pick([100, secondMs, 3 * secondMs, 20 * secondMs, 120 * secondMs]);
      world.pass(ms);
      return `${ms} ms pass`;
    },
  },
  days: {
    weight: 0.7,
    kind: 'jobs',
    async run(world, draw) {
      const days = draw.pick([1, 10, 31, 31, 62]);
      world.pass(days * dayMs);
      await world.jobs();
      return `${days} days pass, the jobs run`;
    },
  },
  jobs: {
    weight: 1.5,
    kind: 'jobs',
    async run(world, draw) {
      world.pass(draw.pick([secondMs, 3600 * secondMs, 7200 * secondMs]));
      await world.jobs();
      return 'the jobs run';
    },
  },
  serverCrash: {
    weight: 0.8,
    kind: 'server-crash',
    async run(world, draw) {
      const one = next(world, draw);
      world.host.process.dieAfter(draw.int(0, 12));
      const text = one === null ? 'idle' : await deliver(world, one);
      world.host.crash();
      return `the server crashes over: ${text}`;
    },
  },
  serverStart: {
    weight: 8,
    async run(world) {
      if (world.host.isUp) return null;
      await world.host.start();
      return 'the server starts';
    },
  },
  deviceCrash: {
    weight: 1.5,
    kind: 'device-crash',
    run(world, draw) {
      const device = draw.pick(world.devices);
      const isPowerCut = draw.chance(0.5);
      device.restart(isPowerCut);
      return `${device.name} ${isPowerCut ? 'loses power' : 'is killed'}`;
    },
  },
  deviceCrashSoon: {
    weight: 1.5,
    kind: 'device-crash',
    run(world, draw) {
      const device = draw.pick(world.devices);
      const points = draw.int(0, 60);
      device.process.dieAfter(points);
      return `${device.name} will be killed at point ${points}`;
    },
  },
  deviceStart: {
    weight: 3,
    run(world, draw) {
      const dead = world.devices.filter((device) => !device.process.isAlive);
      if (dead.length === 0) return null;
      const device = draw.pick(dead);
      device.restart(draw.chance(0.5));
      return `${device.name} starts again`;
    },
  },
  takeImage: {
    weight: 0.5,
    kind: 'old-image',
    run(world, draw) {
      const device = draw.pick(world.devices);
      device.takeImage();
      return `${device.name} is backed up`;
    },
  },
  putImageBack: {
    weight: 0.5,
    kind: 'old-image',
    run(world, draw) {
      const device = draw.pick(world.devices);
      return !device.isGone && device.putImageBack() ? `${device.name} is restored from its backup` : null;
    },
  },
  backUp: {
    weight: 0.5,
    kind: 'backup',
    run(world) {
      if (!world.host.isUp) return null;
      world.host.backUp();
      return 'the server is backed up';
    },
  },
  restoreBackup: {
    weight: 0.3,
    kind: 'backup',
    async run(world) {
      if (world.isFull || !(await world.host.restoreBackup())) return null;
      await world.rolledBack();
      return 'the server is restored from its backup';
    },
  },
  serverClock: {
    weight: 0.5,
    kind: 'clock',
    run(world, draw) {
      world.host.clock.skew = draw.pick([0, 0, -3_600_000, 3_600_000, -3650 * dayMs, 3650 * dayMs]);
      world.clocksLied = true;
      return `the server's clock is off by ${world.host.clock.skew} ms`;
    },
  },
  deviceClock: {
    weight: 0.5,
    kind: 'clock',
    run(world, draw) {
      const device = draw.pick(world.devices);
      device.clock.skew = draw.pick([0, -60_000, 3_600_000, -3650 * dayMs, 3650 * dayMs]);
      return `the clock of ${device.name} is off by ${device.clock.skew} ms`;
    },
  },
  deviceDisk: {
    weight: 0.6,
    kind: 'disk-full',
    run(world, draw) {
      const device = draw.pick(world.devices);
      device.library.capacity = Number.isFinite(device.library.capacity) ? Number.POSITIVE_INFINITY : draw.int(0, 3000);
      return `${device.name} has room for ${device.library.capacity} bytes`;
    },
  },
  evict: {
    weight: 0.8,
    kind: 'eviction',
    run(world, draw) {
      const browsers = world.devices.filter(({ isBrowser, library }) => isBrowser && library.files().length > 0);
      if (browsers.length === 0) return null;
      const device = draw.pick(browsers);
      const share = draw.pick([0.1, 0.5, 1]);
      const thrown = device.library.files().filter(() => draw.chance(share));
      for (const { key } of thrown) device.throwAway(key);
      return `the browser of ${device.name} throws ${thrown.length} contents away`;
    },
  },
  serverDisk: {
    weight: 0.4,
    kind: 'disk-full',
    run(world) {
      world.isFull = !world.isFull;
      world.host.fill(world.isFull);
      return world.isFull ? "the server's disk is full" : "the server's disk has room again";
    },
  },
  mail: {
    weight: 0.3,
    kind: 'mail',
    run(world) {
      world.host.mails.isDown = !world.host.mails.isDown;
      return `the mail server is ${world.host.mails.isDown ? 'down' : 'up'}`;
    },
  },
  plan: {
    weight: 0.3,
    kind: 'plan',
    async run(world) {
      world.host.plan = world.host.plan === 'pro' ? 'start' : 'pro';
      world.host.crash();
      await world.host.start();
      return `without a purchase everybody has ${world.host.plan}`;
    },
  },
  quota: {
    weight: 0.4,
    kind: 'quota',
    async run(world, draw) {
      world.host.quota = draw.pick([2_000, 6_000, 20_000, 10_000_000]);
      world.host.historyLimit = draw.pick([5_000, 50_000_000]);
      world.host.crash();
      await world.host.start();
      return `the operator sets the quota to ${world.host.quota} bytes`;
    },
  },
};
