const g = require('graphql');
const schema = g.buildSchema(`
  """A person"""
  type User implements Node { id: ID! name(upper: Boolean = false): String! friends(first: Int = 10): [User!] role: Role @deprecated(reason: "old") }
  interface Node { id: ID! }
  enum Role { ADMIN USER }
  union Result = User | Post
  type Post { id: ID! title: String author: User }
  input Filter { text: String! roles: [Role!] = [USER] max: Int }
  directive @upper(n: Int) on FIELD_DEFINITION | FIELD
  type Query { user(id: ID!): User search(filter: Filter!): [Result] boom: String! maybe: String }
  type Mutation { add(name: String!): User }
  type Subscription { ticks(to: Int!): Int }
`);
const users = { 1: { __typename: 'User', id: '1', name: ({ upper }) => (upper ? 'ANN' : 'Ann'), friends: async () => [users[2]], role: 'ADMIN' }, 2: { __typename: 'User', id: '2', name: () => Promise.resolve('Bob'), friends: [], role: 'USER' } };
const rootValue = { user: ({ id }) => users[id], search: ({ filter }) => [users[1], { __typename: 'Post', id: 'p', title: JSON.stringify(filter) }], boom: () => { throw new Error('boom!'); }, maybe: () => Promise.reject(new Error('later')), add: ({ name }) => ({ id: '3', name }), ticks: async function* ({ to }) { for (let i = 1; i <= to; i++) yield { ticks: i }; } };
const run = async (source, variableValues) => console.log(JSON.stringify(await g.graphql({ schema, source, rootValue, variableValues }), null, 1));
(async () => {
  await run('query Q($id: ID!, $up: Boolean!) { user(id: $id) { ...F friends { ...F @include(if: $up) role } alias: name(upper: $up) __typename } } fragment F on User { id name }', { id: '1', up: true });
  await run('{ search(filter: { text: "x" }) { __typename ... on User { name } ... on Post { title } } }');
  await run('{ boom maybe }'); await run('{ maybe user(id: 9) { name } }'); await run('mutation { a: add(name: "x") { id name } }');
  await run('{ user { nme } nope }'); await run('query ($f: Filter!) { search(filter: $f) { __typename } }', { f: { roles: ['NONE'], extra: 1 } }); await run('{ user(id: 1) { name '); await run('query A { maybe } query B { maybe }');
  for await (const r of await g.subscribe({ schema, document: g.parse('subscription { ticks(to: 3) }'), rootValue })) console.log(r);
  console.log(g.printSchema(schema), g.print(g.parse('query Q($a:[Int!]!=[1]){a:b(c:$a,d:{e:"f\\n",g:[ENUM,null,1.5e3]})@include(if:true){...on T{x}}}')));
  const intro = await g.graphql({ schema, source: g.getIntrospectionQuery() }); console.log(JSON.stringify(intro).length, g.printSchema(g.buildClientSchema(intro.data)).length);
  console.log(g.validate(schema, g.parse('{ user(id: 1, id: 2) { id { x } friends(first: "a") } ...U } fragment U on Post { id } fragment V on Query { maybe }')).map((e) => e.message));
  try { g.buildSchema('type A { b: C } type A { d: Int }'); } catch (e) { console.log(e.message); } try { g.parse('{ a(b: ) }'); } catch (e) { console.log(String(e)); }
  let depth = 0; g.visit(g.parse('{ a { b { c } } }'), { enter: (n) => { depth++; }, Field: { leave: (n) => console.log('leave', n.name.value) } }); console.log(depth);
  const Odd = new g.GraphQLScalarType({ name: 'Odd', serialize: (v) => (v % 2 ? v : undefined), parseValue: (v) => v, parseLiteral: (n) => +n.value }); const own = new g.GraphQLSchema({ query: new g.GraphQLObjectType({ name: 'Q', fields: () => ({ odd: { type: Odd, args: { n: { type: g.GraphQLInt, defaultValue: 3 } }, resolve: (s, { n }, ctx, info) => n + ctx.add + info.path.key.length } }) }) });
  console.log(await g.graphql({ schema: own, source: '{ odd b: odd(n: 4) }', contextValue: { add: 1 } }).then((r) => JSON.stringify(r)), g.findBreakingChanges(schema, g.buildSchema('type Query { user: Int }')).length, g.stripIgnoredCharacters('{ a  ,  b #c\n }'), g.lexicographicSortSchema(own).toConfig().types.length);
})();
