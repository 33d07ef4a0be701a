import { describe, expect, it } from 'vitest';
import { BlockIndex } from '../../webview/blockIndex.ts';
import { ROW_HEIGHT } from '../../webview/boxes.ts';
import { Boxes } from '../../webview/picture.ts';
import { describeHit } from '../../webview/describeHit.ts';
import { hitTest } from '../../webview/hitTest.ts';
import { layoutRows } from '../../webview/layout.ts';
import { isMerged } from '../../webview/layoutLane.ts';
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
      layoutRows({ ...scene, blocks: new BlockIndex() }, boxes);
      expect(boxes.length).toBeGreaterThan(5);
      for (let box = 0; box < boxes.length; box++) {
        const x = (boxes.x0[box]! + boxes.x1[box]!) / 2;
        const hit = hitTest(scene, x, boxes.row[box]! * ROW_HEIGHT + 12);
        expect(hit?.row).toBe(boxes.row[box]);
        if (isMerged(boxes.style[box]!))
          expect(hit?.merged).toEqual({ from: boxes.from[box], to: boxes.to[box] });
        else if (boxes.x1[box]! - boxes.x0[box]! > 5) {
          const range = hit?.piece ? rangeOf(trace, hit.piece) : null;
          expect(range).toEqual({ begin: boxes.from[box], end: boxes.to[box] });
        }
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
