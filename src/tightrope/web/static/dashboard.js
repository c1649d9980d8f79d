"use strict";
// The dashboard works without this file; it only spares clicks.

// The language switch keeps what the reader has chosen on the page.
for (const link of document.querySelectorAll("a[data-keeps-query]")) {
  link.addEventListener("click", () => {
    link.search = location.search;
    link.hash = location.hash;
  });
}

// Where no server can be asked, a list is narrowed here to what holds every word; case and accents make no difference.
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
for (const field of document.querySelectorAll("input[data-filters]")) {
  field.closest("[hidden]").hidden = false;
  const list = document.querySelectorAll(`#${field.dataset.filters} li`);
  const items = Array.from(list, (item) => [item, folded(item.textContent)]);
  const narrow = () => {
    const words = folded(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [item, text] of items) {
      item.hidden = !words.every((word) => text.includes(word));
      shown += item.hidden ? 0 : 1;
    }
    field.parentElement.querySelector("output").textContent = `${shown} / ${items.length}`;
  };
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", () => {
    narrow();
    history.replaceState(null, "", field.value ? `?q=${encodeURIComponent(field.value)}` : location.pathname);
  });
  narrow();
}
