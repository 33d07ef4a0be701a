const CAPACITY = 4096;

/**
 * Room for as many consecutive runs as its arrays are long, filled by `Runs.read`: whoever loops over many runs makes one
 * and reads columns instead of asking run by run.
 */
export class RunBatch {
  readonly capacity: number;
  readonly subject: Uint32Array;
  readonly loop: Uint16Array;
  readonly site: Uint32Array;
  readonly group: Uint32Array;
  readonly begin: Float64Array;
  readonly end: Float64Array;
  readonly ready: Float64Array;

  constructor(capacity = CAPACITY) {
    this.capacity = capacity;
    this.subject = new Uint32Array(capacity);
    this.loop = new Uint16Array(capacity);
    this.site = new Uint32Array(capacity);
    this.group = new Uint32Array(capacity);
    this.begin = new Float64Array(capacity);
    this.end = new Float64Array(capacity);
    this.ready = new Float64Array(capacity);
  }
}
