/** What a synthetic trace looks like. */
export interface Shape {
  readonly name: ShapeName;
  readonly title: string;
  /** Tasks, all in all. */
  readonly lanes: number;
  /** Of these, the share that lives as long as the trace; the others come and go, and take half of the steps. */
  readonly lasting: number;
}

export type ShapeName = 'wide' | 'long' | 'lanes100k';

export const SHAPES: Readonly<Record<ShapeName, Shape>> = {
  wide: { name: 'wide', title: '10,000 lanes', lanes: 10_000, lasting: 0.2 },
  long: { name: 'long', title: '64 lanes', lanes: 64, lasting: 1 },
  lanes100k: { name: 'lanes100k', title: '100,000 lanes', lanes: 100_000, lasting: 0.1 },
};

/** Whether text names a shape. */
export function isShapeName(name: string): name is ShapeName {
  return name in SHAPES;
}
