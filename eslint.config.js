"use strict";
// Old Android WebViews (Chromium 60) run these scripts: nothing newer than their engine may stand in
// one. The parts of the resident's script are joined into one function, so a name of one part is known in all.
const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const folder = join(__dirname, "static", "js");
const shared = readdirSync(folder)
  .filter((name) => name.endsWith(".js"))
  .map((name) => readFileSync(join(folder, name), "utf8"))
  .flatMap((text) => Array.from(text.matchAll(/^(?:const|let|function) (\w+)/gm), (found) => found[1]));
const browser = [
  "DOMParser", "FormData", "SpeechSynthesisUtterance", "URL", "XMLHttpRequest", "caches", "clearTimeout", "document", "encodeURIComponent", "fetch", "history", "localStorage",
  "location", "performance", "self", "setInterval", "setTimeout", "speechSynthesis", "window",
];
const known = (names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

const younger = [
  "allSettled", "any", "at", "finally", "findLast", "flat", "flatMap", "fromEntries", "getAnimations", "matchAll",
  "replaceAll", "replaceChildren", "requestSubmit", "toSorted", "toggleAttribute", "trimEnd", "trimStart",
];

module.exports = [
  { ignores: [".venv/**", "instance/**", "static/js/built/**"] },
  {
    files: ["static/js/*.js"],
    languageOptions: {
      ecmaVersion: 2017,
      sourceType: "script",
      globals: { ...known(browser), ...known(shared) },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "array-callback-return": "error",
      "consistent-return": "error",
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "no-cond-assign": "error",
      "no-const-assign": "error",
      "no-dupe-args": "error",
      "no-dupe-else-if": "error",
      "no-dupe-keys": "error",
      "no-eval": "error",
      "no-fallthrough": "error",
      "no-implied-eval": "error",
      "no-loss-of-precision": "error",
      "no-self-assign": "error",
      "no-self-compare": "error",
      "no-shadow": "error",
      "no-sparse-arrays": "error",
      "no-undef": "error",
      "no-unreachable": "error",
      "no-unsafe-negation": "error",
      "no-unused-expressions": "error",
      "no-unused-vars": ["error", { vars: "local", caughtErrors: "none" }],
      "no-useless-escape": "error",
      "no-var": "error",
      "use-isnan": "error",
      "valid-typeof": "error",
      "no-restricted-properties": ["error", ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({
        property, message: "Words of people are text, never markup.",
      }))],
      "no-restricted-syntax": ["error", {
        selector: `CallExpression > MemberExpression.callee[property.name=/^(${younger.join("|")})$/]`,
        message: "Chromium 60 has no such method.",
      }],
    },
  },
  {
    files: ["*.config.js"],
    languageOptions: { sourceType: "commonjs", globals: known(["require", "module", "__dirname"]) },
    rules: { "no-undef": "error", "no-unused-vars": "error" },
  },
];
