/** How fast a counter rises, from one look at it to the next. */
export class Rate {
  #before;

  /** Times in seconds. What it rose by in a second since the time before; undefined at first and when nothing passed. */
  at(time, count) {
    const before = this.#before;
    this.#before = { time, count };
    return before && time > before.time ? Math.max(0, count - before.count) / (time - before.time) : undefined;
  }
}
