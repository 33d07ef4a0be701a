/** What a rule's findings count for when no run has measured them. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface Rule {
  /** A few words: the title of its chapter in docs/rules.md. */
  readonly title: string;
  readonly severity: Severity;
  /** The flake8-async or ruff rules that look for the same, if any. */
  readonly related: readonly string[];
}

/** Every rule there is. Ids are for ever: they stand in users' `# noqa` comments. */
export const RULES = {
  // A call that blocks the event loop, by what is called; directly, or in functions on the way.
  CORO101: { title: 'Blocking sleep', severity: 'information', related: ['ASYNC251'] },
  CORO102: {
    title: 'Blocking HTTP or other network request',
    severity: 'information',
    related: ['ASYNC210', 'ASYNC212'],
  },
  CORO103: { title: 'Blocking socket or name look-up', severity: 'information', related: [] },
  CORO104: {
    title: 'Blocking wait for a process',
    severity: 'information',
    related: ['ASYNC220', 'ASYNC221', 'ASYNC222'],
  },
  CORO105: { title: 'Blocking file access', severity: 'hint', related: ['ASYNC230', 'ASYNC240'] },
  CORO106: { title: 'Blocking database call', severity: 'information', related: [] },
  CORO107: { title: 'Blocking wait for input', severity: 'information', related: ['ASYNC250'] },
  CORO108: { title: 'Blocking wait for a thread or process', severity: 'information', related: [] },
  CORO109: { title: 'Event loop run inside an event loop', severity: 'error', related: [] },
  CORO110: { title: 'Long computation', severity: 'hint', related: [] },
  CORO111: { title: 'Call that the settings name as blocking', severity: 'information', related: [] },
  // Mistakes with asyncio itself.
  CORO201: { title: 'Coroutine never awaited', severity: 'warning', related: [] },
  CORO202: { title: 'Task not kept', severity: 'warning', related: ['RUF006'] },
  CORO203: { title: 'Await of something that is not awaitable', severity: 'warning', related: [] },
  CORO204: { title: 'Independent awaits one after another', severity: 'hint', related: [] },
  CORO205: { title: 'asyncio.wait given coroutines', severity: 'warning', related: [] },
  CORO206: { title: 'Removed asyncio API', severity: 'error', related: [] },
  CORO207: { title: 'Deprecated asyncio API', severity: 'information', related: [] },
  CORO208: { title: 'Missing async before with or for', severity: 'warning', related: [] },
  CORO209: { title: 'Cancellation swallowed', severity: 'warning', related: ['ASYNC103'] },
  CORO210: { title: 'Coroutine function given where a coroutine is due', severity: 'warning', related: [] },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleId = keyof typeof RULES;

/** Whether a text is the id of a rule. */
export function isRuleId(text: string): text is RuleId {
  return Object.hasOwn(RULES, text);
}
