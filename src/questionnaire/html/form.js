"use strict";
(() => {
  const known = JSON.parse(document.getElementById("form").textContent);
  const KEY = ["miqyas", known.form, known.version, known.period ?? ""].join(":");
  const MAIN = ["criterion", "item", "quantity"];
  const HASHED = 256 * 1024 * 1024;
  const LISTED = 30;
  const by = (id) => document.getElementById(id);

  // What is kept: every answer under the name of its question, for a unit followed by @ and the unit's code.
  let state = { turn: 0, saved: "", language: known.languages[0].tag, answers: {} };
  let language = known.languages[0];
  let place = 0;
  let current = "";
  let sending = false;

  // Questions and steps, as the page has them.

  const steps = [...document.querySelectorAll(".step")].map((element) => ({
    element,
    name: element.id,
    when: parsed(element.dataset.when),
    unit: element.querySelector(".rounds")?.dataset.unit ?? "",
    entry: document.querySelector(`[data-go="${element.id}"]`),
    questions: [...element.querySelectorAll(".question")].map(described),
  }));
  const named = new Map(steps.flatMap((step) => step.questions).map((question) => [question.name, question]));
  const instances = new Map();

  function parsed(text) {
    return text ? JSON.parse(text) : null;
  }

  function described(element) {
    const { name, kind, code, part, when, gate, needed, limits } = element.dataset;
    const control = element.querySelector("input, select, textarea");
    return {
      element, name, kind, code, part: part ?? "", when: parsed(when), limits: parsed(limits),
      gate: gate !== undefined, needed: needed !== undefined,
      sort: control.tagName === "TEXTAREA" ? "several" : control.type,
    };
  }

  const under = (name, unit) => (unit ? `${name}@${unit}` : name);
  const given = (question, unit) => state.answers[under(question.name, unit)] ?? "";

  // The answer to a question that is asked; nothing otherwise.
  function answer(name, unit) {
    const question = named.get(name);
    return question && asked(question, unit) ? given(question, unit) || given(question, "") : "";
  }

  function holds(when, unit) {
    if (!when) return true;
    const [how, name, codes] = when;
    const value = answer(name, unit);
    switch (how) {
      case "chosen": return value === codes[0];
      case "not-chosen": return value !== codes[0];
      case "blank": return value === "";
      case "filled": return value !== "";
      default: return value !== "" && !codes.includes(value);
    }
  }

  const asked = (question, unit) => holds(question.when, unit);

  // Units of the agency that a step asks about one by one; of any other step, one that has no code.
  function units(step) {
    if (!step.unit) return [""];
    const agency = answer("agency", "");
    return known.units[step.unit].filter(([, owner]) => owner === agency).map(([code]) => code);
  }

  function* entries() {
    for (const step of steps) {
      if (!holds(step.when, "")) continue;
      for (const unit of units(step)) {
        for (const question of step.questions) {
          if (asked(question, unit)) yield { step, question, unit };
        }
      }
    }
  }

  // Numbers as people write them, as plain digits with a point; nothing where it could be two numbers, or none.

  function number(text) {
    let plain = text
      .replace(/[\u0660-\u0669]/g, (digit) => digit.charCodeAt(0) - 0x660)
      .replace(/[\u06f0-\u06f9]/g, (digit) => digit.charCodeAt(0) - 0x6f0)
      .replace(/[\s\u00a0\u200b-\u200f\u202a-\u202f\u2060-\u2069\u061c\ufeff'\u2019\u066c%\u066a]/g, "")
      .replace(/\u060c/g, ",")
      .replace(/[\u2212\u2010-\u2013]/g, "-")
      .replace(/\u066b/g, ".");
    const commas = plain.split(",").length - 1;
    const points = plain.split(".").length - 1;
    if (commas === 1 && points === 0) {
      if (/^-?[1-9]\d{0,2},\d{3}$/.test(plain)) return null;
      plain = plain.replace(",", ".");
    } else if (commas && /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) {
      plain = plain.replaceAll(",", "");
    } else if (/^-?\d{1,3}(\.\d{3}){2,}(,\d+)?$/.test(plain) || /^-?\d{1,3}\.\d{3},\d+$/.test(plain)) {
      plain = plain.replaceAll(".", "").replace(",", ".");
    }
    return /^-?\d+(\.\d+)?$/.test(plain) ? plain : null;
  }

  // Values of cases, or of groups with their names; `wrong` is what cannot be read.
  function several(question, text) {
    const grouped = question.part !== "case";
    const pieces = grouped ? text.split("\n") : text.split(/[\s;\u061b]+/);
    const values = [];
    for (const piece of pieces.map((piece) => piece.trim()).filter(Boolean)) {
      const colon = piece.lastIndexOf(":");
      const group = grouped ? piece.slice(0, Math.max(colon, 0)).trim() : "";
      const value = number(piece.slice(colon + 1).replace(/[,\u060c]+$/, ""));
      if (value === null || (grouped && !group)) return { values, wrong: piece };
      values.push([group, value]);
    }
    return { values, wrong: "" };
  }

  // What is wrong with an answer, in words.
  function fault(question, unit) {
    const text = given(question, unit);
    if (text === "") return "";
    if (question.sort === "several") {
      const { wrong } = several(question, text);
      return wrong && fill("unreadable", { text: wrong });
    }
    if (!question.limits) return "";
    const [whole, low, high, message] = question.limits;
    const value = number(text);
    if (value === null) return fill("not-a-number");
    if (whole && !Number.isInteger(Number(value))) return fill("not-whole");
    const within = (low === null || Number(value) >= low) && (high === null || Number(value) <= high);
    return within || message === null ? "" : known.texts[message][place];
  }

  function answered(question, unit) {
    if (question.kind === "criterion" && question.limits && given(question, unit) === "") {
      const instead = [...named.values()].find((other) => other.kind === "none" && other.code === question.code);
      return instead !== undefined && given(instead, unit) !== "";
    }
    return given(question, unit) !== "" && fault(question, unit) === "";
  }

  const lacking = (question, unit) => question.needed && given(question, unit) === "";

  // Words.

  const digits = (text) => String(text).replace(/\d/g, (digit) => language.digits[digit]);

  function fill(key, values = {}) {
    return language.sentences[key].replace(/\{([a-z]+)\}/g, (open, name) => values[name] ?? open);
  }

  function moment(iso) {
    const two = (part) => String(part).padStart(2, "0");
    const time = new Date(iso);
    if (Number.isNaN(time.getTime())) return "";
    const today = time.toDateString() === new Date().toDateString();
    const day = today ? "" : `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} `;
    return `\u2066${digits(`${day}${two(time.getHours())}:${two(time.getMinutes())}`)}\u2069`;
  }

  function words(root) {
    const within = (sign) => [...(root.matches?.(sign) ? [root] : []), ...root.querySelectorAll(sign)];
    for (const element of within("[data-t]")) element.textContent = known.texts[element.dataset.t][place];
    for (const element of within("[data-l]")) {
      element.setAttribute("aria-label", known.texts[element.dataset.l][place]);
    }
  }

  function speak(tag) {
    place = Math.max(known.languages.findIndex((one) => one.tag === tag), 0);
    language = known.languages[place];
    document.documentElement.lang = language.tag;
    document.documentElement.dir = language.direction;
    words(document);
    for (const button of document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language.tag));
    }
    by("told").textContent = "";
    refresh();
    tellSaved();
  }

  // Keeping: at once where the browser keeps small texts, and in its database, which survives a power cut.

  let local = null;
  let database = null;
  let writing = false;
  let waiting = false;

  function save() {
    state.turn += 1;
    state.saved = new Date().toISOString();
    const text = JSON.stringify(state);
    try {
      local?.setItem(KEY, text);
    } catch {
      local = null;
    }
    settle();
  }

  // Says that something is kept only when it is on the disk, where the browser tells.
  function settle() {
    if (!database) {
      tellKept();
      tellSaved();
      return;
    }
    waiting = writing;
    if (writing) return;
    writing = true;
    const { turn } = state;
    const done = (kept) => {
      writing = false;
      if (kept) by("saved").dataset.turn = turn;
      else database = null;
      if (waiting || !kept) settle();
      else tellSaved();
    };
    try {
      const transaction = database.transaction("forms", "readwrite", { durability: "strict" });
      transaction.objectStore("forms").put(JSON.stringify(state), KEY);
      transaction.oncomplete = () => done(true);
      transaction.onabort = () => done(false);
      transaction.commit?.();
    } catch {
      done(false);
    }
  }

  const keeps = () => local !== null || database !== null;

  function tellKept() {
    by("unkept").hidden = keeps();
  }

  function tellSaved() {
    const text = state.saved && keeps() ? fill("saved", { time: moment(state.saved) }) : "";
    if (by("saved").textContent !== text) by("saved").textContent = text;
  }

  function openLocal() {
    try {
      localStorage.setItem(`${KEY}:probe`, "");
      localStorage.removeItem(`${KEY}:probe`);
      local = localStorage;
      return local.getItem(KEY);
    } catch {
      return null;
    }
  }

  function openDatabase() {
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(null), 3000);
      const end = (text) => {
        clearTimeout(late);
        resolve(text);
      };
      try {
        const request = indexedDB.open("miqyas", 1);
        request.onupgradeneeded = () => request.result.createObjectStore("forms");
        request.onerror = () => end(null);
        request.onsuccess = () => {
          database = request.result;
          const read = database.transaction("forms").objectStore("forms").get(KEY);
          read.onsuccess = () => end(read.result ?? null);
          read.onerror = () => end(null);
        };
      } catch {
        end(null);
      }
    });
  }

  // Answers from outside: texts, and names of files with their hashes.
  function adopted(found) {
    if (typeof found?.answers !== "object" || found.answers === null) return null;
    const file = (value) => typeof value?.name === "string" && typeof value.sha256 === "string";
    const usable = Object.entries(found.answers).filter(([, value]) => typeof value === "string" || file(value));
    return {
      turn: Number.isSafeInteger(found.turn) ? found.turn : 0,
      saved: typeof found.saved === "string" ? found.saved : "",
      language: typeof found.language === "string" ? found.language : language.tag,
      answers: Object.fromEntries(usable),
    };
  }

  function newest(texts) {
    const found = texts.filter(Boolean).map((text) => {
      try {
        return adopted(JSON.parse(text));
      } catch {
        return null;
      }
    });
    return found.filter(Boolean).sort((one, other) => other.turn - one.turn)[0];
  }

  // The page follows the answers.

  function shown(step, question, unit, element) {
    instances.set(element, { step, question, unit, element });
  }

  function refresh() {
    rounds();
    for (const step of steps) {
      const hidden = !holds(step.when, "");
      if (step.entry) step.entry.parentElement.hidden = hidden;
    }
    for (const instance of instances.values()) draw(instance);
    count();
    if (current === "finish") review();
  }

  function draw({ question, unit, element }) {
    element.hidden = !asked(question, unit);
    const text = given(question, unit);
    const wrong = fault(question, unit) || (sending && lacking(question, unit) ? known.texts[known.required][place] : "");
    const error = element.querySelector(".error");
    if (error.textContent !== wrong) error.textContent = wrong;
    error.hidden = wrong === "";
    for (const control of element.querySelectorAll("input, select, textarea")) {
      if (control.type === "radio") control.checked = control.value === text;
      else if (control.type !== "file" && control.value !== text) control.value = text;
      if (wrong) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
      if (control.type !== "radio" && question.needed) control.required = true;
    }
    const noted = element.querySelector(".noted");
    if (noted) {
      noted.hidden = text === "";
      noted.firstElementChild.textContent = text === "" ? "" : fill("file-noted", { file: `\u2068${text.name}\u2069` });
    }
    const undo = element.querySelector(":scope > .undo");
    if (undo) undo.hidden = text === "";
    element.classList.toggle("blank-answer", text === "");
    const item = element.closest(".item");
    if (item && MAIN.includes(question.kind)) item.classList.toggle("answered", answered(question, unit));
  }

  function count() {
    const tallies = new Map();
    let gates = 0;
    const add = (key, done) => {
      const tally = tallies.get(key) ?? [0, 0];
      tallies.set(key, [tally[0] + (done ? 1 : 0), tally[1] + 1]);
    };
    for (const { step, question, unit } of entries()) {
      if (!MAIN.includes(question.kind)) continue;
      const done = answered(question, unit);
      add("", done);
      add(step.name, done);
      if (unit) add(`${step.name}@${unit}`, done);
      if (question.gate && !done) gates += 1;
    }
    const [done, all] = tallies.get("") ?? [0, 0];
    const progress = by("progress");
    progress.max = Math.max(all, 1);
    progress.value = done;
    const open = gates ? fill("gates-open", { gates: digits(gates) }) : fill("gates-closed");
    const anyGate = [...entries()].some(({ question }) => question.gate);
    const text = fill("counted", { answered: digits(done), asked: digits(all) }) + (anyGate ? ` \u00b7 ${open}` : "");
    if (by("counted").textContent !== text) by("counted").textContent = text;
    const write = (element, tally) => {
      element.textContent = tally ? `\u2066${digits(`${tally[0]}/${tally[1]}`)}\u2069` : "";
      element.classList.toggle("full", tally !== undefined && tally[0] === tally[1]);
    };
    for (const step of steps) {
      if (step.entry?.querySelector(".tally")) write(step.entry.querySelector(".tally"), tallies.get(step.name));
      for (const round of step.element.querySelectorAll(".round")) {
        write(round.querySelector(".tally"), tallies.get(`${step.name}@${round.dataset.unit}`));
      }
    }
  }

  // A round for each unit of the agency; its questions are made when it is opened first.
  function rounds() {
    for (const step of steps.filter((step) => step.unit)) {
      const wanted = units(step);
      const holder = step.element.querySelector(".rounds");
      const said = step.element.querySelector(".units");
      said.textContent = wanted.length ? "" : fill(answer("agency", "") ? "no-units" : "choose-agency");
      const present = [...holder.children].map((round) => round.dataset.unit);
      if (present.join() === wanted.join()) continue;
      for (const [element, instance] of instances) if (instance.step === step) instances.delete(element);
      holder.replaceChildren(...wanted.map((unit) => round(step, unit)));
      if (holder.firstElementChild) holder.firstElementChild.open = true;
    }
  }

  function round(step, unit) {
    const [, , name] = known.units[step.unit].find(([code]) => code === unit);
    const made = (tag, kind) => Object.assign(document.createElement(tag), { className: kind });
    const details = made("details", "round");
    details.dataset.unit = unit;
    const summary = document.createElement("summary");
    const title = made("span", "said");
    title.dataset.t = name;
    title.textContent = known.texts[name][place];
    const code = made("span", "paper code");
    code.textContent = ` [${unit}]`;
    summary.append(title, code, made("span", "tally"));
    details.append(summary);
    details.addEventListener("toggle", () => {
      if (fillRound(step, unit, details)) refresh();
    });
    return details;
  }

  function fillRound(step, unit, details) {
    if (details.children.length > 1) return false;
    for (const part of step.element.querySelectorAll(".blank > :not(.paper)")) {
      const copy = part.cloneNode(true);
      for (const element of [copy, ...copy.querySelectorAll("*")]) {
        for (const attribute of ["id", "for", "name"]) {
          const value = element.getAttribute(attribute);
          if (value) element.setAttribute(attribute, under(value, unit));
        }
        const ids = element.getAttribute("aria-describedby");
        if (ids) element.setAttribute("aria-describedby", ids.split(" ").map((id) => under(id, unit)).join(" "));
      }
      details.append(copy);
      for (const element of copy.querySelectorAll(".question")) {
        shown(step, named.get(element.dataset.name), unit, element);
      }
    }
    words(details);
    return true;
  }

  // From step to step.

  function go(name, focused) {
    const step = steps.find((step) => step.name === name) ?? steps[0];
    current = step.name;
    for (const other of steps) {
      other.element.classList.toggle("here", other === step);
      if (other.entry) other.entry.toggleAttribute("aria-current", other === step);
      if (other === step) other.entry?.setAttribute("aria-current", "step");
    }
    menu(false);
    if (current === "finish") review();
    if (!focused) return;
    scrollTo(0, 0);
    step.element.querySelector("h2").focus({ preventScroll: true });
  }

  function follow(name) {
    // Not the name of an element, to which browsers would scroll.
    if (location.hash === `#/${name}`) go(name, true);
    else location.hash = `/${name}`;
  }

  function turn(by) {
    const open = steps.filter((step) => holds(step.when, ""));
    const at = open.findIndex((step) => step.name === current);
    follow(open[Math.min(Math.max(at + by, 0), open.length - 1)].name);
  }

  function menu(open) {
    by("menu").setAttribute("aria-expanded", String(open));
    by("contents").classList.toggle("open", open);
    if (!open) return;
    scrollTo(0, 0);
    by("contents").querySelector("[aria-current]")?.focus();
  }

  function reach({ step, question, unit }) {
    follow(step.name);
    go(step.name, false);
    if (unit) {
      const details = [...step.element.querySelectorAll(".round")].find((round) => round.dataset.unit === unit);
      details.open = true;
      fillRound(step, unit, details);
      refresh();
    }
    const found = [...instances.values()].find((one) => one.question === question && one.unit === unit);
    // The step's own heading takes the focus when the address has changed.
    setTimeout(() => {
      found?.element.scrollIntoView({ block: "center" });
      found?.element.querySelector("input, select, textarea")?.focus({ preventScroll: true });
    }, 60);
  }

  // What is missing, the gates first.
  function review() {
    const wrong = [];
    const blank = [];
    for (const entry of entries()) {
      if (fault(entry.question, entry.unit) || lacking(entry.question, entry.unit)) wrong.push(entry);
      else if (MAIN.includes(entry.question.kind) && !answered(entry.question, entry.unit)) blank.push(entry);
    }
    blank.sort((one, other) => Number(other.question.gate) - Number(one.question.gate));
    const parts = [];
    if (wrong.length) parts.push(...list("to-mend", wrong));
    if (blank.length) parts.push(...list("left-blank", blank));
    if (!parts.length) {
      const all = document.createElement("p");
      all.className = "well";
      all.textContent = fill("all-answered");
      parts.push(all);
    }
    by("review").replaceChildren(...parts);
    return wrong;
  }

  function list(key, found) {
    const heading = document.createElement("h3");
    heading.textContent = `${fill(key)} (${digits(found.length)})`;
    const entries = document.createElement("ul");
    entries.className = "missing";
    for (const entry of found.slice(0, LISTED)) {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      if (entry.question.gate) button.className = "gate";
      const title = entry.question.element.querySelector("legend, label");
      const unit = entry.unit && known.units[entry.step.unit].find(([code]) => code === entry.unit);
      button.textContent = (unit ? `${known.texts[unit[2]][place]}: ` : "") + title.textContent;
      button.addEventListener("click", () => reach(entry));
      item.append(button);
      entries.append(item);
    }
    if (found.length > LISTED) {
      const more = document.createElement("li");
      more.textContent = fill("more", { count: digits(found.length - LISTED) });
      entries.append(more);
    }
    return [heading, entries];
  }

  // The answers as the tables of an assessment.

  function tables() {
    const field = (name) => String(answer(name, "")).trim();
    const [agency, respondent, role] = ["agency", "respondent", "role"].map(field);
    const period = known.period ?? "";
    const answers = [["agency", "criterion", "answer", "period", "service", "branch", "respondent", "role", "na_reason", "na_approver"]];
    const evidence = [["agency", "criterion", "grade", "period", "service", "branch", "date", "title", "link", "sha256"]];
    const kpis = [["agency", "kpi", "quantity", "value", "period", "group"]];
    const heading = ["service", "period", "source"];
    const user = [field("service"), period, field("source")];
    const marks = new Map();
    const found = [...entries()];
    const plain = (question, text) => (question.limits ? number(text) ?? text : text);
    for (const { question, unit } of found) {
      if (MAIN.includes(question.kind) || question.kind === "field") continue;
      marks.set(under(`${question.code} ${question.kind}`, unit), given(question, unit));
    }
    for (const { step, question, unit } of found) {
      const text = given(question, unit);
      const mark = (kind) => marks.get(under(`${question.code} ${kind}`, unit)) || "";
      const of = [step.unit === "service" ? unit : "", step.unit === "branch" ? unit : ""];
      if (question.kind === "criterion") {
        const said = text === "" ? mark("none") : plain(question, text);
        if (said) answers.push([agency, question.code, said, period, ...of, respondent, role, mark("why"), mark("by")]);
        const file = mark("evfile") || { name: "", sha256: "" };
        const title = mark("ev") || file.name;
        if (title) {
          evidence.push([agency, question.code, "", period, ...of, mark("evdate"), title, file.name, file.sha256]);
        }
      } else if (question.kind === "quantity" && question.sort === "several") {
        const { values, wrong } = several(question, text);
        for (const [group, value] of values) kpis.push([agency, question.code, question.part, value, period, group]);
        if (wrong) kpis.push([agency, question.code, question.part, wrong, period, ""]);
      } else if (question.kind === "quantity" && text) {
        kpis.push([agency, question.code, question.part, plain(question, text), period, ""]);
      } else if (question.kind === "item") {
        heading.push(question.code);
        user.push(plain(question, text));
      }
    }
    const signed = ["signedby", "signedpost", "letternumber", "letterdate"].map(field);
    const attestations = [["agency", "period", "name", "post", "letter_number", "letter_date"]];
    if (signed.some(Boolean)) attestations.push([agency, period, ...signed]);
    const written = { answers, evidence, kpis, beneficiaries: heading.length > 3 ? [heading, user] : [heading], attestations };
    return Object.fromEntries(Object.entries(written).filter(([, rows]) => rows.length > 1));
  }

  function file(final) {
    const { form, framework, version, period } = known;
    const { saved } = state;
    const head = { miqyas: "answers", version: 1, form, framework, framework_version: version, period };
    return JSON.stringify({ ...head, language: language.tag, saved, final, state, tables: tables() });
  }

  function download(final) {
    const time = final ? [] : [new Date().toISOString().slice(0, 16).replace(/[T:]/g, "-")];
    const parts = [known.form, String(answer("agency", "") || answer("service", "")), known.period ?? "", ...time];
    const name = `${parts.filter(Boolean).join("-").replace(/[^\p{L}\p{M}\p{N}_-]+/gu, "-").slice(0, 120)}.json`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([file(final)], { type: "application/json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    return `\u2068${name}\u2069`;
  }

  const tell = (text) => {
    by("told").textContent = text;
  };

  async function openCopy(chosen) {
    let found = null;
    try {
      found = JSON.parse(await chosen.text());
    } catch {
      return tell(fill("no-copy"));
    }
    const copy = found?.miqyas === "answers" ? adopted(found.state) : null;
    if (!copy) return tell(fill("no-copy"));
    if (found.form !== known.form) return tell(fill("other-form", { form: `\u2068${String(found.form)}\u2069` }));
    if (Object.values(state.answers).some(Boolean) && !(await sure())) return undefined;
    const time = copy.saved;
    state = { ...copy, turn: Math.max(copy.turn, state.turn) };
    save();
    speak(state.language);
    return tell(fill("opened", { time: moment(time) }));
  }

  function sure() {
    const dialog = by("sure");
    dialog.returnValue = "no";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    });
  }

  function set({ question, unit }, value) {
    const key = under(question.name, unit);
    if ((state.answers[key] ?? "") === value) return;
    if (value === "") delete state.answers[key];
    else state.answers[key] = value;
    save();
    refresh();
  }

  async function note(instance, chosen) {
    let sha256 = "";
    if (globalThis.crypto?.subtle && chosen.size <= HASHED) {
      const hash = await crypto.subtle.digest("SHA-256", await chosen.arrayBuffer());
      sha256 = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    }
    set(instance, { name: chosen.name, sha256 });
  }

  function listen() {
    const of = (event) => instances.get(event.target.closest?.(".question"));
    const changed = (event) => {
      const instance = of(event);
      const control = event.target;
      if (!instance) return;
      if (control.type === "file") {
        if (event.type === "change" && control.files[0]) {
          note(instance, control.files[0]).finally(() => {
            control.value = "";
          });
        }
      } else if (control.type !== "radio" || control.checked) {
        set(instance, control.value);
      }
    };
    document.addEventListener("input", changed);
    document.addEventListener("change", changed);
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.("button");
      if (!button) return;
      const { go: name, turn: way, language: tag } = button.dataset;
      if (name) follow(name);
      if (way) turn(Number(way));
      if (tag) {
        state.language = tag;
        save();
        speak(tag);
      }
      if (button.classList.contains("undo")) {
        const instance = of(event);
        set(instance, "");
        instance.element.querySelector("input")?.focus();
      }
      if (button.closest("#sure")) by("sure").close(button.value);
    });
    by("menu").addEventListener("click", () => menu(by("menu").getAttribute("aria-expanded") !== "true"));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && by("contents").classList.contains("open")) {
        menu(false);
        by("menu").focus();
      }
    });
    by("send").addEventListener("click", () => {
      sending = true;
      refresh();
      const [first] = review();
      if (first) by("review").querySelector("button").focus();
      else tell(fill("sent", { file: download(true) }));
    });
    by("keep").addEventListener("click", () => tell(fill("kept", { file: download(false) })));
    by("open").addEventListener("click", () => by("copy").click());
    by("copy").addEventListener("change", async () => {
      const [chosen] = by("copy").files;
      if (chosen) await openCopy(chosen);
      by("copy").value = "";
    });
    by("print").addEventListener("click", () => print());
    by("again").addEventListener("click", async () => {
      if (!(await sure())) return;
      state.answers = {};
      sending = false;
      only();
      save();
      refresh();
      follow(steps[0].name);
    });
    addEventListener("hashchange", () => {
      const name = location.hash.slice(2);
      if (steps.some((step) => step.name === name)) go(name, true);
    });
    addEventListener("pagehide", settle);
    addEventListener("storage", (event) => {
      const found = event.key === KEY ? newest([event.newValue]) : undefined;
      if (!found || found.turn <= state.turn) return;
      state = found;
      speak(state.language);
    });
    addEventListener("beforeunload", (event) => {
      if (!keeps() && Object.keys(state.answers).length) event.preventDefault();
    });
    let closed = [];
    addEventListener("beforeprint", () => {
      closed = [...document.querySelectorAll(".round:not([open])")];
      for (const details of closed) {
        fillRound(steps.find((step) => step.element.contains(details)), details.dataset.unit, details);
        details.open = true;
      }
      refresh();
    });
    addEventListener("afterprint", () => {
      for (const details of closed) details.open = false;
    });
  }

  // Where there is one agency or one role, it is meant.
  function only() {
    for (const name of ["agency", "role"]) {
      const question = named.get(name);
      const options = question ? [...question.element.querySelectorAll("[value]:not([value=''])")] : [];
      if (options.length === 1 && !given(question, "")) state.answers[name] = options[0].value;
    }
  }

  async function begin() {
    const early = openLocal();
    state = newest([early, await openDatabase()]) ?? state;
    only();
    for (const step of steps.filter((step) => !step.unit)) {
      for (const question of step.questions) shown(step, question, "", question.element);
    }
    listen();
    document.documentElement.classList.add("ready");
    speak(state.language);
    go(location.hash.slice(2), false);
    tellKept();
  }

  begin();
})();
