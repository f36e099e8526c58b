// Counts down to a moment by the server's clock: the phone's own may be wrong, so only its pace is used.
// <div data-countdown data-until="…" data-now="…" data-day="ngày" data-days="ngày" hidden>… <p class="countdown"></p></div>
for (const place of document.querySelectorAll("[data-countdown]")) {
  const began = performance.now();
  const whole = Date.parse(place.dataset.until) - Date.parse(place.dataset.now);

  const two = (number) => String(number).padStart(2, "0");

  function words(seconds) {
    const days = Math.floor(seconds / 86400);
    const clock = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map((part) => two(Math.floor(part))).join(":");
    return days === 0 ? clock : `${days} ${days === 1 ? place.dataset.day : place.dataset.days} ${clock}`;
  }

  function tick() {
    const left = Math.ceil((whole - (performance.now() - began)) / 1000);
    place.querySelector(".countdown").textContent = words(Math.max(0, left));
    place.hidden = false;
    if (left > 0) setTimeout(tick, 1000 - ((performance.now() - began) % 1000));
    else setTimeout(() => location.reload(), 1000 + Math.random() * 4000); // a hall of phones does not ask at once
  }

  if (whole > 0) tick();
}
