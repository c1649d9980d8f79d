"use strict";
// Weighs the domains of a state anew, from the joint draws that the page carries: docs/methods.md, "Weighed anew".

(() => {
  // Shares by domain, power and draw, summing to 1 over the powers of each domain and draw.
  function decoded(data) {
    const bytes = Uint8Array.from(atob(data.parts), (one) => one.charCodeAt(0));
    const numbers = new DataView(bytes.buffer);
    const [domains, powers] = [data.domains.length, data.powers.length];
    const draws = bytes.length / 2 / domains / powers;
    return data.domains.map((_, d) => {
      const rows = data.powers.map((_, k) =>
        Float64Array.from({ length: draws }, (_, s) => numbers.getUint16(2 * ((d * powers + k) * draws + s), true)));
      for (let s = 0; s < draws; s += 1) {
        const sum = rows.reduce((total, row) => total + row[s], 0);
        for (const row of rows) row[s] /= sum;
      }
      return rows;
    });
  }

  // Shares over all domains by power and draw, and which part of each the prior decides. Weights are in the order of
  // the domains, not negative, and not all 0.
  function weighed(data, parts, weights) {
    const total = weights.reduce((sum, one) => sum + one, 0);
    const draws = parts[0][0].length;
    const shares = data.powers.map((_, k) => {
      const row = new Float64Array(draws);
      weights.forEach((weight, d) => {
        if (weight > 0) for (let s = 0; s < draws; s += 1) row[s] += (weight / total) * parts[d][k][s];
      });
      return row;
    });
    const prior = data.powers.map((_, k) => weights.reduce((sum, one, d) => sum + (one / total) * data.prior[d][k], 0));
    return { shares, prior };
  }

  // Quantile of sorted numbers, between neighbours in proportion.
  function quantile(sorted, part) {
    const place = part * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  function drawn(row) {
    const sorted = Float64Array.from(row).sort();
    const [low90, low50, high50, high90] = [0.05, 0.25, 0.75, 0.95].map((part) => quantile(sorted, part));
    return { mean: row.reduce((sum, one) => sum + one, 0) / row.length, low90, low50, high50, high90 };
  }

  // In which part of the draws each power has the largest share of those not mostly decided by the prior; null for the
  // others, and for all if fewer than two are left.
  function first(shares, prior, mostly) {
    const sure = prior.flatMap((part, k) => (part <= mostly ? [k] : []));
    const found = prior.map(() => null);
    if (sure.length < 2) return found;
    for (const k of sure) found[k] = 0;
    const draws = shares[0].length;
    for (let s = 0; s < draws; s += 1) {
      found[sure.reduce((best, k) => (shares[k][s] > shares[best][s] ? k : best))] += 1 / draws;
    }
    return found;
  }

  // Effective powers on each draw: exp(-sum s log s).
  function effective(shares) {
    return Float64Array.from(shares[0], (_, s) =>
      Math.exp(-shares.reduce((sum, row) => sum + (row[s] > 0 ? row[s] * Math.log(row[s]) : 0), 0)));
  }

  // All that is shown of a weighting, in the form of what is published.
  function result(data, parts, weights) {
    const { shares, prior } = weighed(data, parts, weights);
    const leads = first(shares, prior, data.mostly);
    const powers = {};
    data.powers.forEach((power, k) => {
      powers[power] = { ...drawn(shares[k]), first: leads[k], prior: prior[k] > data.mostly };
    });
    return { powers, balance: drawn(effective(shares)) };
  }

  // Weights by domain from "economy:2,culture:0"; a domain that is not named counts 1. Returns null if it cannot be.
  function parsed(text, domains, most, step) {
    const weights = Object.fromEntries(domains.map((domain) => [domain, 1]));
    const named = new Set();
    for (const item of text.split(",")) {
      const match = /^([a-z_]+):(\d+(?:\.\d+)?)$/.exec(item);
      const number = match ? Number(match[2]) : NaN;
      const allowed = number <= most && Number.isInteger(number / step);
      if (!match || !domains.includes(match[1]) || named.has(match[1]) || !allowed) return null;
      named.add(match[1]);
      weights[match[1]] = number;
    }
    return domains.some((domain) => weights[domain] > 0) ? weights : null;
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  }

  // Numbers as the rest of the page writes them.
  function writer(locale) {
    const whole = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
    const tenth = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    const list = new Intl.ListFormat(locale, { type: "conjunction" });
    const percent = (share) => {
      if (share > 0 && share <= 0.005) return `<${whole.format(0.01)}`;
      if (share >= 0.995 && share < 1) return `>${whole.format(0.99)}`;
      return whole.format(Math.round(100 * share) / 100);
    };
    return {
      percent,
      // A number of draws: none of them, or all, is not never, or always.
      draws: (part) => percent(Math.min(Math.max(part, 0.001), 0.999)),
      range: (low, high) => {
        const [from, to] = [percent(low), percent(high)];
        return from === to ? from : `${from.replace(/%$/, "")}–${to}`;
      },
      number: (value) => tenth.format(value),
      numbers: (low, high) => `${tenth.format(low)}–${tenth.format(high)}`,
      list: (items) => list.format(items),
    };
  }

  function leader(powers, order) {
    const known = order.filter((power) => powers[power].first !== null);
    return known.length ? known.reduce((best, power) => (powers[power].first > powers[best].first ? power : best)) : null;
  }

  // What changes and what does not, in words.
  function told(data, now, order, write) {
    const [before, words, names] = [data.published.powers, data.words, data.names];
    const [lead, led] = [leader(now.powers, order), leader(before, order)];
    const said = [];
    if (lead === null) {
      said.push(words.nobody);
    } else {
      const sentence = led === null ? words.leads : lead === led ? words.stays : words.changes;
      said.push(filled(sentence, {
        power: names[lead],
        draws: write.draws(now.powers[lead].first),
        other: names[led],
        before: led === null ? "" : write.draws(before[led].first),
      }));
    }
    const out = order.filter((power) => {
      const one = now.powers[power];
      return before[power].mean < one.low90 || before[power].mean > one.high90;
    });
    said.push(out.length ? filled(words.outside, { powers: write.list(out.map((power) => names[power])) }) : words.inside);
    return said;
  }

  function start(section) {
    const data = JSON.parse(section.dataset.weights);
    const parts = decoded(data);
    const write = writer(document.documentElement.lang);
    const inputs = [...section.querySelectorAll("input[data-domain]")];
    const rows = [...section.querySelectorAll("tr[data-power]")];
    const order = rows.map((row) => row.dataset.power);
    const status = section.querySelector("[role=status]");
    const names = inputs.map((input) => input.dataset.domain);
    const [most, step] = [Number(inputs[0].max), Number(inputs[0].step)];
    let waiting = 0;

    const cell = (row, name) => row.querySelector(`[data-cell="${name}"]`);

    function bar(svg, one) {
      const place = (name, from, to) => {
        const rect = svg.querySelector(name);
        rect.setAttribute("x", (100 * from).toFixed(1));
        if (to !== undefined) rect.setAttribute("width", (100 * (to - from)).toFixed(1));
      };
      place(".a", one.low90, one.high90);
      place(".b", one.low50, one.high50);
      place(".m", one.mean);
    }

    function show(now) {
      for (const row of rows) {
        const one = now.powers[row.dataset.power];
        cell(row, "share").textContent = write.percent(one.mean);
        cell(row, "interval").textContent = write.range(one.low90, one.high90);
        cell(row, "first").textContent = one.first === null ? "–" : write.draws(one.first);
        row.classList.toggle("mostly-prior", one.prior);
        bar(row.querySelector("svg"), one);
      }
      const row = section.querySelector("tr[data-balance]");
      if (row && now.balance) {
        cell(row, "share").textContent = write.number(now.balance.mean);
        cell(row, "interval").textContent = write.numbers(now.balance.low90, now.balance.high90);
      }
    }

    // Said once the reader has stopped moving, so that a screen reader is not told every step of the way.
    function say(sentences) {
      clearTimeout(waiting);
      waiting = setTimeout(() => { status.textContent = sentences.join(data.words.gap); }, 250);
    }

    function address(equal) {
      const query = new URLSearchParams(location.search);
      query.delete("w");
      const own = equal ? "" : `w=${inputs.map((input) => `${input.dataset.domain}:${Number(input.value)}`).join(",")}`;
      const all = [query.toString(), own].filter(Boolean).join("&");
      try {
        history.replaceState(null, "", `${location.pathname}${all ? `?${all}` : ""}${location.hash}`);
      } catch {
        // A file that is opened from a disk may not change its address; the weights work all the same.
      }
    }

    function weights() {
      return data.domains.map((domain) => Number(inputs.find((input) => input.dataset.domain === domain).value));
    }

    function update() {
      const chosen = weights();
      const total = chosen.reduce((sum, one) => sum + one, 0);
      const equal = chosen.every((one) => one === chosen[0]);
      for (const input of inputs) {
        const part = write.percent(total ? Number(input.value) / total : 0);
        section.querySelector(`[data-part="${input.dataset.domain}"]`).textContent = part;
        input.setAttribute("aria-valuetext", filled(data.words.value, { part }));
      }
      // With equal weights it is the published numbers, which are more exact than the draws that the page carries.
      const now = equal ? data.published : result(data, parts, chosen);
      show(now);
      section.classList.toggle("moved", !equal);
      if (!total) say([data.words.zero]);
      else if (equal) say([data.words.equal]);
      else {
        const shown = inputs.map((input) =>
          `${data.names[input.dataset.domain]} ${write.percent(Number(input.value) / total)}`);
        say([filled(data.words.counting, { weights: write.list(shown) }), ...told(data, now, order, write)]);
      }
      address(equal);
    }

    function set(values) {
      for (const input of inputs) input.value = values[input.dataset.domain];
    }

    const even = Object.fromEntries(names.map((name) => [name, 1]));
    for (const input of inputs) input.addEventListener("input", update);
    section.querySelector("[data-reset]").addEventListener("click", () => {
      set(even);
      update();
    });
    section.classList.add("moving");
    const asked = new URLSearchParams(location.search).get("w");
    const wanted = asked === null ? even : parsed(asked, names, most, step);
    set(wanted ?? even); // a browser may remember where the sliders stood
    update();
    // Whoever makes a link chooses these words: few of them, and kept from turning the text around them.
    if (!wanted) say([filled(data.words.wrong, { what: `\u2068${asked.slice(0, 40)}\u2069` })]);
  }

  if (typeof module === "object") module.exports = { decoded, first, parsed, result, told, weighed, writer };
  else for (const section of document.querySelectorAll("section[data-weights]")) start(section);
})();
