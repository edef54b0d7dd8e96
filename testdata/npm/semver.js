const semver = require('semver');
console.log(semver.valid('1.2.3-beta.1+build'), semver.inc('1.2.3', 'minor'), semver.inc('1.2.3-a.0', 'prerelease', 'a'), semver.satisfies('1.2.9', '^1.2.3'), semver.satisfies('2.0.0-rc', '>=1', { includePrerelease: true }));
console.log(['1.10.0', '1.2.0', '1.2.0-alpha'].sort(semver.compare), semver.maxSatisfying(['1.2.3', '1.9.0', '2.0.0'], '1.x'), new semver.Range('>=1.2 <3 || 4.x').range, semver.coerce('v3.4 hi').version, semver.diff('1.0.0', '2.1.0'), semver.minVersion('>1.2.3').version);
console.log(semver.parse('1.2.3-x.7'), semver.intersects('^1', '>=1.5'));
