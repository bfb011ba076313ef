import { expect, test } from 'vitest';
import { firstCheckOf, nextCheckOf, retryAt, timing } from '../../src/plans/timing.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const now = Date.UTC(2026, 10, 21);
const subscription = (expiry: number | null) => ({ source: 'google', kind: 'subscription', expiry }) as const;

test('purchases, section 3: the times, in days, hours and minutes', () => {
  expect(timing).toEqual({
    ...{ unsureMs: 12 * hour, sureMs: 14 * day, fastspringMs: 15 * minute, movedStartMs: 40 * day, youngMs: 3 * day },
    ...{ unconfirmedInAppMs: 5 * day, unconfirmedMs: 15 * day, forgottenMs: 365 * day },
  });
});

test.each<[what: string, expiry: number | null, next: number | null]>([
  ['far from its end: in 14 days', now + 100 * day, now + 14 * day],
  ['in the last fortnight: 12 hours before its end', now + 14 * day, now + 13.5 * day],
  ['exactly 12 hours before its end: at its end', now + 12 * hour, now + 12 * hour],
  ['a moment earlier: then', now + 12 * hour + 1, now + 1],
  ['a moment before its end: at its end', now + 1, now + 1],
  ['at its end: every 12 hours', now, now + 12 * hour],
  ['to the end of the 15 days in which it may be renewed', now - 15 * day + 1, now + 12 * hour],
  ['then every 14 days', now - 15 * day, now + 14 * day],
  ['for a year', now - 365 * day + 1, now + 14 * day],
  ['and never by itself after it', now - 365 * day, null],
  ['without an end: every 14 days', null, now + 14 * day],
])('purchases, section 3: a subscription is checked next, %s', (_what, expiry, next) => {
  expect(nextCheckOf(subscription(expiry), now)).toBe(next);
});

test('purchases, section 3: an in-app purchase is checked every 14 days, what this server gave is never', () => {
  expect(nextCheckOf({ source: 'apple', kind: 'in-app', expiry: now - 1000 * day }, now)).toBe(now + 14 * day);
  for (const source of ['promo', 'grant'] as const)
    expect(nextCheckOf({ source, kind: 'subscription', expiry: now + day }, now)).toBeNull();
});

test('what could not be asked is asked again after as long as it has been so, at least 10 minutes and at most 12 hours', () => {
  const after = (age: number): number => retryAt(now - age, now) - now;
  expect([0, 10 * minute, 11 * minute, 11 * hour, 12 * hour, 13 * hour].map(after)).toEqual([
    10 * minute,
    10 * minute,
    11 * minute,
    11 * hour,
    12 * hour,
    12 * hour,
  ]);
});

test('a claim is looked at at once, one of FastSpring after 15 minutes', () => {
  expect([firstCheckOf('google', now), firstCheckOf('fastspring', now)]).toEqual([now, now + 15 * minute]);
});
