/** The emulated database: the present state, and what reads may see of it while a consistency delay is set. */
export class Projection<State extends object> {
  state: State;
  #delayMs = 0;
  #visible: State;
  #pending: { readonly from: number; readonly copy: State }[] = [];

  constructor(state: State) {
    this.state = state;
    this.#visible = state;
  }

  replace(state: State): void {
    this.state = state;
    this.#visible = state;
    this.#pending = [];
    this.delay(this.#delayMs);
  }

  get delayMs(): number {
    return this.#delayMs;
  }

  /** Reads lag this many milliseconds behind writes from now on; 0 makes them current again. */
  delay(milliseconds: number): void {
    this.#delayMs = milliseconds;
    this.#pending = [];
    this.#visible = milliseconds === 0 ? this.state : structuredClone(this.state);
  }

  /** To be called after each write. */
  written(now: number): void {
    if (this.#delayMs > 0) this.#pending.push({ from: now + this.#delayMs, copy: structuredClone(this.state) });
  }

  view(now: number): State {
    while (this.#pending[0] !== undefined && this.#pending[0].from <= now) {
      this.#visible = this.#pending[0].copy;
      this.#pending.shift();
    }
    return this.#visible;
  }
}
