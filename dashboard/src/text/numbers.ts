const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `1,240`. */
export const count = (value: number): string => grouped.format(value);

/** `1 job`, `1,240 jobs`. */
export const counted = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** `0`, `0.4`, `12`, `1.2k`: for axes and rates. */
export function brief(value: number): string {
  const size = Math.abs(value);
  if (size >= 1_000_000) return `${one(value / 1_000_000)}M`;
  if (size >= 10_000) return `${Math.round(value / 1000)}k`;
  if (size >= 1000) return `${one(value / 1000)}k`;
  return size >= 10 || size === 0 ? String(Math.round(value)) : one(value);
}

const one = (value: number): string => String(Math.round(value * 10) / 10);

/** `52.6 GB`. */
export function bytes(value: number): string {
  const names = ['B', 'kB', 'MB', 'GB', 'TB'];
  let step = 0;
  while (value >= 1000 && step < names.length - 1) { value /= 1000; step++; }
  return `${step === 0 ? value : one(value)} ${names[step]}`;
}
