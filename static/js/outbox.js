/* Taps that the server has not acknowledged yet: the newest of each question, in the phone's storage, and in memory
   where the phone forbids that or has no room. Pages of one browser share them. Whatever waits is sent together, again
   and again with growing pauses, until `send` says that it is settled. */
"use strict";

class Outbox {
  static TOGETHER = 50; // in one request: more than a paper has, and far less than a request may be large

  /* key: one per attempt, so that nothing is ever sent into somebody else's. last: the highest number of a tap that the
     server has. send(taps) resolves to those that are settled; the others, or all where it rejects, are tried again.
     changed() is called whenever what waits has changed, changed(true) when another page did it. */
  constructor(key, last, send, changed) {
    this.key = key;
    this.last = last;
    this.send = send;
    this.changed = changed;
    this.failures = 0;
    this.stopped = false;
    this.busy = false;
    this.timer = null;
    this.durable = true;
    this.memory = {};
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("storage", (event) => {
      if (event.key && event.key.startsWith(this.key + ":tap:")) this.changed(true);
    });
  }

  static isNewer(one, other) {
    return one.turn > other.turn || (one.turn === other.turn && one.tap > other.tap);
  }

  get count() {
    return this.all().length;
  }

  get(number) {
    const stored = JSON.parse(this._read("tap:" + number) || "null");
    const kept = this.memory[number] || null;
    return stored && kept ? (Outbox.isNewer(kept, stored) ? kept : stored) : stored || kept;
  }

  /* The oldest first. */
  all() {
    const numbers = new Set(Object.keys(this.memory).concat(this._stored()));
    const taps = Array.from(numbers, (number) => this.get(number)).filter(Boolean);
    return taps.sort((one, other) => (Outbox.isNewer(one, other) ? 1 : -1));
  }

  /* A new tap gets the next number, whichever page of this browser it was made on. */
  put(tap) {
    this.last = Math.max(this.last, Number(this._read("last"))) + 1;
    const made = Object.assign({}, tap, { tap: this.last });
    this._write("last", this.last);
    if (this._write("tap:" + tap.number, JSON.stringify(made))) delete this.memory[tap.number];
    else this.memory[tap.number] = made;
    this.changed();
    if (!this.failures) this.hurry();
  }

  /* The tap is settled, unless a newer one has taken its place meanwhile. */
  drop(tap) {
    const waits = this.get(tap.number);
    if (waits && !Outbox.isNewer(waits, tap)) this._forget(tap.number);
  }

  empty() {
    for (const tap of this.all()) this._forget(tap.number);
    this._remove("last");
    this.changed();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  resume() {
    this.stopped = false;
    this.hurry();
  }

  hurry() {
    clearTimeout(this.timer);
    this._work();
  }

  async _work() {
    if (this.busy || this.stopped) return;
    const taps = this.all().slice(0, Outbox.TOGETHER);
    if (!taps.length) return;
    this.busy = true;
    let settled = [];
    try {
      settled = await this.send(taps);
    } catch {
      settled = [];
    }
    this.busy = false;
    this.failures = settled.length ? 0 : this.failures + 1;
    for (const tap of settled) this.drop(tap);
    this.changed();
    if (settled.length) this._work();
    else if (!this.stopped) this.timer = setTimeout(() => this._work(), this._pause());
  }

  /* 1, 2, 4 … at most 15 seconds, give or take a quarter. */
  _pause() {
    return Math.min(15, 2 ** (this.failures - 1)) * 1000 * (0.75 + Math.random() * 0.5);
  }

  _forget(number) {
    delete this.memory[number];
    this._remove("tap:" + number);
  }

  /* The numbers of the questions with a tap in storage: one item each, so that two pages never overwrite each other's. */
  _stored() {
    const prefix = this.key + ":tap:";
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    } catch {
      this.durable = false;
      return [];
    }
  }

  _read(name) {
    try {
      return localStorage.getItem(this.key + ":" + name);
    } catch {
      this.durable = false;
      return null;
    }
  }

  _write(name, text) {
    try {
      localStorage.setItem(this.key + ":" + name, text);
      return true;
    } catch {
      this.durable = false; // full or forbidden: memory serves, and the page says so
      return false;
    }
  }

  _remove(name) {
    try {
      localStorage.removeItem(this.key + ":" + name);
    } catch {
      this.durable = false;
    }
  }
}
