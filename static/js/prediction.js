/* A prediction as it is typed, told back: "12.500 (mười hai nghìn năm trăm)". As contests/prediction.py reads it. */
"use strict";

const Prediction = (() => {
  function begin(form) {
    const [field, read] = [form.querySelector("[name=given]"), form.querySelector("[data-told]")];
    const spelling = read.dataset.spelling ? JSON.parse(read.dataset.spelling) : null;
    const tell = () => (read.textContent = told(field.value, read.dataset, spelling));
    field.addEventListener("input", tell);
    tell();
    return tell;
  }

  function told(text, words, spelling) {
    if (!text.trim()) return "";
    const number = words.percent ? percent(text) : whole(text);
    if (!number) return words.none;
    const spelled = spelling ? " (" + inWords(number, spelling) + ")" : "";
    return words.word.replace("{number}", shown(number)) + spelled;
  }

  function whole(text) {
    const said = text.trim().replace(/\s+/g, " ");
    const digits = said.replace(/[. ]/g, "").replace(/^0+(?=\d)/, "");
    return (/^\d{1,12}$/.test(said) || /^\d{1,3}([. ]\d{3})+$/.test(said)) && digits.length <= 9 ? [digits, ""] : null;
  }

  function percent(text) {
    const found = /^(\d{1,3})(?:[.,](\d{1,5}))?\s*%?$/.exec(text.trim());
    if (!found) return null;
    const part = (found[2] || "").replace(/0+$/, "");
    const number = [String(Number(found[1])), part];
    return Number(number[0]) < 100 || (number[0] === "100" && !part) ? number : null;
  }

  function shown([digits, part]) {
    return digits.replace(/\B(?=(\d{3})+$)/g, ".") + (part ? "," + part : "");
  }

  /* In the language's own words, which the page gives where it has them. */
  function inWords([digits, part], words) {
    const names = ["", " " + words.thousand, " " + words.million];
    const groups = digits.replace(/\B(?=(\d{3})+$)/g, ".").split(".").map(Number);
    const said = groups.map((group, place) => (group ? three(group, place > 0, words) + names[groups.length - 1 - place] : ""));
    const decimals = Array.from(part, (digit) => words.digits[digit]).join(" ");
    return (said.filter(Boolean).join(" ") || words.digits[0]) + (decimals ? " " + words.comma + " " + decimals : "");
  }

  /* One group of three digits; behind others its hundreds are said even when there are none. */
  function three(group, behind, words) {
    const [hundreds, tens, units] = [Math.floor(group / 100), Math.floor(group / 10) % 10, group % 10];
    const said = hundreds || behind ? [words.digits[hundreds], words.hundred] : [];
    if (tens === 1) said.push(words.ten);
    else if (tens) said.push(words.digits[tens], words.tens);
    else if (units && said.length) said.push(words.none);
    if (units) said.push(tens > 1 && units === 1 ? words.one : tens > 1 && units === 4 ? words.four : tens && units === 5 ? words.five : words.digits[units]);
    return said.join(" ");
  }

  return { begin };
})();
