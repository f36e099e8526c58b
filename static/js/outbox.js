/* Taps that the server has not acknowledged yet: the newest of each question, in memory and in the phone's storage.
   They are sent one after another, again and again with growing pauses, until `send` says that one is settled. */
"use strict";

class Outbox {
  /* key: one per attempt, so that nothing is ever sent into somebody else's. send(tap) resolves to true when the tap
     is settled, and rejects or resolves to false to try again. changed() is called whenever what waits has changed. */
  constructor(key, send, changed) {
    this.key = key;
    this.send = send;
    this.changed = changed;
    this.failures = 0;
    this.stopped = false;
    this.busy = false;
    this.timer = null;
    this.durable = true;
    this.waiting = this._read();
    window.addEventListener("online", () => this.hurry());
  }

  get count() {
    return Object.keys(this.waiting).length;
  }

  has(number) {
    return number in this.waiting;
  }

  all() {
    return Object.values(this.waiting).sort((one, other) => one.turn - other.turn || one.tap - other.tap);
  }

  put(tap) {
    this.waiting[tap.number] = tap;
    this._write();
    this.changed();
    if (!this.failures) this.hurry();
  }

  /* The tap is settled, unless a newer one has taken its place meanwhile. */
  drop(tap) {
    const waits = this.waiting[tap.number];
    if (waits && waits.turn === tap.turn && waits.tap === tap.tap) {
      delete this.waiting[tap.number];
      this._write();
    }
  }

  empty() {
    this.waiting = {};
    this._write();
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
    const tap = this.all()[0];
    if (!tap) return;
    this.busy = true;
    let settled = false;
    try {
      settled = await this.send(tap);
    } catch {
      settled = false;
    }
    this.busy = false;
    this.failures = settled ? 0 : this.failures + 1;
    if (settled) this.drop(tap);
    this.changed();
    if (settled) this._work();
    else if (!this.stopped) this.timer = setTimeout(() => this._work(), this._pause());
  }

  /* 1, 2, 4 … at most 15 seconds, give or take a quarter. */
  _pause() {
    return Math.min(15, 2 ** (this.failures - 1)) * 1000 * (0.75 + Math.random() * 0.5);
  }

  _read() {
    try {
      return JSON.parse(localStorage.getItem(this.key) || "{}");
    } catch {
      this.durable = false;
      return {};
    }
  }

  _write() {
    try {
      if (this.count) localStorage.setItem(this.key, JSON.stringify(this.waiting));
      else localStorage.removeItem(this.key);
    } catch {
      this.durable = false; // full or forbidden: memory serves, and the page says so
    }
  }
}
