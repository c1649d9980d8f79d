"use strict";
// The dashboard works without this file; it only spares clicks.

// The language switch keeps what the reader has chosen on the page.
for (const link of document.querySelectorAll("a[data-keeps-query]")) {
  link.addEventListener("click", () => {
    link.search = location.search;
    link.hash = location.hash;
  });
}

// One picture of several is chosen: the parts of its name, and with them its files. A part that there is no picture of is
// left out, and a note says so. The address holds the choice.
for (const box of document.querySelectorAll("[data-picks]")) {
  const names = box.dataset.names.split(" ");
  const choices = Array.from(box.querySelectorAll("select"));
  const [picture, note] = [box.querySelector("img"), box.querySelector("[role=status]")];
  const key = box.dataset.picks.split(".")[0];
  let current = picture.getAttribute("src").replace(/^.*figure\/|\.png$/g, "");
  const show = () => {
    const wanted = [box.dataset.picks, ...choices.map((one) => one.value).filter(Boolean)].join(".");
    const name = names.includes(wanted) ? wanted : wanted.split(".").slice(0, -1).join(".");
    note.hidden = name === wanted;
    for (const node of box.querySelectorAll("img, .get a")) {
      const kind = node.tagName === "IMG" ? "src" : "href";
      const now = node.getAttribute(kind);
      const next = now.replace(`figure/${current}`, `figure/${name}`);
      if (next !== now) node.setAttribute(kind, next);
    }
    current = name;
    const told = choices.filter((one) => one.value).map((one) => one.selectedOptions[0].text);
    picture.alt = `${box.dataset.title}: ${told.join(" · ")}`;
  };
  const asked = (new URLSearchParams(location.search).get(key) ?? "").split(".");
  choices.forEach((one, place) => {
    if (Array.from(one.options).some((option) => option.value === asked[place])) one.value = asked[place];
    one.addEventListener("change", () => {
      show();
      const query = new URLSearchParams(location.search);
      query.set(key, choices.map((choice) => choice.value).filter(Boolean).join("."));
      const all = query.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
      history.replaceState(null, "", `?${all}${location.hash}`);
    });
  });
  show();
  box.hidden = false;
}

// Where no server can be asked, a list is narrowed here to what holds every word; case, accents and the script of Chinese
// make no difference: the page tells which characters are alike.
for (const field of document.querySelectorAll("input[data-filters]")) {
  field.closest("[hidden]").hidden = false;
  const others = Array.from(field.dataset.as);
  const alike = new Map(Array.from(field.dataset.alike, (one, place) => [one, others[place]]));
  const folded = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[㐀-鿿]/g, (one) => alike.get(one) ?? one);
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
