import { describe, expect, it } from 'vitest';
import { bulkFilter, filterParts, filterSearch, listQuery, narrowed, noFilters, parseFilters, sentence, without } from './filters';

describe('filters and the address', () => {
  it('parseFilters_whatFilterSearchWrote_isTheSame', () => {
    const filters = { ...noFilters, state: ['queued' as const, 'failed' as const], job_type: ['a:b', 'ä ö'], tag: ['x&y=z'], from: '2026-12-01T10:00:00.000Z', order: 'due' as const };
    expect(parseFilters(filterSearch(filters))).toEqual(filters);
  });

  it('filterSearch_noFilters_isEmpty', () => expect(filterSearch(noFilters)).toBe(''));

  it('filterSearch_statesInAnyOrder_isOneAddress', () => {
    expect(filterSearch(parseFilters('?state=failed&state=queued'))).toBe(filterSearch(parseFilters('?state=queued&state=failed')));
  });

  it('parseFilters_nonsense_isLeftOut', () => {
    expect(parseFilters('?state=broken&from=tomorrow&to=2026-12-01T10:00:00&order=up&colour=red&queue=')).toEqual(noFilters);
  });

  it('parseFilters_timeWithOffset_isUtc', () => expect(parseFilters('?from=2026-12-01T10:00:00%2B02:00').from).toBe('2026-12-01T08:00:00.000Z'));

  it('listQuery_repeatedValues_areLists', () => expect(listQuery(parseFilters('?tag=a&tag=b&state=failed'))).toEqual({ tag: ['a', 'b'], state: ['failed'] }));

  it('bulkFilter_orderIsNoPartOfIt', () => expect(bulkFilter(parseFilters('?order=due&queue=mail&to=2026-12-01T10:00:00Z'))).toEqual({ queue: ['mail'], to: '2026-12-01T10:00:00.000Z' }));

  it('without_onePart_keepsTheOthers', () => {
    const filters = parseFilters('?tag=a&tag=b&from=2026-12-01T10:00:00Z');
    const [first] = filterParts(filters);
    expect(without(filters, first!).tag).toEqual(['b']);
    expect(without(filters, filterParts(filters)[2]!).from).toBeNull();
  });

  it('narrowed_noStatesInCommon_isNull', () => {
    expect(narrowed({ state: ['completed'] }, ['failed'])).toBeNull();
    expect(narrowed({}, ['failed', 'cancelled'])).toEqual({ state: ['failed', 'cancelled'] });
    expect(narrowed({ state: ['completed', 'failed'], tag: ['x'] }, ['failed'])).toEqual({ state: ['failed'], tag: ['x'] });
  });

  it('sentence_filters_areSaid', () => {
    expect(sentence({})).toBe('jobs in any state');
    expect(sentence({ state: ['failed'], job_type: ['http'], tag: ['a', 'b'] })).toBe('failed jobs with type “http”, tag “a” and “b”');
  });
});
