// Packages from node_modules, unmodified.
//
//   npm install && wjs main.mjs
import { load } from 'js-yaml'; // CommonJS and ES module
import { marked } from 'marked'; // ES module
import semver from 'semver'; // CommonJS

const { title, releases } = load(`
title: Releases
releases:
  - { version: 1.10.0, note: "faster *starts*" }
  - { version: 1.9.2, note: "a fix" }
  - { version: 2.0.0-rc.1, note: "**breaking**" }
`);

releases.sort((a, b) => semver.rcompare(a.version, b.version));
const lines = releases.map(({ version, note }) => {
  const kind = semver.satisfies(version, '^1.9.0') ? 'compatible' : 'new';
  return `- ${version} (${kind}): ${note}`;
});
console.log(marked.parse(`# ${title}\n\n${lines.join('\n')}`).trim());
