/* The receipt, on a phone that still holds taps: it was away when the attempt ended. They are sent once more, for one may
   have arrived with only its acknowledgement lost; which ones did not make it is then said. */
"use strict";

(async () => {
  const { url, id } = document.getElementById("receipt").dataset;
  const outbox = new Outbox("hoithi:" + id, 0, () => [], () => {});
  outbox.stop();
  const taps = outbox.all();
  if (!taps.length) return;
  const sent = taps.map((tap) => [tap.number, tap.turn, tap.tap, tap.given]);
  const { status, reply } = await askServer(url + "/answers", new URLSearchParams({ taps: JSON.stringify(sent) }));
  if (status !== 200 || reply.answers.some((told) => told.status >= 500)) return; // the next visit tries again
  const missed = taps.filter((tap, place) => reply.answers[place].status).map((tap) => tap.number);
  outbox.empty();
  if (missed.length) location.replace(url + "/receipt?missed=" + missed.join());
})().catch(() => {});
