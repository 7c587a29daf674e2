// Whether two answers say the same.

const RELATIVE_TOLERANCE = 1e-9;

/// Rows as keys (text, joined) and numbers, in the order of the keys.
export const normal = (rows, keys) =>
  rows
    .map(row => ({ key: row.slice(0, keys).map(String).join(" | "), numbers: row.slice(keys).map(Number) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

const close = (a, b) => a === b || Math.abs(a - b) <= RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));

/// The first difference, or null.
export const difference = (ours, theirs, keys) => {
  const [a, b] = [normal(ours, keys), normal(theirs, keys)];
  if (a.length !== b.length) return `${a.length} rows against ${b.length}`;
  for (let i = 0; i < a.length; i++) {
    if (a[i].key !== b[i].key) return `row ${i}: ${a[i].key} against ${b[i].key}`;
    if (a[i].numbers.length !== b[i].numbers.length) return `row ${i}: columns differ in number`;
    const column = a[i].numbers.findIndex((number, n) => !close(number, b[i].numbers[n]));
    if (column >= 0) return `${a[i].key}, number ${column}: ${a[i].numbers[column]} against ${b[i].numbers[column]}`;
  }
  return null;
};
