/* What a question's form says, whatever its kind: as the values that it would post, and back. Steps are tapped in order
   where this runs; a number is read aloud as the server reads it; a longer text is counted. */
"use strict";

const Answers = (() => {
  const inputs = (form) => Array.from(form.querySelectorAll("[name=given]"));
  const isChoice = (input) => input.type === "radio" || input.type === "checkbox";
  const isTyped = (input) => input.tagName === "TEXTAREA" || input.type === "text";
  const steps = (form) => form.querySelector("[data-steps]");

  /* The values that say something; of steps their ids alone, in the order that was chosen. */
  function given(form) {
    const said = inputs(form).filter((input) => !isChoice(input) || input.checked).map((input) => input.value);
    if (!steps(form)) return said.filter((value) => value.trim() && !value.endsWith(":"));
    const numbered = said.map((value) => value.split(":")).filter(([number]) => number);
    return numbered.sort((one, other) => one[0] - other[0]).map(([, id]) => id);
  }

  /* The same of the form as the server wrote it. */
  function written(form) {
    const fresh = form.cloneNode(true);
    for (const card of fresh.querySelectorAll(".choice--step")) card.remove();
    fresh.reset();
    return given(fresh);
  }

  function show(form, values) {
    for (const input of inputs(form)) {
      if (isChoice(input)) input.checked = values.includes(input.value);
      else if (isTyped(input)) showTyped(input, values[0] || "");
      else if (steps(form)) showStep(input, values);
      else input.value = values.find((value) => value.startsWith(input.options[0].value)) || input.options[0].value;
    }
    look(form);
  }

  /* The server keeps a text without the spaces around it: what is being typed stays as it is. */
  function showTyped(input, text) {
    if (input.value.trim().replace(/\s+/g, " ") !== text.trim().replace(/\s+/g, " ")) input.value = text;
  }

  function showStep(select, ids) {
    const id = select.options[0].value.slice(1);
    const place = ids.indexOf(id) + 1;
    select.value = (place || "") + ":" + id;
  }

  function isChanged(form) {
    return inputs(form).some((input) => {
      if (isChoice(input)) return input.checked !== input.defaultChecked;
      if (isTyped(input)) return input.value !== input.defaultValue;
      const written = Array.from(input.options).find((option) => option.defaultSelected) || input.options[0];
      return input.value !== written.value;
    });
  }

  function disable(form, closed) {
    for (const input of form.querySelectorAll("[name=given], .choice--step, [data-undo]")) input.disabled = closed;
  }

  /* Steps become cards that are tapped in order; `changed` is called after each tap. */
  function begin(form, changed) {
    if (steps(form)) makeCards(form, changed);
    look(form);
    form.addEventListener("input", () => look(form));
  }

  function makeCards(form, changed) {
    const hint = form.querySelector("[data-script]");
    hint.textContent = hint.dataset.script;
    for (const select of steps(form).querySelectorAll("select")) {
      const card = document.createElement("button");
      card.type = "button";
      card.className = "choice choice--step";
      card.dataset.id = select.options[0].value.slice(1);
      const number = document.createElement("span");
      number.className = "choice__letter";
      card.append(number, select.parentNode.querySelector(".choice__text").cloneNode(true));
      card.addEventListener("click", () => tap(form, card.dataset.id, changed));
      select.parentNode.classList.add("step--tapped");
      select.parentNode.before(card);
    }
    const undo = form.querySelector("[data-undo]");
    undo.hidden = false;
    undo.addEventListener("click", () => tap(form, given(form).pop(), changed));
  }

  function tap(form, id, changed) {
    const order = given(form);
    if (id) show(form, order.includes(id) ? order.filter((other) => other !== id) : order.concat(id));
    changed();
  }

  function look(form) {
    const order = steps(form) ? given(form) : [];
    for (const card of form.querySelectorAll(".choice--step")) {
      const place = order.indexOf(card.dataset.id) + 1;
      card.firstChild.textContent = place || "";
      card.classList.toggle("choice--given", place > 0);
      card.setAttribute("aria-pressed", String(place > 0));
    }
    const read = form.querySelector("[data-read]");
    if (read) read.textContent = told(form.querySelector("[data-number]").value, read.dataset);
    const length = form.querySelector("[data-length]");
    if (length) {
      const count = String(form.querySelector("textarea").value.length);
      length.textContent = length.dataset.word.replace("{count}", grouped(count));
    }
  }

  function told(text, words) {
    const read = numberIn(text);
    return text.trim() ? (read ? words.word.replace("{number}", read) : words.none) : "";
  }

  /* As question_bank/kinds/numbers.py reads a number, told as people write it: "1.250,5". */
  function numberIn(text) {
    const said = text.trim().replace(/[−–‑]/g, "-");
    const bare = said.replace(/^[+-]/, "").trim();
    const spaced = bare.replace(/[\u00a0\u2009\u202f]/g, " ");
    let plain = null;
    if (/^\d{1,3}((\.\d{3})+|( \d{3})+)(,\d+)?$/.test(spaced)) plain = spaced.replace(/[. ]/g, "").replace(",", ".");
    else if (/^\d{1,3}((,\d{3}){2,}(\.\d+)?|(,\d{3})+\.\d+)$/.test(bare)) plain = bare.replace(/,/g, "");
    else if (/^\d+([.,]\d+)?$/.test(bare)) plain = bare.replace(",", ".");
    if (plain === null || bare.length > 30) return "";
    const [whole, rest] = plain.split(".");
    const decimals = (rest || "").replace(/0+$/, "");
    const shown = grouped(whole.replace(/^0+(?=\d)/, "")) + (decimals ? "," + decimals : "");
    return (said.startsWith("-") && /[1-9]/.test(plain) ? "−" : "") + shown;
  }

  function grouped(digits) {
    return digits.replace(/\B(?=(\d{3})+$)/g, ".");
  }

  return { given, written, show, isChanged, disable, begin, isTyped };
})();
