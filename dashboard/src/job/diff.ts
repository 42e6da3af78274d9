export interface Piece { text: string; kind: 'same' | 'removed' | 'added' }

/** Longest common subsequence by table; inputs are cut so that the table stays below a million cells. */
function align(before: readonly string[], after: readonly string[]): Piece[] {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      lengths[i * width + j] = before[i] === after[j] ? lengths[(i + 1) * width + j + 1]! + 1 : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
  const pieces: Piece[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) { push(pieces, 'same', before[i]!); i++; j++; }
    else if (j >= after.length || i < before.length && lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) push(pieces, 'removed', before[i++]!);
    else push(pieces, 'added', after[j++]!);
  }
  return pieces;
}

function push(pieces: Piece[], kind: Piece['kind'], text: string): void {
  const last = pieces[pieces.length - 1];
  if (last?.kind === kind) last.text += text;
  else pieces.push({ kind, text });
}

const words = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** What differs between two messages: word by word, or line by line where they are long. Removed before added. */
export function differences(before: string, after: string): Piece[] {
  if (before === after) return [{ kind: 'same', text: before }];
  const cut = before.length * after.length > 250_000 ? lines : words;
  return align(cut(before).slice(0, 990), cut(after).slice(0, 990));
}
