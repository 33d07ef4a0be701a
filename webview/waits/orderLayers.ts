const SWEEPS = 8;

/**
 * Puts the things of each layer in an order in which few links cross, and close to what they are linked with. Links lead from
 * a layer to the next one. Answers the things' middles; two neighbours are at least `apart` from each other.
 */
export function orderLayers(
  layerOf: readonly number[],
  links: readonly (readonly [number, number])[],
  apart: (a: number, b: number) => number,
): readonly number[] {
  const layers: number[][] = [];
  layerOf.forEach((layer, at) => (layers[layer] ??= []).push(at));
  const before: number[][] = layerOf.map(() => []);
  const after: number[][] = layerOf.map(() => []);
  for (const [from, to] of links) {
    after[from]!.push(to);
    before[to]!.push(from);
  }
  const middles = layerOf.map(() => 0);
  for (const layer of layers) spread(layer, middles, apart);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isForth = sweep % 2 === 0;
    const neighbours = isForth ? before : after;
    for (const layer of isForth ? layers : layers.toReversed()) {
      const wished = new Map(
        layer.map((at) => [at, mean(neighbours[at]!, middles) ?? middles[at]!] as const),
      );
      layer.sort((a, b) => wished.get(a)! - wished.get(b)!);
      for (const at of layer) middles[at] = wished.get(at)!;
      spread(layer, middles, apart);
    }
  }
  return middles;
}

/** Moves the things of a layer apart, as little as can be: whoever overlaps is shared out around where they wish to be. */
function spread(layer: readonly number[], middles: number[], apart: (a: number, b: number) => number): void {
  /** Runs of things that touch: where the first one is, and how long its parts are. */
  const runs: { members: number[]; offsets: number[]; start: number }[] = [];
  for (const at of layer) {
    let run = { members: [at], offsets: [0], start: middles[at]! };
    for (let last = runs.at(-1); last !== undefined; last = runs.at(-1)) {
      const end = last.start + last.offsets.at(-1)!;
      const need = apart(last.members.at(-1)!, run.members[0]!);
      if (end + need <= run.start) break;
      runs.pop();
      const shift = last.offsets.at(-1)! + need;
      const members = [...last.members, ...run.members];
      const offsets = [...last.offsets, ...run.offsets.map((offset) => offset + shift)];
      const wish = members.reduce((sum, each, i) => sum + middles[each]! - offsets[i]!, 0) / members.length;
      run = { members, offsets, start: wish };
    }
    runs.push(run);
  }
  for (const { members, offsets, start } of runs)
    members.forEach((each, i) => {
      middles[each] = start + offsets[i]!;
    });
}

function mean(of: readonly number[], middles: readonly number[]): number | null {
  return of.length === 0 ? null : of.reduce((sum, at) => sum + middles[at]!, 0) / of.length;
}
