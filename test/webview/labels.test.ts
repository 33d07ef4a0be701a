import { describe, expect, it } from 'vitest';
import { SINGLE_GROUP } from '../../src/core/wire.ts';
import { SuspensionLabels } from '../../webview/labels.ts';
import { build } from '../core/smallTrace.ts';
import { TraceWriter } from '../core/traceWriter.ts';

describe('the labels of suspensions', () => {
  it('are told apart by site and by what is waited for, with whatever numbers', () => {
    const writer = new TraceWriter().header().loop(1).task(1, { name: 'first' }).task(2, { name: 'second' });
    const place = writer.place('/app/main.py', 12, 'main');
    for (let i = 0; i < 32; i++) writer.site('task', place);
    writer.site('gather', place);
    writer.group(1, 2);
    const trace = build(writer.bytes());
    const labels = new SuspensionLabels();
    expect(labels.of(trace, 1, SINGLE_GROUP + 1)[1]).toBe('task first');
    expect(labels.of(trace, 33, 1)[1]).toBe('gather ×2');
    expect(labels.of(trace, 1, SINGLE_GROUP + 2).slice(1)).toEqual(['task second', 'second', 'task']);
    expect(labels.of(trace, 1, SINGLE_GROUP + 1)[1]).toBe('task first');
  });
});
