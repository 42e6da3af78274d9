import type { JsonSchema } from '../api/types';
import { elements, members } from '../json/rawJson';

// A form over a payload's JSON schema. What is typed stays text until it is sent, so numbers keep their spelling, and what the schema
// says is shown as a hint only: the server is the judge of a payload, and says what is wrong by path.

export type Kind = 'text' | 'number' | 'boolean' | 'choice' | 'list' | 'object' | 'json';

/** What is typed into a field: text (also of numbers and JSON), a switch, a list of lines, or fields by name. Undefined: left out. */
export type Draft = string | boolean | undefined | Draft[] | { [name: string]: Draft };
export type ObjectDraft = { [name: string]: Draft };

const typesOf = (schema: JsonSchema): string[] => (Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type]);

/** The schema meant, after references and after "or null" is taken away. */
export function resolve(schema: JsonSchema, root: JsonSchema, depth = 0): JsonSchema {
  if (depth > 20) return {};
  if (schema.$ref !== undefined) {
    const found = pointer(root, schema.$ref);
    return found === undefined ? {} : resolve({ ...found, description: schema.description ?? found.description }, root, depth + 1);
  }
  const options = (schema.anyOf ?? schema.oneOf)?.filter((one) => !(one.type === 'null'));
  if (options?.length === 1) return resolve({ ...options[0]!, description: schema.description ?? options[0]!.description }, root, depth + 1);
  return schema;
}

function pointer(root: JsonSchema, reference: string): JsonSchema | undefined {
  if (!reference.startsWith('#')) return undefined;
  let at: unknown = root;
  for (const part of reference.slice(1).split('/').filter((one) => one !== '')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return typeof at === 'object' && at !== null ? (at as JsonSchema) : undefined;
}

/** How a resolved schema is asked for; what a form cannot ask is asked as JSON. */
export function kindOf(schema: JsonSchema, root: JsonSchema): Kind {
  if (schema.anyOf !== undefined || schema.oneOf !== undefined) return 'json';
  if (schema.enum !== undefined) return schema.enum.every((value) => value === null || typeof value === 'string') ? 'choice' : 'json';
  const types = typesOf(schema).filter((type) => type !== 'null');
  if (types.length !== 1) return types.length === 2 && types.includes('string') && (types.includes('number') || types.includes('integer')) ? 'number' : 'json';
  switch (types[0]) {
    case 'string': return 'text';
    case 'number': case 'integer': return 'number';
    case 'boolean': return 'boolean';
    case 'object': return schema.properties !== undefined && Object.keys(schema.properties).length > 0 ? 'object' : 'json';
    case 'array': {
      const item = schema.items === undefined ? 'json' : kindOf(resolve(schema.items, root), root);
      return item === 'text' || item === 'number' ? 'list' : 'json';
    }
    default: return 'json';
  }
}

/** Whether a form makes sense at all. */
export const hasForm = (schema: JsonSchema | null): schema is JsonSchema => schema !== null && kindOf(resolve(schema, schema), schema) === 'object';

const numberText = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** The JSON of what was typed; undefined if nothing was, so that the member is left out. */
export function draftToJson(schema: JsonSchema, root: JsonSchema, draft: Draft): string | undefined {
  const meant = resolve(schema, root);
  switch (kindOf(meant, root)) {
    case 'object': {
      const fields = (draft ?? {}) as ObjectDraft;
      const parts = Object.entries(meant.properties ?? {}).flatMap(([name, one]) => {
        const value = draftToJson(one, root, fields[name]);
        return value === undefined ? [] : [`${JSON.stringify(name)}: ${value}`];
      });
      return draft === undefined && parts.length === 0 ? undefined : `{${parts.join(', ')}}`;
    }
    case 'list': {
      const lines = (draft as Draft[] | undefined)?.filter((line) => line !== undefined && line !== '') ?? [];
      return lines.length === 0 ? undefined : `[${lines.map((line) => draftToJson(meant.items!, root, line)).join(', ')}]`;
    }
    case 'boolean': return draft === undefined ? undefined : String(draft);
    case 'number': return draft === undefined || draft === '' ? undefined : numberText.test(String(draft).trim()) ? String(draft).trim() : JSON.stringify(draft);
    // What is no JSON is sent as it is: the server says at which place it cannot be read.
    case 'json': return draft === undefined || String(draft).trim() === '' ? undefined : String(draft);
    default: return draft === undefined || draft === '' ? undefined : JSON.stringify(draft);
  }
}

/** The other way. Null if the form cannot show all of it: members that the schema does not know, or values of other types. */
export function jsonToDraft(schema: JsonSchema, root: JsonSchema, json: string): Draft | null {
  const meant = resolve(schema, root);
  const kind = kindOf(meant, root);
  const text = json.trim();
  if (kind === 'json') return text;
  if (text === 'null') return undefined;
  const value = JSON.parse(text) as unknown;
  switch (kind) {
    case 'object': {
      if (typeof value !== 'object' || Array.isArray(value)) return null;
      const draft: ObjectDraft = {};
      for (const [name, one] of members(text)) {
        const of = meant.properties?.[name];
        const inner = of === undefined ? null : jsonToDraft(of, root, one);
        if (inner === null) return null;
        draft[name] = inner;
      }
      return draft;
    }
    case 'list': {
      if (!Array.isArray(value)) return null;
      const lines = elements(text).map((one) => jsonToDraft(meant.items!, root, one));
      return lines.includes(null) ? null : (lines as Draft[]);
    }
    case 'boolean': return typeof value === 'boolean' ? value : null;
    case 'number': return typeof value === 'number' ? text : null;
    default: return typeof value === 'string' ? value : null;
  }
}

/** What the schema says of a field, in words. */
export function hintOf(schema: JsonSchema): string | undefined {
  const limits: string[] = [];
  if (schema.minimum !== undefined && schema.maximum !== undefined) limits.push(`${schema.minimum} to ${schema.maximum}`);
  else if (schema.minimum !== undefined) limits.push(`at least ${schema.minimum}`);
  else if (schema.maximum !== undefined) limits.push(`at most ${schema.maximum}`);
  if (schema.minLength !== undefined && schema.minLength > 0) limits.push(`${schema.minLength} or more characters`);
  if (schema.maxLength !== undefined) limits.push(`at most ${schema.maxLength} characters`);
  if (schema.format !== undefined) limits.push(schema.format);
  if (schema.pattern !== undefined) limits.push(`like ${schema.pattern}`);
  if (schema.default !== undefined && schema.default !== null) limits.push(`default ${typeof schema.default === 'string' ? schema.default : JSON.stringify(schema.default)}`);
  const text = [schema.description, limits.join(', ')].filter(Boolean).join(' · ');
  return text === '' ? undefined : text;
}

/** A payload to begin with: the required members, empty. */
export function example(schema: JsonSchema, root: JsonSchema): string {
  const meant = resolve(schema, root);
  if (meant.default !== undefined) return JSON.stringify(meant.default);
  switch (kindOf(meant, root)) {
    case 'object':
      return `{${Object.entries(meant.properties ?? {}).filter(([name]) => meant.required?.includes(name)).map(([name, one]) => `${JSON.stringify(name)}: ${example(one, root)}`).join(', ')}}`;
    case 'list': return '[]';
    case 'boolean': return 'false';
    case 'number': return String(meant.minimum ?? 0);
    case 'choice': return JSON.stringify(meant.enum?.[0] ?? '');
    case 'text': return '""';
    case 'json': return typesOf(meant).includes('object') ? '{}' : typesOf(meant).includes('array') ? '[]' : 'null';
  }
}
