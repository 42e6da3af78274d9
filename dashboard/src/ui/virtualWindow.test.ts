import { describe, expect, it } from 'vitest';
import { rowWindow } from './virtualWindow';

describe('rowWindow', () => {
  it('rowWindow_topOfALongList_drawsAScreenAndALittle', () => {
    const shown = rowWindow(100_000, 40, -200, 900);
    expect(shown.first).toBe(0);
    expect(shown.last).toBeLessThan(60);
    expect(shown.before).toBe(0);
    expect(shown.before + (shown.last - shown.first) * 40 + shown.after).toBe(4_000_000);
  });

  it('rowWindow_anywhere_coversWhatIsSeen', () => {
    for (let top = 0; top < 4_000_000 - 900; top += 12_347) {
      const shown = rowWindow(100_000, 40, top, 900);
      expect(shown.first * 40).toBeLessThanOrEqual(top);
      expect(shown.last * 40).toBeGreaterThanOrEqual(top + 900);
      expect(shown.last - shown.first).toBeLessThan(90);
      expect(shown.before + (shown.last - shown.first) * 40 + shown.after).toBe(4_000_000);
    }
  });

  it('rowWindow_smallSteps_changeNothing', () => expect(rowWindow(1000, 40, 20_005, 900)).toEqual(rowWindow(1000, 40, 20_035, 900)));

  it('rowWindow_fewRows_drawsAll', () => expect(rowWindow(3, 40, 0, 900)).toEqual({ first: 0, last: 3, before: 0, after: 0 }));

  it('rowWindow_noRows_isEmpty', () => expect(rowWindow(0, 40, 500, 900)).toEqual({ first: 0, last: 0, before: 0, after: 0 }));
});
