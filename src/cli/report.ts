import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { LARGEST_SOURCE, excerptOf, isSourcePath, sourceLines } from '../core/excerpt.ts';
import { reportHtml, type ReportExcerpt } from '../core/export/reportHtml.ts';
import type { Place, Trace } from '../core/trace.ts';
import { TraceBuilder } from '../core/traceBuilder.ts';
import { readSource } from '../sources/sourceText.ts';
import { Complaint } from './complaint.ts';

export interface ReportOptions {
  readonly input: string;
  readonly output: string;
  /** Whether the lines of source around places go into the report. */
  readonly withSource: boolean;
}

export const REPORT_USAGE = `usage: coroscope report FILE.tasktrace [-o OUT.html] [--no-source]

Writes one HTML file with the timeline of a recording, for people without VS Code. It opens from disk and needs no network.

-o, --output   the file to write; FILE.html beside the recording when left out
--no-source    leaves out the lines of your source around the places that the recording names
`;

/** What the report is made of, as shipped: beside this script, and the style sheets beside its folder. */
const HERE = dirname(fileURLToPath(import.meta.url));
const SCRIPT = join(HERE, 'webview.js');
const HOST = join(HERE, 'report.js');
const STYLES = ['page.css', 'timeline.css'].map((name) => join(HERE, '..', 'media', name));

/** So many places go into a report, with so many characters of source, at most. */
const MOST_PLACES = 20_000;
const MOST_SOURCE = 8_000_000;

const MEGABYTE = 1024 * 1024;

/** From here on a browser takes long to open a file; from there on it cannot, as its texts are bounded. In characters. */
const LARGE = 256 * MEGABYTE;
const TOO_LARGE = 480 * MEGABYTE;

/** Characters of base64 for a byte. */
const BASE64 = 4 / 3;

/** Reads `report`'s arguments. */
export function parseReport(args: readonly string[]): ReportOptions {
  const files: string[] = [];
  let output: string | undefined;
  let withSource = true;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '-o' || arg === '--output') {
      output = args[++at];
      if (output === undefined) throw new Complaint(`${arg} needs a value`, REPORT_USAGE);
    } else if (arg === '--no-source') withSource = false;
    else if (arg.startsWith('-')) throw new Complaint(`report has no option ${arg}`, REPORT_USAGE);
    else files.push(arg);
  }
  const [input, ...more] = files;
  if (input === undefined || more.length > 0)
    throw new Complaint('report takes one trace file', REPORT_USAGE);
  output ??= `${input.replace(/\.tasktrace$/i, '')}.html`;
  if (resolve(output) === resolve(input))
    throw new Complaint('the report would overwrite the trace file', REPORT_USAGE);
  return { input, output, withSource };
}

/** Writes the report of a trace file. Answers the exit code. */
export async function report({ input, output, withSource }: ReportOptions): Promise<number> {
  const { trace, packed } = await readTrace(input);
  const [script, host, ...styles] = await Promise.all(
    [SCRIPT, HOST, ...STYLES].map((file) => readFile(file, 'utf8')),
  );
  const html = reportHtml({
    name: basename(input),
    script: script!,
    host: host!,
    style: styles.join(''),
    trace: packed,
    excerpts: await excerptsOf(trace, withSource),
    hash: (text) => createHash('sha256').update(text, 'utf8').digest('base64'),
  });
  try {
    await writeFile(output, html);
  } catch (error) {
    throw new Complaint(`cannot write ${output}: ${(error as Error).message}`, '', 1);
  }
  const size = `${megabytes(html.length)} MB`;
  process.stderr.write(`coroscope: wrote ${output} (${size})\n`);
  if (html.length > LARGE)
    process.stderr.write(
      `coroscope: ${size} are much for a browser: it needs several times as much memory to open it\n`,
    );
  return 0;
}

/** The trace of a file, and its bytes compressed, as base64. */
async function readTrace(file: string): Promise<{ trace: Trace; packed: string }> {
  const trace = new TraceBuilder();
  const parts: Buffer[] = [];
  let length = 0;
  try {
    await pipeline(
      createReadStream(file, { highWaterMark: MEGABYTE }),
      async function* (source: AsyncIterable<Buffer>) {
        for await (const bytes of source) {
          trace.push(bytes);
          yield bytes;
        }
      },
      createGzip(),
      async (source: AsyncIterable<Buffer>) => {
        for await (const bytes of source) {
          parts.push(bytes);
          length += bytes.length;
          if (length * BASE64 > TOO_LARGE)
            throw new Complaint(
              `${file} is too large for a browser; look at it in VS Code, with the command 'Coroscope: Open Recording…'`,
              '',
              1,
            );
        }
      },
    );
  } catch (error) {
    if (error instanceof Complaint) throw error;
    throw new Complaint(`cannot read ${file}: ${(error as Error).message}`, '', 1);
  }
  const unreadable = trace.process === null ? trace.problems[0] : undefined;
  if (unreadable !== undefined)
    throw new Complaint(`${file}: ${unreadable.message}; give a file that 'coroscope record' wrote`, '', 1);
  return { trace, packed: Buffer.concat(parts, length).toString('base64') };
}

/** What the report knows of places: where they are, and the lines around them. The user's own come first. */
async function excerptsOf(trace: Trace, withSource: boolean): Promise<readonly ReportExcerpt[]> {
  const places: Place[] = [];
  for (let id = 1; ; id++) {
    const place = trace.place(id);
    if (place === undefined) break;
    places.push(place);
  }
  const ranks = ['user', 'library', 'stdlib'];
  places.sort((a, b) => ranks.indexOf(a.scope) - ranks.indexOf(b.scope));
  const sources = new Map<string, readonly string[] | null>();
  const excerpts: ReportExcerpt[] = [];
  let room = withSource ? MOST_SOURCE : 0;
  for (const place of places.slice(0, MOST_PLACES)) {
    if (room > 0 && !sources.has(place.file)) sources.set(place.file, await sourceOf(place.file));
    const excerpt = excerptOf(place, room > 0 ? (sources.get(place.file) ?? null) : null);
    for (const line of excerpt.lines) room -= line.length;
    excerpts.push({ ...excerpt, line: place.line, where: `${place.file}, ${place.function}` });
  }
  return excerpts;
}

async function sourceOf(file: string): Promise<readonly string[] | null> {
  if (!isSourcePath(file)) return null;
  try {
    const about = await stat(file);
    if (!about.isFile() || about.size > LARGEST_SOURCE) return null;
    return sourceLines(readSource(await readFile(file)).text);
  } catch {
    return null;
  }
}

function megabytes(size: number): string {
  return (size / MEGABYTE).toFixed(1);
}
