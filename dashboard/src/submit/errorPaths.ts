/** The path of a member below another, as the server writes it: odd names are quoted. */
export const below = (path: string, name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) ? (path === '' ? name : `${path}.${name}`) : `${path}['${name}']`;

export type Errors = Readonly<Record<string, readonly string[]>>;

/** The messages about one value, and with `deep` about what is inside it (with the rest of the path before each). */
export function errorsAt(errors: Errors, path: string, deep = false): string[] {
  const found = [...(errors[path] ?? [])];
  if (deep)
    for (const [at, texts] of Object.entries(errors))
      if (at.startsWith(path) && /^[.[]/.test(at.slice(path.length))) found.push(...texts.map((text) => `${at.slice(path.length).replace(/^\./, '')}: ${text}`));
  return found;
}

/** What no shown field is responsible for. */
export function unplaced(errors: Errors, shown: readonly string[]): Errors {
  return Object.fromEntries(Object.entries(errors).filter(([at]) => !shown.some((path) => at === path || at.startsWith(path) && /^[.[]/.test(at.slice(path.length)))));
}
