/* The waiting room: a countdown by the server's clock, and word when the round opens. */
"use strict";

(() => {
  const room = document.getElementById("waiting");
  const told = document.getElementById("countdown");
  const ready = document.getElementById("ready");
  const begin = document.getElementById("start"); // only of one who waits and may begin
  const { url, leg } = room.dataset;
  let { step } = room.dataset;
  const words = JSON.parse(room.dataset.words);
  const clock = new ServerClock(Number(room.dataset.now));
  let opens = Number(room.dataset.opens) || null;
  let leaving = false;
  const JUST_MS = 60000; // later the page would warn of the time that is left

  async function ask() {
    const asked = Date.now();
    try {
      const { status, reply } = await askServer(url + "/state");
      if (status !== 200) return;
      clock.hear(reply.now, asked);
      opens = reply.opens;
      if (step === "wait" && reply.step === "start" && begin && reply.now - opens < JUST_MS) show();
      say(true);
      if (reply.step !== step && !leaving) {
        leaving = true;
        location.reload();
      }
    } catch {
      say(false);
    }
  }

  /* It has just opened: nothing else differs from the page as it would be loaded now. */
  function show() {
    step = "start";
    words.ready = words.open;
    for (const place of document.querySelectorAll("[data-open], [data-before]")) place.hidden = "before" in place.dataset;
    begin.parentElement.classList.add("sitting__bar--two");
    document.getElementById("try").classList.remove("button--primary");
  }

  function say(online) {
    if (!ready) return; // nothing is ahead any more
    ready.hidden = false;
    ready.classList.toggle("ready--no", !online);
    ready.querySelector("span").textContent = online ? words.ready : words.offline;
  }

  function tick() {
    if (!opens || !told) return;
    const left = clock.secondsTo(opens);
    told.textContent = left ? ServerClock.told(left) : words.opening;
    if (!left && step === "wait") openSoon();
  }

  /* Not all in the same instant. */
  let asking = false;
  function openSoon() {
    if (asking) return;
    asking = true;
    setTimeout(() => ask().then(() => (asking = false)), 300 + Math.random() * 2000);
  }

  function report() {
    const form = new URLSearchParams({ leg });
    return askServer("/play/presence", form).catch(() => {});
  }

  ask();
  report();
  setInterval(tick, 250);
  everyNow(7.5, ask); // a pause, too, is seen within ten seconds
  everyNow(25, report);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
})();
