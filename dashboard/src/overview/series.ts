import type { HistoryPoint } from '../api/types';

export interface Series { name: string; className: string; values: (number | null)[] }

/** Points taken together by `size`, aligned to the clock so that a chart moves left and never flickers. */
export function buckets(points: readonly HistoryPoint[], stepMs: number, size: number): HistoryPoint[][] {
  const groups = new Map<number, HistoryPoint[]>();
  for (const point of points) {
    const at = Math.floor(Date.parse(point.at) / (stepMs * size));
    const group = groups.get(at);
    if (group) group.push(point);
    else groups.set(at, [point]);
  }
  return [...groups.values()];
}

/** Mean per second over a bucket. */
export const perSecond = (bucket: readonly HistoryPoint[], of: (point: HistoryPoint) => number, stepMs: number): number =>
  bucket.reduce((sum, point) => sum + of(point), 0) / ((bucket.length * stepMs) / 1000);

/** The worst of a bucket; null if nothing started in it. */
export function worst(bucket: readonly HistoryPoint[], of: (lateness: NonNullable<HistoryPoint['lateness_ms']>) => number): number | null {
  let found: number | null = null;
  for (const { lateness_ms } of bucket) if (lateness_ms !== null) found = Math.max(found ?? 0, of(lateness_ms));
  return found;
}

/** A round number at or above the largest value: 1, 2 or 5 times a power of ten. */
export function niceTop(values: readonly (number | null)[], least = 1): number {
  const top = Math.max(least, ...values.map((value) => value ?? 0));
  const power = 10 ** Math.floor(Math.log10(top));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= top * 0.999) ?? top;
}

/** The path of a line in a box of `width` by `height`; it breaks where there is no value. */
export function linePath(values: readonly (number | null)[], top: number, width: number, height: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let path = '';
  let pen = false;
  values.forEach((value, index) => {
    if (value === null) { pen = false; return; }
    const x = (index * step).toFixed(1);
    const y = (height - (Math.min(value, top) / top) * height).toFixed(1);
    // A lone value is a short stroke, so that it can be seen.
    path += pen ? `L${x} ${y}` : `M${x} ${y}h.5`;
    pen = true;
  });
  return path;
}
