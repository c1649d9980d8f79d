"use strict";
// The dashboard works without this file; it only spares clicks.

// The language switch keeps what the reader has chosen on the page.
for (const link of document.querySelectorAll("a[data-keeps-query]")) {
  link.addEventListener("click", () => {
    link.search = location.search;
    link.hash = location.hash;
  });
}
