import { z } from 'zod';
const User = z.object({ name: z.string().min(2), age: z.number().int().positive().optional(), mail: z.email(), tags: z.array(z.enum(['a', 'b'])).default([]) });
console.log(User.parse({ name: 'Ann', mail: 'ann@example.com' }));
const bad = User.safeParse({ name: 'A', age: -1, mail: 'x', tags: ['c'] });
console.log(bad.success, bad.error.issues);
console.log(z.prettifyError(bad.error));
console.log(z.union([z.string(), z.number()]).transform((v) => String(v).length).parse(12345), z.coerce.date().parse('2020-01-01').toISOString());
console.log(JSON.stringify(z.toJSONSchema(User)));
