/** The debug adapter's messages, real ones and any others, and the answers that come with them. */
import { describe, expect, it } from 'vitest';
import { Answers } from '../../src/host/debug/answers.ts';
import { readDap, type DapSink } from '../../src/host/debug/tracker.ts';

function read(...messages: unknown[]): unknown[][] {
  const calls: unknown[][] = [];
  const note =
    (name: string) =>
    (...given: unknown[]): void =>
      void calls.push([name, ...given]);
  const sink: DapSink = {
    initialized: note('initialized'),
    stopped: note('stopped'),
    resumed: note('resumed'),
    process: note('process'),
    stack: note('stack'),
    own: note('own'),
    ended: note('ended'),
  };
  for (const message of messages) readDap(message, sink);
  return calls;
}

describe('the debug adapter’s messages', () => {
  it('are read as far as they matter', () => {
    const source = { path: '/app/house.py' };
    const frames = { stackFrames: [{ id: 7, name: 'main', line: 12, source }, { id: 8 }] };
    expect(
      read(
        { type: 'event', event: 'initialized' },
        { type: 'event', event: 'process', body: { name: 'x.py', systemProcessId: 4711 } },
        { type: 'event', event: 'stopped', body: { threadId: 1, reason: 'breakpoint' } },
        { type: 'response', command: 'stackTrace', success: true, body: frames },
        { type: 'event', event: 'coroscope', body: { answer: 1 } },
        { type: 'response', command: 'next', success: true },
        { type: 'response', command: 'continue', success: false },
        { type: 'event', event: 'continued', body: { threadId: 1 } },
        { type: 'event', event: 'output', body: { output: 'stopped' } },
        { type: 'event', event: 'terminated' },
      ),
    ).toEqual([
      ['initialized'],
      ['process', 4711],
      ['stopped', 1, 'breakpoint'],
      ['stack', 7, { file: 'house.py', line: 12 }],
      ['own', { answer: 1 }],
      ['resumed'],
      ['resumed'],
      ['ended'],
    ]);
  });

  it('may be anything', () => {
    expect(
      read(
        null,
        undefined,
        'stopped',
        [],
        { type: 'event' },
        { type: 'event', event: 'process' },
        { type: 'event', event: 'process', body: { systemProcessId: 'x' } },
        { type: 'response', command: 'stackTrace', success: true, body: { stackFrames: [null] } },
        { type: 'response', command: 'stackTrace', success: true },
        { type: 'response', command: {}, success: true },
      ),
    ).toEqual([]);
    const [[, thread, reason] = []] = read({
      type: 'event',
      event: 'stopped',
      body: { threadId: {}, reason: 'x'.repeat(1e6) },
    });
    expect([thread, (reason as string).length]).toEqual([0, 100]);
  });
});

describe('where a program stands', () => {
  const placeOf = (frame: object): unknown =>
    read({
      type: 'response',
      command: 'stackTrace',
      success: true,
      body: { stackFrames: [{ id: 1, ...frame }] },
    })[0]?.[2];

  it('is the name of the file of the topmost frame, and the line', () => {
    expect(placeOf({ line: 3, source: { path: 'C:\\app\\shop.py' } })).toEqual({ file: 'shop.py', line: 3 });
    expect(placeOf({ line: 3, source: { name: '<string>' } })).toEqual({ file: '<string>', line: 3 });
    expect(placeOf({ line: 3, source: { path: `/${'x'.repeat(1e6)}` } })).toEqual({
      file: 'x'.repeat(200),
      line: 3,
    });
  });

  it('may not be known', () => {
    for (const frame of [
      {},
      { line: 3 },
      { line: 0, source: { path: '/a.py' } },
      { line: '1', source: { path: '/a.py' } },
      { line: 3, source: { path: 7 } },
    ])
      expect(placeOf(frame)).toBeNull();
  });
});

describe('answers', () => {
  function ask(): { answers: Answers; number: number; answer: Promise<string> } {
    const answers = new Answers();
    const number = answers.number();
    return { answers, number, answer: answers.expect(number) };
  }

  it('come in parts', async () => {
    const { answers, number, answer } = ask();
    expect(answers.take({ answer: number, part: 0, parts: 2, text: 'one ' })).toBe(true);
    expect(answers.take({ answer: number + 1, part: 0, parts: 1, text: 'another' })).toBe(true);
    expect(answers.take({ answer: number, part: 1, parts: 2, text: 'two' })).toBe(true);
    answers.fail(number, 'NoProbe', 'too late');
    expect(await answer).toBe('one two');
  });

  it('may tell what went wrong', async () => {
    const { answers, number, answer } = ask();
    answers.take({ answer: number, fault: 'ValueError' });
    await expect(answer).rejects.toMatchObject({ name: 'Fault', message: 'ValueError' });
  });

  it.each([
    { part: 1, parts: 2, text: '' },
    { part: 0, parts: 1e9, text: '' },
    { part: 0, parts: '1', text: '' },
    { part: 0, parts: 1, text: 'x'.repeat((1 << 20) + 1) },
    { part: 0, parts: 1, text: {} },
    {},
  ])('that cannot be are none: %#', async (body) => {
    const { answers, number, answer } = ask();
    answers.take({ answer: number, ...body });
    await expect(answer).rejects.toMatchObject({ name: 'Fault' });
  });

  it('are told from what else the probe says', () => {
    const { answers } = ask();
    for (const body of [null, 'answer', { stream: 'x' }, { answer: '1' }])
      expect(answers.take(body)).toBe(false);
  });
});
