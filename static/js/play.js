/* The paper on the phone: one question at a time, taps into the outbox, the clock, handing in.
   Without this script every button here is a plain form, one question a page. */
"use strict";

(() => {
  const top = document.getElementById("sitting");
  const { url, id, leg, whole } = top.dataset;
  const TYPING_PAUSE = 800;
  const READ = 6000; // what stood on the screen for so long was seen
  const at = (name) => document.getElementById(name);

  if (whole !== "1") {
    goToWhole();
    return;
  }

  const words = JSON.parse(top.dataset.words);
  const turn = Number(top.dataset.turn);
  const clock = new ServerClock(Number(top.dataset.now));
  const forms = Array.from(document.querySelectorAll("form.question"));
  const segments = Array.from(document.querySelectorAll(".progress i"));
  const cells = Array.from(document.querySelectorAll(".sheet > *"));
  const questions = forms.map((form) => ({
    number: Number(form.dataset.number),
    form,
    turn: Number(form.dataset.turn),
    tap: Number(form.dataset.tap),
    saved: form.dataset.saved || "",
    stands: Answers.written(form),
    flagged: form.querySelector(".question__flag").getAttribute("aria-pressed") === "true",
  }));
  /* The prediction is the tap of number 0, on the sheet. */
  const guess = at("prediction");
  const predicted = guess && {
    number: 0,
    form: guess,
    turn: Number(guess.dataset.turn),
    tap: Number(guess.dataset.tap),
    saved: guess.dataset.saved || "",
    stands: Answers.written(guess),
  };
  const tapped = predicted ? questions.concat(predicted) : questions;
  const byNumber = (number) => tapped.find((one) => one.number === number);
  const lastOne = questions[questions.length - 1];
  /* A paper that comes step by step: this page has what is on show, the server has what is ahead. */
  const step = top.dataset.step && {
    first: Number(top.dataset.step),
    ends: Number(top.dataset.stepEnds),
    ahead: Number(top.dataset.ahead),
    alone: top.dataset.by === "question",
  };
  const outbox = new Outbox("hoithi:" + id, Number(top.dataset.tap), send, (elsewhere) => {
    if (elsewhere) showWaiting(tapped);
    render();
  });
  let ends = Number(top.dataset.ends);
  let added = Number(top.dataset.added);
  let paused = Number(top.dataset.paused) || null; // since when the clock stands
  let stood = Number(top.dataset.stood); // seconds
  let here = top.dataset.here === "1"; // this device has the turn
  let screen = questions[0].number; // a question's number, or "sheet"
  let question = screen; // the last one looked at
  let handing = false;
  let signedOut = false;
  let reachable = true;
  let wasAway = false;
  let toldMemory = false;
  let refused = false; // handing in was wanted, and there was no network

  /* A page of one question, as it goes without a script. A card tapped before we came, or while the whole paper is on
     its way, is sent as it would be without us. */
  function goToWhole() {
    const form = document.querySelector("form.question");
    if (!form) return location.replace(url + "#sheet");
    form.addEventListener("change", () => form.submit());
    return Answers.isChanged(form) ? form.submit() : location.replace(url + "#" + form.dataset.number);
  }

  /* Taps */

  /* What is typed is a tap once nothing was typed for a moment. */
  function typed(one) {
    clearTimeout(one.typing);
    one.typedAt = clock.now();
    one.typing = setTimeout(() => take(one, one.typedAt), TYPING_PAUSE);
  }

  /* What was typed and is not a tap yet becomes one. */
  function settleTyping() {
    for (const one of tapped) if (one.typing) take(one, one.typedAt);
  }

  /* Nothing that is made after the end, though the page has not come to say so: it shows again what stands. */
  function take(one, madeAt = clock.now()) {
    clearTimeout(one.typing);
    one.typing = null;
    if (!here || handing || signedOut || paused) return;
    if (madeAt >= due()) return Answers.show(one.form, (outbox.get(one.number) || { given: one.stands }).given);
    const given = Answers.given(one.form);
    if (one.taken !== undefined && String(given) === one.taken) return; // it was taken when the typing stopped
    if (Answers.isTyped(one.form.elements.given)) one.taken = String(given);
    outbox.put({ number: one.number, turn, given, at: clock.now() });
  }

  function showWaiting(some) {
    for (const one of some) {
      const tap = outbox.get(one.number);
      if (tap && Outbox.isNewer(tap, one)) Answers.show(one.form, tap.given);
    }
  }

  /* One tap, or all that wait in one request. Those that are settled. */
  async function send(taps) {
    const asked = Date.now();
    const { status, reply } = await (taps.length > 1 ? sendTogether(taps) : sendOne(taps[0]));
    reachable = true;
    if (status === 401 || status === 404) return signOut(); // or somebody else has signed in here
    if (status >= 500) throw new Error(String(status));
    if (status === 200) hearTime(reply, asked);
    const told = status === 200 ? reply.answers || [reply] : taps.map(() => ({ status, message: reply.message }));
    const settled = taps.filter((tap, place) => isSettled(tap, told[place]));
    if (told.some((each) => each.status === 409)) await sync(); // over, or handed in on another device
    return settled;
  }

  function sendOne(tap) {
    const form = new URLSearchParams({ turn: tap.turn, tap: tap.tap });
    for (const value of tap.given) form.append("given", value);
    return askServer(url + "/questions/" + tap.number, form);
  }

  function sendTogether(taps) {
    return askServer(url + "/answers", new URLSearchParams({ taps: JSON.stringify(taps.map(bare)) }));
  }

  function bare(tap) {
    return [tap.number, tap.turn, tap.tap, tap.given];
  }

  function hearTime(reply, asked) {
    clock.hear(reply.now, asked);
    if (reply.ends) ends = reply.ends;
    if (reply.last_turn > turn) elsewhere();
  }

  function isSettled(tap, told) {
    if (!told.status) return settle(tap, told);
    const refused = told.status === 422 || told.status === 404; // for good
    if (refused) shout(about("refused", tap.number).replace("{reason}", told.message));
    return refused;
  }

  function settle(tap, reply) {
    const one = byNumber(tap.number);
    if (!one) return true; // its step was left
    one.turn = reply.turn;
    one.tap = reply.tap;
    one.saved = reply.saved;
    one.stands = reply.given;
    outbox.last = Math.max(outbox.last, reply.tap);
    const waits = outbox.get(tap.number);
    if (waits && Outbox.isNewer(waits, tap)) return true;
    if (!reply.kept && reply.turn === tap.turn && tap.at > reply.received) {
      outbox.put(tap); // a plain form of this phone counted as far as we did: ours is the later one
      return true;
    }
    if (!one.typing) Answers.show(one.form, reply.given);
    if (!reply.kept) {
      one.taken = undefined;
      say(about("newer", tap.number));
      strip(about("newer", tap.number));
    }
    return true;
  }

  function about(word, number) {
    return number ? words[word].replace("{number}", number) : words[word + "_prediction"];
  }

  /* What the server has to say: the deadline, the turn, added time, messages */

  async function sync() {
    const asked = Date.now();
    let answer;
    try {
      answer = await askServer(url + "/state");
    } catch {
      reachable = false;
      render();
      return;
    }
    reachable = true;
    if (answer.status === 401 || answer.status === 404) signOut();
    if (answer.status === 200) {
      if (signedOut) comeBack();
      hear(answer.reply, asked);
    }
    if (outbox.failures) outbox.hurry();
    fetchAhead();
    render();
  }

  function hear(state, asked) {
    clock.hear(state.now, asked);
    if (state.paused !== paused) standOrGoOn(state);
    stood = state.stood;
    ends = state.ends;
    if (step && state.step) {
      if (state.step[0] !== step.first) return handing || location.replace(url); // another page or phone went on
      step.ends = state.step[1];
    }
    drawClock();
    if (!state.here || state.turn > turn) elsewhere();
    tellAdded(state.added);
    for (const [number, text, time] of state.messages.reverse()) tellMessage(number, text, time);
    if (state.state !== "open" && !handing) {
      if (state.state === "over" || outbox.count) handIn(true); // the server says what came too late
      else leave(url + "/receipt");
    }
    for (const one of questions) if (one.unsentFlag) sendFlag(one);
  }

  function tellAdded(extras) {
    const sum = extras.reduce((all, extra) => all + extra[0], 0);
    let known = added;
    for (const [seconds, reason] of extras) {
      known -= seconds;
      if (known >= 0) continue;
      known = 0;
      const told = (reason ? words.added : words.added_bare).replace("{time}", ServerClock.told(seconds)).replace("{reason}", reason);
      strip(told, "strip--back");
      say(told);
    }
    added = sum;
  }

  /* What was typed until now is a tap; while the clock stands none is taken, and nobody reads on. */
  function standOrGoOn(state) {
    settleTyping();
    const goesOn = paused && !state.paused;
    paused = state.paused;
    document.querySelector(".phone").classList.toggle("is-paused", Boolean(paused));
    at("paused").hidden = !paused;
    if (paused) {
      at("paused-word").textContent = state.pause ? words.paused.replace("{reason}", state.pause) : words.paused_bare;
      say(at("paused-word").textContent);
    } else if (goesOn && state.state === "open") {
      const told = words.resumed.replace("{time}", ServerClock.told(state.stood - stood));
      strip(told, "strip--back");
      say(told);
    }
    lastLeft = null;
  }

  function secondsLeft(until) {
    return paused ? Math.max(0, Math.ceil((until - paused) / 1000)) : clock.secondsTo(until);
  }

  function due() {
    return step ? Math.min(step.ends, ends) : ends;
  }

  function tellMessage(number, text, time) {
    if (document.querySelector('[data-message="' + number + '"]') || isSeen(number)) return;
    const told = strip(time + " · " + text, "strip--message");
    told.dataset.message = number;
    say(text);
  }

  function elsewhere() {
    if (here) say(words.elsewhere);
    here = false;
    at("elsewhere").hidden = false;
  }

  function signOut() {
    signedOut = true;
    outbox.stop();
    return [];
  }

  function comeBack() {
    signedOut = false;
    at("network").hidden = true;
    outbox.resume();
  }

  /* The clock */

  const thresholds = step && step.alone
    ? [[10, words.left_step]]
    : [[600, words.left_10], [300, words.left_5], [60, words.left_1], [30, words.left_half]];
  const [soon, last] = [Number(top.dataset.soon), Number(top.dataset.last)];
  let lastLeft = secondsLeft(due());

  function tick() {
    if (drawClock() || paused || !here || handing || signedOut) return;
    if (step && step.ahead && clock.secondsTo(ends)) goOn(true);
    else handIn(true); // the device that has the turn; others would cut it short
  }

  /* The seconds left. */
  function drawClock() {
    const left = secondsLeft(due());
    if (left !== lastLeft) {
      at("clock-left").textContent = ServerClock.told(left);
      at("clock").classList.toggle("clock--soon", left <= soon && left > last);
      at("clock").classList.toggle("clock--last", left <= last);
      at("clock-word").textContent = left <= last ? words.last : left <= soon ? words.soon : "";
      if (step) at("whole-left").textContent = ServerClock.told(secondsLeft(ends));
      for (const [seconds, told] of thresholds) if (lastLeft !== null && lastLeft > seconds && left <= seconds) say(told);
    }
    lastLeft = left;
    return left;
  }

  /* Handing in, and going on to the next step, with the taps that are still here: at the end again and again until the
     server has it. Whoever hands in before is soon told what is not sent, and may answer on. */

  function handIn(byItself) {
    if (!handing) shout(byItself ? words.over : words.handing);
    return carry("/submission", { by_itself: byItself ? "1" : "0" }, words.retry, byItself ? null : refuseHanding);
  }

  function goOn(byItself) {
    if (!handing && byItself) shout(words.step_over);
    else say(words.stepping);
    return carry("/steps", { number: step.first, by_itself: byItself ? "1" : "0" }, words.step_retry);
  }

  async function carry(path, fields, retry, giveUp) {
    if (handing) return;
    settleTyping();
    handing = true;
    outbox.stop();
    render();
    for (let wait = 1; handing; wait = Math.min(10, wait * 2)) {
      let answer = null;
      try {
        const form = new URLSearchParams(Object.assign({ taps: JSON.stringify(outbox.all().map(bare)) }, fields));
        answer = await askServer(url + path, form);
      } catch {
        answer = null;
      }
      if (answer && answer.status === 200) return leave(answer.reply.receipt || answer.reply.url);
      if (answer && (answer.status === 401 || answer.status === 404)) return stopHanding(signOut);
      if (answer && answer.status === 409) return stopHanding(sync); // there is time left, or another device has the turn
      if (answer && answer.status === 422) return stopHanding(() => strip(answer.reply.message, "strip--closed"));
      if (giveUp && wait > 1) return stopHanding(giveUp);
      network(retry, "strip--closed");
      await new Promise((done) => setTimeout(done, wait * 1000 * (0.75 + Math.random() * 0.5)));
    }
  }

  function refuseHanding() {
    reachable = false;
    refused = true;
    say(toldRefused());
  }

  function toldRefused() {
    return outbox.count ? words.not_sent.replace("{count}", outbox.count) : words.not_handed;
  }

  function stopHanding(then) {
    handing = false;
    at("network").hidden = true;
    outbox.resume();
    then();
    render();
  }

  function leave(there) {
    handing = true;
    outbox.stop();
    outbox.empty();
    location.replace(there);
  }

  function isOpen() {
    return here && !handing && !signedOut && !paused && clock.now() < due();
  }

  /* What is seen */

  function show(target, focus) {
    settleTyping();
    screen = target;
    if (focus) for (const close of goodNews()) if (Date.now() - close.since > READ) close.click();
    if (target !== "sheet") question = target;
    for (const one of questions) one.form.hidden = one.number !== target;
    at("danh-sach").hidden = target !== "sheet";
    history.replaceState(null, "", "#" + target); // names no element: the browser must not scroll there by itself
    fit();
    window.scrollTo(0, 0);
    const heading = at(target === "sheet" ? "danh-sach-title" : "de-" + target);
    if (focus) heading.focus({ preventScroll: true });
    render();
  }

  function render() {
    const onSheet = screen === "sheet";
    const open = isOpen();
    const answered = questions.filter((one) => Answers.given(one.form).length);
    at("count").firstElementChild.textContent = onSheet ? words.review : words.question + " " + screen;
    at("count").lastElementChild.hidden = onSheet;
    questions.forEach((one) => {
      const done = answered.includes(one);
      const place = one.number - 1;
      const marks = [segments[place], cells[place]];
      for (const mark of marks) {
        mark.classList.toggle("done", done);
        mark.classList.toggle("flag", one.flagged);
      }
      segments[place].classList.toggle("here", one.number === screen);
      cells[place].toggleAttribute("aria-current", one.number === question);
      cells[place].lastElementChild.textContent = (done ? words.done : words.blank) + (one.flagged ? ", " + words.flag : "");
      Answers.disable(one.form, !open);
    });
    renderSheet(answered.length, open);
    renderBar(onSheet);
    renderSave();
    renderNetwork();
  }

  function renderSheet(answered, open) {
    const blank = questions.filter((one) => !Answers.given(one.form).length);
    const before = cells.filter((cell) => !cell.dataset.go && cell.classList.contains("done")).length;
    document.querySelector("[data-count]").textContent = before + answered + "/" + cells.length;
    document.querySelector("[data-empty]").hidden = !blank.length;
    document.querySelector("[data-full]").hidden = blank.length > 0;
    const list = document.querySelector("[data-empty-list]");
    if (blank.length > 8) list.textContent = words.blank_many.replace("{count}", blank.length);
    else list.replaceChildren(words.blank_some, " ", ...links(blank));
    const flagged = questions.filter((one) => one.flagged);
    document.querySelector("[data-flagged]").hidden = !flagged.length;
    document.querySelector("[data-flagged-list]").replaceChildren(words.flag_some, " ", ...links(flagged));
    for (const sure of document.querySelectorAll(".review__sure")) sure.hidden = !open;
  }

  function links(some) {
    return some.flatMap((one) => [link(one.number), " "]);
  }

  function link(number) {
    const made = document.createElement("a");
    made.href = "#" + number;
    made.dataset.go = number;
    made.textContent = number;
    return made;
  }

  function renderBar(onSheet) {
    for (const name of ["previous", "list", "next", "save"]) at(name).hidden = onSheet;
    at("back").hidden = !onSheet;
    if (step && step.alone) at("previous").hidden = true;
    at("previous").disabled = question === questions[0].number;
    at("next").disabled = handing || Boolean(paused && question === lastOne.number && !isClosing());
    at("bar").classList.toggle("sitting__bar--last", isClosing());
    at("next").firstElementChild.textContent = isClosing() ? words.review : words.next;
  }

  /* Does the sheet come after the question? */
  function isClosing() {
    return question === lastOne.number && !(step && step.alone && step.ahead);
  }

  /* Where text is enlarged, what sticks would leave too little of the question. */
  function fit() {
    const tall = top.offsetHeight + at("bar").offsetHeight > window.innerHeight * 0.6;
    for (const part of [top, at("bar")]) part.classList.toggle("sitting--tall", tall);
  }

  function renderSave() {
    const one = byNumber(question);
    const [state, told] = saved(one, words.empty);
    at("save").className = "save" + (state ? " save--" + state : "");
    at("save-tick").hidden = state !== "";
    at("save-word").textContent = told;
    if (!predicted) return;
    Answers.disable(guess, !isOpen());
    at("prediction-word").textContent = saved(predicted, words.empty_prediction)[1];
    tellPrediction();
  }

  function saved(one, empty) {
    const waits = outbox.get(one.number);
    const state = waits ? "waiting" : one.saved ? "" : "empty";
    return [state, waits ? (outbox.failures ? words.waiting : words.saving) : one.saved ? words.saved.replace("{time}", one.saved) : empty];
  }

  function renderNetwork() {
    if (!outbox.durable && !toldMemory) {
      toldMemory = true;
      strip(words.memory);
    }
    if (handing) return;
    const away = !reachable || outbox.failures > 0;
    if (signedOut) network(words.signed_out, "strip--closed");
    else if (away) {
      if (refused) network(toldRefused(), "strip--closed");
      else network(outbox.count ? words[outbox.durable ? "offline" : "offline_memory"].replace("{count}", outbox.count) : words.offline_idle);
    } else if (wasAway && !outbox.count) {
      refused = false;
      network(words.back, "strip--back");
      setTimeout(() => reachable && !outbox.failures && (at("network").hidden = true), 4000);
    }
    if (away !== wasAway && (away || !outbox.count)) {
      say(away ? words.offline_idle : words.back);
      wasAway = away;
    }
  }

  function network(text, look) {
    at("network").hidden = false;
    at("again").hidden = !signedOut;
    at("network").className = "strip" + (look ? " " + look : "");
    if (at("network-word").textContent !== text) at("network-word").textContent = text;
  }

  /* A strip at the top that can be closed. */
  function strip(text, look) {
    const made = document.createElement("p");
    made.className = "strip" + (look ? " " + look : "");
    const told = document.createElement("span");
    told.textContent = text;
    made.append(told);
    closable(made);
    at("strips").append(made);
    return made;
  }

  function goodNews() {
    return document.querySelectorAll("#strips .strip--back .strip__close");
  }

  function closable(made) {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "strip__close";
    close.since = Date.now();
    close.setAttribute("aria-label", words.close);
    close.append("×");
    close.addEventListener("click", () => {
      if (made.dataset.message) markSeen(made.dataset.message);
      made.remove();
    });
    made.append(close);
  }

  /* Messages that were closed stay closed after a reload, where the phone can remember. */
  function seen() {
    try {
      return JSON.parse(localStorage.getItem("hoithi:seen:" + id) || "[]");
    } catch {
      return [];
    }
  }

  function isSeen(number) {
    return seen().includes(String(number));
  }

  function markSeen(number) {
    try {
      localStorage.setItem("hoithi:seen:" + id, JSON.stringify(seen().concat(String(number))));
    } catch {
      return; // it will come back after a reload, no more
    }
  }

  function say(text) {
    at("say").textContent = text;
  }

  function shout(text) {
    at("shout").textContent = text;
    network(text, "strip--closed");
  }

  /* Flags and help: worth trying again, not worth a word when it fails */

  async function sendFlag(one) {
    one.unsentFlag = true;
    const flagged = one.flagged;
    try {
      const { status } = await askServer(url + "/questions/" + one.number + "/flag", new URLSearchParams({ flagged: flagged ? "1" : "0" }));
      if (status === 200 && one.flagged === flagged) one.unsentFlag = false;
    } catch {
      reachable = false;
    }
  }

  async function askHelp(button) {
    const asks = button.value === "1";
    try {
      const { status, reply } = await askServer("/play/presence", new URLSearchParams({ leg, help: button.value }));
      if (status !== 200) return;
      button.value = reply.help ? "0" : "1";
      button.setAttribute("aria-pressed", String(reply.help));
      button.querySelector("span").textContent = reply.help ? words.helped : words.help;
    } catch {
      network(words.offline_idle);
      if (asks) say(words.offline_idle);
    }
  }

  function report() {
    return leg && !document.hidden ? askServer("/play/presence", new URLSearchParams({ leg })).catch(() => {}) : null;
  }

  /* Pictures come one after another, before they are seen: going on then needs no network, and no answer waits in a
     queue behind them. One that did not come is asked for again a few times, whenever the server is heard. */

  let fetching = false;

  async function fetchAhead() {
    if (fetching) return;
    fetching = true;
    for (const picture of document.querySelectorAll(".picture")) {
      const tries = Number(picture.dataset.tries || 0);
      if ((picture.complete && picture.naturalWidth) || tries >= 5) continue;
      picture.dataset.tries = tries + 1;
      const come = new Promise((done) => {
        for (const end of ["load", "error"]) picture.addEventListener(end, done, { once: true });
      });
      const broken = picture.complete;
      picture.loading = "eager";
      if (broken) picture.src = picture.src;
      await come;
    }
    fetching = false;
  }

  /* Hands */

  for (const one of tapped) {
    if (one.number) Answers.begin(one.form, () => take(one));
    one.form.addEventListener("change", () => take(one));
    one.form.addEventListener("input", (event) => Answers.isTyped(event.target) && typed(one));
    one.form.addEventListener("submit", (event) => event.preventDefault());
  }
  const tellPrediction = predicted && Prediction.begin(guess);
  for (const one of questions) {
    const flag = one.form.querySelector(".question__flag");
    flag.disabled = false;
    flag.addEventListener("click", (event) => {
      event.preventDefault();
      one.flagged = !one.flagged;
      flag.setAttribute("aria-pressed", String(one.flagged));
      sendFlag(one);
      render();
    });
  }
  const go = {
    previous: () => show(question - 1, true),
    list: () => show("sheet", true),
    next: () => (isClosing() ? show("sheet", true) : question === lastOne.number ? passOn() : show(question + 1, true)),
    back: () => show(question, true),
  };
  /* What was left blank is asked about once: there is no way back. */
  let asked = false;
  function passOn() {
    settleTyping();
    if (asked || Answers.given(lastOne.form).length || clock.now() >= due()) return goOn(false);
    asked = true;
    strip(words.skip);
    say(words.skip);
  }
  for (const name of Object.keys(go))
    at(name).addEventListener("click", (event) => {
      event.preventDefault();
      go[name]();
    });
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-go]");
    if (!cell) return;
    event.preventDefault();
    show(Number(cell.dataset.go), true);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-submission]")) {
      event.preventDefault();
      handIn(false);
    } else if (event.target.matches("[data-step-form]")) {
      event.preventDefault();
      goOn(false);
    } else if (event.target.matches("[data-help]")) {
      event.preventDefault();
      askHelp(event.target.querySelector("button"));
    }
  });
  window.addEventListener("resize", fit);
  window.addEventListener("pagehide", settleTyping);
  window.addEventListener("beforeunload", (event) => {
    settleTyping();
    const safe = signedOut && outbox.durable; // whoever comes in again finds it
    if (outbox.count && !handing && !safe) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  window.addEventListener("offline", () => {
    reachable = false;
    render();
  });
  window.addEventListener("online", sync);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    for (const close of goodNews()) close.since = Date.now();
    sync();
  });

  /* A card tapped while this script was still on its way is a tap too. (The forms say autocomplete="off": a browser
     that fills in what stood here before a reload would look the same.) */
  const early = tapped.filter((one) => Answers.isChanged(one.form));

  /* What was tapped before a reload is still waiting: show it, and send it. */
  showWaiting(tapped.filter((one) => !early.includes(one)));
  for (const told of document.querySelectorAll("#strips [data-message], #strips [data-added]"))
    if (told.dataset.message && isSeen(told.dataset.message)) told.remove();
    else closable(told);
  for (const one of early) take(one);

  const wanted = location.hash === "#sheet" ? "sheet" : Number(location.hash.slice(1));
  show(wanted === "sheet" || (wanted && byNumber(wanted)) ? wanted : screen, false);
  outbox.hurry();
  sync();
  report();
  setInterval(tick, 250);
  everyNow(7.5, sync);
  everyNow(25, report);
})();
