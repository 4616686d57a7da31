/* The address as plain text: no JSON, a repeated key is a list, an empty value is left out. */

export type Search = Record<string, string | string[]>;

export function parseSearch(text: string): Search {
  const found: Search = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = found[name];
    if (before === undefined) found[name] = value;
    else found[name] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return found;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(search)) {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    for (const one of values) {
      if (typeof one === 'string' && one !== '') parts.push(`${escape(name)}=${escape(one)}`);
      else if (typeof one === 'number' || typeof one === 'boolean')
        parts.push(`${escape(name)}=${String(one)}`);
    }
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/* Colons, commas and slashes are allowed in a query and read better as they are. */
function escape(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%2F', '/');
}

export function one(search: Record<string, unknown>, name: string): string | undefined {
  const value = search[name];
  if (Array.isArray(value)) return one({ first: value[0] }, 'first');
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function many(search: Record<string, unknown>, name: string): string[] | undefined {
  const value: unknown = search[name];
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const texts = values.filter((text): text is string => typeof text === 'string' && text !== '');
  return texts.length === 0 ? undefined : texts;
}

/** An address inside the app, or the start page: never another site. */
export function insidePath(text: string | null | undefined): string {
  return text?.startsWith('/') &&
    !text.startsWith('//') &&
    !text.includes('\\') &&
    !text.startsWith('/signin')
    ? text
    : '/';
}
