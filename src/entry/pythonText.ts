/** Values as Python literals. JSON's escapes are Python's. */

/** A Python string. */
export function pythonText(text: string): string {
  return JSON.stringify(text);
}

/** A Python dict of what an object has; what is undefined is left out. */
export function pythonDict(object: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const entries = Object.entries(object).flatMap(([key, value]) =>
    value === undefined ? [] : [`${pythonText(key)}:${pythonValue(value)}`],
  );
  return `{${entries.join(',')}}`;
}

function pythonValue(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' ? String(value) : pythonText(value);
}
