const d = require('date-fns');
const { UTCDate } = (() => { try { return require('@date-fns/utc'); } catch { return { UTCDate: Date }; } })();
const { de, fr, ja, ar } = require('date-fns/locale');
const date = new Date(2024, 1, 29, 13, 45, 6, 789);
for (const f of ["yyyy-MM-dd'T'HH:mm:ss.SSS", 'EEEE, do MMMM y', 'PPPP', 'Pp', "qqq 'of' yyyy", 'I i e c', 'D DDD', 'hh:mm aaaa BBBB', 'w RRRR', "''quoted''", 'G GGGG', 'LLLL LLLLL']) {
  try { console.log(f, '=>', d.format(date, f, { useAdditionalDayOfYearTokens: true })); } catch (e) { console.log(f, e.name, e.message); }
}
for (const locale of [de, fr, ja, ar]) console.log(locale.code, d.format(date, 'PPPP p', { locale }), d.formatDistance(date, d.addDays(date, 400), { locale, addSuffix: true }), d.formatRelative(d.subDays(date, 2), date, { locale }));
console.log(d.addMonths(new Date(2024, 0, 31), 1).getDate(), d.differenceInCalendarWeeks(new Date(2024, 11, 31), date), d.differenceInBusinessDays(new Date(2024, 3, 1), date), d.intervalToDuration({ start: date, end: new Date(2026, 5, 1) }));
console.log(d.formatDuration({ years: 1, months: 2, days: 3, minutes: 0 }, { zero: true, delimiter: ', ' }), d.formatISO(date, { representation: 'date' }), d.formatISO9075(date), d.formatRFC7231(new Date(0)));
for (const [s, f] of [['2024-02-30', 'yyyy-MM-dd'], ['29 Feb 2024 1:05 PM', 'd MMM yyyy h:mm a'], ['2024-w09-4', "RRRR-'w'II-i"], ['monday', 'EEEE'], ['1709214306', 't']]) { const r = d.parse(s, f, date); console.log(s, d.isValid(r) ? (f === 't' ? +r : d.format(r, 'yyyy-MM-dd HH:mm')) : 'invalid'); }
console.log(['2024-02-29', '2024-W09-4', '2024-060', '20240229T134506Z', 'nope', '2024-13-01'].map((s) => { const r = d.parseISO(s); return d.isValid(r) ? r.getTime() + r.getTimezoneOffset() * 0 : 'invalid'; }).map((x) => (x === 'invalid' ? x : typeof x)));
console.log(d.eachDayOfInterval({ start: date, end: d.addDays(date, 3) }).map((x) => d.format(x, 'MM/dd')), d.eachWeekendOfMonth(date).length, d.getWeeksInMonth(date, { weekStartsOn: 1 }), d.isWithinInterval(date, { start: d.startOfYear(date), end: d.endOfYear(date) }));
console.log(d.closestTo(date, [new Date(2020, 1, 1), new Date(2024, 2, 1)]).getMonth(), d.areIntervalsOverlapping({ start: 0, end: 10 }, { start: 5, end: 20 }), d.roundToNearestMinutes(date, { nearestTo: 15 }).getMinutes(), d.set(date, { month: 11, date: 25 }).getDay());
const { add, format } = require('date-fns/fp');
console.log(format('yyyy')(add({ years: 2 })(date)), d.compareAsc(1, 2), [3, 1, 2].map((n) => new Date(n)).sort(d.compareDesc).map(Number), d.lightFormat(date, 'yy.M.d'), d.isMatch('02/29', 'MM/dd'), d.constants ? 1 : require('date-fns/constants').millisecondsInDay);
try { d.format(new Date(NaN), 'yyyy'); } catch (e) { console.log(e.name, e.message); }
try { d.format(date, 'YYYY'); } catch (e) { console.log(e.name, e.message.split('`')[1]); }
