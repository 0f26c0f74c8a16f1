type Name = (path: readonly string[]) => string;

/** How often the places of requests were there, and how often what holds them was. */
export class Presence {
  readonly #places = new Map<string, { times: number; readonly holder: string }>();
  readonly #holders = new Map<string, number>();

  /** Takes a request down. `name` names its places, those of all items of a list alike. */
  add(request: object, name: Name): void {
    this.#hold('');
    for (const [channel, value] of Object.entries(request)) {
      if (channel === 'body') {
        this.#note(name([channel]), '');
        this.#within(value, [channel], name);
      } else {
        // A parameter belongs to the request itself, whether it has others of its kind or not.
        for (const parameter of Object.keys(value)) this.#note(name([channel, parameter]), '');
      }
    }
  }

  #within(value: unknown, path: readonly string[], name: Name): void {
    if (typeof value !== 'object' || value === null) return;
    const holder = name(path);
    const list = Array.isArray(value);
    if (!list) this.#hold(holder);
    for (const [property, inner] of Object.entries(value)) {
      const to = [...path, property];
      if (!list) this.#note(name(to), holder);
      this.#within(inner, to, name);
    }
  }

  #hold(holder: string): void {
    this.#holders.set(holder, (this.#holders.get(holder) ?? 0) + 1);
  }

  #note(place: string, holder: string): void {
    const { times } = this.#places.get(place) ?? { times: 0 };
    this.#places.set(place, { times: times + 1, holder });
  }

  /** The places that were there as often as what holds them. */
  get certain(): readonly string[] {
    return [...this.#places]
      .filter(([, { times, holder }]) => times === this.#holders.get(holder))
      .map(([place]) => place)
      .sort();
  }
}
