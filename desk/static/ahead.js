// The next items and their pictures, fetched before they are asked for, and those that were looked at. What is fetched
// ahead is not marked as seen. What is shown from here is asked for again, and replaced where it has changed.
"use strict";
(() => {
  const DEPTH = 2; // items ahead
  const MOST = 40; // items kept
  const LOOK = 100; // milliseconds before it is asked whether what is shown still holds
  const $ = (selector, inside = document) => inside.querySelector(selector);
  const pages = new Map(); // address of an item -> a promise of its part of the page
  const pictures = new Map(); // address -> the picture, held so that it stays unpacked
  let round = 0; // of looking ahead; what began in an earlier one comes too late
  let moves = 0; // of the person, likewise

  const hold = (address) => {
    const image = pictures.get(address) || new Image();
    image.alt = "";
    if (!image.src) image.src = address;
    pictures.delete(address);
    pictures.set(address, image);
    if (pictures.size > MOST) pictures.delete(pictures.keys().next().value);
    return image;
  };
  const made = (text, tag) => {
    const item = new DOMParser().parseFromString(text, "text/html");
    const link = $('[data-action="next"]', item);
    const sources = [...item.querySelectorAll("img[data-evidence]")].map((one) => one.getAttribute("src"));
    return { text, tag, sources, next: link && link.getAttribute("href") };
  };
  const keep = (address, page) => {
    pages.delete(address);
    pages.set(address, page);
    if (pages.size > MOST) pages.delete(pages.keys().next().value);
    return page;
  };
  const asked = async (address, headers) => {
    const answer = await fetch(address, { headers: { "HX-Request": "true", ...headers }, credentials: "same-origin" });
    const text = answer.status === 200 && !answer.headers.has("HX-Redirect") ? await answer.text() : "";
    return { text, tag: answer.headers.get("ETag") };
  };
  const fetched = async (address) => {
    const { text, tag } = await asked(address, { "X-Ahead": "yes" });
    if (!text) throw new Error("not to be had ahead");
    return made(text, tag);
  };

  // the pictures of what is shown were asked for first; then come the next items, each with its pictures
  async function look() {
    const mine = ++round;
    const link = $('#item [data-action="next"]');
    let address = link && link.getAttribute("href");
    for (let n = 0; n < DEPTH && address; n += 1) {
      const page = await (pages.get(address) || keep(address, fetched(address)));
      if (mine !== round) return;
      const images = page.sources.map(hold);
      const place = $("#item [data-ahead]");
      if (place && n === 0) place.replaceChildren(...images);
      images.forEach((one) => one.decode().catch(() => {}));
      address = page.next;
    }
  }
  const begin = () => look().catch(() => pages.clear()); // not to be had: it is asked for when it is wanted

  const swap = (text) => htmx.swap("#item", text, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
  const bare = (text) => text.replaceAll(/<span class="unseen">[^<]*<\/span>/g, "");
  async function show(address, link) {
    const mine = ++moves;
    const page = await pages.get(address).catch(() => null);
    if (mine !== moves) return;
    if (!page) { pages.delete(address); link.click(); return; }
    history.pushState({ htmx: true }, "", address);
    swap(page.text);
    await new Promise((done) => setTimeout(done, LOOK)); // who hurries past has not seen it
    if (mine !== moves) return;
    const now = await asked(address, { "If-None-Match": page.tag }).catch(() => null); // and by this it is seen
    if (!now || !now.text || mine !== moves) return;
    keep(address, Promise.resolve(made(now.text, now.tag)));
    if (bare(now.text) !== bare(page.text)) swap(now.text);
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (elt.id === "status") return;
    const known = requestConfig.verb === "get" && pages.has(requestConfig.path);
    if (known && elt.matches('[data-action="next"], [data-action="previous"]')) {
      event.preventDefault();
      event.stopImmediatePropagation();
      show(requestConfig.path, elt);
    } else {
      moves += 1; // what it leads to is shown, and not what was asked for before
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { requestConfig, xhr, successful } = event.detail;
    const tag = successful && requestConfig.verb === "get" && xhr.getResponseHeader("ETag");
    if (tag) keep(requestConfig.path, Promise.resolve(made(xhr.responseText, tag)));
  });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.elt.matches("#item")) begin(); });
  document.addEventListener("DOMContentLoaded", () => { if ($("#item")) begin(); });
})();
