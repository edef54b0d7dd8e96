const Handlebars = require('handlebars');
Handlebars.registerHelper('loud', (s) => s.toUpperCase());
Handlebars.registerPartial('li', '<li>{{this.name}}</li>');
const t = Handlebars.compile('<h1>{{loud title}}</h1>{{#if items}}<ul>{{#each items}}{{> li}}{{@index}}{{#unless @last}},{{/unless}}{{/each}}</ul>{{else}}none{{/if}}{{{raw}}}{{esc}}{{#with a.b}}{{c}}{{/with}}');
console.log(t({ title: 'hi', items: [{ name: 'a' }, { name: 'b' }], raw: '<b>', esc: '<i>&', a: { b: { c: 1 } } }));
console.log(t({ title: 'empty' }));
console.log(Handlebars.VERSION, Handlebars.precompile('{{x}}').length > 100);
try { Handlebars.compile('{{#if}}')({}); } catch (e) { console.log(e.message); }
