import { printable } from '../core/format.ts';
import type { About } from './about.ts';
import { escapeMarkdown } from './hints/markdown.ts';
import { redact, type Secrets } from './redact.ts';

/** All that the diagnostics tell. Texts may be of any origin. */
export interface DiagnosticsFacts {
  /** When this was asked for, as ISO 8601. */
  readonly when: string;
  /** What there is, by its name: versions, where it runs. */
  readonly environment: readonly Row[];
  readonly isTrusted: boolean;
  /** Settings that differ from their defaults, with their values as JSON. */
  readonly settings: readonly Row[];
  readonly programs: readonly ProgramFacts[];
  readonly recordings: readonly RecordingFacts[];
  /** The newest lines of the log, oldest first. */
  readonly log: readonly string[];
  /** What is taken out of all of it. */
  readonly secrets: Secrets;
}

/** A name, and what is told of it. */
export type Row = readonly [name: string, value: string];

/** A process with a debug session. */
export interface ProgramFacts {
  readonly name: string;
  /** How it was started, its state, and so on. */
  readonly rows: readonly Row[];
  /** Why nothing is known of it; null where that is not so. */
  readonly whyNothing: string | null;
  /** What its probe answered, or why it did not. */
  readonly about: About | string;
}

/** A recording of this window. */
export interface RecordingFacts {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly problems: readonly string[];
}

/** So much of a text is looked at, and so much of what is left of it then is shown. */
const MOST_READ = 10_000;
const MOST_VALUE = 300;
const MOST_PROBLEMS = 10;
const MOST_NAMES = 20;

/** What the Python interpreters are that programs are recorded of. */
const SUPPORTED = 'CPython 3.9 to 3.15';

/** The diagnostics as a document in Markdown, without secrets. */
export function diagnosticsText(facts: DiagnosticsFacts): string {
  return new Report(facts.secrets).text(facts);
}

class Report {
  private readonly secrets: Secrets;

  constructor(secrets: Secrets) {
    this.secrets = secrets;
  }

  text({ when, environment, isTrusted, settings, programs, recordings, log }: DiagnosticsFacts): string {
    const parts = [
      `# Coroscope: Diagnostics\n\n${this.prose(when)}`,
      ...(isTrusted
        ? []
        : [
            '**Restricted Mode: programs are not recorded.** To record them, run *Workspaces: Manage Workspace Trust* and trust this workspace.',
          ]),
      this.table(environment),
      '## Settings that differ from their defaults',
      settings.length === 0 ? 'None.' : this.table(settings),
      '## Programs that are debugged',
      programs.length === 0 ? 'None.' : programs.map((each) => this.program(each)).join('\n\n'),
      '## Recordings, the newest first',
      recordings.length === 0 ? 'None.' : recordings.map((each) => this.recording(each)).join('\n\n'),
      '## Log',
      log.length === 0 ? 'Empty.' : this.block(log),
    ];
    return `${parts.join('\n\n')}\n`;
  }

  private program({ name, rows, whyNothing, about }: ProgramFacts): string {
    const parts = [`### ${this.code(name)}`, this.table(rows)];
    const why = whyNothing ?? (typeof about === 'string' ? about : whyLittle(about));
    if (why !== null) parts.push(`**${this.prose(why)}**`);
    if (typeof about !== 'string') {
      parts.push(this.table(aboutRows(about)));
      if (about.lists.problems.length > 0) parts.push(this.block(some(about.lists.problems, MOST_PROBLEMS)));
    }
    return parts.join('\n\n');
  }

  private recording({ name, rows, problems }: RecordingFacts): string {
    const parts = [`### ${this.code(name)}`, this.table(rows)];
    if (problems.length > 0) parts.push(this.block(some(problems, MOST_PROBLEMS)));
    return parts.join('\n\n');
  }

  private table(rows: readonly Row[]): string {
    const lines = rows.map(
      ([name, value]) => `| ${escapeMarkdown(name)} | ${this.code(value).replaceAll('|', '\\|')} |`,
    );
    return ['| | |', '| --- | --- |', ...lines].join('\n');
  }

  private block(lines: readonly string[]): string {
    return ['```text', ...lines.map((each) => this.line(each).replaceAll('`', '’')), '```'].join('\n');
  }

  private code(text: string): string {
    return text === '' ? '—' : `\`${this.line(text).replaceAll('`', '’')}\``;
  }

  private prose(text: string): string {
    return escapeMarkdown(this.line(text));
  }

  /** On one line. First the secrets go: half of one could not be told any more. */
  private line(text: string): string {
    return printable(redact(text.slice(0, MOST_READ), this.secrets), MOST_VALUE);
  }
}

/** What is the matter in a process whose probe answers; null when nothing is. */
function whyLittle({ texts, numbers, lists }: About): string | null {
  if (numbers.supported === 0)
    return `${texts.implementation} ${texts.python} is not supported, so nothing is recorded. Use ${SUPPORTED}.`;
  if (numbers.recording === 0)
    return 'The probe is in this process and does not record: its recording has ended, or the process has not used asyncio yet.';
  if (lists.loops.length === 0)
    return 'No event loop has run yet. Tasks are recorded as soon as there are some.';
  if (lists.refused.length > 0)
    return 'Some functions are not as the probe knows them, for instance because the program replaced them. What they do is not recorded.';
  return null;
}

function aboutRows({ texts, numbers, lists }: About): Row[] {
  const names = (values: readonly string[]): string =>
    values.length === 0 ? 'none' : some(values, MOST_NAMES).join(', ');
  return [
    ['Probe', texts.probe],
    ['Python', `${texts.implementation} ${texts.python} on ${texts.platform}`],
    ['Executable', texts.executable],
    ['Interpreter flags', names(lists.flags)],
    ['debugpy', texts.debugpy || 'not loaded'],
    ['Reports by', texts.transport],
    ['Event loops', names(lists.loops)],
    ['Tasks alive', String(numbers.tasks)],
    ['Hooks', `${lists.hooks.length} set`],
    ['Hooks refused', names(lists.refused)],
    [
      'Waiting to be sent',
      `${numbers.pending} bytes, ${numbers.waiting} messages of the debugger; ${numbers.dropped} runs dropped`,
    ],
    ['Monitoring tools', names(lists.monitoring)],
    ['threading.settrace', numbers.settrace === 1 ? 'set' : 'not set'],
  ];
}

function some(values: readonly string[], most: number): string[] {
  const rest = values.length - most;
  return rest > 0 ? [...values.slice(0, most), `and ${rest} more`] : [...values];
}
