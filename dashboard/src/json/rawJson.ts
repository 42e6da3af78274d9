// JSON as text: payloads and results are shown and sent as they are stored. Parsing them would round large numbers (and turn 1.0 into 1).

const isSpace = (c: string | undefined): boolean => c === ' ' || c === '\n' || c === '\r' || c === '\t';

function skipSpace(text: string, at: number): number {
  while (isSpace(text[at])) at++;
  return at;
}

function skipString(text: string, at: number): number {
  for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
  return at + 1;
}

function skipValue(text: string, at: number): number {
  if (text[at] === '"') return skipString(text, at);
  if (text[at] !== '{' && text[at] !== '[') {
    while (at < text.length && !',}]'.includes(text[at]!) && !isSpace(text[at])) at++;
    return at;
  }
  let depth = 0;
  while (at < text.length) {
    const c = text[at]!;
    if (c === '"') { at = skipString(text, at); continue; }
    if (c === '{' || c === '[') depth++;
    if ((c === '}' || c === ']') && --depth === 0) return at + 1;
    at++;
  }
  return at;
}

/** The members of the object that `text` is (valid JSON), each value as its text; empty if it is none. */
export function members(text: string): [name: string, value: string][] {
  const found: [string, string][] = [];
  let at = skipSpace(text, 0);
  if (text[at] !== '{') return found;
  at = skipSpace(text, at + 1);
  while (text[at] === '"') {
    const nameEnd = skipString(text, at);
    const name = JSON.parse(text.slice(at, nameEnd)) as string;
    const start = skipSpace(text, skipSpace(text, nameEnd) + 1);
    const end = skipValue(text, start);
    found.push([name, text.slice(start, end)]);
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return found;
}

/** The elements of the array that `text` is (valid JSON), each as its text. */
export function elements(text: string): string[] {
  const found: string[] = [];
  let at = skipSpace(text, 0);
  if (text[at] !== '[') return found;
  at = skipSpace(text, at + 1);
  while (at < text.length && text[at] !== ']') {
    const end = skipValue(text, at);
    found.push(text.slice(at, end));
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return found;
}

/** The text of a member of the object that `text` is; undefined if it has none of that name. */
export const memberText = (text: string, name: string): string | undefined => members(text).find(([one]) => one === name)?.[1];

/** Valid JSON with line breaks and two spaces a level; every token stays as it is spelled. */
export function indentJson(text: string): string {
  const out: string[] = [];
  let depth = 0;
  const newLine = () => out.push('\n', '  '.repeat(depth));
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const c = text[at]!;
    if (c === '{' || c === '[') {
      const inside = skipSpace(text, at + 1);
      if (text[inside] === '}' || text[inside] === ']') { out.push(c, text[inside]!); at = inside + 1; continue; }
      depth++;
      out.push(c);
      newLine();
      at++;
    } else if (c === '}' || c === ']') { depth--; newLine(); out.push(c); at++; }
    else if (c === ',') { out.push(c); newLine(); at++; }
    else if (c === ':') { out.push(': '); at++; }
    else { const end = skipValue(text, at); out.push(text.slice(at, end)); at = end; }
  }
  return out.join('');
}

/** What is wrong with a text that should be JSON, with line and column where the browser tells the place; null if nothing is. */
export function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const at = /position (\d+)/.exec(message);
    if (at === null) return message;
    const before = text.slice(0, Number(at[1]));
    return `${message.replace(/ in JSON at position.*$/, '')}: line ${before.split('\n').length}, column ${before.length - before.lastIndexOf('\n')}`;
  }
}
