/* The server's time on this phone. Its own clock is used for nothing but counting on from the last answer of the server. */
"use strict";

class ServerClock {
  constructor(now) {
    this.offset = now - Date.now();
    this.surest = Infinity;
  }

  now() {
    return Date.now() + this.offset;
  }

  /* The server said `now` in a reply that was asked for at `asked`; half of the way there and back has passed since.
     A quick reply is believed over a slow one; a jump of the phone's clock is noticed and the newest reply believed. */
  hear(now, asked) {
    const trip = Date.now() - asked;
    const offset = now + trip / 2 - Date.now();
    const jumped = Math.abs(offset - this.offset) > trip / 2 + 1500;
    if (trip >= 0 && (trip <= this.surest * 1.5 || jumped)) {
      this.offset = offset;
      this.surest = Math.max(trip, 20);
    }
  }

  secondsTo(moment) {
    return Math.max(0, Math.ceil((moment - this.now()) / 1000));
  }

  /* 7:42, or 1:07:42 from an hour on. */
  static told(seconds) {
    const pad = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    return (hours ? hours + ":" + pad(minutes) : minutes) + ":" + pad(seconds % 60);
  }
}

/* Ask the server; give up after ten seconds. Resolves to {status, reply}, reply being its JSON. What is no JSON does not
   come from it: a Wi-Fi that wants its own sign-in page seen first, or a server in front of ours. */
async function askServer(url, form) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 10000);
  try {
    const answer = await fetch(url, {
      method: form ? "POST" : "GET",
      body: form,
      keepalive: form && String(form).length < 8000, // what is on its way arrives though the page is closed
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store",
      signal: stop.signal,
    });
    return { status: answer.status, reply: await answer.json() };
  } finally {
    clearTimeout(timer);
  }
}

/* Every so many seconds, a little earlier or later each time, so that a hall of phones does not ask in step. */
function everyNow(seconds, act) {
  const again = () => setTimeout(() => Promise.resolve(act()).catch(() => {}).then(again), seconds * 1000 * (0.8 + Math.random() * 0.4));
  again();
}
