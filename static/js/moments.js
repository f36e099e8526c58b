/* When this page was left and come back to, and in which answer something was pasted (never what). Told to the server
   a few at a time, after coming back. Nothing waits for it, and what gets lost is no drama. */
"use strict";

(() => {
  const { url, id, leg, turn, whole } = document.getElementById("sitting").dataset;
  const KEY = "hoithi:" + id + ":moments";
  const MOST = 40;
  const LATER = 20000;
  const BLINK = 2000; // a reload, or a notification looked at
  let memory = [];
  let durable = true;
  let timer = null;

  if (whole !== "1" || !leg) return;

  function kept() {
    try {
      if (durable) return JSON.parse(localStorage.getItem(KEY) || "[]");
    } catch {
      durable = false;
    }
    return memory;
  }

  function keep(moments) {
    memory = moments.slice(-MOST);
    try {
      if (memory.length) localStorage.setItem(KEY, JSON.stringify(memory));
      else localStorage.removeItem(KEY);
    } catch {
      durable = false; // full or forbidden: memory serves
    }
  }

  function note(kind, number = null) {
    keep(kept().concat({ kind, number, turn: Number(turn), told: 1 + Math.floor(Math.random() * 2e9), at: Date.now() }));
  }

  function comeBack() {
    const moments = kept();
    const last = moments[moments.length - 1];
    if (!last || last.kind !== "left") return;
    if (Date.now() - last.at < BLINK) keep(moments.slice(0, -1));
    else note("back");
    tellSoon();
  }

  /* Spread, so that a hall that looks up together does not knock together. */
  function tellSoon(least = 1000) {
    clearTimeout(timer);
    timer = setTimeout(tell, least + Math.random() * 4000);
  }

  async function tell() {
    const sent = kept();
    if (!sent.length || sent[sent.length - 1].kind === "left") return;
    const now = Date.now();
    const moments = JSON.stringify(
      sent.map((one) => [one.kind, one.told, one.turn, Math.min(Math.max(0, now - one.at), 2e9), one.number]),
    );
    try {
      const answer = await fetch(url + "/moments", { method: "POST", body: new URLSearchParams({ moments }) });
      if (answer.status >= 500) return tellSoon(LATER);
      const told = new Set(sent.map((one) => one.told));
      keep(kept().filter((one) => !told.has(one.told)));
    } catch {
      tellSoon(LATER); // or when the network is back, whichever comes first
    }
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") note("left");
    else comeBack();
  });
  document.addEventListener("paste", (event) => {
    const form = event.target.closest && event.target.closest("form.question");
    if (!form) return;
    note("pasted", Number(form.dataset.number));
    tellSoon();
  });
  window.addEventListener("online", () => tellSoon());
  comeBack(); // the tab was closed, or reloaded
  if (kept().length) tellSoon();
})();
