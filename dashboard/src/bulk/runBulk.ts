import type { BulkOptions, BulkResult, BulkTarget } from '../api/types';

export interface BulkProgress { changed: number; skipped: number; calls: number; more: boolean }

type Call = (target: BulkTarget, options: BulkOptions) => Promise<BulkResult>;

const idsPerCall = 1000;

/**
 * Works through a filter, or through ids, call after call, and tells the progress after each. A replayed job that fails again matches
 * its filter again: so never more jobs than `bound` (what the dry run counted) are taken, where the count was exact. Stops when
 * `stopped` says so; what is done by then stays done.
 */
export async function runBulk(
  call: Call, target: BulkTarget, options: { reason: string | null; bound: number | null; perCall?: number }, stopped: () => boolean, tell: (progress: BulkProgress) => void,
): Promise<BulkProgress> {
  const { reason, bound, perCall = 500 } = options;
  const progress: BulkProgress = { changed: 0, skipped: 0, calls: 0, more: true };
  const take = ({ changed, skipped }: BulkResult) => {
    progress.changed += changed;
    progress.skipped += skipped;
    progress.calls++;
    tell({ ...progress });
    return changed + skipped;
  };
  if ('ids' in target) {
    for (let from = 0; from < target.ids.length && !stopped(); from += idsPerCall)
      take(await call({ ids: target.ids.slice(from, from + idsPerCall) }, { limit: idsPerCall, reason, dry_run: false }));
    progress.more = progress.calls * idsPerCall < target.ids.length;
    return { ...progress };
  }
  while (progress.more && !stopped()) {
    const left = bound === null ? perCall : Math.min(perCall, bound - progress.changed - progress.skipped);
    if (left <= 0) break;
    const answer = await call(target, { limit: left, reason, dry_run: false });
    progress.more = answer.more;
    if (take(answer) === 0) break;
  }
  return { ...progress };
}
