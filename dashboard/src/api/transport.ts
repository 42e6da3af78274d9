import { connection } from '../live/connection';
import { Problem } from './problem';

/** A path of the API, below whatever prefix the page itself is served from. */
export const apiUrl = (path: string): string => new URL(path, document.baseURI).href;

export interface Answer { text: string; headers: Headers; status: number }

export interface Call { method?: string; body?: string; headers?: Record<string, string>; signal?: AbortSignal }

/** One request. Every answer below 400 is returned, all else is thrown as a {@link Problem}. */
export async function send(path: string, call: Call = {}): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(apiUrl(path), {
      method: call.method ?? 'GET',
      headers: { ...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }), ...call.headers },
      body: call.body,
      signal: call.signal,
      cache: 'no-store',
    });
    text = await response.text();
  } catch (thrown) {
    if (call.signal?.aborted) throw thrown;
    connection.failed();
    throw Problem.noConnection();
  }
  // A proxy that has lost the scheduler behind it says so in its own words.
  if (response.status === 502 || response.status === 504) connection.failed();
  else connection.answered();
  if (response.status >= 400) throw Problem.read(response.status, text);
  return { text, headers: response.headers, status: response.status };
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return JSON.parse((await send(path, { signal })).text) as T;
}

export async function postJson<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const answer = await send(path, { method: 'POST', body: body === undefined ? undefined : JSON.stringify(body), signal });
  return (answer.text === '' ? undefined : JSON.parse(answer.text)) as T;
}

/** `a=1&a=2&b=3`; what is null, undefined or empty is left out. */
export function query(parameters: Record<string, string | number | readonly string[] | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null || value === undefined || value === '') continue;
    if (Array.isArray(value)) for (const one of value as readonly string[]) search.append(name, one);
    else search.append(name, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
