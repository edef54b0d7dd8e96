const rs = new ReadableStream({ start(c){ for (const x of [1,{a:2},new Uint8Array(3)]) c.enqueue(x); c.close(); } });
const {port1,port2}=new MessageChannel();
port2.on('message', async ({s,w,t})=>{ for await (const c of s) console.log('got', c);
 const wr=w.getWriter(); await wr.write('hello'); await wr.write('there'); await wr.close();
 const tw=t.writable.getWriter(); tw.write('up'); tw.close(); for await (const c of t.readable) console.log('t', c);
 port2.close(); });
const ws=new WritableStream({ write(c){ console.log('sink',c)}, close(){console.log('closed')} });
const ts=new TransformStream({ transform(c,k){ k.enqueue(c.toUpperCase()); } });
port1.postMessage({s:rs,w:ws,t:ts},[rs,ws,ts]);
console.log(rs.locked, ws.locked);
try { structuredClone(new ReadableStream()) } catch(e) { console.log(e.name, e.message) }
try { const r=new ReadableStream(); r.getReader(); structuredClone(r,{transfer:[r]}) } catch(e) { console.log(e.name, e.message) }
const er=new ReadableStream({ pull(c){ c.error(new Error('boom')) } });
const er2=structuredClone(er,{transfer:[er]});
try { for await (const c of er2); } catch(e) { console.log('err', e.message) }
