"use strict";
(() => {
  const KEY = "miqyas-report";
  const FIRST = 100;
  const by = (id) => document.getElementById(id);
  const known = JSON.parse(by("known").textContent);

  // What the reader chose, kept where the browser allows it.
  const choice = { language: known.languages[0].tag, arabic: known.arabic, truth: "", ...remembered() };
  if (!known.languages.some((one) => one.tag === choice.language)) choice.language = known.languages[0].tag;
  let language = known.languages.find((one) => one.tag === choice.language);

  function remembered() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      return {};
    }
  }

  function remember() {
    try {
      localStorage.setItem(KEY, JSON.stringify(choice));
    } catch {
      // A private window: the choice holds until it is closed.
    }
  }

  // Elements, made of texts alone.

  function make(name, attributes = {}, ...children) {
    const element = name === "svg" || name === "rect" || name === "line"
      ? document.createElementNS("http://www.w3.org/2000/svg", name)
      : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === false || value === undefined || value === null) continue;
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  }

  // Packed parts, each unpacked once.

  const unpacked = new Map();
  function part(name) {
    if (!unpacked.has(name)) unpacked.set(name, unpack(name));
    return unpacked.get(name);
  }

  async function unpack(name) {
    const held = by(name);
    if (!held) return null;
    const bytes = Uint8Array.from(atob(held.textContent), (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).json();
  }

  // Words and numbers as the language writes them.

  const arabic = () => language.arabic && choice.arabic;
  const place = () => known.languages.indexOf(language);

  function digits(text) {
    if (arabic() || !language.arabic) return text;
    // A share after Arabic letters keeps its sign at the right of the number.
    return text
      .replace(/[\u0660-\u0669][\u0660-\u0669\u066b\u066c]*\u066a/g, (share) => `\u200e${share}`)
      .replace(/[\u0660-\u0669]/g, (digit) => digit.charCodeAt(0) - 0x660)
      .replaceAll("\u066a", "%").replaceAll("\u066b", ".").replaceAll("\u066c", ",");
  }

  function word(key, values = {}) {
    return digits(language.words[key]).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  const said = (texts, at) => (at === undefined || at === null ? "" : digits(texts[at][place()]));

  function number(value, decimals, signed = false) {
    if (value === null || value === undefined) return "–";
    const unit = 10 ** decimals;
    const size = (Math.round(Math.abs(value) * unit + 1e-9) / unit).toFixed(decimals);
    let [whole, fraction] = size.split(".");
    if (whole.length > 4) whole = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    let text = fraction ? `${whole}.${fraction}` : whole;
    if (arabic()) {
      text = text.replaceAll(",", "\u066c").replace(".", "\u066b")
        .replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
    }
    const zero = Number(size) === 0;
    const sign = zero ? "" : value < 0 ? "\u2212" : signed ? "+" : "";
    return sign && language.direction === "rtl" ? `\u2066${sign}${text}\u2069` : sign + text;
  }

  const percent = (value, decimals = 0) =>
    value === null || value === undefined ? "–" : `${language.direction === "rtl" && !arabic() ? "\u200e" : ""}${number(value, decimals)}${arabic() ? "\u066a" : "%"}`;

  // Names as they are compared.

  const ALIKE = { "\u0623": "\u0627", "\u0625": "\u0627", "\u0622": "\u0627", "\u0671": "\u0627", "\u0649": "\u064a", "\u06cc": "\u064a", "\u06d0": "\u064a", "\u0629": "\u0647", "\u06c1": "\u0647", "\u06d5": "\u0647", "\u06be": "\u0647", "\u06a9": "\u0643", "\u06aa": "\u0643", "\u0624": "\u0648", "\u0626": "\u064a" };
  function fold(text) {
    return text.normalize("NFKC").toLowerCase()
      .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c\u0640\u064b-\u065f\u0670]/g, "")
      .replace(/[\u0622-\u0626\u0629\u0649\u0671\u06a9\u06aa\u06be\u06c1\u06cc\u06d0\u06d5]/g, (letter) => ALIKE[letter] ?? letter)
      .replace(/[\u0660-\u0669]/g, (digit) => digit.charCodeAt(0) - 0x660)
      .replace(/[\u06f0-\u06f9]/g, (digit) => digit.charCodeAt(0) - 0x6f0)
      .replace(/\s+/g, " ").trim();
  }

  // Controls of the page.

  function segments(label, options, chosen, choose) {
    return make("div", { class: "segments", role: "group", "aria-label": label }, options.map((option) =>
      make("button", {
        type: "button", lang: option.lang, "data-choice": option.code, "aria-pressed": String(option.code === chosen),
        onclick: () => choose(option.code),
      }, option.name)));
  }

  function controls() {
    const languages = known.languages.map((one) => ({ code: one.tag, name: one.name, lang: one.tag }));
    const held = document.activeElement?.closest("#controls") ? document.activeElement.dataset.choice : null;
    by("controls").replaceChildren(
      segments(word("browse.language"), languages, language.tag, (tag) => change({ language: tag })),
      language.arabic
        ? segments(word("browse.digits"), [{ code: "arabic", name: "\u0661\u0662\u0663" }, { code: "latin", name: "123" }],
          choice.arabic ? "arabic" : "latin", (code) => change({ arabic: code === "arabic" }))
        : "",
      make("button", { type: "button", class: "print", onclick: () => print() }, word("browse.print")));
    if (held) by("controls").querySelector(`[data-choice="${held}"]`)?.focus();
  }

  async function change(values) {
    Object.assign(choice, values);
    remember();
    await show();
  }

  // The document in the language chosen. What the page came with is kept to return to it.

  let shown = `${known.languages[0].tag}${known.languages[0].arabic && known.arabic}false`;
  let came = null;

  async function show() {
    language = known.languages.find((one) => one.tag === choice.language);
    const root = document.documentElement;
    const wanted = `${language.tag}${arabic()}${whole}`;
    if (wanted !== shown) {
      came ??= {
        contents: by("contents").querySelector("ol").innerHTML, opening: by("opening").innerHTML, chapters: by("chapters").innerHTML,
      };
      const pieces = (whole && (await part(`whole-${language.tag}`))) || (await part(`document-${language.tag}`)) || came;
      const top = scrollY;
      by("contents").querySelector("ol").innerHTML = digits(pieces.contents);
      by("opening").innerHTML = digits(pieces.opening);
      by("chapters").innerHTML = digits(pieces.chapters);
      shown = wanted;
      scrollTo(0, top);
    }
    root.lang = language.tag;
    root.dir = language.direction;
    document.title = digits(language.title);
    by("name").textContent = digits(language.title);
    for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
    for (const element of document.querySelectorAll("[data-label]")) element.ariaLabel = word(element.dataset.label);
    controls();
    explorer();
    await openCard();
    seen.disconnect();
    for (const element of document.querySelectorAll(".scroll")) seen.observe(element);
  }

  // What can be scrolled is reached by keyboard and says so by a shade; what cannot is not.
  const seen = new ResizeObserver((entries) => entries.forEach(({ target }) => reach(target)));
  function reach(element) {
    const more = element.scrollWidth > element.clientWidth + 1;
    element.classList.toggle("more", more);
    if (more) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  }

  // The table of agencies.

  let table = null;
  const view = { sort: -1, down: false, search: "", filters: new Map(), all: false };
  let whole = false;
  const truth = () => Math.max(0, table.truths.findIndex((one) => one.code === choice.truth));
  const stand = (row) => row.stands[truth()];

  // Columns: what they are called, what is sorted, shown and exported.
  function columns() {
    const decimals = table.decimals;
    const list = [
      { name: word("common.agency"), kind: "name", key: (row) => fold(said(table.texts, row.name)), text: (row) => said(table.texts, row.name) },
    ];
    table.columns.forEach((column, at) => {
      const text = (row) => said(table.texts, row.register[at]);
      if (column.filter) list.push({ name: said(table.texts, column.name), kind: "word", key: (row) => fold(text(row)), text });
    });
    if (table.stages.length) {
      list.push({
        name: word("stages.reached"), kind: "number", key: (row) => stand(row)?.stage ?? null,
        text: (row) => (row.silent ? word("status.no-response") : said(table.texts, stand(row)?.reached) || "–"), quiet: (row) => row.silent,
      });
    }
    table.shown.forEach((dimension, at) => {
      const { name, short } = table.dimensions[dimension];
      const key = (row) => stand(row)?.scores[at] ?? null;
      list.push({
        name: said(table.texts, short ?? name), whole: said(table.texts, name), kind: "number", key,
        text: (row) => number(key(row), decimals), value: key,
      });
    });
    const share = (row) => { const one = stand(row)?.coverage; return one === null || one === undefined ? null : one * 100; };
    list.push({ name: word("common.coverage"), kind: "number", key: share, text: (row) => percent(share(row)), value: share });
    if (table.stages.length) {
      const held = (row) => said(table.texts, stand(row)?.held);
      list.push({ name: word("stages.held-back"), kind: "word", key: held, text: held });
    }
    return list;
  }

  function rows(list) {
    const wanted = fold(view.search).split(" ").filter(Boolean);
    const filters = [...view.filters];
    const fits = (row) => {
      if (!filters.every(([at, value]) => row.register[at] === value)) return false;
      if (!wanted.length) return true;
      row.folded ??= fold([...table.texts[row.name], row.code].join(" "));
      return wanted.every((one) => row.folded.includes(one));
    };
    const found = table.rows.filter(fits);
    const column = list[view.sort];
    if (!column) return found;
    const compare = new Intl.Collator(language.tag, { numeric: true }).compare;
    const keyed = found.map((row) => [column.key(row), row]);
    // What is not known stands last in either order.
    const known = keyed.filter(([key]) => key !== null && key !== "");
    const unknown = keyed.filter(([key]) => key === null || key === "");
    const way = view.down ? -1 : 1;
    known.sort(([one], [other]) => way * (typeof one === "number" ? one - other : compare(one, other)));
    return [...known, ...unknown].map(([, row]) => row);
  }

  function chooseTruth() {
    if (table.truths.length < 2) return "";
    const options = table.truths.map((one) => ({ code: one.code, name: said(table.texts, one.name) }));
    return segments(word("browse.truth"), options, table.truths[truth()].code, async (code) => {
      const within = document.activeElement?.closest("dialog") ? "#card" : "#agencies";
      await change({ truth: code });
      document.querySelector(`${within} [data-choice="${code}"]`)?.focus();
    });
  }

  function explorer() {
    if (!table) return;
    if (!table.truths.length) return;
    const section = by("agencies");
    const search = make("input", {
      type: "search", id: "search", placeholder: word("browse.search"), "aria-label": word("browse.search"), dir: "auto",
      oninput: (event) => { view.search = event.target.value; view.all = false; fill(); },
    });
    search.value = view.search;
    const filters = table.columns.flatMap((column, at) => {
      if (!column.filter) return [];
      const name = said(table.texts, column.name);
      const values = [...new Set(table.rows.map((row) => row.register[at]))].filter((value) => value !== null);
      const compare = new Intl.Collator(language.tag, { numeric: true }).compare;
      values.sort((one, other) => compare(said(table.texts, one), said(table.texts, other)));
      const select = make("select", {
        "aria-label": name, "data-filter": at,
        onchange: (event) => {
          if (event.target.value === "") view.filters.delete(at);
          else view.filters.set(at, Number(event.target.value));
          view.all = false;
          fill();
        },
      }, make("option", { value: "" }, word("browse.every", { column: name })),
      values.map((value) => make("option", { value, selected: view.filters.get(at) === value }, said(table.texts, value))));
      return [select];
    });
    section.replaceChildren(
      make("h2", { id: "browse-title" }, word("common.agencies")),
      make("p", { class: "words" }, word("browse.choose")),
      make("div", { class: "tools" }, search, filters, chooseTruth()),
      make("div", { class: "scroll", role: "group", "aria-label": word("browse.table"), tabindex: 0 },
        make("table", { id: "browse-rows" }, make("thead"), make("tbody"))),
      make("div", { class: "foot" },
        make("p", { id: "count", role: "status" }),
        make("button", { type: "button", id: "all", hidden: true, onclick: () => { view.all = true; fill(); } }),
        make("button", { type: "button", id: "export", onclick: save }, word("browse.export"))));
    section.hidden = false;
    const entry = make("li", { id: "agencies-entry" }, make("a", { href: "#agencies" }, word("common.agencies")));
    by("agencies-entry")?.remove();
    by("contents").querySelector("ol > li")?.after(entry);
    fill();
  }

  function fill() {
    const list = columns();
    const found = rows(list);
    const body = document.querySelector("#browse-rows tbody");
    const held = document.activeElement?.closest("#browse-rows thead") ? document.activeElement.dataset.column : null;
    document.querySelector("#browse-rows thead").replaceChildren(make("tr", {}, list.map((column, at) => {
      const sorted = view.sort === at ? (view.down ? "descending" : "ascending") : false;
      return make("th", { scope: "col", class: column.kind, "aria-sort": sorted },
        make("button", {
          type: "button", "data-column": at, title: column.whole,
          onclick: () => {
            // Numbers are looked at from the highest down.
            if (view.sort === at) view.down = !view.down;
            else [view.sort, view.down] = [at, column.kind === "number"];
            fill();
          },
        }, column.name));
    })));
    if (held) document.querySelector(`#browse-rows [data-column="${held}"]`)?.focus();
    const some = view.all ? found : found.slice(0, FIRST);
    body.replaceChildren(...some.map((row) => make("tr", {}, list.map((column) => (column.kind === "name"
      ? make("th", { scope: "row", class: "name" }, make("a", { href: `#agency=${encodeURIComponent(row.code)}` }, column.text(row)))
      : make("td", { class: column.quiet?.(row) ? `${column.kind} quiet` : column.kind }, column.text(row)))))));
    if (!found.length) body.append(make("tr", {}, make("td", { colspan: list.length, class: "quiet" }, word("browse.nothing"))));
    by("count").textContent = word("browse.shown", { shown: number(found.length, 0), all: number(table.rows.length, 0) });
    by("all").hidden = some.length === found.length;
    by("all").textContent = word("browse.all-rows", { all: number(found.length, 0) });
  }

  // The rows shown as CSV: a mark for spreadsheets, and no text that they would take for a formula.
  function save() {
    const list = columns();
    const quoted = (value) => {
      if (typeof value === "number") return String(value);
      let text = String(value ?? "").replace(/[\u2066-\u2069\u200e\u200f]/g, "");
      if (/^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text)) text = `'${text}`;
      return /["',;\r\n\t]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    const chosen = said(table.texts, table.truths[truth()].name);
    const lines = [[word("common.code"), ...list.map((column) => column.whole ?? column.name), word("browse.truth")]];
    for (const row of rows(list)) lines.push([row.code, ...list.map((column) => (column.value ? column.value(row) : column.text(row))), chosen]);
    const text = `\ufeff${lines.map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    make("a", { href: address, download: "agencies.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  // The card of an agency.

  const card = by("card");
  let inside = false;

  function named() {
    const found = /^#agency=(.+)$/.exec(location.hash);
    if (!found || !table) return -1;
    const code = decodeURIComponent(found[1]).toLowerCase();
    return table.rows.findIndex((row) => row.code.toLowerCase() === code);
  }

  async function openCard() {
    const at = named();
    if (at < 0) {
      if (card.open) card.close();
      return;
    }
    const packed = await part(`sheets-${Math.floor(at / known.run)}`);
    const opened = [...card.querySelectorAll("details")].map((one) => one.open);
    card.replaceChildren(...drawn(table.rows[at], packed.texts, packed.sheets[at % known.run]));
    if (card.dataset.code === table.rows[at].code) {
      card.querySelectorAll("details").forEach((one, position) => { one.open = opened[position]; });
    }
    card.dataset.code = table.rows[at].code;
    if (!card.open) {
      card.showModal();
      card.scrollTop = 0;
    }
    for (const element of card.querySelectorAll(".scroll")) seen.observe(element);
  }

  function closeCard() {
    if (inside) history.back();
    else {
      history.replaceState(null, "", location.href.split("#")[0]);
      card.close();
    }
  }

  function drawn(row, texts, sheet) {
    const facts = table.columns.map((column, at) => row.register[at] !== null
      && make("div", {}, make("dt", {}, said(table.texts, column.name)), make("dd", {}, said(table.texts, row.register[at]))));
    const head = make("header", {},
      make("div", {}, make("h2", { id: "card-title" }, said(table.texts, row.name)), make("p", { class: "code" }, make("code", { dir: "ltr" }, row.code))),
      make("button", { type: "button", class: "close", onclick: closeCard, "aria-label": word("browse.close"), title: word("browse.close") }, "✕"));
    const judged = sheet?.judged[truth()];
    if (!judged) return [head, make("dl", { class: "facts" }, facts), make("p", { class: "lead" }, word("status.no-response"))];
    return [
      head, make("dl", { class: "facts" }, facts),
      make("div", { class: "tools" }, chooseTruth()),
      standing(row, texts, judged), profile(judged), next(row, texts, judged), obstacles(sheet, judged),
      indicators(sheet, texts), changed(row, texts, judged), path(sheet, texts),
    ].filter(Boolean);
  }

  const piece = (title, ...children) => make("section", {}, make("h3", {}, title), children);
  const title = (dimension) => said(table.texts, table.dimensions[dimension].name);

  // The stage in every column of truth; or, without stages, the scores that the table shows.
  function standing(row, texts, judged) {
    const tiles = table.truths.map((one, at) => {
      const own = row.stands[at];
      const value = table.stages.length ? said(table.texts, own?.reached) : number(own?.scores[0], table.decimals);
      return make("div", { class: at === truth() ? "tile chosen" : "tile" },
        make("p", { class: "value" }, value || "–"), make("p", {}, said(table.texts, one.name)));
    });
    const more = [["stages.strict", judged.strict], ["stages.attainable", judged.attainable]].filter(([, text]) => text !== undefined);
    const heading = table.stages.length ? word("stages.reached") : title(table.shown[0]);
    return piece(heading, make("div", { class: "tiles" }, tiles),
      more.length > 0 && make("dl", { class: "facts" }, more.map(([key, text]) => make("div", {}, make("dt", {}, word(key)), make("dd", {}, said(texts, text))))),
      make("p", { class: "note" }, `${word("common.coverage")}: ${percent(row.stands[truth()].coverage === null ? null : row.stands[truth()].coverage * 100)}`));
  }

  // A bar from 0 to the best, what is not known paler, and a mark.
  function bar(value, low, high, best, mark, kind) {
    const share = (one) => (100 * Math.min(Math.max(one, 0), best)) / best;
    const picture = make("svg", { class: `bar ${kind}`, viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      make("rect", { class: "track", width: 100, height: 10 }));
    if (high !== null && high !== undefined) picture.append(make("rect", { class: "range", width: share(high), height: 10 }));
    if (value !== null && value !== undefined) picture.append(make("rect", { class: "fill", width: share(value), height: 10 }));
    if (low !== null && low !== undefined && value !== null && low < value) {
      picture.append(make("rect", { class: "unsure", x: share(low), width: Math.max(share(value) - share(low), 0), height: 10 }));
    }
    if (mark !== null && mark !== undefined) picture.append(make("line", { class: "mark", x1: share(mark), x2: share(mark), y1: -2, y2: 12 }));
    return picture;
  }

  function bars(list) {
    return make("ul", { class: "bars" }, list.map(({ name, said: shown, picture, note, state }) => make("li", { class: state },
      make("span", { class: "what" }, name, note && make("small", {}, note)), picture, make("span", { class: "much" }, shown))));
  }

  function profile(judged) {
    const dimensions = table.stages.length ? table.stages : table.shown;
    const list = dimensions.map((dimension, at) => {
      const [value, low, high] = judged.scores[dimension];
      const { best } = table.dimensions[dimension];
      const state = judged.states[at];
      return {
        name: title(dimension), said: number(value, table.decimals), state,
        note: low !== null && low !== high ? ` ${number(low, table.decimals)} – ${number(high, table.decimals)}` : null,
        picture: bar(value, low, high, best, table.stages.length ? table.threshold : null, "good"),
      };
    });
    const climb = table.stages.length ? list.reverse() : list;
    return piece(table.stages.length ? word("browse.profile", { threshold: number(table.threshold, 0) }) : word("common.score"), bars(climb));
  }

  function next(row, texts, judged) {
    if (!table.stages.length) return null;
    if (judged.next === undefined) return make("p", { class: "lead" }, word("stages.top-reached"));
    const gates = judged.gates.map((gate) => {
      const asked = table.criteria[gate.criterion];
      const value = gate.value === undefined ? null : word("browse.gate-value", { value: percent(gate.value * 100), limit: percent(gate.limit * 100) });
      return make("li", {},
        make("p", {}, make("code", { dir: "ltr" }, asked.code), " ", make("strong", {}, said(table.texts, asked.text))),
        make("p", { class: "bad" }, [said(texts, gate.state), value].filter(Boolean).join(" · ")),
        asked.wanted !== undefined && make("p", { class: "note" }, word("browse.wanted", { evidence: said(table.texts, asked.wanted) })));
    });
    return piece(word("browse.next", { stage: title(table.stages[judged.next]) }),
      make("p", { class: "words" }, `${word("stages.held-back")}: ${said(table.texts, stand(row).held)}`),
      judged.obstacle !== undefined && make("p", { class: "words" }, word("browse.holds", { obstacle: title(judged.obstacle) })),
      gates.length > 0 && make("ul", { class: "gates" }, gates));
  }

  function obstacles(sheet, judged) {
    const list = table.dimensions.flatMap((dimension, at) => {
      const [value, low, high] = judged.scores[at] ?? [null];
      if (dimension.role !== "obstacle" || value === null) return [];
      const felt = sheet.felt.find((one) => one.dimension === at);
      return [{
        value, name: title(at), said: number(value, table.decimals), state: judged.obstacle === at ? "binding" : "",
        note: felt ? ` ${word("browse.perception", { value: number(felt.median, 0) })}` : null,
        picture: bar(value, low, high, dimension.best, felt?.median, "bad"),
      }];
    });
    list.sort((one, other) => other.value - one.value);
    return list.length ? piece(word("obstacles.short"), bars(list)) : null;
  }

  function indicators(sheet, texts) {
    if (!sheet.kpis.length) return null;
    const amount = (figure, value) => (figure.percent ? percent(value, figure.decimals && 1) : `${number(value, figure.decimals)} ${said(texts, figure.unit)}`);
    return piece(word("browse.kpis"), make("ul", { class: "figures" }, sheet.kpis.map((figure) => make("li", {},
      make("span", { class: "what" }, said(texts, figure.title)),
      figure.value === undefined
        ? make("span", { class: "quiet" }, said(texts, figure.reason))
        : make("span", { class: "much" }, amount(figure, figure.value)),
      figure.target !== undefined && make("span", { class: figure.met === undefined || figure.open !== undefined ? "quiet" : figure.met ? "good" : "bad" },
        [word("browse.target", { target: amount(figure, figure.target) }), figure.open !== undefined ? said(texts, figure.open) : figure.met !== undefined && word(figure.met ? "benefits.is-met" : "benefits.is-missed")].filter(Boolean).join(" · "))))));
  }

  function changed(row, texts, judged) {
    if (table.before === undefined || table.before === null || !(judged.before || judged.scores_before)) return null;
    const before = new Map(judged.scores_before ?? []);
    const heads = [word("common.dimension"), said(table.texts, table.before), said(table.texts, table.period), word("change.difference")];
    const lines = [];
    if (judged.before) {
      const [text, stage] = judged.before;
      const own = stand(row);
      const known = stage !== null && own.stage !== undefined;
      lines.push(make("tr", { class: "strong" }, make("th", { scope: "row" }, word("stages.reached")), make("td", { class: "number" }, said(texts, text)),
        make("td", { class: "number" }, said(table.texts, own.reached)), difference(known ? own.stage - stage : null, 0, 1)));
    }
    table.dimensions.forEach((dimension, at) => {
      if (!["stage", "obstacle", "enabler", "index"].includes(dimension.role) || !before.has(at)) return;
      const [value] = judged.scores[at];
      const gap = value === null ? null : value - before.get(at);
      lines.push(make("tr", {}, make("th", { scope: "row" }, title(at)), make("td", { class: "number" }, number(before.get(at), table.decimals)),
        make("td", { class: "number" }, number(value, table.decimals)), difference(gap, table.decimals, dimension.role === "obstacle" ? -1 : 1)));
    });
    return piece(word("change.title"), make("div", { class: "scroll", role: "group", "aria-label": word("change.title"), tabindex: 0 },
      make("table", {}, make("thead", {}, make("tr", {}, heads.map((head, at) => make("th", { scope: "col", class: at ? "number" : "word" }, head)))), make("tbody", {}, lines))));
  }

  function difference(gap, decimals, better) {
    const tone = gap === null || Math.abs(gap) < 0.5 * 10 ** -decimals ? "" : gap * better > 0 ? " good" : " bad";
    return make("td", { class: `number${tone}` }, gap === null ? "–" : number(gap, decimals, true));
  }

  // The tree from scores to answers, its lines made when they are opened.
  function path(sheet, texts) {
    const ends = (at) => {
      let end = at + 1;
      while (end < table.outline.length && table.outline[end].depth > table.outline[at].depth) end += 1;
      return end;
    };
    const below = (first, end) => {
      const list = [];
      for (let at = first; at < end; at = ends(at)) list.push(branch(at));
      return list;
    };
    const branch = (at) => {
      const line = table.outline[at];
      const point = sheet.path[at];
      const asked = line.criterion === undefined ? null : table.criteria[line.criterion];
      const value = point.values[truth()];
      const shown = asked ? (value === null ? word("common.missing") : number(value, 2)) : number(value, table.decimals);
      const label = make("summary", {},
        make("span", { class: "what" }, make("code", { dir: "ltr" }, asked?.code ?? table.dimensions[line.dimension].code), " ",
          asked ? said(table.texts, asked.text) : title(line.dimension)),
        make("span", { class: "much" }, shown));
      const details = make("details", {}, label);
      const fillIn = () => {
        if (details.childElementCount > 1) return;
        if (line.weight !== undefined) details.append(make("p", { class: "note" }, word("explain.weight", { weight: number(line.weight, line.weight % 1 ? 2 : 0) })));
        if (point.answer) details.append(...behind(point, texts, asked));
        else details.append(...below(at + 1, ends(at)));
      };
      details.addEventListener("toggle", fillIn);
      label.addEventListener("click", fillIn);
      return details;
    };
    return piece(word("browse.path"), make("p", { class: "note" }, word("browse.path-note")), make("div", { class: "tree" }, below(0, table.outline.length)));
  }

  function behind(point, texts, asked) {
    const answer = point.answer;
    const grade = (at) => (at === undefined || at === null || !table.grades.length ? null : word("explain.evidence", { grade: said(table.texts, table.grades[at]) }));
    const gate = answer.gate?.[truth()];
    const units = (answer.units ?? []).map(([name, text, own]) => make("li", {}, [`${said(texts, name)}: ${said(texts, text)}`, grade(own)].filter(Boolean).join(" · ")));
    if (answer.more) units.push(make("li", {}, word("browse.more", { count: number(answer.more, 0) })));
    const each = table.truths.map((one, at) => `${said(table.texts, one.name)} ${point.values[at] === null ? "–" : number(point.values[at], 2)}`);
    return [
      answer.said !== undefined && make("p", { class: "answer" }, word("explain.answer", { answer: said(texts, answer.said) })),
      answer.assessed !== undefined && make("p", { class: "answer" }, word("explain.assessor", { answer: said(texts, answer.assessed) })),
      make("p", {}, each.join(" · ")),
      units.length > 0 && make("ul", {}, units),
      grade(answer.grade) && make("p", {}, grade(answer.grade)),
      answer.records && make("p", {}, word("browse.records", { records: answer.records.map((at) => said(texts, at)).join(" · ") })),
      gate && make("p", { class: gate[1] ? "good" : "bad" }, said(texts, gate[0])),
      gate && !gate[1] && asked.wanted !== undefined && make("p", { class: "note" }, word("browse.wanted", { evidence: said(table.texts, asked.wanted) })),
      answer.reason !== undefined && make("p", {}, word("browse.reason", { reason: said(texts, answer.reason) })),
      answer.elsewhere && make("p", {}, word("explain.not-controlled")),
      answer.source !== undefined && make("p", { class: "note" }, word("browse.read-in", { place: said(texts, answer.source) })),
    ].filter(Boolean);
  }

  // What happens.

  addEventListener("hashchange", (event) => {
    inside = event.oldURL.split("#")[0] === event.newURL.split("#")[0] && !event.oldURL.includes("#agency=");
    openCard();
  });
  card.addEventListener("cancel", (event) => { event.preventDefault(); closeCard(); });
  card.addEventListener("click", (event) => { if (event.target === card) closeCard(); });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-whole]")) return;
    whole = true;
    show();
  });
  const small = matchMedia("(max-width: 60rem)");
  const fold_contents = () => { by("contents").querySelector("details").open = !small.matches; };
  small.addEventListener("change", fold_contents);
  fold_contents();
  by("contents").addEventListener("click", (event) => { if (small.matches && event.target.closest("a")) by("contents").querySelector("details").open = false; });
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll(card.open ? "dialog details" : "main details")].filter((one) => !one.open);
    if (!card.open) folded.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => { if (!card.open) folded.forEach((one) => { one.open = false; }); });

  (async () => {
    try {
      table = await part("table");
      if (table && !choice.truth) choice.truth = table.truths[table.lead]?.code ?? "";
    } catch {
      by("opening").prepend(make("p", { class: "notice", role: "alert" }, word("browse.old-browser")));
    }
    await show();
    document.documentElement.classList.add("ready");
    performance.mark("ready");
  })();
})();
