export type Json = Readonly<Record<string, unknown>>;

/** The value, if it is a text: what a stream says is never converted, for that may run into anything. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The value, if it is a whole number that can be told exactly, and not negative. */
export function asNumber(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

export function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
