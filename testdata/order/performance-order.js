const log = (...a) => console.log(...a);

const { PerformanceObserver, performance } = require('perf_hooks');
new PerformanceObserver((l, o) => { log(l.getEntries().map((e) => e.name)); o.disconnect(); }).observe({ entryTypes: ['mark'] });
performance.mark('m1'); performance.mark('m2'); log('main');
