import { v3, v4, v5, v7, validate, version, NIL, MAX, parse, stringify } from 'uuid';
console.log(v5('hello', v5.URL), v3('hello', v3.DNS), NIL, MAX);
const a = v4(), b = v7();
console.log(validate(a), version(a), a !== v4(), version(b), a.length, parse(NIL), stringify(parse(MAX)));
