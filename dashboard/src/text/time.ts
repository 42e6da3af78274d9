// Times and spans in words. Pure: `now` always comes from outside.

const units: [string, number][] = [['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1000]];

/** `1 d 4 h`, `12 min 30 s`, `850 ms`: the two largest units that matter. */
export function span(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  const total = Math.abs(ms);
  if (total < 10) return `${trim(total)} ms`;
  if (total < 1000) return `${Math.round(total)} ms`;
  if (total < 10_000) return `${trim(total / 1000)} s`;
  let rest = Math.round(total / 1000) * 1000;
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    if (count === 0) { if (parts.length > 0) break; continue; }
    parts.push(`${count} ${name}`);
    rest -= count * size;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

const trim = (value: number): string => String(Math.round(value * 10) / 10);

/** `in 5 min`, `12 s ago`, `now`: one unit, because it changes while one looks at it. */
export function relative(at: number, now: number): string {
  const difference = at - now;
  const size = Math.abs(difference);
  if (size < 1500) return 'now';
  const [name, unit] = units.find(([, one]) => size >= one) ?? ['s', 1000];
  const count = unit === 86_400_000 && size > 10 * unit ? Math.round(size / unit) : Math.floor(size / unit);
  return difference > 0 ? `in ${count} ${name}` : `${count} ${name} ago`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-12-01 10:00:00.000 UTC`, or the reader's own zone with its offset. */
export function exact(at: number, zone: 'local' | 'utc'): string {
  const { date, clock, name } = fields(at, zone);
  return `${date} ${clock}.${String(new Date(at).getUTCMilliseconds()).padStart(3, '0')} ${name}`;
}

/** `10:00:00` today, else `2026-12-01 10:00`. */
export function short(at: number, now: number, zone: 'local' | 'utc'): string {
  const then = fields(at, zone);
  return then.date === fields(now, zone).date ? then.clock : `${then.date} ${then.clock.slice(0, 5)}`;
}

function fields(at: number, zone: 'local' | 'utc'): { date: string; clock: string; name: string } {
  const local = new Date(at);
  const offset = zone === 'utc' ? 0 : -local.getTimezoneOffset();
  const shifted = new Date(at + offset * 60_000);
  const date = `${shifted.getUTCFullYear()}-${two(shifted.getUTCMonth() + 1)}-${two(shifted.getUTCDate())}`;
  const clock = `${two(shifted.getUTCHours())}:${two(shifted.getUTCMinutes())}:${two(shifted.getUTCSeconds())}`;
  const size = Math.abs(offset);
  return { date, clock, name: zone === 'utc' ? 'UTC' : `UTC${offset < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}` };
}

/** What `<input type="datetime-local">` holds, read in the zone of the page; null if it is no time. */
export function fromInput(value: string, zone: 'local' | 'utc'): string | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/.test(value)) return null;
  const at = Date.parse(zone === 'utc' ? `${value}Z` : value);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** The other way: a time for `<input type="datetime-local" step="1">`. */
export function toInput(at: number, zone: 'local' | 'utc'): string {
  const { date, clock } = fields(at, zone);
  return `${date}T${clock}`;
}

const spanUnits: Record<string, number> = { ms: 1, s: 1000, sec: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of `90`, `1.5 s`, `2h 30m`; a bare number is seconds. Null if it is not such a span. */
export function parseSpan(text: string): number | null {
  const trimmed = text.trim().toLowerCase();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Math.round(Number(trimmed) * 1000);
  const pieces = [...trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)];
  if (pieces.length === 0 || trimmed.replace(/(\d+(?:\.\d+)?)\s*([a-z]+)/g, '').trim() !== '') return null;
  let total = 0;
  for (const [, count, unit] of pieces) {
    const size = spanUnits[unit!];
    if (size === undefined) return null;
    total += Number(count) * size;
  }
  return Math.round(total);
}
