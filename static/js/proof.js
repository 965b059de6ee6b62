// Checks in the browser what the page says: that an answer is sealed in the ledger, and that its rows are in the published list.
// It needs nothing but the page: SHA-256 is written out, as phones without https have none of their own.
(function () {
  "use strict";
  const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const K = [];
  const FIRST = [];

  (function primes() {
    function part(root) {
      return ((root - Math.floor(root)) * 0x100000000) | 0;
    }
    for (let n = 2; K.length < 64; n++) {
      let is = true;
      for (let d = 2; d * d <= n; d++) {
        if (n % d === 0) {
          is = false;
        }
      }
      if (is) {
        if (FIRST.length < 8) {
          FIRST.push(part(Math.pow(n, 1 / 2)));
        }
        K.push(part(Math.pow(n, 1 / 3)));
      }
    }
  })();

  function turned(x, n) {
    return (x >>> n) | (x << (32 - n));
  }

  function block(state, words) {
    const w = words.slice(0, 16);
    for (let n = 16; n < 64; n++) {
      const a = w[n - 15];
      const b = w[n - 2];
      const low = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
      const high = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
      w[n] = (w[n - 16] + low + w[n - 7] + high) | 0;
    }
    const s = state.slice(0);
    for (let n = 0; n < 64; n++) {
      const one = turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25);
      const other = turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22);
      const t = (s[7] + one + ((s[4] & s[5]) ^ (~s[4] & s[6])) + K[n] + w[n]) | 0;
      const u = (other + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]))) | 0;
      s.pop();
      s.unshift((t + u) | 0);
      s[4] = (s[4] + t) | 0;
    }
    return state.map((value, n) => (value + s[n]) | 0);
  }

  // Bytes are numbers in a list; a digest is 64 signs.
  function sha256(bytes) {
    const long = bytes.length;
    const all = bytes.concat([0x80]);
    while (all.length % 64 !== 56) {
      all.push(0);
    }
    const bits = [Math.floor((long * 8) / 0x100000000), (long * 8) | 0];
    bits.forEach((word) => all.push((word >>> 24) & 255, (word >>> 16) & 255, (word >>> 8) & 255, word & 255));
    let state = FIRST;
    for (let at = 0; at < all.length; at += 64) {
      const words = [];
      for (let n = at; n < at + 64; n += 4) {
        words.push((all[n] << 24) | (all[n + 1] << 16) | (all[n + 2] << 8) | all[n + 3]);
      }
      state = block(state, words);
    }
    return state.map((value) => ("0000000" + (value >>> 0).toString(16)).slice(-8)).join("");
  }

  function utf8(text) {
    const packed = unescape(encodeURIComponent(text));
    const bytes = [];
    for (let n = 0; n < packed.length; n++) {
      bytes.push(packed.charCodeAt(n));
    }
    return bytes;
  }

  function hex(text) {
    const bytes = [];
    for (let n = 0; n < text.length; n += 2) {
      bytes.push(parseInt(text.substr(n, 2), 16));
    }
    return bytes;
  }

  function told(text) {
    return sha256(utf8(text));
  }

  // RFC 9162, 2.1.3.2: from the leaf up to the root.
  function included(leaf, place, size, siblings, root) {
    let found = sha256([0].concat(hex(leaf)));
    let at = place;
    let last = size - 1;
    for (let n = 0; n < siblings.length; n++) {
      if (last === 0) {
        return false;
      }
      if (at % 2 === 1 || at === last) {
        found = sha256([1].concat(hex(siblings[n]), hex(found)));
        while (at % 2 === 0 && at !== 0) {
          at = Math.floor(at / 2);
          last = Math.floor(last / 2);
        }
      } else {
        found = sha256([1].concat(hex(found), hex(siblings[n])));
      }
      at = Math.floor(at / 2);
      last = Math.floor(last / 2);
    }
    return last === 0 && found === root;
  }

  function isSealed(data) {
    const opens = told("diandan opening 1|" + data.key + "|" + data.revision);
    const leaf = told("diandan ballot 1|" + opens + "|" + data.said);
    const siblings = data.siblings ? data.siblings.split(" ") : [];
    return leaf === data.leaf && included(leaf, Number(data.place), Number(data.size), siblings, data.root);
  }

  function nameOf(key, q, part) {
    const digest = told("diandan row 1|" + key + "|" + q + "|" + part).slice(0, 20);
    let bits = "";
    hex(digest).forEach((byte) => (bits += ("0000000" + byte.toString(2)).slice(-8)));
    return bits.replace(/.{5}/g, (five) => SIGNS[parseInt(five, 2)]);
  }

  function isPublished(units, key, row) {
    const unit = units.filter((one) => one.q === row.q && one.part === row.part && one.who === row.who)[0];
    const name = nameOf(key, row.q, row.part);
    const found = unit && unit.rows.filter((one) => one[0] === name)[0];
    if (!found) {
      return false;
    }
    const opens = told("diandan row opening 1|" + key + "|" + row.q + "|" + row.part);
    return found[1] === (unit.open ? JSON.parse(row.said) : told("diandan row answer 1|" + opens + "|" + row.said));
  }

  function say(at, same) {
    at.textContent = same ? at.dataset.same : at.dataset.other;
    at.className = "note " + (same ? "good" : "bad");
    at.hidden = false;
  }

  function whenPressed(button, act) {
    button.hidden = false;
    button.addEventListener("click", act);
  }

  document.querySelectorAll("[data-leaf]").forEach((button) => {
    whenPressed(button, () => say(button.nextElementSibling, isSealed(button.dataset)));
  });
  document.querySelectorAll("[data-rows]").forEach((button) => {
    whenPressed(button, () => {
      const asked = new XMLHttpRequest();
      const says = button.nextElementSibling;
      asked.open("GET", button.dataset.rows);
      asked.onloadend = () => {
        if (asked.status !== 200) {
          says.textContent = says.dataset.lost;
          says.hidden = false;
          return;
        }
        const key = told("diandan rows 1|" + button.dataset.key + "|" + button.dataset.number);
        const units = JSON.parse(asked.responseText);
        const mine = button.parentNode.querySelectorAll("[data-q]");
        say(says, mine.length > 0 && Array.prototype.every.call(mine, (row) => isPublished(units, key, row.dataset)));
      };
      asked.send();
    });
  });
})();
