import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
await initWasm(readFileSync(new URL(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))));
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80"><defs><linearGradient id="g"><stop offset="0" stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient><filter id="b"><feGaussianBlur stdDeviation="2"/></filter></defs><rect width="120" height="80" fill="url(#g)"/><circle cx="60" cy="40" r="25" fill="#fff8" filter="url(#b)"/><path d="M10 70 Q 60 0 110 70" stroke="black" fill="none" stroke-width="3"/></svg>`;
const r = new Resvg(svg, { fitTo: { mode: 'width', value: 240 } });
const image = r.render();
console.log(image.width, image.height, r.getBBox()?.toString() !== undefined);
const png = image.asPng();
console.log(png.length, createHash('sha256').update(image.pixels).digest('hex'), createHash('sha256').update(png).digest('hex'));
try { new Resvg('<svg'); } catch (e) { console.log(String(e)); }
