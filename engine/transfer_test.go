package engine

import "testing"

// TestTransferDetachesViews: a view over a buffer that was transferred must not
// reach the bytes any more, which belong to the new buffer or to nobody.
func TestTransferDetachesViews(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	v := eval(t, iso, `(() => {
		const bad = [];
		const views = [Uint8Array, Int8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
			BigInt64Array, BigUint64Array, Float16Array, Float32Array, Float64Array];
		const ways = { same: (b) => b.transfer(), longer: (b) => b.transfer(1 << 16), shorter: (b) => b.transfer(8),
			empty: (b) => b.transfer(0), fixed: (b) => b.transferToFixedLength(), 'fixed, longer': (b) => b.transferToFixedLength(1 << 16) };
		for (const [way, transfer] of Object.entries(ways)) for (const options of [undefined, { maxByteLength: 1 << 17 }]) {
			const buffer = new ArrayBuffer(64, options);
			const over = views.flatMap((View) => [new View(buffer), new View(buffer, 8), new View(buffer, 16, 1)]);
			const data = new DataView(buffer);
			for (const view of over) view[0] = typeof view[0] === 'bigint' ? 1n : 1;
			new Uint8Array(buffer).fill(7);
			const next = transfer(buffer);
			for (const view of over) {
				const one = view.constructor.name.startsWith('Big') ? 1n : 1;
				view[0] = one;
				if (view.length !== 0 || view.byteLength !== 0 || view.byteOffset !== 0 || view[0] !== undefined || 0 in view) {
					bad.push(way + ': ' + view.constructor.name + ' has ' + view.length + ', ' + view[0]);
				}
				try { view.fill(one); bad.push(way + ': fill of ' + view.constructor.name); } catch (e) { if (!(e instanceof TypeError)) throw e; }
			}
			try { data.getUint8(0); bad.push(way + ': DataView'); } catch (e) { if (!(e instanceof TypeError)) throw e; }
			const kept = new Uint8Array(next);
			for (let i = 0; i < Math.min(64, kept.length); i++) if (kept[i] !== 7) { bad.push(way + ': byte ' + i + ' is ' + kept[i]); break; }
			if (!buffer.detached || buffer.byteLength !== 0) bad.push(way + ': the buffer');
		}
		// A transfer that fails takes nothing away.
		const buffer = new ArrayBuffer(8), view = new Uint8Array(buffer);
		try { buffer.transfer(-1); bad.push('-1 passed'); } catch { if (view.length !== 8) bad.push('taken by a failure'); }
		for (const odd of [undefined, 1, {}, new SharedArrayBuffer(1)]) {
			try { ArrayBuffer.prototype.transfer.call(odd); bad.push('odd receiver'); } catch (e) { if (!(e instanceof TypeError)) throw e; }
		}
		return bad.join('\n');
	})()`)
	if text, ok := iso.String(v); !ok || text != "" {
		t.Error(text, ok)
	}
}
