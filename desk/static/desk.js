// The keys, the cells and their boxes. Everything that decides is a form on the page; this presses its buttons.
"use strict";
(() => {
  const $ = (selector, inside = document) => inside.querySelector(selector);
  const $$ = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  let busy = false;

  const typing = (element) => element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)
    && !/^(checkbox|radio|button|submit)$/.test(element.type || ""));
  const press = (selector) => {
    const button = $(selector);
    if (!button || button.disabled || busy) return false;
    button.click();
    return true;
  };

  // keys
  const into = (selector) => {
    const found = $(selector);
    if (!found) return;
    const folded = found.closest("details");
    if (folded) folded.open = true;
    found.focus();
  };
  const keys = {
    a: () => press('[data-action="accept"]'),
    u: () => press('[data-action="undo"]'),
    r: () => press('[data-action="redo"]'),
    n: () => press('[data-action="next"]'),
    j: () => press('[data-action="next"]'),
    p: () => press('[data-action="previous"]'),
    k: () => press('[data-action="previous"]'),
    t: () => into('td[data-cell][tabindex="0"]'),
    e: () => into("form.own input:not([type=hidden]):not([type=checkbox]), form.own select"),
    c: () => into('[data-action="comment"]'),
    m: () => into("form.tools select"),
    b: () => press('[data-action="bulk"]'),
    x: () => into("form.back input[name=reason]"),
    z: () => { const side = $(".evidence"); if (side) side.classList.toggle("full"); },
    "?": () => { const list = $("#keys"); if (list && !list.open) list.showModal(); },
  };
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const form = target.closest && target.closest("form.own");
      if (form && !busy) form.requestSubmit(); else press('[data-action="accept"]');
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && event.key.length === 1) return;
    if (typing(target)) {
      if (event.key === "Escape" && !target.classList.contains("edit")) target.blur();
      return;
    }
    if ($("dialog[open]")) return;
    if (target.matches && target.matches("td[data-cell]") && inCell(event, target)) return;
    if (/^[1-9]$/.test(event.key) && press(`[data-n="${event.key}"]`)) { event.preventDefault(); return; }
    const act = keys[event.key];
    if (act && $("#item")) { event.preventDefault(); act(); }
  });

  // cells and boxes
  const place = (cell) => cell.dataset.cell.split(":").map(Number);
  const wide = matchMedia("(min-width: 901px)");
  const reveal = (box) => { // within its own frame; on a narrow page, where frame follows form, the page stays
    const frame = box.closest(".evidence");
    if (!frame) return;
    const [seen, whole] = [box.getBoundingClientRect(), frame.getBoundingClientRect()];
    const bottom = wide.matches ? Math.min(whole.bottom, innerHeight) : whole.bottom;
    if (seen.top < whole.top || seen.bottom > bottom) frame.scrollTop += seen.top - whole.top - frame.clientHeight / 3;
    if (seen.left < whole.left || seen.right > whole.right) frame.scrollLeft += seen.left - whole.left - frame.clientWidth / 3;
    if (wide.matches) box.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const light = (name, inside) => {
    $$(".lit").forEach((one) => one.classList.remove("lit"));
    $$(`[data-box="${name}"]`).forEach((box) => {
      box.classList.add("lit");
      if (inside !== "box") reveal(box);
    });
    if (inside === "box") $$(`[data-cell="${name}"]`).forEach((cell) => cell.classList.add("lit"));
  };
  const go = (cell) => {
    const table = cell.closest("table");
    $$('td[data-cell][tabindex="0"]', table).forEach((one) => { one.tabIndex = -1; });
    cell.tabIndex = 0;
    cell.focus();
  };
  function inCell(event, cell) {
    const [row, column] = place(cell);
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (steps[event.key]) {
      const [down, right] = steps[event.key];
      const next = $(`td[data-cell="${row + down}:${column + right}"]`, cell.closest("table"));
      if (next) go(next);
    } else if (event.key === "Enter" || event.key === "F2") {
      edit(cell);
    } else if (event.key === "Escape") {
      cell.blur();
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }
  document.addEventListener("focusin", (event) => {
    const cell = event.target.closest && event.target.closest("td[data-cell]");
    if (!cell) return;
    light(cell.dataset.cell, "cell");
    ["row", "column"].forEach((name, n) => { // the tools act on the cell that was last in focus
      const field = $(`form.tools input[name=${name}]`);
      if (field && cell.closest("table[data-edit]")) field.value = place(cell)[n] + 1;
    });
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest('[data-action="keys"]')) { keys["?"](); return; }
    const box = event.target.closest("[data-box]");
    if (!box) return;
    const cell = $(`td[data-cell="${box.dataset.box}"]`);
    if (cell) { go(cell); cell.scrollIntoView({ block: "nearest", inline: "nearest" }); }
    light(box.dataset.box, "box");
  });
  document.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("td[data-cell]");
    if (cell) edit(cell);
  });

  function edit(cell) {
    const table = cell.closest("table[data-edit]");
    if (!table || $("input.edit", cell)) return;
    const before = cell.textContent;
    const input = document.createElement("input");
    input.className = "edit";
    input.value = before;
    input.setAttribute("aria-label", "what the cell says");
    cell.replaceChildren(input);
    input.select();
    input.focus();
    const leave = () => { cell.textContent = before; };
    input.addEventListener("blur", () => { if (input.isConnected && !busy) leave(); });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.stopPropagation(); leave(); go(cell); }
      if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      const accepts = event.ctrlKey || event.metaKey;
      if (input.value === before) {
        leave();
        if (accepts) press('[data-action="accept"]'); else go(cell);
        return;
      }
      const [row, column] = place(cell);
      back = cell.dataset.cell;
      then = accepts; // what was typed is stored first
      htmx.ajax("POST", table.dataset.edit, {
        target: cell, swap: "outerHTML", // that cell alone comes back, unless more has changed
        values: { token: $("input[name=token]").value, table: table.dataset.table, row, column, text: input.value },
      });
    });
  }

  // one request at a time, and the place of the eye after it
  let back = "";
  let then = false;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "status") return;
    if (busy) { event.preventDefault(); return; }
    busy = true;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.id !== "status" && !event.detail.successful) { busy = false; then = false; }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!event.detail.elt.matches("#item, td[data-cell]")) return;
    busy = false; // only now are the new buttons htmx's own
    if (then) { then = false; press('[data-action="accept"]'); }
  });
  document.addEventListener("htmx:sendError", () => {
    const words = document.createElement("p");
    words.className = "fault";
    words.textContent = "The desk does not answer. Nothing was recorded; start it again and load the page again.";
    $("#said").replaceChildren(words);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.detail.elt.matches("#item, td[data-cell]")) return;
    $("#said").replaceChildren();
    const cell = back && $(`td[data-cell="${back}"]`);
    back = "";
    if (cell) { go(cell); return; }
    begin(true);
  });

  // the first disputed or asked cell is lit when an item opens
  function begin(moved) {
    const table = $("table.cells[data-focus]");
    const alone = $("rect.focus"); // where the table is not shown: a cell is coded from its page
    if (table && table.dataset.focus) light(table.dataset.focus, "cell");
    else if (!table && alone) light(alone.dataset.box, "cell");
    const title = $("#asks");
    if (moved && title) { title.focus({ preventScroll: true }); window.scrollTo(0, 0); }
  }
  document.addEventListener("DOMContentLoaded", () => begin(false));
})();
