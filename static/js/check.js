/* "Thử máy": a tap is sent and acknowledged, as in the round. */
"use strict";

(() => {
  const form = document.getElementById("check");
  const save = document.getElementById("save");
  const words = JSON.parse(form.dataset.words);

  form.addEventListener("change", async () => {
    say("waiting", words.saving);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      say("", words.saved.replace("{time}", (await answer.json()).saved));
    } catch {
      say("failed", words.failed);
    }
  });

  function say(state, words) {
    save.className = "save" + (state ? " save--" + state : "");
    save.textContent = words;
  }
})();
