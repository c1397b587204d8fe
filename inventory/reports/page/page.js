"use strict";
// Filters and sorts the long tables. The page is whole without it: every row is in the file. Rows that are not shown
// are taken out of the document, so that tens of thousands of them cost nothing while somebody types.
(() => {
  const BATCH = 50;
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const made = (name, properties = {}, ...inside) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...inside);
    return element;
  };
  const values = (cell) => {
    const marked = cell.querySelectorAll(".v, .chip");
    const found = marked.length ? [...marked].map((one) => one.textContent) : [cell.textContent.trim()];
    return found.filter((one) => one !== "");
  };

  class List {
    constructor(box) {
      this.box = box;
      this.noun = box.dataset.noun;
      this.table = box.querySelector("table");
      this.body = this.table.tBodies[0];
      this.columns = [...this.table.tHead.rows[0].cells].map((cell, index) => ({
        cell, index, key: cell.dataset.key, label: cell.textContent, choose: "choose" in cell.dataset,
        order: cell.dataset.order ? cell.dataset.order.split("|") : null, number: "number" in cell.dataset,
      }));
      this.rows = [...this.body.rows].map((row, position) => ({
        row, position, text: row.textContent.toLowerCase(), tasks: (row.dataset.tasks || "").split(" "),
        values: this.columns.map((column) => (column.choose ? values(row.cells[column.index]) : null)),
      }));
      this.state = new URLSearchParams();
      this.build();
      this.update();
    }

    build() {
      this.form = made("form", { className: "filters" });
      this.form.setAttribute("role", "search");
      this.form.setAttribute("aria-label", `Filter ${this.noun}`);
      const text = made("input", { type: "search", name: "q", autocomplete: "off", spellcheck: false });
      this.form.append(made("label", {}, "Text in any column", text));
      for (const column of this.columns.filter((one) => one.choose)) {
        const select = made("select", { name: column.key }, made("option", { value: "" }, "any"));
        const found = new Set(this.rows.flatMap((one) => one.values[column.index]));
        const sorted = [...found].sort((a, b) => this.compared(column, a, b));
        select.append(...sorted.map((one) => made("option", { value: one }, one)));
        this.form.append(made("label", {}, column.label, select));
      }
      const sort = made("select", { name: "sort" }, made("option", { value: "" }, "as given"));
      for (const column of this.columns.filter((one) => one.key)) {
        sort.append(made("option", { value: column.key }, `${column.label}, up`));
        sort.append(made("option", { value: `-${column.key}` }, `${column.label}, down`));
        column.button = made("button", { type: "button" }, column.label);
        column.button.addEventListener("click", () => this.toggle(column));
        column.cell.replaceChildren(column.button);
      }
      this.form.append(made("label", { className: "by-column" }, "Sort by", sort));
      this.form.append(made("button", { type: "reset" }, "Clear"));
      this.count = made("p", { className: "count" });
      this.count.setAttribute("role", "status");
      this.more = made("button", { type: "button", className: "more-rows" });
      this.more.addEventListener("click", () => this.show(this.limit + BATCH * 5));
      this.box.prepend(this.form, this.count);
      this.box.append(this.more);
      this.form.addEventListener("submit", (event) => event.preventDefault());
      for (const event of ["input", "change"]) this.form.addEventListener(event, () => this.read());
      this.form.addEventListener("reset", (event) => { event.preventDefault(); this.apply(new URLSearchParams()); });
    }

    rank(column, value) {
      const at = column.order.indexOf(value);
      return at < 0 ? column.order.length : at;
    }

    compared(column, a, b) {
      if (column.order) return this.rank(column, a) - this.rank(column, b);
      return collator.compare(a, b);
    }

    toggle(column) {
      const now = this.state.get("sort");
      const next = now === column.key ? `-${column.key}` : now === `-${column.key}` ? "" : column.key;
      this.form.elements.sort.value = next;
      this.read();
    }

    read() {
      const state = new URLSearchParams();
      for (const [name, value] of new FormData(this.form)) if (value) state.set(name, value);
      if (this.state.has("task")) state.set("task", this.state.get("task"));
      this.apply(state, true);
    }

    apply(state, fromForm = false) {
      if (!fromForm) for (const one of this.form.elements) if (one.name) one.value = state.get(one.name) || "";
      this.state = state;
      this.update();
      const text = state.toString();
      const hash = text ? `#${this.box.id}?${text}` : location.hash.startsWith(`#${this.box.id}?`) ? "#" : null;
      if (hash !== null && hash !== location.hash) history.replaceState(null, "", hash);
    }

    update() {
      const words = (this.state.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = this.columns.filter((one) => one.choose && this.state.get(one.key));
      const task = this.state.get("task");
      this.found = this.rows.filter((one) => words.every((word) => one.text.includes(word))
        && chosen.every((column) => one.values[column.index].includes(this.state.get(column.key)))
        && (!task || one.tasks.includes(task)));
      this.sort();
      this.show(BATCH);
      const which = task ? ` that belong to task ${task}` : "";
      this.count.textContent = `${this.found.length.toLocaleString("en")} of ${this.rows.length.toLocaleString("en")} ${this.noun}${which}`;
    }

    sort() {
      const wanted = this.state.get("sort") || "";
      const column = this.columns.find((one) => one.key && one.key === wanted.replace(/^-/, ""));
      for (const one of this.columns) one.cell.removeAttribute("aria-sort");
      if (!column) return;
      const down = wanted.startsWith("-");
      column.cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      for (const one of this.found) one.by = this.sortKey(column, one);
      this.found.sort((a, b) => (down ? -1 : 1) * this.comparedKeys(column, a.by, b.by) || a.position - b.position);
    }

    sortKey(column, one) {
      const found = one.values[column.index] || values(one.row.cells[column.index]);
      if (column.order) return Math.min(column.order.length, ...found.map((value) => this.rank(column, value)));
      if (column.number) return found.length ? Math.min(...found.map(Number)) : Infinity;
      return found[0] || "";
    }

    comparedKeys(column, a, b) {
      if (a === b) return 0;
      return typeof a === "number" ? (a < b ? -1 : 1) : collator.compare(a, b);
    }

    print() { // all that is chosen; and Chromium does not repeat a button in the head of the next page
      this.before = this.limit;
      this.show(Infinity);
      for (const one of this.columns) one.cell.replaceChildren(one.label);
    }

    printed() {
      for (const one of this.columns) one.cell.replaceChildren(one.button || one.label);
      this.show(this.before);
    }

    show(limit) {
      this.limit = limit;
      this.body.replaceChildren(...this.found.slice(0, limit).map((one) => one.row));
      const left = this.found.length - limit;
      this.more.hidden = left <= 0;
      this.more.textContent = `Show ${Math.min(left, BATCH * 5).toLocaleString("en")} more (${left.toLocaleString("en")} not shown)`;
    }
  }

  const lists = new Map([...document.querySelectorAll(".filterable")].map((box) => [box.id, new List(box)]));

  const open = () => {
    const [id, query] = location.hash.slice(1).split(/\?(.*)/s);
    const list = lists.get(id);
    if (list && query !== undefined) {
      list.apply(new URLSearchParams(query));
      list.box.scrollIntoView();
      return;
    }
    for (const one of lists.values()) { // a link to a row that is filtered away or not shown yet
      const row = id && one.rows.find((candidate) => candidate.row.id === id);
      if (row) {
        if (!row.row.isConnected) {
          if (!one.found.includes(row)) one.apply(new URLSearchParams());
          one.show(Math.max(one.limit, one.found.indexOf(row) + BATCH));
        }
        row.row.scrollIntoView();
      }
    }
  };

  const explain = (chip) => { // the reason of a verdict, in its cell
    const shown = chip.nextElementSibling;
    const there = shown && shown.matches(".reason");
    if (there) shown.remove();
    else {
      const reason = document.getElementById(chip.hash.slice(1));
      chip.after(made("span", { className: "why reason v-reason" }, ` ${reason.textContent}`));
    }
    chip.setAttribute("aria-expanded", String(!there));
  };

  document.addEventListener("click", (event) => {
    const chip = event.target.closest("a.chip");
    if (!chip) return;
    event.preventDefault();
    explain(chip);
  });
  const inventory = lists.get("inventory");
  const tasks = lists.get("tasks");
  if (inventory && tasks) {
    for (const { row } of tasks.rows) {
      for (const one of row.querySelectorAll("[data-assets-of]")) {
        one.replaceChildren(made("a", { href: `#inventory?task=${one.dataset.assetsOf}` }, one.textContent));
      }
    }
  }
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => { for (const one of lists.values()) one.print(); });
  addEventListener("afterprint", () => { for (const one of lists.values()) one.printed(); });
  open();
})();
