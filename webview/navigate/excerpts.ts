import type { Excerpt, FromView } from '../../src/core/messages.ts';
import type { PlaceId } from '../../src/core/units.ts';

/** So many are kept: the oldest go first. */
const MOST = 200;

/** So many may be asked for at once. */
const MOST_ASKED = 24;

/** The source around places, as far as the host has sent it. */
export class Excerpts {
  private readonly post: (message: FromView) => void;
  private readonly known = new Map<PlaceId, Excerpt>();
  private readonly asked = new Set<PlaceId>();
  private generation = -1;

  constructor(post: (message: FromView) => void) {
    this.post = post;
  }

  /** The source around a place; undefined as long as it is not known, or cannot be read. */
  of(place: PlaceId): Excerpt | undefined {
    const excerpt = this.known.get(place);
    return excerpt !== undefined && excerpt.lines.length > 0 ? excerpt : undefined;
  }

  /** Asks the host for what is missing, of the stream of that generation. */
  want(generation: number, places: readonly PlaceId[]): void {
    if (generation !== this.generation) this.begin(generation);
    const missing = [...new Set(places)]
      .filter((place) => place > 0 && !this.known.has(place) && !this.asked.has(place))
      .slice(0, MOST_ASKED);
    if (missing.length === 0) return;
    for (const place of missing) this.asked.add(place);
    this.post({ type: 'readPlaces', generation, places: missing });
  }

  /** Takes what the host sends; an answer to what is no longer asked is nothing. */
  take(generation: number, excerpts: readonly Excerpt[]): void {
    if (generation !== this.generation) return;
    for (const excerpt of excerpts) {
      if (!this.asked.delete(excerpt.place)) continue;
      this.known.set(excerpt.place, excerpt);
      if (this.known.size > MOST) this.known.delete(this.known.keys().next().value!);
    }
  }

  private begin(generation: number): void {
    this.generation = generation;
    this.known.clear();
    this.asked.clear();
  }
}
