"use strict";
// Old Android WebViews (Chromium 60) read these styles: what they don't know they drop together with its whole rule.
module.exports = {
  rules: {
    "at-rule-disallowed-list": ["container", "layer", "nest", "property", "scope", "starting-style"],
    "block-no-empty": true,
    "color-no-invalid-hex": true,
    "custom-property-no-missing-var-function": true,
    "declaration-block-no-duplicate-custom-properties": true,
    // an older engine takes the first of two values in a row, a younger one the second
    "declaration-block-no-duplicate-properties": [true, { ignore: ["consecutive-duplicates-with-different-values"] }],
    "declaration-block-no-shorthand-property-overrides": true,
    "declaration-property-value-disallowed-list": { "/^(min-|max-)?height$/": [/\d[dls]vh\b/], overflow: ["clip"] },
    "font-family-no-duplicate-names": true,
    "font-family-no-missing-generic-family-keyword": true,
    "function-disallowed-list": ["clamp", "color-mix", "light-dark", "max", "min"],
    "keyframe-block-no-duplicate-selectors": true,
    "max-nesting-depth": 0,
    "media-feature-range-notation": "prefix",
    "no-duplicate-at-import-rules": true,
    "no-duplicate-selectors": true,
    "no-invalid-double-slash-comments": true,
    "property-disallowed-list": ["aspect-ratio", "gap", "row-gap", "column-gap", "inset", "translate", "rotate", "scale"],
    "property-no-unknown": true,
    "selector-disallowed-list": [/&/],
    "selector-pseudo-class-disallowed-list": ["has", "is", "where"],
    "selector-pseudo-class-no-unknown": true,
    "selector-pseudo-element-no-unknown": true,
    "selector-type-no-unknown": true,
    "string-no-newline": true,
    "unit-no-unknown": true,
  },
};
