import { describe, expect, it } from 'vitest';
import { blocksNow } from '../../src/core/analysis/blocking.ts';
import { LineCosts } from '../../src/core/analysis/lineCosts.ts';
import { dump } from '../../src/core/export/dump.ts';
import { FrameSplitter } from '../../src/core/frameSplitter.ts';
import { TraceBuilder } from '../../src/core/traceBuilder.ts';
import { FRAME, encodePause } from '../../src/core/wire.ts';
import { TraceWriter } from './traceWriter.ts';
import { fullTrace } from './fullTrace.ts';
import { build, smallTrace } from './smallTrace.ts';

/** Asks a trace everything that goes through all of it. */
function askAll(trace: TraceBuilder): void {
  const costs = new LineCosts();
  costs.update(trace);
  JSON.stringify([dump(trace), costs.all(), blocksNow(trace)]);
}

describe('a stream', () => {
  it('gives the same trace however it is cut', () => {
    const bytes = fullTrace().bytes();
    const whole = dump(build(bytes));
    for (let cut = 0; cut <= bytes.length; cut += cut < 40 ? 1 : 3) {
      const builder = new TraceBuilder();
      builder.push(bytes.subarray(0, cut));
      builder.push(bytes.subarray(cut));
      expect(dump(builder), `cut at byte ${cut}`).toEqual(whole);
    }
    const byteByByte = new TraceBuilder();
    for (const byte of bytes) byteByByte.push(Uint8Array.of(byte));
    expect(dump(byteByByte)).toEqual(whole);
    expect(whole.problems).toEqual(['probe: hooks: removed itself']);
  });

  it('is cut at the ends of its frames, in whichever pieces it comes', () => {
    const stream = smallTrace().bytes();
    for (const size of [1, 2, 3, 4, 5, 7, 13, 64, 1_000, stream.length]) {
      const [splitter, whole] = [new FrameSplitter(), new TraceBuilder()];
      const parts: Uint8Array[] = [];
      // What comes last is not whole.
      for (let at = 0; at < stream.length - 1; at += size) {
        const part = splitter.push(stream.subarray(at, Math.min(at + size, stream.length - 1)));
        parts.push(part);
        whole.push(part);
        // Other frames can follow at once.
        if (parts.some(({ length }) => length > 0)) whole.push(encodePause(1, false));
      }
      const given = Buffer.concat(parts);
      expect(given.equals(stream.subarray(0, given.length))).toBe(true);
      expect(given.length).toBe(stream.length - 13);
      expect(whole.problems.map(({ source }) => source)).toEqual(['probe']);
    }
  });

  it('opens from any prefix, without a problem', () => {
    const bytes = fullTrace().bytes();
    for (let cut = 0; cut <= bytes.length; cut++) {
      const faults = build(bytes.subarray(0, cut)).problems.filter((problem) => problem.source === 'stream');
      expect(faults, `cut at byte ${cut}`).toEqual([]);
    }
  });

  it('survives every single damaged byte', () => {
    const bytes = fullTrace().bytes();
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at] = damaged[at]! ^ [0x01, 0x80, 0xff][at % 3]!;
      const trace = build(damaged);
      expect(trace.problems.length).toBeLessThanOrEqual(100);
      askAll(trace);
    }
  }, 30_000);

  it('survives random frames behind a good begin', () => {
    let seed = 1;
    const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    for (let round = 0; round < 500; round++) {
      const writer = fullTrace();
      for (let i = 0; i < 5; i++)
        writer.frame(
          1 + random(34),
          Uint8Array.from({ length: random(200) }, () => random(random(2) ? 256 : 4)),
        );
      askAll(build(writer.bytes()));
    }
  });

  it('is refused when it is something else, or of another version', () => {
    expect(build(Buffer.from('GET / HTTP/1.1\r\n')).problems[0]?.message).toContain('not a Coroscope trace');
    const newer = smallTrace().bytes();
    newer[7] = 3;
    expect(build(newer).problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('made by version 3 of the protocol; this reads version 2'),
    ]);
  });

  it('stops at an impossible length and keeps what came before', () => {
    const bytes = new Uint8Array([...smallTrace().bytes(), FRAME.runs, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]);
    const trace = build(bytes);
    expect(trace.problems.slice(1).map((problem) => problem.message)).toEqual([
      expect.stringContaining('the rest is unreadable'),
    ]);
    expect(trace.tasks).toHaveLength(2);
  });

  it('skips frames of unknown kind and bytes behind known fields', () => {
    const writer = new TraceWriter().header().frame(200, Buffer.from('from the future'));
    writer.frame(FRAME.finish, Buffer.from([7, 0, 0, 0, 0, 0, 0, 0, 99, 99]));
    const trace = build(writer.bytes());
    expect(trace.problems).toEqual([]);
    expect(trace.finished).toBe(7);
  });

  it.each([
    ['header', FRAME.header, '{"pid":{"toString":1,"valueOf":1},"wall":1e999,"argv":[{"toString":1}]}'],
    ['loop', FRAME.loop, '{"id":1,"at":1e999,"class":[],"thread":{"id":{"valueOf":1},"name":7}}'],
    ['loop without a thread', FRAME.loop, '{"id":1,"at":-5,"thread":null}'],
    ['problem', FRAME.problem, `{"where":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
  ])('takes a %s with values of any kind', (_, kind, json) => {
    const trace = build(new TraceWriter().frame(kind, Buffer.from(json)).header().finish(5).bytes());
    expect(trace.finished).toBe(5);
    expect(Number.isSafeInteger(trace.now)).toBe(true);
    JSON.stringify(dump(trace));
  });

  it('lets no few bytes claim many entries', () => {
    for (const kind of [FRAME.places, FRAME.sites, FRAME.groups, FRAME.tasks, FRAME.callbacks, FRAME.ends]) {
      const million = Buffer.from([0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
      expect(build(new TraceWriter().frame(kind, million).bytes()).problems, `kind ${kind}`).toHaveLength(1);
    }
  });

  it('refuses a frame that claims more entries than it can hold', () => {
    const entries = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0]);
    expect(build(new TraceWriter().frame(FRAME.callbacks, entries).bytes()).problems).toHaveLength(1);
  });
});

describe('text', () => {
  it.each([
    ['plain', 'plain'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['naïve ☕ 𝄞', 'naïve ☕ 𝄞'],
    ['nul \0 and\nline', 'nul \0 and\nline'],
  ])('%j arrives as it is', (name, expected) => {
    const trace = build(new TraceWriter().loop().task(1, { name }).bytes());
    expect(trace.tasks[0]?.name).toBe(expected);
  });

  it('with invalid UTF-8 shows replacement characters', () => {
    const bytes = new TraceWriter().loop().task(1, { name: 'abcdef' }).bytes();
    const at = Buffer.from(bytes).indexOf('abcdef');
    bytes.set([0x61, 0xff, 0xed, 0xa0, 0x80, 0xc3], at);
    expect(build(bytes).tasks[0]?.name).toBe('a\ufffd\ufffd\ufffd\ufffd\ufffd');
  });
});
