/** Which rows of a long list are drawn, and how much room the others take. */
export interface RowWindow { first: number; last: number; before: number; after: number }

/**
 * Rows `first` to `last` (exclusive) of `rows` of equal height, when `viewTop` (of the view, in the list) and `viewHeight` are seen;
 * with `overscan` rows to each side, in steps of `overscan`, so that most scrolling draws nothing new.
 */
export function rowWindow(rows: number, rowHeight: number, viewTop: number, viewHeight: number, overscan = 12): RowWindow {
  const step = (value: number) => Math.floor(value / overscan) * overscan;
  const first = Math.min(Math.max(0, step(Math.floor(viewTop / rowHeight)) - overscan), Math.max(0, rows - 1));
  const last = Math.min(rows, Math.max(first, step(Math.ceil((viewTop + viewHeight) / rowHeight)) + 2 * overscan));
  return { first, last, before: first * rowHeight, after: (rows - last) * rowHeight };
}
