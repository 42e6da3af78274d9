import { describe, expect, it } from 'vitest';
import { exact, fromInput, parseSpan, relative, short, span, toInput } from './time';

const now = Date.parse('2026-12-01T10:00:00.000Z');

describe('times in words', () => {
  it.each([[0, 'now'], [1400, 'now'], [5000, 'in 5 s'], [-59_000, '59 s ago'], [-60_000, '1 min ago'], [3_600_000, 'in 1 h'], [-90_000_000, '1 d ago'], [864_000_000 + 50_000_000, 'in 11 d']])(
    'relative_%i_is_%s', (difference, text) => expect(relative(now + difference, now)).toBe(text));

  it.each([[0.6, '0.6 ms'], [850, '850 ms'], [1234, '1.2 s'], [59_999, '1 min'], [90_000, '1 min 30 s'], [3_600_000, '1 h'], [100_800_000, '1 d 4 h'], [86_460_000, '1 d']])(
    'span_%f_is_%s', (ms, text) => expect(span(ms)).toBe(text));

  it('exact_utc_hasMillisecondsAndZone', () => expect(exact(now + 7, 'utc')).toBe('2026-12-01 10:00:00.007 UTC'));

  it('short_today_isTheClock', () => {
    expect(short(now + 5000, now, 'utc')).toBe('10:00:05');
    expect(short(now + 86_400_000, now, 'utc')).toBe('2026-12-02 10:00');
  });

  it('fromInput_utc_isThatTime', () => {
    expect(fromInput('2026-12-01T10:00', 'utc')).toBe('2026-12-01T10:00:00.000Z');
    expect(fromInput('2026-12-01T10:00:05', 'utc')).toBe('2026-12-01T10:00:05.000Z');
    expect(fromInput('', 'utc')).toBeNull();
    expect(fromInput('2026-13-01T10:00', 'utc')).toBeNull();
  });

  it('toInput_andBack_isTheSame', () => {
    for (const zone of ['utc', 'local'] as const) expect(fromInput(toInput(now, zone), zone)).toBe(new Date(now).toISOString());
  });

  it.each([['30', 30_000], ['1.5 s', 1500], ['2h 30m', 9_000_000], ['5 min', 300_000], ['1d', 86_400_000], ['250ms', 250], ['', null], ['soon', null], ['5 lightyears', null], ['-5s', null], ['5s and', null]])(
    'parseSpan_%s_is_%s', (text, ms) => expect(parseSpan(text)).toBe(ms));
});
