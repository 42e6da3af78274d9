import { describe, expect, it } from 'vitest';
import type { BulkOptions, BulkResult, BulkTarget } from '../api/types';
import { runBulk } from './runBulk';

const answer = (changed: number, more: boolean, skipped = 0): BulkResult => ({ matched: 0, matched_is_exact: true, changed, skipped, more, dry_run: false });
const never = () => false;
const silent = () => undefined;

describe('runBulk', () => {
  it('runBulk_more_isCalledAgainUntilThereIsNone', async () => {
    const answers = [answer(500, true), answer(500, true, 3), answer(240, false)];
    const told: number[] = [];
    const done = await runBulk(async () => answers.shift()!, { filter: {} }, { reason: null, bound: null }, never, ({ changed }) => told.push(changed));
    expect(done).toEqual({ changed: 1240, skipped: 3, calls: 3, more: false });
    expect(told).toEqual([500, 1000, 1240]);
  });

  it('runBulk_jobsThatMatchAgain_areNotTakenTwice', async () => {
    const limits: number[] = [];
    const call = async (_: BulkTarget, { limit }: BulkOptions) => { limits.push(limit!); return answer(limit!, true); };
    const done = await runBulk(call, { filter: {} }, { reason: null, bound: 620 }, never, silent);
    expect(limits).toEqual([500, 120]);
    expect(done.changed).toBe(620);
  });

  it('runBulk_nothingDone_ends', async () => expect((await runBulk(async () => answer(0, true), { filter: {} }, { reason: null, bound: null }, never, silent)).calls).toBe(1));

  it('runBulk_stopped_endsAfterTheCall', async () => {
    let calls = 0;
    await runBulk(async () => { calls++; return answer(10, true); }, { filter: {} }, { reason: null, bound: null }, () => calls >= 2, silent);
    expect(calls).toBe(2);
  });

  it('runBulk_manyIds_areSentInPieces', async () => {
    const sizes: number[] = [];
    const call = async (target: BulkTarget) => { const { ids } = target as { ids: string[] }; sizes.push(ids.length); return answer(ids.length, false); };
    expect((await runBulk(call, { ids: Array.from({ length: 2300 }, (_, n) => `j${n}`) }, { reason: 'x', bound: null }, never, silent)).changed).toBe(2300);
    expect(sizes).toEqual([1000, 1000, 300]);
  });
});
