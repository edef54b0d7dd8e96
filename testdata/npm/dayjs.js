const dayjs = require('dayjs'); const utc = require('dayjs/plugin/utc'); const relativeTime = require('dayjs/plugin/relativeTime'); const custom = require('dayjs/plugin/customParseFormat');
dayjs.extend(utc); dayjs.extend(relativeTime); dayjs.extend(custom);
const d = dayjs.utc('2024-02-29T12:34:56.789Z');
console.log(d.format('YYYY-MM-DD HH:mm:ss.SSS [week] d dddd MMM A'), d.add(1, 'year').format(), d.startOf('month').toISOString(), d.endOf('week').toISOString());
console.log(d.diff(dayjs.utc('2023-01-01'), 'day', true), d.from(dayjs.utc('2024-03-10')), dayjs('05/02/69 1:02 PM', 'DD/MM/YY h:mm A').format('YYYY-MM-DD HH:mm'), dayjs('invalid').isValid());
