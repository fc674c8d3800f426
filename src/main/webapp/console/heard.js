// What a device has sent since its page was opened, beside what the API answered before.

const KEPT = 500;
const SHOWN = 50;

/** The newest readings of one device, as the live stream told them. */
export class Heard {
  #readings = [];

  add(id, reading) {
    this.#readings = [...this.#readings, { ...reading, id }].slice(-KEPT);
  }

  /** The newest messages, the newest first; what the API has answered is the rest. */
  messages(answered) {
    const all = new Map(answered.map((it) => [it.id, { id: it.id, time: it.timestamp, measurement: it.data_type, fields: it.payload, leftOut: it.left_out }]));
    this.#readings.forEach((it) => all.set(it.id, it));
    return [...all.values()].sort((one, other) => other.id - one.id).slice(0, SHOWN);
  }

  /** The last value of each field; those that the API answered may be of several series, which events do not tell apart. */
  values(answered) {
    const values = answered.map((it) => ({ ...it }));
    for (const { time, measurement, fields } of this.#readings) {
      for (const [field, value] of Object.entries(fields)) {
        const known = values.filter((it) => it.measurement === measurement && it.field === field);
        if (known.length === 0) {
          values.push({ measurement, field, value, time });
        } else if (known.length === 1 && Date.parse(time) >= Date.parse(known[0].time)) {
          Object.assign(known[0], { value, time });
        }
      }
    }
    return values;
  }

  /** Points of a chart, and behind them each reading that came since: the next answer has them in its windows. */
  points(answered, { measurement, field }) {
    const points = [...answered];
    for (const { time, fields, ...it } of this.#readings) {
      const last = points.length === 0 ? 0 : Date.parse(points.at(-1)[0]);
      if (it.measurement === measurement && typeof fields[field] === "number" && Date.parse(time) > last) {
        points.push([time, fields[field]]);
      }
    }
    return points;
  }
}
