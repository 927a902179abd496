// The table of people. Every text is set by textContent or an attribute, so nothing from a list becomes markup.
const make = (tag, className = "", text = "") => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};
const day = (iso) => {
  const when = new Date(`${iso}T00:00:00Z`);
  const style = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
  return isNaN(when) ? iso : new Intl.DateTimeFormat(undefined, style).format(when);
};
// The app's own page change is what the browser's back button does; other clicks stay the browser's.
const follow = (event) => {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  history.pushState({}, "", event.currentTarget.getAttribute("href"));
  window.dispatchEvent(new PopStateEvent("popstate"));
};
const breakable = (text) => {
  const whole = make("span", "cut");
  text.split(/(?<=[@_])/).forEach((part, at) => whole.append(...(at ? [make("wbr"), part] : [part])));
  if (text.length > 24) whole.title = text;
  if (/\S{36}/.test(text)) whole.classList.add("solid");
  if (text.includes("@")) whole.classList.add("address");
  return whole;
};
const KINDS = {
  text: (value) => breakable(value),
  money: (value) => breakable(value),
  number: (value) => breakable(value),
  badge: (value) => make("span", `badge ${value.tone}`, value.text),
  date: (value) => {
    const shown = make("time", "", day(value));
    shown.dateTime = shown.title = value;
    return shown;
  },
  link: (value) => {
    const link = value.href ? make("a") : make("span");
    link.append(breakable(value.text));
    if (value.href) {
      link.href = value.href;
      if (value.href.startsWith("/files/")) link.target = "_blank"; // a document is no page of the app
      else link.addEventListener("click", follow);
    }
    if (!value.more) return link;
    const lines = make("div", "lines");
    lines.append(link, make("span", "more"));
    lines.lastChild.append(breakable(value.more));
    return lines;
  },
  lines: (value) => {
    const lines = make("div", "lines");
    value.forEach((line) => lines.append(breakable(line)));
    return lines;
  },
};
KINDS.code = KINDS.lines;

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".people");
  const { ticked: given, ...content } = data;
  const state = (root.certdesk ??= { ticked: new Set(given) });
  state.send = setStateValue;
  const what = JSON.stringify(content);
  if (state.what === what) return;
  state.what = what;
  const able = content.rows.filter((row) => row.selectable).map((row) => row.id);
  state.ticked = new Set(able.filter((id) => state.ticked.has(id)));
  draw(root, content, state, able);
  fit(root);
  if (!state.watch) (state.watch = new ResizeObserver(() => root.clientWidth !== state.width && fit(root))).observe(root);
}

// Rows become cards on a phone, and wherever the columns would run out of the room that they have.
function fit(root) {
  root.certdesk.width = root.clientWidth;
  root.classList.remove("cards");
  root.classList.toggle("cards", root.clientWidth <= 560 || root.firstChild.scrollWidth > root.clientWidth);
}

function draw(root, { rows, columns, caption }, state, able) {
  const focused = root.getRootNode().activeElement?.dataset?.place;
  const acting = rows.some((row) => row.actions.length);
  const table = make("table"), head = make("thead"), body = make("tbody"), boxes = [];
  const role = (element, name) => (element.setAttribute("role", name), element);
  const all = able.length ? box("Select all on this page", "all") : null;
  let last = -1;

  function box(label, place) {
    const tick = make("input");
    tick.type = "checkbox";
    tick.dataset.place = place;
    tick.setAttribute("aria-label", label);
    return tick;
  }
  function hit(tick) {
    const label = make("label", "hit");
    label.append(tick);
    return label;
  }
  function show() {
    boxes.forEach(({ tick, line, id }) => {
      tick.checked = state.ticked.has(id);
      line.classList.toggle("on", tick.checked);
    });
    if (!all) return;
    all.checked = state.ticked.size === able.length;
    all.indeterminate = state.ticked.size > 0 && !all.checked;
  }
  function send() {
    show();
    state.send("ticked", able.filter((id) => state.ticked.has(id)));
  }
  function tickTo(at, on, from = at) {
    boxes.slice(Math.min(at, from), Math.max(at, from) + 1).forEach(({ id }) => state.ticked[on ? "add" : "delete"](id));
    last = at;
    send();
  }
  function heading() {
    const line = role(make("tr"), "row");
    if (all) {
      const cell = role(make("th", "tick"), "columnheader");
      all.addEventListener("change", () => { state.ticked = new Set(all.checked ? able : []); send(); });
      cell.append(hit(all), make("span", "every", "Select all on this page"));
      line.append(cell);
    }
    columns.forEach((column) => line.append(headed(column)));
    if (acting) line.append(role(make("td", "actions"), "cell"));
    return line;
  }
  function headed({ key, label, kind, sort }) {
    const cell = role(make("th", kind, sort ? "" : label), "columnheader");
    if (!sort) return cell;
    const button = make("button", `sort ${sort}`, label);
    button.type = "button";
    button.dataset.place = `sort ${key}`;
    button.addEventListener("click", () => state.send("sorted", { column: key, nonce: `${Date.now()} ${Math.random()}` }));
    cell.setAttribute("aria-sort", sort);
    cell.append(button);
    return cell;
  }
  function ticking(row, line) {
    const cell = role(make("td", "tick"), "cell");
    if (!row.selectable) return cell;
    const tick = box(`Select ${row.label}`, `tick ${row.id}`), at = boxes.length;
    boxes.push({ tick, line, id: row.id });
    tick.addEventListener("click", (event) => tickTo(at, tick.checked, event.shiftKey && last >= 0 ? last : at));
    tick.addEventListener("keydown", (event) => {
      const to = boxes[at + { ArrowDown: 1, ArrowUp: -1 }[event.key]];
      if (to) { event.preventDefault(); to.tick.focus(); }
    });
    cell.append(hit(tick));
    return cell;
  }
  function acts(row) {
    const cell = role(make("td", row.actions.length ? "actions" : "actions none"), "cell");
    row.actions.forEach(({ key, label }) => {
      const button = make("button", "", label);
      button.type = "button";
      button.dataset.place = `${key} ${row.id}`;
      button.setAttribute("aria-label", `${label}: ${row.label}`);
      button.addEventListener("click", () =>
        state.send("acted", { action: key, id: row.id, nonce: `${Date.now()} ${Math.random()}` }));
      cell.append(button);
    });
    return cell;
  }
  function line(row) {
    const made = role(make("tr"), "row");
    if (all) made.append(ticking(row, made));
    columns.forEach(({ label, kind }, at) => {
      const value = row.cells[at], empty = value === "" || value.length === 0;
      const cell = at ? role(make("td", kind), "cell") : role(make("th", kind), "rowheader");
      if (!at) cell.scope = "row";
      cell.dataset.label = label;
      if (empty) cell.classList.add("none");
      else cell.append(KINDS[kind](value));
      made.append(cell);
    });
    if (acting) made.append(acts(row));
    return made;
  }

  const title = make("caption", "unseen", caption);
  role(head, "rowgroup").append(heading());
  role(body, "rowgroup").append(...rows.map(line));
  role(table, "table").append(title, head, body);
  root.replaceChildren(table);
  show();
  if (focused) [...root.querySelectorAll("[data-place]")].find((one) => one.dataset.place === focused)?.focus();
}
