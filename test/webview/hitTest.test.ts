import { describe, expect, it } from 'vitest';
import { BlockIndex } from '../../webview/blockIndex.ts';
import { ROW_HEIGHT } from '../../webview/boxes.ts';
import { Boxes, Strips } from '../../webview/picture.ts';
import { describeHit } from '../../webview/describeHit.ts';
import { hitTest } from '../../webview/hitTest.ts';
import { layoutRows } from '../../webview/layout.ts';
import { rowTop } from '../../webview/lanes/rowPlaces.ts';
import { rangeOf } from '../../webview/selection.ts';
import { build, smallTrace } from '../core/smallTrace.ts';
import { denseTrace, shopTrace } from './sampleTraces.ts';
import { sceneOf } from './scene.ts';

const WIDTH = 1200;

describe('hit testing', () => {
  for (const [name, bytes] of [
    ['a small trace', smallTrace().bytes()],
    ['a server', shopTrace().writer.bytes()],
    ['dense lanes', denseTrace(5, 500).bytes()],
  ] as const)
    it(`finds each box of ${name} at its middle`, () => {
      const trace = build(bytes);
      const scene = sceneOf(trace, { begin: 0, end: trace.now * 1.02 }, WIDTH);
      const boxes = new Boxes();
      const strips = new Strips();
      layoutRows({ ...scene, blocks: new BlockIndex() }, boxes, strips);
      expect(boxes.length + strips.length).toBeGreaterThan(5);
      const hitAt = (row: number, x: number) => hitTest(scene, x, rowTop(scene.rows, row, scene.scroll) + 12);
      for (let box = 0; box < boxes.length; box++) {
        const [row, x0, x1] = [boxes.row[box]!, boxes.x0[box]!, boxes.x1[box]!];
        const hit = hitAt(row, (x0 + x1) / 2);
        expect(hit?.row).toBe(row);
        if (x1 - x0 <= 5) continue;
        const range = hit?.piece ? rangeOf(trace, hit.piece) : null;
        expect(range).toEqual({ begin: boxes.from[box], end: boxes.to[box] });
      }
      for (let strip = 0; strip < strips.length; strip++)
        for (let cell = 0; cell < strips.count[strip]!; cell++) {
          const from = strips.from[strip]! + cell * strips.size[strip]!;
          const hit = hitAt(strips.row[strip]!, strips.x0[strip]! + (cell + 0.5) * strips.cell[strip]!);
          expect(hit?.row).toBe(strips.row[strip]);
          expect(hit?.merged).toEqual({ from, to: from + strips.size[strip]! });
        }
    });

  it('answers nothing below the rows, and a row without a piece beside a task’s life', () => {
    const trace = build(smallTrace().bytes());
    const scene = sceneOf(trace, { begin: 0, end: 12_000 }, WIDTH);
    expect(hitTest(scene, 10, 5000)).toBeNull();
    const beside = hitTest(scene, 1150, ROW_HEIGHT * 2 + 5);
    expect(beside).toMatchObject({ row: 2, piece: null });
    expect(describeHit(trace, beside!, scene)).toBeNull();
  });

  it('says of a merged box how its time was spent', () => {
    const trace = build(denseTrace(3, 5000).bytes());
    const scene = sceneOf(trace, { begin: 0, end: trace.now }, 200);
    const tip = describeHit(trace, hitTest(scene, 30, ROW_HEIGHT + 5)!, scene);
    expect(tip?.title).toMatch(/^\d+ steps here; zoom in/);
    expect(tip?.lines.map(([label]) => label)).toEqual(['Ran', 'Stood ready', 'Suspended', 'Task']);
  });
});
